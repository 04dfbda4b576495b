"""The record: corrections, merging, photos, who may be told, what leaves."""

from __future__ import annotations

from typing import Any

from admissions import services
from admissions.models import Disclosure
from admissions.services import handoffs
from tests.support.requests import received

from . import (
    CLOSED,
    GONE,
    Rivalry,
    corrected,
    ended,
    forgotten,
    handed_over,
    happened,
    mine,
    photo,
    verified,
    withdrawn,
)

TELL: dict[str, Any] = {"who": "Pat, sister", "scope": "plan", "how": "writing", "ends_with": "request"}
REASON = "Admission planned for Friday"


def correct(desk, it):
    return services.correct(
        it, desk.me, seen=0, plain={}, personal={"last_name": "Sample"}, plans={}, words={}
    )


def correct_all(desk, it):
    """A form on which the old number still stands."""
    personal = {"phone": "(949) 555-0142", "last_name": "Sample"}
    return services.correct(it, desk.me, seen=0, plain={}, personal=personal, plans={}, words={})


def two(desk):
    """Two requests of one person; the other one is the row's."""
    desk.one = mine(desk)
    return received()


def _kept(desk):
    return type(desk.one).objects.get(pk=desk.one.pk)


def merge(desk, other):
    return _merge(desk.one, other, desk.lead)


def _merge(kept, other, by):
    return services.merge(kept, other, by, seen=0, seen_other=0, personal={}, plans={}, words={})


def the_other_way(desk, it):
    return _merge(it, _kept(desk), desk.lead)


def add(desk, it):
    return services.add_card(it, desk.me, photo(), replaces=False)


def consent(desk, it):
    return services.record_consent(it, desk.me, **TELL)


def consented(desk):
    it = mine(desk)
    consent(desk, it)
    return it


def key_of(it):
    return services.who_may_be_told(it).get().pk


def take_back(desk, it):
    return services.take_back(it, desk.me, consent=key_of(it), how="phone")


def tell(desk, it):
    return services.tell(it, desk.me, told=str(key_of(it)))


def hand_off(desk, it):
    return handoffs.record_hand_off(it, desk.lead, basis="treatment", reason=REASON, form="json")


ROWS = (
    Rivalry("corrected by two", services.correct, mine, correct, corrected, "has just corrected"),
    Rivalry("corrected after a hand-over", services.correct, mine, correct, handed_over, "Only its owner"),
    Rivalry("corrected while it is withdrawn", services.correct, mine, correct, withdrawn, "Only its owner"),
    Rivalry("corrected while it is forgotten", services.correct, mine, correct, forgotten, GONE),
    Rivalry(
        "corrected on a screen with the number before",
        services.correct,
        mine,
        correct_all,
        lambda d, it: services.set_ways(it, d.lead, phone="(212) 555-0111"),
        "has just corrected",
    ),
    Rivalry(
        "corrected after the person changed their hours",
        services.correct,
        mine,
        correct,
        lambda d, it: services.change_window(
            it, {"window_days": "weekdays", "window_from": None, "window_until": None}
        ),
        "has just corrected",
    ),
    Rivalry("merged while it is corrected", services.merge, two, merge, corrected, "has just corrected"),
    Rivalry(
        "merged while the one that is kept is corrected",
        services.merge,
        two,
        merge,
        lambda d, it: corrected(d, _kept(d)),
        "has just corrected",
    ),
    Rivalry(
        "merged in both directions",
        services.merge,
        two,
        merge,
        the_other_way,
        "You may not merge|just changed",
    ),
    Rivalry(
        "merged twice",
        services.merge,
        two,
        merge,
        lambda d, it: _merge(_kept(d), it, d.lead),
        "You may not merge|just changed",
    ),
    Rivalry(
        "merged while it is withdrawn",
        services.merge,
        two,
        merge,
        withdrawn,
        "You may not merge|just changed",
    ),
    Rivalry(
        "merged while an attempt is recorded",
        services.merge,
        two,
        merge,
        lambda d, it: services.record_attempt(it, d.lead, channel="phone", result="no_answer"),
        stands=lambda d, it: (
            (it.status, it.attempts.count()) == (CLOSED, 0) and _kept(d).attempts.count() == 1
        ),
    ),
    Rivalry(
        "a photo of one side added by two",
        services.add_card,
        mine,
        add,
        lambda d, it: services.add_card(it, d.lead, photo("y"), replaces=False),
        "There is a photo",
    ),
    Rivalry("a photo added after it was closed", services.add_card, mine, add, ended, "Only its owner"),
    Rivalry(
        "two consents at once",
        services.record_consent,
        mine,
        consent,
        lambda d, it: services.record_consent(it, d.lead, **TELL),
        stands=lambda d, it: [row.number for row in services.in_force(it)] == [1, 2],
    ),
    Rivalry(
        "a consent after a hand-over",
        services.record_consent,
        mine,
        consent,
        handed_over,
        "You may not record a consent",
    ),
    Rivalry(
        "a consent taken back twice",
        services.take_back,
        consented,
        take_back,
        lambda d, it: services.take_back(it, d.lead, consent=key_of(it), how="writing"),
        "taken back before",
    ),
    Rivalry(
        "told under a consent that was just taken back",
        services.tell,
        consented,
        tell,
        lambda d, it: services.take_back(it, d.lead, consent=key_of(it), how="phone"),
        "no longer in force",
    ),
    Rivalry("told after the request has ended", services.tell, consented, tell, ended, "no longer in force"),
    Rivalry(
        "handed off while it is withdrawn",
        handoffs.record_hand_off,
        verified,
        hand_off,
        withdrawn,
        "They withdrew",
    ),
    Rivalry(
        "handed off while it is verified again",
        handoffs.record_hand_off,
        verified,
        hand_off,
        lambda d, it: services.move(it, d.verifier, "verify again"),
        "A packet is made once",
    ),
    Rivalry(
        "handed off twice",
        handoffs.record_hand_off,
        verified,
        hand_off,
        hand_off,
        stands=lambda d, it: (
            Disclosure.objects.filter(submission=it).count() == happened(it, "handed off") == 2
        ),
    ),
)
