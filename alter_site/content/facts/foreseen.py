"""Coverage as it will be: a sentence of tonight is about tomorrow, when a change that waits may hold.

What begins on a later day is a fact of its own, because the release before takes all hours for today's.
"""

from __future__ import annotations

import datetime
from calendar import day_name
from dataclasses import dataclass
from typing import Any

from ..models import CoverageException, CoverageHours
from . import deciding, moments, waiting
from .coverage import DAY, ExceptionDay, Hours


@dataclass
class _Row:
    """A row of a table from one day to another."""

    row: Any
    begins: datetime.date | None = None
    ends: datetime.date | None = None


def that_hold(all_hours: list[Hours]) -> tuple[Hours, ...]:
    """Return those in which a person answers, and until when what waits leaves them."""
    return tuple(hours for hours in all_hours if hours.begins is None)


def that_come(all_hours: list[Hours]) -> tuple[Hours, ...]:
    """Return those that hold from a day on."""
    return tuple(hours for hours in all_hours if hours.begins is not None)


def load_coverage_exceptions(now: datetime.datetime) -> tuple[ExceptionDay, ...]:
    """Read the days that differ from their weekday, from yesterday on: its hours may reach into today."""
    yesterday = moments.today(now) - DAY
    days = [
        ExceptionDay(found.row.day, _clock(found.row.opens), _clock(found.row.closes))
        for found in _rows(CoverageException, now)
        # As it is on the day itself.
        if found.row.day >= max(found.begins or yesterday, yesterday)
        and (found.ends is None or found.row.day < found.ends)
    ]
    return tuple(sorted(days, key=lambda found: (found.day, found.opens)))


def load_hours(now: datetime.datetime) -> list[Hours]:
    """Read the weekly hours, those that a change which waits will bring with them."""
    return [
        Hours(
            day_name[found.row.weekday],
            _clock(found.row.opens),
            _clock(found.row.closes),
            found.row.is_demo,
            found.begins,
            found.ends,
        )
        for found in _rows(CoverageHours, now)
    ]


def _clock(time: datetime.time | None) -> str:
    return f"{time:%H:%M}" if time else ""


def _rows(model: Any, now: datetime.datetime) -> list[_Row]:
    """Return the rows of a table as they are, and as each change that waits for a day will leave them."""
    found = [_Row(row) for row in model.objects.all()]
    newest = {str(each.row.pk): each for each in found}
    for change in waiting.of(model):
        old = newest.get(change.object_id) if change.object_id else None
        try:
            row = deciding.foreseen(change, old and old.row)
        except waiting.CannotDecide:  # nor will it be done on its day
            continue
        day = moments.today(change.at or now)
        if old:
            old.ends = day
            del newest[change.object_id]
        if row is not None:
            newest[change.object_id] = _Row(row, day)
            found.append(newest[change.object_id])
    return found
