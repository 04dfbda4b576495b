"""Moments and spans in words: the one printer of times in admissions."""

from __future__ import annotations

import datetime

from django.utils import timezone

from alter_site.content.time_of_day import written

MINUTE = datetime.timedelta(minutes=1)
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


def clock_time(local: datetime.datetime | datetime.time, *, space: str = " ") -> str:
    """Return "10:30 am", in the zone that the value is in; ``space`` may be one that no line breaks at."""
    time = local.timetz() if isinstance(local, datetime.datetime) else local
    return written(time).replace(" ", space)


def weekday(local: datetime.date) -> str:
    """Return "Tuesday, November 24"."""
    return f"{local:%A, %B} {local.day}"


def day_and_time(local: datetime.datetime) -> str:
    """Return "November 24, 2026, 10:30 am"."""
    return f"{day(local)}, {clock_time(local)}"


def day(local: datetime.date) -> str:
    """Return "November 24, 2026"."""
    return f"{local:%B} {local.day}, {local.year}"


def brief(time: datetime.time) -> str:
    """Return "10:30 am" or, at the full hour, "10 am"."""
    return clock_time(time).replace(":00 ", " ")


def clock(moment: datetime.datetime) -> str:
    """Return "10:26 am" on the center's clock, of another day "Tue, Nov 24, 10:26 am"."""
    local = timezone.localtime(moment)
    words = clock_time(local, space=NO_BREAK_SPACE)
    return words if local.date() == timezone.localdate() else f"{local:%a, %b} {local.day}, {words}"


def at(moment: datetime.datetime) -> str:
    """Return "at 10:26 am" or, of another day, "on Tue, Nov 24, 10:26 am"."""
    is_today = timezone.localdate(moment) == timezone.localdate()
    return f"{'at' if is_today else 'on'} {clock(moment)}"


def length(span: datetime.timedelta) -> str:
    """Return "41 min", "6 h 12 min" or "2 days"."""
    minutes = max(0, int(span / MINUTE))
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h {minutes % 60} min"
    return f"{minutes // (24 * 60)} days"
