"""What the person changes about their request, or asks to be deleted, without any member of staff."""

from __future__ import annotations

import dataclasses
import datetime
import enum
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from alter_site.content import facts
from alter_site.content.facts import coverage

from .. import notifications, slots
from ..choices import Outcome
from ..contact_plan import ContactPlan
from ..models import CardImage, Outbox, Submission
from ..promise import RULE, promise
from .attempts import STOPPED
from .corrections import change_plan
from .locks import IllegalMove, Stale, lock, lock_with_merged, write
from .states import move, record
from .work import ending

# Wrong secrets, in all, after which the secret of a request opens nothing any more.
FAILURES = 10
WINDOW = ("window_days", "window_from", "window_until")
TOLD_OF_HALF = 1  # how often the leads have heard of a promise that is half over
ASKED = "deletion asked"
FINISHED = "This request is finished, so there is nothing to change in it."


@transaction.atomic
def look_at_status(submission: Submission) -> None:
    """Note that the person looked at how their request stands. Raises Stale once it is forgotten."""
    lock(submission)
    record(submission, "status shown")


@transaction.atomic
def secret_was_wrong(reference: str) -> None:
    """Count a wrong secret; the tenth ends it for everybody. Without a request the queries are the same."""
    named = Submission.objects.filter(reference=reference).exclude(status_secret="")
    # It holds the row: of two at once one counts to the end.
    named.update(secret_failures=F("secret_failures") + 1)
    if ended := named.filter(secret_failures__gte=FAILURES).first():
        named.update(status_secret="")
        record(ended, "secret ended")


@transaction.atomic
def change_window(submission: Submission, window: Mapping[str, Any]) -> list[str]:
    """Set when the person wants to be reached, within our hours, and promise anew. Returns what changed.

    What stood there is kept sealed, as with a correction; whoever has the request is told, and a screen of
    theirs that shows the old hours is out of date. Raises IllegalMove in the words that the person reads.
    """
    lock(submission)
    if submission.is_closed:
        raise IllegalMove(FINISHED)
    now, ours = timezone.now(), coverage.in_force(facts.current(timezone.now()))
    plan = dataclasses.replace(
        ContactPlan.of(submission),
        days=window["window_days"],
        earliest=window["window_from"],
        latest=window["window_until"],
    )
    due = promise(plan, ours, now)
    if due is None and ours.is_known:
        near = slots.nearest(plan, ours, now)
        raise IllegalMove(
            f"Nobody is here at these times.{f' The nearest is {slots.in_words(near)}.' if near else ''}"
        )
    changed = change_plan(submission, None, {name: window[name] for name in WINDOW})
    if not changed:
        return []
    if submission.first_attempt_at is None:
        submission.due_first_contact, submission.promise_rule = due, RULE if due else None
        submission.alerted = min(submission.alerted, TOLD_OF_HALF)  # of its end the leads hear anew
    if submission.snoozed_until is not None and not plan.is_open(submission.snoozed_until):
        submission.snoozed_until = plan.next_opening(now) or now
    written = ("due_first_contact", "promise_rule", "alerted", "snoozed_until")
    submission.save(update_fields=written)
    write(submission)
    record(submission, "window changed")
    notifications.queue(submission, Outbox.Kind.CHANGED, now)
    return changed


@transaction.atomic
def stop_contact(submission: Submission) -> None:
    """End a request because the person wants to hear no more: nothing of it is a link until they set one.

    Whatever staff do at the same moment, the person's word counts; asking twice is asking once. One that was
    merged is ended where it goes on, and the timeline there says by which the person asked.
    """
    lock_with_merged(submission)
    goes_on = submission.merged_into or submission
    if goes_on.is_closed:
        return
    detail = "" if goes_on == submission else submission.reference
    kept = ending(Outcome.DECLINED)
    move(goes_on, None, STOPPED, detail=detail, outcome=Outcome.DECLINED, **kept)
    notifications.queue(goes_on, Outbox.Kind.CHANGED, timezone.now())


# --- deleted ---------------------------------------------------------------------------------------------


class Withdrawn(enum.Enum):
    """What becomes of what a person asked to have deleted."""

    GONE = "it is forgotten at the worker's next run"
    JOINED = "it is forgotten, and what it was merged into is not"
    KEPT = "the law has us keep it for now"


@transaction.atomic
def withdraw(submission: Submission) -> Withdrawn:
    """Have a request forgotten because the person asked for it; one that is open ends with that.

    Whatever staff do at the same moment, the person's word counts; asking twice is asking once. What a legal
    hold keeps is forgotten once it is lifted. Of somebody who was admitted it is part of a record that is
    kept; whoever has it is told that they asked. So is whoever has the request that it was merged into. What
    was merged into it is of the same person, and goes with it.
    """
    try:
        merged = lock_with_merged(submission)
    except Stale:  # forgotten in the meantime
        return Withdrawn.GONE
    now, joined = timezone.now(), [one for one in merged if one.merged_into_id == submission.pk]
    if not submission.is_closed:
        move(submission, None, "withdraw", outcome=Outcome.WITHDRAWN, **ending(Outcome.WITHDRAWN))
    elif submission.outcome != Outcome.WITHDRAWN:
        _ask(submission, submission, "")
        if submission.outcome == Outcome.ADMITTED:
            return Withdrawn.KEPT
        _forget_at(now, submission)
    for one in joined:
        _ask(one, one, "")
        _forget_at(now, one)
    held = [one for one in (submission, *joined) if one.legal_hold]
    CardImage.objects.filter(submission__in=[submission, *joined]).exclude(submission__in=held).delete()
    if submission.merged_into is not None:
        _ask(submission.merged_into, submission, submission.reference)
    if held:
        return Withdrawn.KEPT
    return Withdrawn.GONE if submission.merged_into is None else Withdrawn.JOINED


def _forget_at(now: datetime.datetime, ended: Submission) -> None:
    if ended.forget_after is None or ended.forget_after > now:
        write(ended, forget_after=now)


def _ask(told: Submission, asked: Submission, detail: str) -> None:
    """Let whoever has a request know that the person asked for deletion; once is enough."""
    if told.events.filter(move=ASKED, detail=detail).exists():
        return
    record(told, ASKED, detail=detail)
    if told != asked or told.outcome == Outcome.ADMITTED:
        notifications.queue(told, Outbox.Kind.CHANGED, timezone.now())
