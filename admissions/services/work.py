"""What staff do with a request."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from ..choices import AttemptResult, Channel, Direction, Outcome, Status, Voicemail
from ..contact_plan import ContactPlan
from ..models import CardImage, ContactAttempt, Note, Submission
from .states import IN_HAND, IllegalMove, Stale, may, move, record

# A claim without an attempt ends by itself after this long: somebody is waiting for a call.
UNTOUCHED = datetime.timedelta(minutes=20)

REOPEN_REASONS = {
    "called_back": "They called back",
    "closed_by_mistake": "Closed by mistake",
    "new_information": "New information",
}
MISSING = {
    "member_id": "Member ID",
    "card_photo": "A readable card photo",
    "policyholder": "Who holds the policy",
    "time_to_call": "A time to call",
    "other": "Something else (see the notes)",
}
DEPARTURES = {
    "they_asked": "They asked for it just now",
    "only_way": "There is no other way left",
    "urgent": "It cannot wait",
}

KEPT_CLOSED = datetime.timedelta(days=90)
KEPT_INVALID = datetime.timedelta(days=7)
NOT_FORGOTTEN_YET = None


def claim(submission: Submission, actor: Any, version: int | None = None) -> Submission:
    """Take an unclaimed request. Raises Stale when somebody was faster."""
    return move(submission, "claim", actor=actor, version=version, owner=actor, claimed_at=timezone.now())


def take_next(actor: Any) -> Submission | None:
    """Claim the unclaimed request whose promise ends first; None when there is none."""
    queue = Submission.objects.unclaimed().filter(
        Q(snoozed_until=None) | Q(snoozed_until__lte=timezone.now())
    )
    # Said outright: the two databases disagree on where those without a promise come.
    for submission in queue.order_by(F("due_first_contact").asc(nulls_last=True), "received_at")[:10]:
        try:
            return claim(submission, actor)
        except Stale:
            continue
    return None


def release(submission: Submission, actor: Any, version: int | None = None) -> Submission:
    """Give a request back to the queue."""
    return move(submission, "release", actor=actor, version=version, owner=None, claimed_at=None)


def release_untouched(now: datetime.datetime) -> int:
    """Give back every claim that has seen no attempt for too long; return how many."""
    attempt = ContactAttempt.objects.filter(submission=OuterRef("pk"), at__gte=OuterRef("claimed_at"))
    silent = Submission.objects.filter(
        ~Exists(attempt),
        Q(snoozed_until=None) | Q(snoozed_until__lte=now),
        status__in=IN_HAND,
        claimed_at__lt=now - UNTOUCHED,
    )
    released = 0
    for submission in silent:
        try:
            move(submission, "release by itself", owner=None, claimed_at=None)
            released += 1
        except Stale:
            continue  # the owner was faster
    return released


@transaction.atomic
def hand_over(
    submission: Submission, actor: Any, to: Any, note: str, version: int | None = None
) -> Submission:
    """Give a request to a colleague, with a word about it."""
    if not note.strip():
        raise IllegalMove("Write a note for your colleague.")
    if not to.is_active or not to.may("claim", "unassigned"):
        raise IllegalMove("This colleague does not take requests.")
    if to.pk == submission.owner_id:
        raise IllegalMove("It is theirs already.")
    moved = move(submission, "hand over", actor=actor, version=version, owner=to, claimed_at=timezone.now())
    _write_note(moved, actor, note)
    return moved


def add_note(submission: Submission, actor: Any, text: str) -> Note:
    """Seal a note into a request's file."""
    if not may(actor, "add a note", submission):
        raise IllegalMove("You may not add a note to this request.")
    if not text.strip():
        raise IllegalMove("The note is empty.")
    return _write_note(submission, actor, text)


@transaction.atomic
def _write_note(submission: Submission, actor: Any, text: str) -> Note:
    note = Note(submission=submission, by=actor, at=timezone.now())
    note.seal(text=text.strip())
    note.save(force_insert=True)
    record(submission, "note", actor)
    return note


