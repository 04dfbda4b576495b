"""Notes, verifying, waiting, closing, reopening and withdrawing: what else is done with a request."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone

from alter_site.content import facts
from alter_site.content.facts import coverage

from .. import notifications
from ..choices import Outcome, Reminder, Status
from ..contact_plan import ContactPlan
from ..models import Note, Outbox, Submission
from ..promise import RULE, promise
from . import holds
from .attempts import dead_ends, refuse_outside
from .consents import end_with
from .corrections import leaves_no_time
from .locks import CHANGED, IllegalMove, Stale, lock, lock_unmoved, write
from .states import may, move, record

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

# Why a lead ends a request without the evidence that its outcome takes.
OVERRIDES = {
    "recorded_elsewhere": "Recorded elsewhere",
    "told_by_colleague": "Told by a colleague",
    "payer_in_writing": "The payer wrote it",
}

KEPT_CLOSED = datetime.timedelta(days=90)
KEPT_INVALID = datetime.timedelta(days=7)
# For how long one is kept that ended otherwise than most.
KEPT: dict[str, datetime.timedelta | None] = {
    Outcome.ADMITTED: None,
    Outcome.INVALID: KEPT_INVALID,
    Outcome.WITHDRAWN: datetime.timedelta(0),
}


@transaction.atomic
def add_note(submission: Submission, actor: Any, *, text: str) -> Note:
    """Seal a note into a request's file."""
    lock(submission)
    if not may(actor, "add a note", submission):
        raise IllegalMove("You may not add a note to this request.")
    if not text.strip():
        raise IllegalMove("The note is empty.")
    return write_note(submission, actor, text)


@transaction.atomic
def write_note(submission: Submission, actor: Any, text: str) -> Note:
    """Seal a note into the file of a request whose writer has been let in already."""
    note = Note(submission=submission, by=actor, at=timezone.now())
    note.seal(text=text.strip())
    note.save(force_insert=True)
    record(submission, "note", actor)
    return note


@transaction.atomic
def start_verifying(submission: Submission, actor: Any, *, call_the_payer: bool = False) -> Submission:
    """Begin the check with the payer, and tell the verifiers.

    Without payer and member ID only for who will ``call_the_payer``.
    """
    moved = move(submission, actor, "start verifying", details={"call_the_payer": call_the_payer})
    notifications.queue(moved, Outbox.Kind.VERIFY, timezone.now())
    return moved


@transaction.atomic
def close(
    submission: Submission,
    actor: Any,
    *,
    outcome: str,
    duplicate_of: Submission | None = None,
    override: str = "",
    is_merged: bool = False,
) -> Submission:
    """End a request with an outcome. Raises IllegalMove when the outcome does not fit its story.

    A lead may end it without the evidence an outcome takes, for a reason from :data:`OVERRIDES`. A first call
    that a duplicate was promised is made for the request that goes on; one that ``is_merged`` leaves that to
    :mod:`.merging`.
    """
    joined = Submission.objects.filter(merged_into=submission)
    others: list[Submission] = []
    if duplicate_of is not None:
        others = [duplicate_of, *filter(None, [duplicate_of.merged_into]), *joined]
    lock_unmoved(submission, *others)
    if override and (override not in OVERRIDES or not may(actor, "end without evidence", submission)):
        raise IllegalMove("Only a lead ends a request without its evidence, and for a reason.")
    if outcome == Outcome.DUPLICATE and duplicate_of is None:
        raise IllegalMove("Say which request it is a duplicate of.")
    kept = None if duplicate_of is None else _that_goes_on(submission, duplicate_of, others)
    name = "close"
    if outcome == Outcome.ADMITTED:
        name = "close as admitted"
    elif submission.status == Status.RECEIVED:
        name = "turn away"
    moved = move(
        submission,
        actor,
        name,
        details={"outcome": outcome, "override": override},
        detail=_ended(outcome, override),
        outcome=outcome,
        merged_into=kept,
        **ending(outcome),
    )
    if kept is not None:  # its own duplicates lead to the one that goes on
        named = [moved, *joined]
        joined.update(merged_into=kept)
        for held, merged in [*((one, kept) for one in named), *((kept, one) for one in named)]:
            holds.extend(held, merged)
        if dead_ends([kept]):
            write(kept)  # what was declined here closes its ways, and moves its turn
        if not is_merged and _is_owed_a_call(moved, kept):
            _take_over_promise(kept, moved)
    return moved


