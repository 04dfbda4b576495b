"""Counting requests by the day they came in: what has changed is counted anew, what is forgotten is kept.

The worker counts; the dashboard only reads. A day is counted under a lock on its row, so forgetting moves a
request from the stored to the forgotten without it being counted twice, or not at all, in between.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, Subquery
from django.utils import timezone

from alter_site.content.facts.coverage import DAY, ZONE, moment

from ..benefits.worksheet import Answers
from ..choices import SourcePage, WayIn, WorksheetState
from ..custody.access import Purpose, Unreadable, open_for
from ..models import BenefitsWorksheet, ContactAttempt, Event, Remnant, Submission, Tally
from .measures import Counts, Story, counted, summary, total

# A change may be committed this much later than the time it bears.
MARGIN = datetime.timedelta(minutes=2)
AT_ONCE = 40  # days in one run of the worker; a first count of many years takes several

Length = Tally.Length
# What a story takes as it is stored, or as it is annotated.
STORED = (
    *("source", "source_page", "status", "outcome", "received_at", "closed_at"),
    *("due", "tried", "live", "signed", "is_shared"),
)
# What was corrected since it was signed has to be asked and signed anew.
SIGNED_SHEETS = BenefitsWorksheet.objects.filter(state=WorksheetState.SIGNED)


def day_of(at: datetime.datetime) -> datetime.date:
    """Return the center's day of a moment."""
    return at.astimezone(ZONE).date()


def count(now: datetime.datetime, at_most: int = AT_ONCE) -> int:
    """Count the days on which something has changed, and ``at_most`` so many that were never counted.

    A change is noticed once, so none waits; a day that is missing is found again. Returns how many are.
    """
    last = Tally.objects.filter(length=Length.DAY).aggregate(last=Max("counted_at"))["last"]
    changed = set() if last is None else _changed(last, now)
    missing = sorted(_missing(now) - changed, reverse=True)
    days = [*sorted(changed, reverse=True), *missing[:at_most]]
    for day in days:
        _count_day(day, now)
    for month in _months_without_days() if days else ():
        with transaction.atomic():
            _count_month(month, now)
    return max(0, len(missing) - at_most)


def count_now() -> None:
    """Count what has changed, as the worker does."""
    count(timezone.now())


def _changed(last: datetime.datetime, now: datetime.datetime) -> set[datetime.date]:
    since = last - MARGIN
    changed = Event.objects.filter(at__gte=since).order_by().values("submission")
    overdue = Submission.objects.open().filter(
        first_attempt_at=None, due_first_contact__gte=since, due_first_contact__lt=now
    )
    found = Submission.objects.filter(Q(pk__in=changed) | Q(pk__in=overdue.order_by().values("pk")))
    return {day_of(at) for at in found.order_by().values_list("received_at", flat=True).iterator()}


def _missing(now: datetime.datetime) -> set[datetime.date]:
    """Return the days since the first request that have never been counted."""
    first = Submission.objects.aggregate(first=Min("received_at"))["first"]
    if first is None:
        return set()
    begins, today = day_of(first), day_of(now)
    there = Tally.objects.filter(length=Length.DAY, first_day__gte=begins, first_day__lte=today)
    number = (today - begins).days + 1
    if there.count() >= number:
        return set()
    return {begins + place * DAY for place in range(number)} - set(there.values_list("first_day", flat=True))


def _locked(length: Tally.Length, first_day: datetime.date, now: datetime.datetime) -> Tally:
    Tally.objects.get_or_create(length=length, first_day=first_day, defaults={"counted_at": now})
    return Tally.objects.select_for_update().get(length=length, first_day=first_day)


@transaction.atomic
def _count_day(
    day: datetime.date,
    now: datetime.datetime,
    *,
    without: Collection[Submission] = (),
    gone: Counts | None = None,
) -> None:
    tally = _locked(Length.DAY, day, now)
    if gone:
        tally.gone = total([tally.gone, gone])
    stored = Submission.objects.filter(
        received_at__gte=moment(day, "00:00"), received_at__lt=moment(day + DAY, "00:00")
    ).exclude(pk__in=[row.pk for row in without])
    tally.counts = counted(stories(stored), now)
    tally.summary = summary(total([tally.counts, tally.gone]))
    tally.counted_at = now
    tally.save()
    _count_month(day.replace(day=1), now)


