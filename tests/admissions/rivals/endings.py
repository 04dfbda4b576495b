"""Endings, the person's own word, holds, forgetting, break-glass, alerts."""

from __future__ import annotations

import datetime
import uuid

from django.utils import timezone

from admissions import alerts, forget, services
from admissions.choices import Outcome
from admissions.models import Draft, GlassBreak, LegalHold, Outbox, Submission
from admissions.services import by_person, holds
from tests.support.requests import intake, received

from . import (
    CHANGED,
    CLAIMED,
    CLOSED,
    DAY,
    GONE,
    MINUTE,
    Rivalry,
    changed,
    closed,
    due,
    ended,
    flagged,
    forgotten,
    handed_over,
    happened,
    mine,
    new,
    photo,
    withdrawn,
)

WEEKDAYS = {"window_days": "weekdays", "window_from": None, "window_until": None}
EMERGENCY = "They stand at the door"


def close(desk, it):
    return services.close(it, desk.me, outcome="declined")


def due_now(it):
    return Submission.objects.filter(pk=it.pk, forget_after__lte=timezone.now()).exists()


def two(desk):
    desk.one = services.claim(received(), desk.colleague)
    return mine(desk)


def _one(desk):
    return Submission.objects.get(pk=desk.one.pk)


def as_duplicate(desk, it):
    return services.close(it, desk.me, outcome="duplicate", duplicate_of=desk.one)


def joined(desk):
    """Two requests of one person, one of which was closed as a duplicate of the row's."""
    it = mine(desk)
    desk.one = services.close(received(), desk.lead, outcome="duplicate", duplicate_of=it)
    return it


def merge_into(desk, it):
    return services.close(_one(desk), desk.lead, outcome="duplicate", duplicate_of=it)


def reopen(desk, it):
    return services.reopen(it, desk.lead, reason="called_back")


def reopened(desk, it):
    return services.reopen(it, desk.lead, reason="called_back")


def withdraw(desk, it):
    return services.withdraw(it)


def stop(desk, it):
    return services.stop_contact(it)


def change(desk, it):
    return services.change_window(it, WEEKDAYS)


def wrong(desk, it):
    return services.secret_was_wrong(it.reference)


def almost(desk):
    return changed(new(desk), secret_failures=by_person.FAILURES - 1, status_secret="x")


KEY = uuid.UUID(int=8)


def send(desk, it):
    told = intake()
    return services.receive(type(told)(plain=told.plain, personal=told.personal, draft_id=KEY))


def run(desk, it):
    return forget.forget(timezone.now())


def held(desk):
    it = closed(desk)
    hold(desk, it)
    return changed(it, forget_after=timezone.now() - MINUTE)


def hold(desk, it):
    return holds.set_hold(desk.officer, it.reference, reason="A letter of a court")


def lift(desk, it):
    return holds.lift_hold(desk.officer, it.reference, reason="It is settled")


def over(desk):
    it = held(desk)
    LegalHold.objects.update(until=timezone.localdate() - datetime.timedelta(days=1))
    return it


def end_those_over(desk, it):
    return holds.end_those_over(timezone.now())


def old_photo(desk):
    it = changed(closed(desk), closed_at=timezone.now() - 31 * DAY)
    image = photo()
    image.submission = it
    image.save(force_insert=True)
    return it


def idle_draft(desk):
    Draft.objects.create(cookie_code="x", started_at=timezone.now() - DAY, expires_at=timezone.now() - MINUTE)
    return new(desk)


def go_on(desk, it):
    Draft.objects.update(expires_at=timezone.now() + DAY)


def theirs(desk):
    return services.claim(received(), desk.colleague)


def break_glass(desk, it):
    return services.break_glass(desk.me, it.reference, reason=EMERGENCY)


def broken(desk):
    it = theirs(desk)
    break_glass(desk, it)
    return it


def look(desk, it):
    return services.look_at_break(GlassBreak.objects.get(), desk.officer)


def late(desk):
    past = timezone.now() - MINUTE
    return changed(new(desk), due_first_contact=past, alert_at=past)


def alert(desk, it):
    return alerts.alert_leads(timezone.now())


