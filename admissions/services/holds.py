"""Legal holds: a request is not forgotten while one is set, for a reason that is on record."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from ..custody.access import Purpose, open_for
from ..custody.chain import append
from ..models import LegalHold, Submission
from .locks import Stale, lock_with_merged

SET, LIFTED, OVER = "set", "lifted", "its last day is over"
EXTENDED = "set on a request merged with it"


class CannotHold(Exception):
    """This hold cannot be set or lifted. The message says why."""


@transaction.atomic
def set_hold(actor: Any, reference: str, *, reason: str, until: datetime.date | None = None) -> LegalHold:
    """Keep a request and all that belongs to it from being forgotten. Raises CannotHold.

    What it was merged into, where its answers went, is held as well, and so is what was merged into it.
    ``until`` is its last day; without one it holds until somebody lifts it.
    """
    if not actor.may("set a legal hold"):
        raise CannotHold("Only a privacy officer sets a legal hold.")
    if not reason.strip():
        raise CannotHold("Say why it has to be kept.")
    if until is not None and until < timezone.localdate():
        raise CannotHold("The last day has to be still to come.")
    try:  # locked: forgetting has either taken the request already or waits for this
        submission = Submission.objects.get(reference=reference)
        merged = lock_with_merged(submission)
    except (Submission.DoesNotExist, Stale):
        raise CannotHold("There is no such request. It may have been forgotten.") from None
    if submission.legal_hold:
        raise CannotHold(f"{reference} is held already. Lift that hold first.")
    hold = LegalHold(submission=submission, set_at=timezone.now(), set_by=actor, until=until)
    hold.seal(reason=reason.strip())
    hold.save(force_insert=True)
    _mark(submission, SET, actor, is_held=True)
    for one in merged:
        extend(submission, one)
    return hold


@transaction.atomic
def lift_hold(actor: Any, reference: str, *, reason: str) -> Submission:
    """Let a request be forgotten when its time comes, or came. Raises CannotHold."""
    if not actor.may("set a legal hold"):
        raise CannotHold("Only a privacy officer lifts a legal hold.")
    if not reason.strip():
        raise CannotHold("Say why it need not be kept any longer.")
    submission = Submission.objects.select_for_update().filter(reference=reference, legal_hold=True).first()
    if submission is None:
        raise CannotHold(f"{reference or 'That request'} is not held. Somebody may have been faster.")
    hold = submission.holds.filter(lifted_at=None).first()
    if hold is not None:
        hold.seal(lift_reason=reason.strip())
        hold.lifted_at, hold.lifted_by = timezone.now(), actor
        hold.save(update_fields=["lift_reason", "lifted_at", "lifted_by"])
    _mark(submission, LIFTED, actor, is_held=False)
    return submission


def extend(held: Submission, merged: Submission) -> None:
    """Hold what is merged with a held request as well, at least as long: what is held may stand there.

    It is a hold of its own, for the same reason and by whoever set the first. Both requests are locked.
    """
    theirs = held.holds.filter(lifted_at=None).first()
    if theirs is None:
        return
    mine = merged.holds.filter(lifted_at=None).first()
    if mine is not None:
        if mine.until is not None and (theirs.until is None or mine.until < theirs.until):
            mine.until = theirs.until
            mine.save(update_fields=["until"])
        return
    hold = LegalHold(submission=merged, set_at=timezone.now(), set_by=theirs.set_by, until=theirs.until)
    hold.seal(**open_for(Purpose.MERGE, theirs, "reason"))
    hold.save(force_insert=True)
    _mark(merged, EXTENDED, None, is_held=True)


def over(now: datetime.datetime) -> QuerySet[LegalHold]:
    """Return the holds whose last day is over and that nobody has lifted yet."""
    today = timezone.localdate(now)
    return LegalHold.objects.filter(lifted_at=None, until__lt=today)


def end_those_over(now: datetime.datetime) -> int:
    """Lift the holds whose last day is over, and return how many there were."""
    ended = 0
    for key, of in over(now).values_list("pk", "submission_id"):
        with transaction.atomic():
            # Locked first, as everywhere: somebody may be lifting the hold by hand, or have made it longer.
            submission = Submission.objects.select_for_update().filter(pk=of).first()
            if submission is not None and over(now).filter(pk=key).update(lifted_at=now):
                _mark(submission, OVER, None, is_held=False)
                ended += 1
    return ended


def _mark(submission: Submission, what: str, actor: Any, *, is_held: bool) -> None:
    Submission.objects.filter(pk=submission.pk).update(legal_hold=is_held)
    append(
        actor=actor,
        action="legal hold",
        submission_id=submission.pk,
        reference=submission.reference,
        reason=what,
    )