@transaction.atomic
def record_attempt(
    submission: Submission,
    actor: Any,
    *,
    channel: str,
    result: str,
    direction: str = Direction.OUT,
    departure: str = "",
    note: str = "",
    next_at: datetime.datetime | None = None,
) -> ContactAttempt:
    """Write down an attempt to reach the person. Raises IllegalMove when it breaks the contact plan.

    A message on a machine is refused when none may be left. Reaching out by another channel or outside
    the hours they gave takes a reason from :data:`DEPARTURES`, which stands in the timeline.
    """
    if not may(actor, "record an attempt", submission):
        raise IllegalMove("You may not record an attempt for this request. Claim it first.")
    now = timezone.now()
    plan = ContactPlan.of(submission)
    if result == AttemptResult.LEFT_MESSAGE and channel == Channel.PHONE and plan.voicemail == Voicemail.NO:
        raise IllegalMove("They asked for no messages. If one was left anyway, tell the privacy officer.")
    objections = plan.objections(channel, now) if direction == Direction.OUT else []
    if objections and departure not in DEPARTURES:
        raise IllegalMove(f"{' '.join(objections)} Choose why you reached out all the same.")
    attempt = ContactAttempt(
        submission=submission,
        at=now,
        by=actor,
        channel=channel,
        direction=direction,
        result=result,
        departed_from_plan=bool(objections),
        next_at=next_at,
    )
    attempt.seal(note=note.strip())
    attempt.save(force_insert=True)
    # The first one stays, also when this screen has not heard of it.
    changes: dict[str, Any] = {
        "snoozed_until": next_at,
        "first_attempt_at": Coalesce("first_attempt_at", Value(now)),
    }
    if result == AttemptResult.SPOKE:
        changes["first_live_at"] = Coalesce("first_live_at", Value(now))
    Submission.objects.filter(pk=submission.pk).update(**changes)
    record(
        submission,
        "attempt",
        actor,
        detail=DEPARTURES[departure] if objections else AttemptResult(result).label,
    )
    submission.refresh_from_db()
    return attempt


def close(
    submission: Submission,
    actor: Any,
    outcome: str,
    *,
    merged_into: Submission | None = None,
    version: int | None = None,
) -> Submission:
    """End a request with an outcome. Raises IllegalMove when the outcome does not fit its story."""
    if outcome == Outcome.DUPLICATE and merged_into is None:
        raise IllegalMove("Say which request it is a duplicate of.")
    if merged_into is not None and merged_into.pk == submission.pk:
        raise IllegalMove("A request cannot be a duplicate of itself.")
    name = "close"
    if outcome == Outcome.ADMITTED:
        name = "close as admitted"
    elif submission.status == Status.RECEIVED:
        name = "turn away"
    return move(
        submission,
        name,
        actor=actor,
        version=version,
        details={"outcome": outcome},
        detail=Outcome(outcome).label if outcome in Outcome.values else "",
        outcome=outcome,
        merged_into=merged_into,
        **_ending(outcome),
    )


def _ending(outcome: str) -> dict[str, Any]:
    now = timezone.now()
    kept = {Outcome.ADMITTED: NOT_FORGOTTEN_YET, Outcome.INVALID: KEPT_INVALID}.get(outcome, KEPT_CLOSED)  # type: ignore[call-overload]
    return {"closed_at": now, "forget_after": now + kept if kept else None, "snoozed_until": None}


def reopen(submission: Submission, actor: Any, reason: str, version: int | None = None) -> Submission:
    """Take a closed request up again while it is still there."""
    return move(
        submission,
        "reopen",
        actor=actor,
        version=version,
        details={"reason": reason in REOPEN_REASONS},
        detail=REOPEN_REASONS.get(reason, ""),
        owner=actor,
        claimed_at=timezone.now(),
        outcome="",
        reason=reason,
        closed_at=None,
        forget_after=None,
        merged_into=None,
    )


def ask_for_information(
    submission: Submission, actor: Any, missing: str, next_at: datetime.datetime, version: int | None = None
) -> Submission:
    """Wait for the person; the clock of the first contact goes on."""
    return move(
        submission,
        "ask for information",
        actor=actor,
        version=version,
        details={"reason": missing in MISSING},
        detail=MISSING.get(missing, ""),
        reason=missing,
        snoozed_until=next_at,
    )


def withdraw(submission: Submission) -> None:
    """End a request because the person asked for it. What it holds is forgotten at the worker's next run.

    Whatever staff do at the same moment, the person's word counts; asking twice is asking once. Raises
    IllegalMove when the request has ended otherwise.
    """
    while submission.outcome != Outcome.WITHDRAWN:
        now = timezone.now()
        try:
            with transaction.atomic():
                move(
                    submission,
                    "withdraw",
                    outcome=Outcome.WITHDRAWN,
                    closed_at=now,
                    forget_after=now,
                    snoozed_until=None,
                )
                CardImage.objects.filter(submission=submission).delete()
        except Stale:
            submission.refresh_from_db()
