"""When a person answers the phone: weekly hours, exceptions, and the arithmetic of both.

Hours are wall-clock times in the center's zone and may cross midnight. Everything returned is in UTC, so
that a minute is a minute on the two nights a year when the clock is moved.
"""

from __future__ import annotations

import datetime
from calendar import day_name
from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Any
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/Los_Angeles")
DAY = datetime.timedelta(days=1)
# Nobody is told to wait longer than this; hours that never come are then as good as no hours.
HORIZON = 60  # days


@dataclass(frozen=True, slots=True)
class Hours:
    """Somebody answers every ``weekday`` ("Monday") between two times; ``closes`` may be after midnight."""

    weekday: str
    opens: str  # "08:00"
    closes: str  # "20:00"; not after ``opens`` means on the next day
    is_demo: bool = False
    begins: datetime.date | None = None
    ends: datetime.date | None = None  # that day not included

    def is_of(self, day: datetime.date) -> bool:
        """Is it an hour of this day's week?"""
        return (self.begins is None or self.begins <= day) and (self.ends is None or day < self.ends)


@dataclass(frozen=True, slots=True)
class ExceptionDay:
    """A day with hours of its own, or with none when ``opens`` is empty."""

    day: datetime.date
    opens: str = ""
    closes: str = ""

    @property
    def clocks(self) -> tuple[str, str] | None:
        """From when to when somebody answers, as the clocks of that day show it; None when nobody does."""
        if not self.opens:
            return None
        found = span(self.day, self.opens, self.closes)
        if found.end <= found.start:  # within the hour that the clock skips
            return None
        opens, closes = (f"{moment.astimezone(ZONE):%H:%M}" for moment in (found.start, found.end))
        return opens, closes


@dataclass(frozen=True, slots=True)
class Span:
    """From a moment to a moment, in UTC; the end is not part of it."""

    start: datetime.datetime
    end: datetime.datetime

    def overlap(self, other: Span) -> Span | None:
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Span(start, end) if start < end else None


def moment(day: datetime.date, clock: str | datetime.time, zone: ZoneInfo = ZONE) -> datetime.datetime:
    """Return the moment of a wall-clock time. One the clock skips in spring is read as an hour later."""
    time = datetime.time.fromisoformat(clock) if isinstance(clock, str) else clock
    return datetime.datetime.combine(day, time, zone).astimezone(datetime.UTC)


def span(day: datetime.date, opens: str, closes: str) -> Span:
    """Return the hours that begin on ``day``."""
    ends_next_day = datetime.time.fromisoformat(closes) <= datetime.time.fromisoformat(opens)
    return Span(moment(day, opens), moment(day + DAY if ends_next_day else day, closes))


def _spans(
    hours: tuple[Hours, ...], exceptions: tuple[ExceptionDay, ...], since: datetime.datetime
) -> Iterator[Span]:
    """Yield the covered spans that end after ``since``, in order and merged where they touch."""
    special: dict[datetime.date, list[ExceptionDay]] = {}
    for exception in exceptions:
        special.setdefault(exception.day, []).append(exception)
    # The day before as well: its hours may reach past midnight.
    first = since.astimezone(ZONE).date() - DAY
    pending: Span | None = None
    for offset in range(HORIZON):
        day = first + offset * DAY
        rows: list[Hours] | list[ExceptionDay]
        rows = (
            special[day]
            if day in special
            else [row for row in hours if row.weekday == day_name[day.weekday()] and row.is_of(day)]
        )
        todays = (span(day, row.opens, row.closes) for row in rows if row.opens)
        for found in sorted(todays, key=attrgetter("start")):
            # Hours that lie within the hour that the clock skips do not come on that night.
            if found.end <= max(since, found.start):
                continue
            if pending is None:
                pending = found
            elif found.start <= pending.end:
                pending = Span(pending.start, max(pending.end, found.end))
            else:
                yield pending
                pending = found
    if pending is not None:
        yield pending


@dataclass(frozen=True, slots=True)
class Coverage:
    """The hours and exceptions in force."""

    hours: tuple[Hours, ...] = ()
    exceptions: tuple[ExceptionDay, ...] = ()

    @property
    def is_known(self) -> bool:
        return bool(self.hours)

    @property
    def is_demo(self) -> bool:
        return any(row.is_demo for row in self.hours)

    def spans(self, since: datetime.datetime) -> Iterator[Span]:
        """Return the covered spans; none while no hours are known, whatever days of their own there are."""
        return _spans(self.hours, self.exceptions, since) if self.is_known else iter(())

    def is_covered(self, now: datetime.datetime) -> bool:
        return any(found.start <= now < found.end for found in self.spans(now) if found.start <= now)

    def after(self, now: datetime.datetime, wait: datetime.timedelta) -> datetime.datetime | None:
        """Return the first moment by which ``wait`` of covered time has passed since ``now``."""
        for found in self.spans(now):
            start = max(found.start, now)
            if found.end - start >= wait:
                return start + wait
            wait -= found.end - start
        return None


def in_force(facts: Any) -> Coverage:
    """Return the coverage that a set of facts holds, with what is to come."""
    return Coverage(facts.coverage_hours + facts.coverage_to_come, facts.coverage_exceptions)