def told(it):
    return Outbox.objects.filter(submission=it, kind__in=(Outbox.Kind.LATE, Outbox.Kind.HALF)).count()


ROWS = (
    Rivalry("closed twice", services.close, mine, close, ended, CHANGED),
    Rivalry("closed after a hand-over", services.close, mine, close, handed_over, CHANGED),
    Rivalry("closed after a flag was set", services.close, mine, close, flagged, CHANGED),
    Rivalry("closed while it is withdrawn", services.close, mine, close, withdrawn, CHANGED),
    Rivalry(
        "each closed as a duplicate of the other",
        services.close,
        two,
        as_duplicate,
        lambda d, it: services.close(_one(d), d.colleague, outcome="duplicate", duplicate_of=it),
        "nor of a duplicate of it",
    ),
    Rivalry(
        "closed as a duplicate of what is forgotten",
        services.close,
        two,
        as_duplicate,
        lambda d, it: _one(d).delete(),
        GONE,
    ),
    Rivalry("reopened twice", services.reopen, closed, reopen, reopened, CHANGED),
    Rivalry("reopened while it is forgotten", services.reopen, due, reopen, forgotten, GONE),
    Rivalry(
        "withdrawn while it is verified",
        services.withdraw,
        mine,
        withdraw,
        lambda d, it: services.start_verifying(it, d.me),
        stands=lambda d, it: it.outcome == Outcome.WITHDRAWN,
    ),
    Rivalry(
        "withdrawn twice",
        services.withdraw,
        mine,
        withdraw,
        withdrawn,
        stands=lambda d, it: happened(it, "withdraw") == 1,
    ),
    Rivalry(
        "withdrawn after it was closed",
        services.withdraw,
        mine,
        withdraw,
        ended,
        stands=lambda d, it: (it.outcome, due_now(it)) == (Outcome.DECLINED, True),
    ),
    Rivalry(
        "withdrawn while another one is merged into it",
        services.withdraw,
        two,
        withdraw,
        merge_into,
        stands=lambda d, it: due_now(it) and due_now(d.one),
    ),
    Rivalry(
        "withdrawn while what was merged into it is forgotten",
        services.withdraw,
        joined,
        withdraw,
        lambda d, it: _one(d).delete(),
        stands=lambda d, it: it.outcome == Outcome.WITHDRAWN,
    ),
    Rivalry("withdrawn while it is forgotten", services.withdraw, due, withdraw, forgotten),
    Rivalry(
        "contact stopped while it is handed over",
        services.stop_contact,
        mine,
        stop,
        handed_over,
        stands=lambda d, it: (it.status, it.owner) == (CLOSED, d.colleague),
    ),
    Rivalry(
        "contact stopped twice",
        services.stop_contact,
        mine,
        stop,
        lambda d, it: services.stop_contact(it),
        stands=lambda d, it: happened(it, "stop contact") == 1,
    ),
    Rivalry("hours changed after it was closed", services.change_window, mine, change, ended, "is finished"),
    Rivalry(
        "hours changed while it is handed over",
        services.change_window,
        mine,
        change,
        handed_over,
        stands=lambda d, it: (it.owner, it.window_days) == (d.colleague, "weekdays"),
    ),
    Rivalry(
        "hours changed after an attempt",
        services.change_window,
        mine,
        change,
        lambda d, it: services.record_attempt(it, d.me, channel="phone", result="no_answer"),
        stands=lambda d, it: it.first_attempt_at and it.due_first_contact is None,
    ),
    Rivalry(
        "looked at by the person while it is forgotten",
        services.look_at_status,
        due,
        lambda d, it: services.look_at_status(it),
        forgotten,
        GONE,
    ),
    Rivalry(
        "the tenth wrong secret, twice",
        services.secret_was_wrong,
        almost,
        wrong,
        wrong,
        stands=lambda d, it: (it.status_secret, happened(it, "secret ended")) == ("", 1),
        locks=False,
    ),
    Rivalry(
        "sent twice",
        services.receive,
        new,
        send,
        send,
        stands=lambda d, it: Submission.objects.filter(draft_id=KEY).count() == 1,
        locks=False,
    ),
    Rivalry(
        "forgotten while a hold is set",
        forget.forget,
        due,
        run,
        hold,
        stands=lambda d, it: it.legal_hold,
        locks=False,
    ),
    Rivalry(
        "forgotten while it is reopened",
        forget.forget,
        closed,
        lambda d, it: forget.forget(timezone.now() + 100 * DAY),
        reopened,
        stands=lambda d, it: it.status == CLAIMED,
        locks=False,
    ),
    Rivalry(
        "a photo forgotten while a hold is set",
        forget.forget,
        old_photo,
        run,
        hold,
        stands=lambda d, it: it.card_images.count() == 1,
        locks=False,
    ),
    Rivalry(
        "a draft forgotten while somebody goes on with it",
        forget.forget_expired_drafts,
        idle_draft,
        lambda d, it: forget.forget_expired_drafts(timezone.now()),
        go_on,
        stands=lambda d, it: Draft.objects.count() == 1,
        locks=False,
    ),
    Rivalry(
        "a draft left while it is sent",
        forget.forget_draft,
        idle_draft,
        lambda d, it: forget.forget_draft(Draft.objects.get()),
        go_on,
        stands=lambda d, it: not Draft.objects.exists(),
        locks=False,
    ),
    Rivalry(
        "two runs at once",
        forget.every_ten_minutes,
        due,
        lambda d, it: forget.every_ten_minutes(),
        run,
        locks=False,
    ),
    Rivalry(
        "held twice",
        holds.set_hold,
        closed,
        hold,
        lambda d, it: hold(d, it),
        "Lift that hold first",
        locks=False,
    ),
    Rivalry(
        "held while it is forgotten", holds.set_hold, due, hold, forgotten, "no such request", locks=False
    ),
    Rivalry(
        "held while another one is merged into it",
        holds.set_hold,
        two,
        hold,
        merge_into,
        stands=lambda d, it: it.legal_hold and _one(d).legal_hold,
    ),
    Rivalry(
        "lifted twice", holds.lift_hold, held, lift, lambda d, it: lift(d, it), "is not held", locks=False
    ),
    Rivalry(
        "lifted after its last day", holds.lift_hold, over, lift, end_those_over, "is not held", locks=False
    ),
    Rivalry(
        "over while it is lifted",
        holds.end_those_over,
        over,
        end_those_over,
        lambda d, it: lift(d, it),
        stands=lambda d, it: it.holds.get().lifted_by == d.officer,
        locks=False,
    ),
    Rivalry(
        "over after it was made longer",
        holds.end_those_over,
        over,
        end_those_over,
        lambda d, it: LegalHold.objects.update(until=timezone.localdate() + DAY),
        stands=lambda d, it: it.legal_hold and it.holds.get().lifted_at is None,
        locks=False,
    ),
    Rivalry(
        "the glass broken twice",
        services.break_glass,
        theirs,
        break_glass,
        lambda d, it: break_glass(d, it),
        stands=lambda d, it: GlassBreak.objects.count() == happened(it, "break-glass") == 1,
        locks=False,
    ),
    Rivalry(
        "the glass broken after a hand-over to oneself",
        services.break_glass,
        theirs,
        break_glass,
        lambda d, it: services.hand_over(it, d.lead, to=d.me, note="Yours"),
        "No request",
        locks=False,
    ),
    Rivalry(
        "the glass broken while it is forgotten",
        services.break_glass,
        theirs,
        break_glass,
        forgotten,
        "No request",
        locks=False,
    ),
    Rivalry(
        "a break looked at by two",
        services.look_at_break,
        broken,
        look,
        lambda d, it: services.look_at_break(GlassBreak.objects.get(), second_officer(d)),
        stands=lambda d, it: GlassBreak.objects.get().seen_by == d.another,
        locks=False,
    ),
    Rivalry(
        "the leads told by two",
        alerts.alert_leads,
        late,
        alert,
        alert,
        stands=lambda d, it: told(it) == 1,
        locks=False,
    ),
    Rivalry(
        "the leads told after an attempt",
        alerts.alert_leads,
        late,
        alert,
        lambda d, it: services.record_attempt(it, d.lead, channel="phone", result="no_answer"),
        stands=lambda d, it: told(it) == 0,
        locks=False,
    ),
)


def second_officer(desk):
    desk.another = type(desk)().officer
    return desk.another
