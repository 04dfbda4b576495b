"""The state machine: every move a request can make, who may make it and what has to be true first.

A move is one conditional UPDATE on the version that the mover saw: of two people who press at once, one
succeeds and the other is told. A move that is not in the table raises, and no screen offers it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from ..choices import AttemptResult, Direction, InsuranceRoute, Outcome, Status
from ..models import Event, PhiAccess, Submission

OPEN = frozenset(Status) - {Status.CLOSED}
IN_HAND = OPEN - {Status.RECEIVED}


class IllegalMove(Exception):
    """This request cannot make this move, or this person may not make it. The message says why."""


class Stale(IllegalMove):
    """Somebody else moved the request in the meantime."""


@dataclass(frozen=True)
class Move:
    """One row of the table. ``action`` is its name in the permission matrix; None means the system itself."""

    name: str
    sources: frozenset[str]
    target: str | None  # None keeps the status
    action: str | None
    guard: Callable[[Submission, Any, dict[str, Any]], str] | None = None


# --- guards: each returns what is missing, in words, or nothing ---------------------------------------


def _has_something_to_verify(submission: Submission, actor: Any, details: dict[str, Any]) -> str:
    has_member_id = submission.policies.exclude(payer=None).exclude(member_id=None).exists()
    if has_member_id or submission.insurance_route == InsuranceRoute.PHOTO or details.get("call_the_payer"):
        return ""
    return "There is no payer and member ID yet. Fill them in, or decide to call the payer."


def _says_what_is_missing(submission: Submission, actor: Any, details: dict[str, Any]) -> str:
    return "" if details.get("reason") else "Say what is missing."


def _is_somebody_else(submission: Submission, actor: Any, details: dict[str, Any]) -> str:
    wrote_it = submission.events.filter(move="finish the worksheet", by=actor).exists()
    return "Somebody other than the author has to sign it off." if wrote_it else ""


def _spoke_to_the_person(submission: Submission, actor: Any, details: dict[str, Any]) -> str:
    if submission.attempts.filter(result=AttemptResult.SPOKE).exists():
        return ""
    return "First record the conversation in which the results were shared."


def _outcome_fits(submission: Submission, actor: Any, details: dict[str, Any]) -> str:
    outcome = details.get("outcome")
    if outcome not in Outcome.values:
        return "Choose how it ended."
    if outcome in {Outcome.ADMITTED, Outcome.WITHDRAWN}:
        return "That ending has a button of its own."
    if outcome == Outcome.UNREACHABLE:
        ours = submission.attempts.filter(direction=Direction.OUT).exclude(result=AttemptResult.SPOKE)
        tried = ours.values_list("at", flat=True)
        days = {timezone.localdate(at) for at in tried}
        if len(tried) < 3 or len(days) < 2:
            return "“Could not be reached” takes three attempts on two days."
    return ""


def _is_turned_away(submission: Submission, actor: Any, details: dict[str, Any]) -> str:
    if details.get("outcome") in {Outcome.INVALID, Outcome.DUPLICATE}:
        return ""
    return "Before it is claimed, a request can only be closed as invalid or as a duplicate."


def _has_a_reason(submission: Submission, actor: Any, details: dict[str, Any]) -> str:
    return "" if details.get("reason") else "Choose a reason."


def _may_be_taken_up_again(submission: Submission, actor: Any, details: dict[str, Any]) -> str:
    if submission.outcome == Outcome.WITHDRAWN:
        return "The person took it back. It is being forgotten."
    return _has_a_reason(submission, actor, details)


# --- the table ----------------------------------------------------------------------------------------


def _from(*statuses: str) -> frozenset[str]:
    return frozenset(statuses)


S = Status
MOVES = {
    move.name: move
    for move in (
        Move("claim", _from(S.RECEIVED), S.CLAIMED, "claim"),
        Move("release", IN_HAND, S.RECEIVED, "release"),
        Move("release by itself", IN_HAND, S.RECEIVED, None),
        Move("hand over", IN_HAND, None, "hand over"),
        Move("start verifying", _from(S.CLAIMED), S.VERIFYING, "start verifying", _has_something_to_verify),
        Move("wait for the payer", _from(S.VERIFYING), S.PAYER_WAIT, "wait for the payer", _has_a_reason),
        Move("the payer answered", _from(S.PAYER_WAIT), S.VERIFYING, "wait for the payer"),
        Move(
            "ask for information",
            _from(S.CLAIMED, S.VERIFYING),
            S.NEEDS_INFO,
            "ask for information",
            _says_what_is_missing,
        ),
        Move("back to work", _from(S.NEEDS_INFO), S.CLAIMED, "ask for information"),
        Move("back to verifying", _from(S.NEEDS_INFO), S.VERIFYING, "ask for information"),
        # What makes a worksheet complete is added with the worksheet; until then nobody can finish one.
        Move("finish the worksheet", _from(S.VERIFYING), S.WORKSHEET_READY, "finish the worksheet"),
        Move("send back", _from(S.WORKSHEET_READY), S.VERIFYING, "sign off", _has_a_reason),
        Move("sign off", _from(S.WORKSHEET_READY), S.VERIFIED, "sign off", _is_somebody_else),
        Move("share results", _from(S.VERIFIED), S.RESULTS_SHARED, "share results", _spoke_to_the_person),
        Move("close", IN_HAND, S.CLOSED, "close", _outcome_fits),
        Move("close as admitted", IN_HAND, S.CLOSED, "close as admitted"),
        Move("turn away", _from(S.RECEIVED), S.CLOSED, "turn away", _is_turned_away),
        Move("withdraw", OPEN, S.CLOSED, None),
        Move("reopen", _from(S.CLOSED), S.CLAIMED, "reopen", _may_be_taken_up_again),
    )
}


# --- moving -------------------------------------------------------------------------------------------


def relation(submission: Submission, actor: Any) -> str:
    """Return whose request this is for ``actor``, as the permission matrix calls it."""
    if submission.is_closed:
        return "closed"
    if submission.owner_id is None:
        return "unassigned"
    return "own" if submission.owner_id == actor.pk else "others'"


def granted(actor: Any, action: str, submission: Submission) -> bool:
    """Does the permission matrix let ``actor`` do this to this request?"""
    return bool(actor.may(action, relation(submission, actor)))


def may(actor: Any, action: str, submission: Submission) -> bool:
    """May ``actor`` do this to this request: by the matrix, or because they hold the other end of it?

    Whoever opened a way to reach somebody, or took their call, may say what came of it for ever after: a
    call that took place is written down, whoever the request belongs to by then.
    """
    if granted(actor, action, submission):
        return True
    return (
        action == "record an attempt" and actor.may("see the queue") and _has_reached_for(actor, submission)
    )


# What the log of looks calls opening sealed values.
OPENED = "reveal"
# The sealed columns that lead to somebody, as the log of looks names them.
WAYS_IN_THE_LOG = ("submission.phone", "submission.email", "submission.professional_contact")


def _has_reached_for(actor: Any, submission: Submission) -> bool:
    opened = Q()
    for label in WAYS_IN_THE_LOG:
        opened |= Q(fields__contains=label)
    looks = PhiAccess.objects.filter(opened, submission_id=submission.pk, actor=actor, action=OPENED)
    took_the_call = submission.events.filter(move="received", by=actor)
    return looks.exists() or took_the_call.exists()


def offered(submission: Submission, actor: Any) -> list[Move]:
    """Return the moves this person could make now; a screen shows no others."""
    return [
        move
        for move in MOVES.values()
        if move.action and submission.status in move.sources and may(actor, move.action, submission)
    ]


def move(
    submission: Submission,
    name: str,
    *,
    actor: Any = None,
    version: int | None = None,
    details: dict[str, Any] | None = None,
    detail: str = "",
    **changes: Any,
) -> Submission:
    """Make one move: check it, write it if nobody was faster, and add its event.

    ``version`` is what the mover's screen showed; None means the object in hand. ``details`` are read by
    the guard, ``changes`` are further columns. Raises :class:`IllegalMove` or :class:`Stale`.
    """
    step = MOVES[name]
    if submission.status not in step.sources:
        raise IllegalMove(f"A request that is “{submission.get_status_display()}” cannot do this: {name}.")
    if step.action is not None and (actor is None or not may(actor, step.action, submission)):
        raise IllegalMove(f"You may not do this with this request: {name}.")
    if step.guard and (missing := step.guard(submission, actor, details or {})):
        raise IllegalMove(missing)
    seen = submission.version if version is None else version
    target = step.target or submission.status
    with transaction.atomic():
        moved = Submission.objects.filter(
            pk=submission.pk, version=seen, status=submission.status, owner_id=submission.owner_id
        ).update(status=target, version=F("version") + 1, **changes)
        if not moved:
            raise Stale("Somebody else has just changed this request. Look at it again.")
        record(submission, name, actor, submission.status, target, detail)
    submission.refresh_from_db()
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
