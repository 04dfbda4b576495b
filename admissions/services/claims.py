"""Claiming, releasing and handing over requests, and the release of a claim that nobody has worked on."""

from __future__ import annotations

import contextlib
import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from ..choices import AttemptResult, Status
from ..models import ContactAttempt, Note, PhiAccess, Submission
from ..models.submission import SubmissionQuerySet
from .locks import IllegalMove, Stale, lock_unmoved
from .states import OPENED, move
from .turns import are_settled, in_order
from .work import write_note

# A claim that nobody touches ends by itself after this long: somebody is waiting for a call.
UNTOUCHED = datetime.timedelta(minutes=20)
# Actions in the log of looks that count as work. Opening a page, or finding it, does not.
TOUCHES = (OPENED, "card photo")
TRIES = 10  # of several who take at once, each time one has it
# How long before the release its owner is warned.
WARNING = datetime.timedelta(minutes=2)


def claim(submission: Submission, actor: Any, *, is_at_work: bool = False) -> Submission:
    """Take an unclaimed request. Raises Stale when somebody was faster.

    Whoever ``is_at_work`` on it already, on the phone for instance, has touched it.
    """
    now = timezone.now()
    # The number that was opened a moment before the claim is the one being called.
    looked = PhiAccess.objects.filter(
        submission_id=submission.pk, actor=actor, action__in=TOUCHES, at__gte=now - UNTOUCHED
    )
    touched: dict[str, Any] = {"touched_at": now} if is_at_work or looked.exists() else {}
    return move(submission, actor, "claim", owner=actor, claimed_at=now, **touched)


def take_next(actor: Any) -> Submission | None:
    """Claim the unclaimed request that is next; None when there is none."""
    for _ in range(TRIES):
        now = timezone.now()
        found = in_order(now).first()
        if found is None:
            return None
        try:
            if are_settled([found], now):
                return claim(found, actor)
        except (Stale, IllegalMove):
            continue  # somebody was faster, or it was withdrawn
    return None


def release(submission: Submission, actor: Any) -> Submission:
    """Give a request back to the queue."""
    return move(submission, actor, "release", owner=None, claimed_at=None)


@transaction.atomic
def hand_over(submission: Submission, actor: Any, *, to: Any, note: str) -> Submission:
    """Give a request to a colleague, with a word about it. Everything but its owner stays as it is."""
    if not note.strip():
        raise IllegalMove("Write a note for your colleague.")
    lock_unmoved(submission)
    if not to.is_active or not to.may("take a hand-over"):
        raise IllegalMove("This colleague does not take requests.")
    if to.pk == submission.owner_id:
        raise IllegalMove("It is theirs already.")
    moved = move(submission, actor, "hand over", owner=to, claimed_at=timezone.now())
    write_note(moved, actor, note)
    return moved


def left_behind() -> SubmissionQuerySet:
    """Return the open requests of those who take none any more: nobody goes on with them."""
    staff = get_user_model().objects
    gone = staff.exclude(pk__in=staff.who_may("take a hand-over"))
    return Submission.objects.open().filter(owner__in=gone)


# --- given back by itself -----------------------------------------------------------------------------


def _still(*, of_owner: bool = False) -> SubmissionQuerySet:
    """Return the claims on which nothing has happened since they were made, or nothing ``of_owner``.

    Work is a look by the owner, an attempt, a note, a form that somebody types into, or a further status.
    """
    since = {"submission": OuterRef("pk"), "at__gte": OuterRef("claimed_at")}
    if of_owner:
        since["by"] = OuterRef("owner")
    looks = PhiAccess.objects.filter(
        submission_id=OuterRef("pk"),
        actor=OuterRef("owner"),
        action__in=TOUCHES,
        at__gte=OuterRef("claimed_at"),
    )
    # Asked as the indexes are: of open requests only.
    return Submission.objects.open().filter(
        ~Exists(ContactAttempt.objects.filter(**since)),
        ~Exists(Note.objects.filter(**since)),
        ~Exists(looks),
        Q(touched_at=None) | Q(touched_at__lt=F("claimed_at")),
        status=Status.CLAIMED,
    )


# What came of attempts in which somebody answered. Ringing in vain is no contact.
ANSWERED = (AttemptResult.SPOKE, AttemptResult.SPOKE_TO_OTHER, AttemptResult.DECLINED)


def _in_contact() -> Q:
    answered = ContactAttempt.objects.filter(submission=OuterRef("pk"), result__in=ANSWERED)
    return Q(Exists(answered)) | Q(first_live_at__isnull=False)


def untouched() -> SubmissionQuerySet:
    """Return the claims that nobody has touched, of people with whom nobody was ever in contact.

    Whoever has been spoken to stays with their owner: :func:`left_alone` flags those.
    """
    return _still().exclude(_in_contact())


def left_alone(actor: Any, now: datetime.datetime) -> list[Submission]:
    """Return the requests of ``actor`` on which nothing has happened for too long and which stay theirs."""
    return list(_left_alone(now).filter(owner=actor).defer(*Submission.sealed_fields()).by_promise())


def is_left_alone(submission: Submission, now: datetime.datetime) -> bool:
    """Has its owner had a request for too long without doing anything, though it stays theirs?"""
    return _left_alone(now).filter(pk=submission.pk).exists()


def _left_alone(now: datetime.datetime) -> SubmissionQuerySet:
    silent = _still(of_owner=True).filter(_in_contact(), claimed_at__lt=now - UNTOUCHED)
    return silent.not_put_off(now)


def release_untouched(now: datetime.datetime) -> int:
    """Give back every claim that nobody has touched for too long; return how many."""
    silent = untouched().filter(claimed_at__lt=now - UNTOUCHED).not_put_off(now)
    released = 0
    for submission in silent:
        # The owner, or the person, may have been faster.
        with contextlib.suppress(Stale), transaction.atomic():
            lock_unmoved(submission)
            if untouched().filter(pk=submission.pk).exists():
                move(submission, None, "release by itself", owner=None, claimed_at=None)
                released += 1
    return released


def goes_back_at(submission: Submission) -> datetime.datetime | None:
    """Return when a request is given back by itself; None for one that somebody has touched."""
    claimed = submission.claimed_at
    if claimed is None or not untouched().filter(pk=submission.pk).exists():
        return None
    return max(claimed + UNTOUCHED, submission.snoozed_until or claimed)


def going_back_soon(actor: Any, now: datetime.datetime) -> list[Submission]:
    """Return the requests of ``actor`` that are about to be given back by themselves."""
    return list(
        untouched()
        .filter(owner=actor, claimed_at__lt=now - UNTOUCHED + WARNING)
        .not_put_off(now + WARNING)
        .defer(*Submission.sealed_fields())
        .by_promise()
    )


def touch(submission: Submission, actor: Any) -> None:
    """Record that the owner is working on a request: filling in one of its forms, or was refused one."""
    Submission.objects.filter(pk=submission.pk, owner=actor).update(touched_at=timezone.now())
