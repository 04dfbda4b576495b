"""Forgetting: what nobody needs any longer is deleted, and only numbers are left of it."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from .choices import Outcome, Status
from .custody.access import Purpose
from .custody.chain import append
from .models import CardImage, Draft, Remnant, RetentionRun, Submission

EVERY = datetime.timedelta(minutes=10)
IMAGES_KEPT = datetime.timedelta(days=30)  # after a request has ended
BATCH = 200


class Due(NamedTuple):
    """What is to be forgotten at a moment, named as the columns of :class:`RetentionRun`."""

    drafts: QuerySet[Draft]
    submissions: QuerySet[Submission]
    images: QuerySet[CardImage]


def due(now: datetime.datetime) -> Due:
    """Return what has outlived its period. A legal hold keeps a request and all that belongs to it."""
    submissions = Submission.objects.filter(forget_after__lte=now, legal_hold=False, status=Status.CLOSED)
    images = CardImage.objects.filter(
        submission__closed_at__lte=now - IMAGES_KEPT, submission__legal_hold=False
    )
    return Due(Draft.objects.filter(expires_at__lte=now), submissions, images)


def forget(now: datetime.datetime) -> RetentionRun:
    """Forget everything that is due, in batches, and write down how much it was.

    A stopped run has forgotten what it had done so far; the next one goes on.
    """
    run = RetentionRun(at=now)
    found = due(now)
    run.drafts = _delete_in_batches(found.drafts)
    run.images = _delete_in_batches(found.images)
    forgotten = BATCH
    while forgotten == BATCH:
        with transaction.atomic():
            # Locked: a legal hold set meanwhile either comes first or finds nothing left to hold.
            rows = list(found.submissions.select_for_update()[:BATCH])
            for submission in rows:
                remember(submission)
                append(
                    action="forget",
                    purpose=Purpose.FORGET,
                    submission_id=submission.pk,
                    reference=submission.reference,
                )
                submission.delete()
        forgotten = len(rows)
        run.submissions += forgotten
    run.save()
    return run


def forget_expired_drafts(now: datetime.datetime) -> int:
    """Forget the drafts that are due and nothing else, and return how many: their photos take up room."""
    return _delete_in_batches(due(now).drafts)


def _delete_in_batches(rows: QuerySet[Draft] | QuerySet[CardImage]) -> int:
    total = 0
    while keys := list(rows.values_list("pk", flat=True)[:BATCH]):
        rows.model._default_manager.filter(pk__in=keys).delete()
        total += len(keys)
    return total


def remember(submission: Submission) -> Remnant | None:
    """Keep month, source, outcome and durations of a request. Invalid ones and duplicates do not count."""
    if submission.outcome in {Outcome.INVALID, Outcome.DUPLICATE}:
        return None
    received = submission.received_at

    def minutes(until: datetime.datetime | None) -> int | None:
        return None if until is None else max(0, int((until - received).total_seconds() // 60))

    kept = None
    if submission.due_first_contact is not None:
        first = submission.first_attempt_at
        kept = first is not None and first <= submission.due_first_contact
    return Remnant.objects.create(
        month=timezone.localdate(received).replace(day=1),
        source=submission.source,
        source_page=submission.source_page,
        outcome=submission.outcome,
        minutes_to_attempt=minutes(submission.first_attempt_at),
        minutes_to_live=minutes(submission.first_live_at),
        days_open=(submission.closed_at - received).days if submission.closed_at else None,
        kept_promise=kept,
    )


def forget_draft(draft: Draft) -> None:
    """Forget answers at once: somebody left, or is under 18."""
    draft.delete()


def every_ten_minutes() -> None:
    """Forget if the last run was long enough ago."""
    now = timezone.now()
    last = RetentionRun.objects.first()
    if last is not None and now - last.at < EVERY:
        return
    forget(now)
    # Empty runs would outnumber everything else.
    RetentionRun.objects.filter(drafts=0, submissions=0, images=0, at__lt=now - EVERY).delete()
