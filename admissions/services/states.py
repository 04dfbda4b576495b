"""The state machine: every move a request can make, who may make it and what has to be true first.

A move compares the version that was seen, under a lock: of two people who press at once, one succeeds and
the other is told. A move that is not in the table raises, and no screen offers it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from ..choices import AttemptResult, Direction, Outcome, Status, WorksheetState
from ..contact_plan import CONTACT_COLUMNS
from ..custody import glass
from ..estimates import evidence, keeping
from ..models import Event, PhiAccess, Submission
from .locks import IllegalMove, lock_unmoved, write

OPEN = frozenset(Status) - {Status.CLOSED}
IN_HAND = OPEN - {Status.RECEIVED}
WAITING = frozenset({Status.NEEDS_INFO, Status.PAYER_WAIT})

# Endings that say something of the person, whom somebody has therefore spoken to.
SPOKEN_TO = frozenset({Outcome.ADMITTED, Outcome.NOT_COVERED, Outcome.REFERRED_OUT})

Guard = Callable[[Submission, dict[str, Any]], str]


@dataclass(frozen=True)
class Move:
    """One row of the table: from which statuses to which, who may, and what has to be true.

    ``permission`` is a row of the permission matrix; None means that no member of staff makes this move.
    """

    name: str
    before: frozenset[str]
    after: str | None  # None keeps the status
    permission: str | None
    guard: Guard | None = None


# --- guards: each returns what is missing, in words, or nothing ---------------------------------------


def _has_something_to_verify(submission: Submission, details: dict[str, Any]) -> str:
    has_member_id = submission.policies.exclude(payer=None).exclude(member_id=None).exists()
    if has_member_id or submission.card_images.exists() or details.get("call_the_payer"):
        return ""
    return "There is no payer and member ID yet. Fill them in, or decide to call the payer."


def _says_what_is_missing(submission: Submission, details: dict[str, Any]) -> str:
    return "" if details.get("reason") else "Say what is missing."


def _outcome_fits(submission: Submission, details: dict[str, Any]) -> str:
    outcome = details.get("outcome")
    if outcome not in Outcome.values:
        return "Choose how it ended."
    if outcome in {Outcome.ADMITTED, Outcome.WITHDRAWN}:
        return "That ending has a button of its own."
    if outcome == Outcome.UNREACHABLE:
        ours = submission.attempts.filter(direction=Direction.OUT).exclude(result=AttemptResult.SPOKE)
        if submission.reopened_at is not None:  # what was tried before its reopening does not count again
            ours = ours.filter(at__gte=submission.reopened_at)
        tried = ours.values_list("at", flat=True)
        days = {timezone.localdate(at) for at in tried}
        if (len(tried) < 3 or len(days) < 2) and not details.get("override"):
            return "“Could not be reached” takes three attempts on two days."
    return _ending_has_evidence(submission, details)


def _was_spoken_to(submission: Submission, details: dict[str, Any]) -> str:
    spoken = [AttemptResult.SPOKE, *([AttemptResult.SPOKE_TO_OTHER] if details.get("to") else [])]
    if submission.attempts.filter(result__in=spoken).exists():
        return ""
    return "Nobody has spoken to the person yet. Record the call in which they get the answer first."


def _ending_has_evidence(submission: Submission, details: dict[str, Any]) -> str:
    """Return what an ending lacks that is recorded only with evidence; a lead may end it for a reason."""
    if details.get("override"):
        return ""
    outcome = details.get("outcome", Outcome.ADMITTED)
    if outcome in SPOKEN_TO and submission.first_live_at is None:
        return f"“{Outcome(outcome).label}” takes a conversation with the person on record."
    signed = submission.worksheets.filter(state=WorksheetState.SIGNED)
    has_answer = signed.exists() or evidence.stands_for_the_payer(submission)
    if outcome == Outcome.NOT_COVERED and not has_answer:
        return "“Not covered” takes a signed worksheet: only a payer’s answer says so."
    return evidence.missing(submission, outcome)


def _is_turned_away(submission: Submission, details: dict[str, Any]) -> str:
    if details.get("outcome") in {Outcome.INVALID, Outcome.DUPLICATE}:
        return ""
    return "Before it is claimed, a request can only be closed as invalid or as a duplicate."


def _has_a_reason(submission: Submission, details: dict[str, Any]) -> str:
    return "" if details.get("reason") else "Choose a reason."


def why_not_again(submission: Submission) -> str:
    """Return why a closed request cannot be taken up again, whatever the reason; empty where it can."""
    ends = (
        "It is forgotten once the legal hold is lifted."
        if submission.legal_hold
        else "It is being forgotten."
    )
    if submission.outcome == Outcome.WITHDRAWN:
        return f"The person took it back. {ends}"
    if submission.forget_after is not None and submission.forget_after <= timezone.now():
        return f"Its time is over, or the person asked to have it deleted. {ends}"
    if keeping.is_all_that_is_left(submission):
        return "Nothing but its estimate is kept. Take what they tell us now as a new request."
    return ""


def _may_be_taken_up_again(submission: Submission, details: dict[str, Any]) -> str:
    return why_not_again(submission) or _has_a_reason(submission, details)


# --- the table ----------------------------------------------------------------------------------------


def _from(*statuses: str) -> frozenset[str]:
    return frozenset(statuses)


S = Status
MOVES = {
    move.name: move
    for move in (
        Move("claim", _from(S.RECEIVED), S.CLAIMED, "claim"),
        Move("assign", _from(S.RECEIVED), S.CLAIMED, "assign"),
        Move("release", IN_HAND, S.RECEIVED, "release"),
        Move("release by itself", IN_HAND, S.RECEIVED, None),
        Move("hand over", IN_HAND, None, "hand over"),
        Move("start verifying", _from(S.CLAIMED), S.VERIFYING, "start verifying", _has_something_to_verify),
        Move(
            "ask for information",
            _from(S.CLAIMED, S.VERIFYING),
            S.NEEDS_INFO,
            "ask for information",
            _says_what_is_missing,
        ),
        Move("back to work", _from(S.NEEDS_INFO), S.CLAIMED, "ask for information"),
        Move("back to verifying", _from(S.NEEDS_INFO), S.VERIFYING, "ask for information"),
        Move("wait for payer", _from(S.VERIFYING), S.PAYER_WAIT, "write the worksheet"),
        Move("back from payer", _from(S.PAYER_WAIT), S.VERIFYING, "write the worksheet"),
        Move("worksheet ready", _from(S.VERIFYING), S.WORKSHEET_READY, "write the worksheet"),
        Move("sign", _from(S.WORKSHEET_READY), S.VERIFIED, "sign the worksheet"),
        Move("send back", _from(S.WORKSHEET_READY), S.VERIFYING, "write the worksheet"),
        Move("share results", _from(S.VERIFIED), S.SHARED, "share the answer", _was_spoken_to),
        Move("verify again", _from(S.VERIFIED, S.SHARED), S.VERIFYING, "write the worksheet"),
        Move("close", IN_HAND, S.CLOSED, "close", _outcome_fits),
        Move("close as admitted", IN_HAND, S.CLOSED, "close as admitted", _ending_has_evidence),
        Move("turn away", _from(S.RECEIVED), S.CLOSED, "turn away", _is_turned_away),
        Move("withdraw", OPEN, S.CLOSED, None),
        Move("stop contact", OPEN, S.CLOSED, None),
        Move("reopen", _from(S.CLOSED), S.CLAIMED, "reopen", _may_be_taken_up_again),
    )
}


# --- moving -------------------------------------------------------------------------------------------


def ownership(submission: Submission, actor: Any) -> str:
    """Return whose request this is, from where ``actor`` stands, as the permission matrix calls it."""
    if submission.is_closed:
        return "closed"
    if submission.owner_id is None:
        return "unassigned"
    return "own" if submission.owner_id == actor.pk else "others'"


def granted(actor: Any, permission: str, submission: Submission) -> bool:
    """Does the permission matrix let ``actor`` do this to this request?"""
    return bool(actor.may(permission, ownership(submission, actor)))


def may(actor: Any, permission: str, submission: Submission) -> bool:
    """May ``actor`` do this to this request, by the matrix or because they were in contact with the person?

    Whoever broke the glass reads it for half an hour. Whoever opened contact details, or took the call, may
    record the attempt for ever after: a call that took place is written down, whoever has it by then. What
    is new about the person is written where a merged request goes on.
    """
    if submission.merged_into_id is not None and permission in GOES_ON:
        return False
    if granted(actor, permission, submission):
        return True
    if permission in READS and actor.may("see the queue"):
        return glass.open_until(actor, submission.pk) is not None
    return (
        permission == "record an attempt"
        and actor.may("see the queue")
        and _was_in_contact(actor, submission)
    )


# What a broken glass opens, for a while. Nothing else can be done through it.
READS = ("open", "reveal contact", "reveal insurance", "reveal note")
GOES_ON = ("add a note", "record an attempt", "record a consent")
# The action in the log of looks for opening sealed values.
OPENED = "reveal"


def _was_in_contact(actor: Any, submission: Submission) -> bool:
    opened = Q()
    for column in CONTACT_COLUMNS:
        opened |= Q(fields__contains=f"submission.{column}")
    # Whoever had the number of one that was merged into it was in contact with the same person.
    of_it = Submission.objects.filter(Q(pk=submission.pk) | Q(merged_into=submission)).values("pk")
    looks = PhiAccess.objects.filter(opened, submission_id__in=of_it, actor=actor, action=OPENED)
    took_the_call = Event.objects.filter(submission__in=of_it, move="received", by=actor)
    return looks.exists() or took_the_call.exists()


def offered(submission: Submission, actor: Any) -> list[Move]:
    """Return the moves this person could make now; a screen shows no others."""
    return [
        move
        for move in MOVES.values()
        if move.permission and submission.status in move.before and may(actor, move.permission, submission)
    ]


@transaction.atomic
def move(
    submission: Submission,
    actor: Any,
    name: str,
    *,
    details: dict[str, Any] | None = None,
    detail: str = "",
    **changes: Any,
) -> Submission:
    """Make one move: lock, check it, write it if nobody was faster, and add its event.

    ``actor`` is None for a move that no member of staff makes.
    ``details`` are read by the guard, ``changes`` are further columns. Raises :class:`IllegalMove` or
    :class:`Stale`.
    """
    row = MOVES[name]
    lock_unmoved(submission)
    before = submission.status
    if before not in row.before:
        raise IllegalMove(f"A request that is “{submission.get_status_display()}” cannot do this: {name}.")
    if row.permission is not None and (actor is None or not may(actor, row.permission, submission)):
        raise IllegalMove(f"You may not do this with this request: {name}.")
    if row.guard and (missing := row.guard(submission, details or {})):
        raise IllegalMove(missing)
    target = row.after or before
    if target != before == Status.WORKSHEET_READY:  # to be signed is what waits for it, and nothing else
        submission.worksheets.filter(state=WorksheetState.READY).update(state=WorksheetState.DRAFT)
    if before in WAITING and target not in WAITING and not submission.reminder:
        # A wait that is over asks for nothing again; a reminder set meanwhile is about something else.
        changes.setdefault("snoozed_until", None)
    write(submission, status=target, **changes)
    record(submission, name, actor, before, target, detail)
    return submission


def record(
    submission: Submission, what: str, actor: Any = None, before: str = "", after: str = "", detail: str = ""
) -> Event:
    """Add a line to the timeline. ``detail`` is a word of ours, never one that somebody typed."""
    return Event.objects.create(
        submission=submission,
        at=timezone.now(),
        by=actor,
        move=what,
        from_status=before,
        to_status=after,
        detail=detail,
    )
