"""Reading what was counted for a span of days: the same few queries, however many requests there are.

Whole months are read as one row each; only the days at both ends of a span are read one by one.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Max, Q

from alter_site.content.facts.coverage import DAY

from ..models import Tally
from .measures import Counts, summary, total

Length = Tally.Length
MOST_DAYS = 92  # that are plotted as days; longer spans are plotted as months


@dataclass(frozen=True)
class Point:
    """One day or month of a plot: what :func:`~admissions.figures.measures.summary` says of it."""

    first_day: datetime.date
    summary: dict[str, list[int | None]]


@dataclass(frozen=True)
class Figures:
    """What was counted of the requests that came in on the days of a span."""

    counts: Counts
    points: list[Point]
    by_month: bool
    counted_at: datetime.datetime | None
    is_without_some: bool  # of a month in part, what was forgotten before days were counted is not in it


def _months(first: datetime.date, last: datetime.date) -> Iterator[tuple[datetime.date, bool]]:
    """Yield the months of a span, and whether all of their days are in it."""
    month = first.replace(day=1)
    while month <= last:
        following = (month + 31 * DAY).replace(day=1)
        yield month, first <= month and following - DAY <= last
        month = following


def figures(first: datetime.date, last: datetime.date) -> Figures:
    """Return what was counted of the days from ``first`` to ``last``, both included: four queries."""
    months = dict(_months(first, last))
    by_month = (last - first).days >= MOST_DAYS
    rows = {
        row.first_day: row for row in Tally.objects.filter(length=Length.MONTH, first_day__in=list(months))
    }
    ends = Q(pk=None)
    for month, is_whole in months.items():
        if not is_whole:
            following = (month + 31 * DAY).replace(day=1)
            ends |= Q(first_day__gte=max(first, month), first_day__lte=min(last, following - DAY))
    days = list(Tally.objects.filter(ends, length=Length.DAY).defer("summary"))
    parts: dict[datetime.date, list[Counts]] = {month: [] for month in months}
    for day in days:
        parts[day.first_day.replace(day=1)] += [day.counts, day.gone]
    for month, is_whole in months.items():
        if is_whole and month in rows:
            parts[month].append(rows[month].counts)
    points = (
        [Point(month, summary(total(counts))) for month, counts in parts.items()]
        if by_month
        else _days(first, last)
    )
    return Figures(
        counts=total(one for counts in parts.values() for one in counts),
        points=points,
        by_month=by_month,
        counted_at=Tally.objects.aggregate(last=Max("counted_at"))["last"],
        is_without_some=any(
            not is_whole and month in rows and rows[month].gone for month, is_whole in months.items()
        ),
    )


def _days(first: datetime.date, last: datetime.date) -> list[Point]:
    found = dict(
        Tally.objects.filter(length=Length.DAY, first_day__gte=first, first_day__lte=last).values_list(
            "first_day", "summary"
        )
    )
    number = (last - first).days + 1
    empty = summary({})
    return [Point(day, found.get(day, empty)) for day in (first + place * DAY for place in range(number))]