def _count_month(month: datetime.date, now: datetime.datetime) -> None:
    tally = _locked(Length.MONTH, month, now)
    days = Tally.objects.filter(
        length=Length.DAY, first_day__gte=month, first_day__lt=(month + 31 * DAY).replace(day=1)
    )
    tally.gone = _of_remnants(month)
    parts = [part for counts in days.values_list("counts", "gone") for part in counts]
    tally.counts = total([*parts, tally.gone])
    tally.summary = summary(tally.counts)
    tally.counted_at = now
    tally.save()


# --- stored requests --------------------------------------------------------------------------------------


def stories(rows: Any) -> list[Story]:
    """Return what is counted of stored requests: two queries, however many."""
    tries = ContactAttempt.objects.filter(submission=OuterRef("pk")).order_by("at")
    signed = SIGNED_SHEETS.filter(submission=OuterRef("pk")).order_by("signed_at")
    shared = Event.objects.filter(submission=OuterRef("pk"), move="share results")
    found = list(
        rows.order_by()
        .annotate(
            due=F("due_first_contact"),
            tried=F("first_attempt_at"),
            live=F("first_live_at"),
            signed=Subquery(signed.values("signed_at")[:1]),
            is_shared=Exists(shared),
            first_on_record=Subquery(tries.values("at")[:1]),
        )
        .values(*STORED, "pk", "first_on_record")
    )
    answers = _answers([row["pk"] for row in found if row["signed"] is not None])
    stories = []
    for row in found:
        # A request that was reopened has its first attempt on record, and none yet for its new promise.
        attempts = [at for at in (row.pop("first_on_record"), row["tried"]) if at is not None]
        unknown, known = answers.get(row.pop("pk"), ((), ()))
        stories.append(Story(**row, attempt=min(attempts, default=None), unknown=unknown, known=known))
    return stories


def _answers(keys: Collection[Any]) -> dict[Any, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return which questions of signed worksheets were answered with “unknown”, and which with a value."""
    found: dict[Any, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    sheets = SIGNED_SHEETS.filter(submission__in=keys) if keys else ()
    for sheet in sorted(sheets, key=lambda sheet: (sheet.rank == "primary", sheet.number)):
        try:
            answers = Answers.from_json(open_for(Purpose.COUNT, sheet, "answers")["answers"])
        except Unreadable:
            continue  # a key that does not fit is told elsewhere, and is no reason not to count
        unknown = tuple(name for name, given in answers.given.items() if given.value is None)
        found[sheet.submission_id] = (unknown, tuple(set(answers.given) - set(unknown)))
    return found


# --- forgotten ones ---------------------------------------------------------------------------------------


def set_aside(rows: Iterable[Submission], now: datetime.datetime) -> None:
    """Count requests among the forgotten, in the transaction that deletes them: no number changes."""
    by_day: dict[datetime.date, list[Submission]] = defaultdict(list)
    for row in rows:
        by_day[day_of(row.received_at)].append(row)
    for day, leaving in sorted(by_day.items()):
        keys = [row.pk for row in leaving]
        gone = counted(stories(Submission.objects.filter(pk__in=keys)), now)
        _count_day(day, now, without=leaving, gone=gone)


def _months_without_days() -> list[datetime.date]:
    """Return months of which only remnants are left that were forgotten before anything was counted."""
    there = Tally.objects.filter(length=Length.MONTH).values("first_day")
    older = Remnant.objects.filter(is_counted=False).exclude(month__in=there)
    return list(older.order_by("month").values_list("month", flat=True).distinct())


def _of_remnants(month: datetime.date) -> Counts:
    """Return the counts of what was forgotten before days were counted: of them only the month is known."""
    found: list[Counts] = []
    rows = Remnant.objects.filter(is_counted=False, month=month).order_by()
    columns = ("source", "source_page", "outcome", "minutes_to_attempt", "minutes_to_live")
    for source, page, outcome, attempt, live, number in rows.values_list(*columns).annotate(many=Count("pk")):
        begun = moment(month, "00:00")
        story = Story(
            source=source,
            source_page=SourcePage.PHONE if source == WayIn.PHONE and not page else page,
            status="closed",
            outcome=outcome,
            received_at=begun,
            attempt=None if attempt is None else begun + datetime.timedelta(minutes=attempt),
            live=None if live is None else begun + datetime.timedelta(minutes=live),
            closed_at=begun,
        )
        one = counted([story], begun)
        found.append({measure: dict.fromkeys(numbers, number) for measure, numbers in one.items()})
    return total(found)