def _that_goes_on(submission: Submission, named: Submission, held: Collection[Submission]) -> Submission:
    """Return what a request may be closed as a duplicate of: where ``named`` was merged, what it went into.

    Raises IllegalMove; Stale where ``named`` was merged into one that is not among the ``held`` meanwhile.
    """
    kept = named.merged_into or named
    if kept.pk == submission.pk:
        raise IllegalMove("A request cannot be a duplicate of itself, nor of a duplicate of it.")
    if kept not in held:
        raise Stale(CHANGED)
    if kept.is_closed and _is_owed_a_call(submission, kept):
        raise IllegalMove(
            f"{kept.reference} is closed, so nobody calls about it, and nobody has reached out about this "
            f"one yet. Do that first, or have {kept.reference} reopened."
        )
    return kept


def _is_owed_a_call(submission: Submission, kept: Submission) -> bool:
    """Has nobody reached out to the person, here or there, since they asked for it here?"""
    since = submission.reopened_at or submission.received_at
    return submission.first_attempt_at is None and not kept.attempts.filter(at__gte=since).exists()


def _take_over_promise(kept: Submission, ended: Submission) -> None:
    """Let the call that a duplicate was promised be made for the open request that goes on.

    One that was tried before, and is put off, comes back as soon as the person may be reached.
    """
    plan, now, due = ContactPlan.of(kept), timezone.now(), ended.due_first_contact
    if kept.first_attempt_at is None:
        is_nearer = due is not None and (kept.due_first_contact is None or due < kept.due_first_contact)
        if is_nearer and not leaves_no_time(plan, now, due):
            write(kept, due_first_contact=due, promise_rule=ended.promise_rule)
        return
    soon = plan.next_opening(now) or now
    if kept.snoozed_until is not None and kept.snoozed_until > soon:
        write(kept, snoozed_until=soon, reminder=Reminder.CALL)


def _ended(outcome: str, override: str) -> str:
    words = Outcome(outcome).label if outcome in Outcome.values else ""
    return f"{words} ({OVERRIDES[override].lower()})" if override else words


def ending(outcome: str) -> dict[str, Any]:
    """Return the columns of a request that ends now: until when it is kept depends on how."""
    now, kept = timezone.now(), KEPT.get(outcome, KEPT_CLOSED)
    return {
        "closed_at": now,
        "forget_after": None if kept is None else now + kept,
        "snoozed_until": None,
    }


@transaction.atomic
def reopen(submission: Submission, actor: Any, *, reason: str) -> Submission:
    """Take a closed request up again while it is still there. The promise begins anew with this moment.

    What was tried before is on record, but the first contact that is now promised has yet to be tried, and
    *could not be reached* takes attempts of its own.
    """
    kept = submission.merged_into
    lock_unmoved(submission, *filter(None, [kept]))
    end_with(submission)
    if kept is not None and dead_ends([kept]):
        write(kept)  # what was declined here may close no way there any more, and moves its turn
    now = timezone.now()
    due = promise(ContactPlan.of(submission), coverage.in_force(facts.current(now)), now)
    return move(
        submission,
        actor,
        "reopen",
        details={"reason": reason in REOPEN_REASONS},
        detail=REOPEN_REASONS.get(reason, ""),
        owner=actor,
        claimed_at=now,
        reopened_at=now,
        first_attempt_at=None,
        due_first_contact=due,
        promise_rule=None if due is None else RULE,
        alerted=0,
        outcome="",
        reason=reason,
        closed_at=None,
        forget_after=None,
        merged_into=None,
    )


@transaction.atomic
def ask_for_information(
    submission: Submission,
    actor: Any,
    *,
    missing: str,
    next_at: datetime.datetime,
) -> Submission:
    """Wait for the person; the clock of the first contact goes on."""
    lock_unmoved(submission)
    refuse_outside(ContactPlan.of(submission), next_at)
    return move(
        submission,
        actor,
        "ask for information",
        details={"reason": missing in MISSING},
        detail=MISSING.get(missing, ""),
        reason=missing,
        snoozed_until=next_at,
    )
