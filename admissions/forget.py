"""Forgetting: what nobody needs any longer is deleted, and only numbers are left of it."""

from __future__ import annotations

import datetime
import time
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Min, Q, QuerySet
from django.utils import timezone

from .choices import Outcome, Status
from .custody.access import Purpose
from .custody.chain import append
from .estimates import keeping
from .figures import counting
from .models import CardImage, Draft, GlassBreak, KeptCall, Remnant, RetentionRun, Submission
from .promise import is_late
from .services import holds
from .services.work import KEPT_CLOSED, KEPT_INVALID

EVERY = datetime.timedelta(minutes=10)
IMAGES_KEPT = datetime.timedelta(days=30)  # after a request has ended
DRAFTS_KEPT = datetime.timedelta(hours=72)  # that were saved with five words
DRAFTS_IDLE = datetime.timedelta(minutes=60)
BATCH = 200
MINUTE, HOUR = datetime.timedelta(minutes=1), datetime.timedelta(hours=1)


def policy() -> str:
    """Return the periods in force, in words: every run keeps those it went by."""
    return (
        f"Drafts {DRAFTS_IDLE // MINUTE} idle minutes, saved ones {DRAFTS_KEPT // HOUR} hours; requests "
        f"{KEPT_CLOSED.days} days after their end, invalid ones {KEPT_INVALID.days}, withdrawn ones at once, "
        f"admitted ones kept; card photos {IMAGES_KEPT.days} days after the end"
    )


class Due(NamedTuple):
    """What is to be forgotten at a moment, named as the columns of :class:`RetentionRun`.

    Calls that are not saved are counted as drafts.
    """

    drafts: QuerySet[Draft]
    submissions: QuerySet[Submission]
    images: QuerySet[CardImage]
    calls: QuerySet[KeptCall]

    def counts(self) -> dict[str, int]:
        """Return how much of each kind there is."""
        return {
            "drafts": self.drafts.count() + self.calls.count(),
            "submissions": self.submissions.count(),
            "images": self.images.count(),
        }


def due(now: datetime.datetime) -> Due:
    """Return what has outlived its period. A legal hold keeps a request and all that belongs to it."""
    over = holds.over(now).values("submission")
    submissions = Submission.objects.filter(
        Q(legal_hold=False) | Q(pk__in=over), forget_after__lte=now, status=Status.CLOSED
    )
    images = CardImage.objects.filter(
        Q(submission__legal_hold=False) | Q(submission__in=over),
        submission__status=Status.CLOSED,  # the index holds the closed ones alone
        submission__closed_at__lte=now - IMAGES_KEPT,
    )
    drafts = Draft.objects.filter(expires_at__lte=now)
    calls = KeptCall.objects.filter(expires_at__lte=now)
    return Due(drafts, submissions, images, calls)


def forget(now: datetime.datetime) -> RetentionRun:
    """Forget everything that is due, in batches, and write down how much it was and how it ended.

    A stopped run has forgotten what it had done so far, and its row says how much; the next one goes on. A
    hold whose last day is over ends first. What goes wrong is raised once its kind is on record.
    """
    began = time.monotonic()
    run = RetentionRun.objects.create(at=now, policy=policy())
    try:
        holds.end_those_over(now)
        found = due(now)
        _count(run, drafts=_delete_in_batches(found.drafts) + _delete_in_batches(found.calls))
        _count(run, images=_delete_in_batches(found.images, "submission"))
        while forgotten := _forget_batch(found.submissions, now):
            _count(run, submissions=run.submissions + forgotten)
    except Exception as error:
        _count(run, error=type(error).__name__[:60], milliseconds=_since(began))
        raise
    _count(run, milliseconds=_since(began))
    _join_empty(run)
    return run


