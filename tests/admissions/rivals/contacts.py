"""Reaching the person: attempts, calls, new numbers, notes, flags and times to come back."""

from __future__ import annotations

import uuid

from django.utils import timezone

from admissions import services
from admissions.models import KeptCall
from tests.support.requests import intake

from . import (
    CHANGED,
    CLOSED,
    DAY,
    GONE,
    Rivalry,
    corrected,
    ended,
    flagged,
    forgotten,
    handed_over,
    happened,
    mine,
    new,
    withdrawn,
)


def attempt(desk, it):
    return services.record_attempt(it, desk.me, channel="phone", result="spoke", note="Rings back")


def tried(desk, it):
    return services.record_attempt(
        it, desk.me, channel="phone", result="no_answer", at=timezone.now() - DAY / 2
    )


def looked(desk):
    """A request whose number I have opened."""
    from admissions.custody.access import Look, reveal

    it = mine(desk)
    reveal(desk.me, it, [Look(it, ["phone"])])
    return it


def new_number(desk, it):
    return services.set_ways(it, desk.me, phone="(212) 555-0199")


def snooze(desk, it):
    return services.snooze(it, desk.me, step="hour")


def remind(desk, it):
    return services.remind(it, desk.me, next_at=timezone.now() + DAY, reason="call")


def flags(desk, it):
    return services.set_flags(it, desk.me, today=False, clinician_first=True)


def screen(desk, it):
    return services.record_screen(it, desk.me, suicide="yes")


def agree(desk, it):
    return services.record_agreement(it, desk.me, may_contact=True)


def unasked(desk):
    it = mine(desk)
    it.consents.all().delete()
    return it


CALL = uuid.UUID(int=7)


def call(desk, it):
    return services.take_call(intake_of(), desk.me, screen={})


def intake_of():
    told = intake()
    return type(told)(plain=told.plain, personal=told.personal, draft_id=CALL)


def keep(desk, it):
    return services.keep_call(desk.me, CALL, "phone=949")


def a_call(desk):
    """Somebody has begun to write a call down."""
    keep(desk, None)
    return new(desk)


ROWS = (
    Rivalry(
        "a call recorded while the request is closed",
        services.record_attempt,
        looked,
        attempt,
        ended,
        stands=lambda d, it: it.status == CLOSED and it.attempts.get().result == "spoke",
    ),
    Rivalry(
        "a call recorded while it is handed over",
        services.record_attempt,
        looked,
        attempt,
        handed_over,
        stands=lambda d, it: it.owner == d.colleague and it.first_live_at,
    ),
    Rivalry(
        "two attempts at once",
        services.record_attempt,
        mine,
        attempt,
        tried,
        stands=lambda d, it: (
            it.attempts.count() == 2 and it.first_attempt_at == min(a.at for a in it.attempts.all())
        ),
    ),
    Rivalry(
        "an attempt without a number, after a hand-over",
        services.record_attempt,
        mine,
        attempt,
        handed_over,
        "Claim it first",
    ),
    Rivalry("an attempt while it is forgotten", services.record_attempt, looked, attempt, forgotten, GONE),
    Rivalry(
        "the secret checked while it is handed over",
        services.secret_was_right,
        mine,
        lambda d, it: services.secret_was_right(it, d.me),
        handed_over,
        "You may not check the secret",
    ),
    Rivalry(
        "a number set after a hand-over",
        services.set_ways,
        mine,
        new_number,
        handed_over,
        "Claim the request first",
    ),
    Rivalry(
        "a number set while another is",
        services.set_ways,
        mine,
        new_number,
        lambda d, it: services.set_ways(it, d.lead, phone="(212) 555-0111", email="sam@example.org"),
        stands=lambda d, it: (
            it.corrections.count() == 3 and it.email_index and happened(it, "new phone") == 2
        ),
    ),
    Rivalry(
        "a number set while the name is corrected",
        services.set_ways,
        mine,
        new_number,
        corrected,
        stands=lambda d, it: {row.column for row in it.corrections.all()} == {"first_name", "phone"},
    ),
    Rivalry(
        "a screen while it is handed over",
        services.record_screen,
        mine,
        screen,
        handed_over,
        "Claim it first",
    ),
    Rivalry(
        "a screen while a flag is set",
        services.record_screen,
        mine,
        screen,
        flagged,
        stands=lambda d, it: it.today and it.clinician_first,
    ),
    Rivalry(
        "a yes that was recorded a moment before",
        services.record_agreement,
        unasked,
        agree,
        agree,
        "tick what they said yes to",
    ),
    Rivalry(
        "a call saved twice",
        services.take_call,
        a_call,
        call,
        call,
        stands=lambda d, it: type(it).objects.filter(draft_id=CALL).count() == 1,
        locks=False,
    ),
    Rivalry(
        "a call kept after it was saved",
        services.keep_call,
        a_call,
        keep,
        call,
        stands=lambda d, it: not KeptCall.objects.exists(),
        locks=False,
    ),
    Rivalry(
        "a call begun by two under one key",
        services.keep_call,
        new,
        keep,
        lambda d, it: services.keep_call(d.colleague, CALL, "phone=212"),
        stands=lambda d, it: KeptCall.objects.get().by == d.colleague,
        locks=False,
    ),
    Rivalry(
        "a call forgotten while it is saved",
        services.forget_call,
        a_call,
        lambda d, it: services.forget_call(d.me, CALL),
        call,
        stands=lambda d, it: not KeptCall.objects.exists(),
        locks=False,
    ),
    Rivalry(
        "a note after a hand-over",
        services.add_note,
        mine,
        lambda d, it: services.add_note(it, d.me, text="Rings at noon"),
        handed_over,
        "You may not add a note",
    ),
    Rivalry(
        "two notes at once",
        services.add_note,
        mine,
        lambda d, it: services.add_note(it, d.me, text="Rings at noon"),
        lambda d, it: services.add_note(it, d.lead, text="Knows us"),
        stands=lambda d, it: it.notes.count() == 2,
    ),
    Rivalry("put off after it was handed over", services.snooze, mine, snooze, handed_over, CHANGED),
    Rivalry(
        "put off after somebody has put it off",
        services.snooze,
        mine,
        snooze,
        lambda d, it: services.snooze(it, d.lead, step="day"),
        CHANGED,
    ),
    Rivalry("a reminder while it is withdrawn", services.remind, mine, remind, withdrawn, CHANGED),
    Rivalry(
        "a reminder after the person changed their hours",
        services.remind,
        mine,
        remind,
        lambda d, it: services.change_window(
            it, {"window_days": "weekdays", "window_from": None, "window_until": None}
        ),
        CHANGED,
    ),
    Rivalry("flags set by two", services.set_flags, mine, flags, flagged, CHANGED),
)
