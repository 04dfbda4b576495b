"""What the desk says of a request's promise, and of what somebody should do next with it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from .. import services
from ..choices import AttemptResult, Channel, InsuranceRoute, Status
from ..contact_plan import ContactPlan
from ..models import Submission
from ..promise import is_late, left_in_words
from ..services import MISSING
from ..time_words import at, clock

SOON = datetime.timedelta(minutes=30)
REACH = {Channel.PHONE: "Call", Channel.TEXT: "Text", Channel.EMAIL: "E-mail"}
# What to do instead of reaching out by a way that was found to lead nowhere.
INSTEAD = {
    AttemptResult.DECLINED: "They declined: do not contact them again",
    AttemptResult.WRONG_NUMBER: "Find the right number or address: the one given is wrong",
}


@dataclass(frozen=True)
class Clock:
    """A promise in words; ``kind`` picks the icon: late, soon, ok, kept or off."""

    kind: str
    words: str


def clock_of(submission: Submission, now: datetime.datetime) -> Clock:
    """Return how the promise stands: kept, missed, or running."""
    due, tried = submission.due_first_contact, submission.first_attempt_at
    if tried is not None:
        if due is not None and is_late(tried, due):
            return Clock("off", f"Reached out late, {clock(tried)}")
        return Clock("kept", f"Reached out {clock(tried)}")
    words = left_in_words(due, now)
    if due is None:
        if ContactPlan.of(submission).has_window:
            return Clock("late", "Needs a decision: our hours and theirs never meet")
        return Clock("off", words.capitalize())
    if due < now:
        return Clock("late", words.capitalize())
    return Clock("soon" if due - now < SOON else "ok", words)


def next_action(submission: Submission, now: datetime.datetime, closed: services.DeadEnds) -> str:
    """Return what somebody should do next with a request, without the ways that are closed."""
    reach = REACH[Channel(submission.channel)]
    nowhere = closed.of_channel(submission.channel)
    if nowhere and not submission.is_closed:
        return INSTEAD[AttemptResult(nowhere)]
    if not (submission.is_closed or ContactPlan.of(submission).can_be_reached):
        return "They call us: ringing them is not safe"
    when = _when(submission.snoozed_until, now)
    if when and submission.reminder:
        return f"{submission.get_reminder_display()}{when}"
    match submission.status:
        case Status.RECEIVED | Status.CLAIMED | Status.VERIFYING:
            return _in_hand(submission, reach, when, now)
        case Status.PAYER_WAIT:
            return f"Ask the payer again{when}"
        case Status.WORKSHEET_READY:
            return "Sign the worksheet"
        case Status.VERIFIED:
            return "Give the person the answer"
        case Status.SHARED:
            return "Close it, or check again"
        case Status.NEEDS_INFO:
            return f"Ask for: {MISSING.get(submission.reason, 'what is missing').lower()}{when}"
    return "Nothing"


def _in_hand(submission: Submission, reach: str, when: str, now: datetime.datetime) -> str:
    if submission.first_attempt_at is None:
        is_late = submission.due_first_contact is not None and submission.due_first_contact < now
        return f"First {reach.lower()}{' now' if is_late else ''}"
    if when:
        return f"{reach} again{when}"
    if submission.status == Status.VERIFYING:
        return "Check the insurance"
    if submission.first_live_at and submission.insurance_route == InsuranceRoute.NONE:
        return "See to the estimate, or close it"
    return "Start verifying" if submission.first_live_at else f"{reach} again"


def _when(snoozed: datetime.datetime | None, now: datetime.datetime) -> str:
    if snoozed is None:
        return ""
    return f" {at(snoozed)}" if snoozed > now else " now"