def _join_empty(run: RetentionRun) -> None:
    """Let one row stand for all runs in a row that found nothing: they would outnumber everything else."""
    nothing = {"drafts": 0, "submissions": 0, "images": 0, "error": "", "policy": run.policy}
    before = RetentionRun.objects.filter(at__lte=run.at).exclude(pk=run.pk).first()
    found = RetentionRun.objects.filter(**nothing, milliseconds__isnull=False)
    pair = {run.pk, before.pk} if before is not None else set()
    if before is None or found.filter(pk__in=pair).count() != len(pair):
        return
    with transaction.atomic():
        # Only whoever deletes it counts it: of two workers one does.
        if RetentionRun.objects.filter(pk=before.pk).delete()[0]:
            _count(run, runs=run.runs + before.runs, since=before.since or before.at)


def _count(run: RetentionRun, **values: Any) -> None:
    for name, value in values.items():
        setattr(run, name, value)
    run.save(update_fields=list(values))


def _since(began: float) -> int:
    return int((time.monotonic() - began) * 1000)


@transaction.atomic
def _forget_batch(due_now: QuerySet[Submission], now: datetime.datetime) -> int:
    keys = list(due_now.values_list("pk", flat=True)[:BATCH])
    # Locked in one order, with those that name them: a hold set meanwhile comes first, or finds nothing.
    named = Submission.objects.filter(Q(pk__in=keys) | Q(merged_into__in=keys)).order_by("pk")
    list(named.select_for_update().values_list("pk"))
    rows = list(due_now.filter(pk__in=keys))
    # An estimate that was given outlives the rest, and so does the row that the figures count.
    kept = {submission.pk for submission in rows if keeping.thin_out(submission, now)}
    gone = [submission for submission in rows if submission.pk not in kept]
    counting.set_aside(gone, now)
    for submission in rows:
        append(
            action="forget",
            purpose=Purpose.FORGET,
            submission_id=submission.pk,
            reference=submission.reference,
        )
        # The break stays on record; what was typed about the person does not.
        GlassBreak.objects.filter(submission_id=submission.pk).update(reason=None)
    for submission in gone:
        remember(submission)
        submission.delete()
    return len(rows)


def forget_expired_drafts(now: datetime.datetime) -> int:
    """Forget the drafts that are due and nothing else, and return how many: their photos take up room."""
    return _delete_in_batches(due(now).drafts)


def _delete_in_batches(
    rows: QuerySet[Draft] | QuerySet[CardImage] | QuerySet[KeptCall], first: str = "pk"
) -> int:
    total = 0
    while deleted := _delete_batch(rows.order_by(first, "pk")):
        total += deleted
    return total


@transaction.atomic
def _delete_batch(rows: Any) -> int:
    # Locked, as whoever goes on with a draft or sets a hold does: they come first, or find it gone.
    keys = list(rows.select_for_update(no_key=True).values_list("pk", flat=True)[:BATCH])
    rows.model._default_manager.filter(pk__in=keys).delete()
    return len(keys)


def remember(submission: Submission) -> Remnant | None:
    """Keep month, source, outcome and durations of a request. Invalid ones and duplicates do not count."""
    if submission.outcome in {Outcome.INVALID, Outcome.DUPLICATE}:
        return None
    received = submission.received_at

    def minutes(until: datetime.datetime | None) -> int | None:
        return None if until is None else max(0, int((until - received).total_seconds() // 60))

    first, kept = submission.first_attempt_at, None
    if submission.due_first_contact is not None:
        kept = first is not None and not is_late(first, submission.due_first_contact)
    if submission.reopened_at is not None:  # it was tried before its promise began anew
        first = submission.attempts.aggregate(first=Min("at"))["first"]
    return Remnant.objects.create(
        month=timezone.localdate(received).replace(day=1),
        source=submission.source,
        source_page=submission.source_page,
        outcome=submission.outcome,
        minutes_to_attempt=minutes(first),
        minutes_to_live=minutes(submission.first_live_at),
        days_open=(submission.closed_at - received).days if submission.closed_at else None,
        kept_promise=kept,
        is_counted=True,
    )


def forget_draft(draft: Draft) -> None:
    """Forget answers at once: somebody left, or is under 18."""
    draft.delete()


def every_ten_minutes() -> None:
    """Forget if the last run was long enough ago."""
    now = timezone.now()
    last = RetentionRun.objects.first()
    if last is None or not now - EVERY < last.at <= now:  # one of the future was written by a wrong clock
        forget(now)
