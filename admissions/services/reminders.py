"""Requests that come back by themselves: at a time that their owner chose, or after a step of the clock.

And the two flags that a row can carry without saying why.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from alter_site.content import facts
from alter_site.content.facts import coverage

from ..choices import Reminder, Status
from ..contact_plan import ContactPlan
from ..models import Submission
from ..promise import in_words
from .attempts import refuse_outside
from .locks import IllegalMove, lock_unmoved, write
from .states import may, record

# In these the next thing to do is to reach the person, so what comes back has to lie in their hours.
OF_A_CALL = frozenset({Status.RECEIVED, Status.CLAIMED, Status.NEEDS_INFO, Status.VERIFIED, Status.SHARED})
STEPS = {
    "quarter": ("In 15 minutes", datetime.timedelta(minutes=15)),
    "hour": ("In an hour", datetime.timedelta(hours=1)),
    "hours": ("In three hours", datetime.timedelta(hours=3)),
}
NEXT_DAY, NOT_ANY_MORE = "day", "back"
MORNING = "09:00"  # where no hours of ours are on record


def comes_back_at(submission: Submission, step: str, now: datetime.datetime) -> datetime.datetime | None:
    """Return when a request comes back that is put off by a step now; None if it is not put off any more.

    Where its next errand is a call, a moment outside the hours they gave is moved to the next one within.
    """
    if step == NOT_ANY_MORE:
        return None
    moment = _next_day(now) if step == NEXT_DAY else now + STEPS[step][1]
    if submission.status not in OF_A_CALL:
        return moment
    return ContactPlan.of(submission).next_opening(moment) or moment


def _next_day(now: datetime.datetime) -> datetime.datetime:
    """Return when we open on the next day that we are here."""
    tomorrow = timezone.localtime(now, coverage.ZONE).date() + coverage.DAY
    midnight = coverage.moment(tomorrow, "00:00")
    spans = coverage.in_force(facts.current(now)).spans(midnight)
    # Around the clock there is no opening: the morning is as good.
    found = next((span.start for span in spans if span.start >= midnight), None)
    return found or coverage.moment(tomorrow, MORNING)


@transaction.atomic
def remind(submission: Submission, actor: Any, *, next_at: datetime.datetime, reason: str) -> None:
    """Let a request come back at a time, for a reason from :class:`Reminder`.

    Raises IllegalMove where the time lies outside the hours of somebody who is to be called, or after what
    was promised; Stale where somebody else has moved the request.
    """
    if reason not in Reminder.values:
        raise IllegalMove("Choose what it is about.")
    lock_unmoved(submission)
    if reason == Reminder.CALL:
        refuse_outside(ContactPlan.of(submission), next_at)
    _put_off(submission, actor, next_at, reason)
    record(submission, "reminder", actor, detail=str(Reminder(reason).label))


@transaction.atomic
def snooze(submission: Submission, actor: Any, *, step: str) -> None:
    """Put a request off by a step of :data:`STEPS`, until the next day, or not any more."""
    if step not in (*STEPS, NEXT_DAY, NOT_ANY_MORE):
        raise IllegalMove("Choose until when.")
    lock_unmoved(submission)
    _put_off(submission, actor, comes_back_at(submission, step, timezone.now()), "")
    record(submission, "snoozed" if step != NOT_ANY_MORE else "back in its place", actor)


def _put_off(submission: Submission, actor: Any, until: datetime.datetime | None, reason: str) -> None:
    if not may(actor, "set a reminder", submission):
        raise IllegalMove("Only its owner or a lead puts a request off.")
    due = submission.due_first_contact
    if until and due and submission.is_owed_before(until):
        raise IllegalMove(f"We promised to reach out {in_words(due, now=timezone.now())}: nobody has yet.")
    write(submission, snoozed_until=until, reminder=reason, touched_at=timezone.now())


@transaction.atomic
def set_flags(submission: Submission, actor: Any, *, today: bool, clinician_first: bool) -> None:
    """Set or clear the flags of a request. The timeline says which and by whom; nothing says why."""
    lock_unmoved(submission)
    if not may(actor, "set flags", submission):
        raise IllegalMove("You may not set the flags of this request.")
    names = {"today": "Today", "clinician_first": "Speak to a clinician first"}
    values = {"today": today, "clinician_first": clinician_first}
    changed = [name for name, value in values.items() if getattr(submission, name) != value]
    if not changed:
        raise IllegalMove("The flags are set like this already.")
    write(submission, **{name: values[name] for name in changed})
    for name in changed:
        record(submission, "flag set" if values[name] else "flag cleared", actor, detail=names[name])
