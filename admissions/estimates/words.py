"""The clock of an estimate in words, for the desk and for the person."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from alter_site.content.facts.coverage import ZONE
from alter_site.content.printed_time import clock_time, short_weekday, weekday

from ..promise import is_late
from ..time_words import brief, clock

if TYPE_CHECKING:
    from ..models import EstimateClock
WEEK = datetime.timedelta(days=6)
SOON = datetime.timedelta(hours=24)


def of_clock(running: EstimateClock, now: datetime.datetime) -> tuple[str, str]:
    """Return the icon's name and the words of a clock that runs: "Estimate due Tuesday 5 pm"."""
    due = timezone.localtime(running.due, ZONE)
    hour = brief(due.time())
    if running.due < now:
        return "late", f"Estimate late: it was due {short_weekday(due)}, {hour}"
    today = timezone.localtime(now, ZONE).date()
    if due.date() == today:
        return "soon", f"Estimate due today {hour}"
    day = f"{due:%A}" if due.date() - today <= WEEK else short_weekday(due)
    return ("soon" if running.due - now <= SOON else "ok"), f"Estimate due {day} {hour}"


def of_ended(ended: EstimateClock, reasons: dict[str, str]) -> tuple[str, str]:
    """Return the icon's name and the words of a clock that has ended."""
    if ended.ended_at is None:
        raise ValueError("This clock runs.")
    at = clock(ended.ended_at)
    if ended.end == ended.End.WAIVED:
        return "off", f"No estimate is given: {reasons.get(ended.reason, ended.reason).lower()} ({at})"
    if is_late(ended.ended_at, ended.due):
        return "late", f"Estimate given late, {at}"
    return "kept", f"Estimate given in time, {at}"


def by_when(due: datetime.datetime) -> str:
    """Return "5:00 pm Pacific time on Tuesday, November 24", for the person."""
    local = timezone.localtime(due, ZONE)
    return f"{clock_time(local)} Pacific time on {weekday(local)}"
