"""Moments and spans in words: the one printer of times in admissions."""

from __future__ import annotations

import datetime

from django.utils import timezone

from alter_site.content.time_of_day import written

MINUTE = datetime.timedelta(minutes=1)


def time_of_day(local: datetime.datetime | datetime.time) -> str:
    """Return "10:30 am", on the clock that the value is of."""
    return written(local.timetz() if isinstance(local, datetime.datetime) else local)


def unbroken(local: datetime.datetime) -> str:
    """Return "10:30 am" so that no line breaks in it."""
    return time_of_day(local).replace(" ", "\N{NO-BREAK SPACE}")


def brief(time: datetime.time) -> str:
    """Return "10:30 am" or, at the full hour, "10 am"."""
    return time_of_day(time).replace(":00 ", " ")


def day(local: datetime.datetime) -> str:
    """Return "Tuesday, November 24"."""
    return f"{local:%A, %B} {local.day}"


def day_of_year(local: datetime.datetime) -> str:
    """Return "November 24, 2026"."""
    return f"{local:%B} {local.day}, {local.year}"


def clock(moment: datetime.datetime) -> str:
    """Return "10:26 am" on the center's clock, of another day "Tue, Nov 24, 10:26 am"."""
    local = timezone.localtime(moment)
    words = unbroken(local)
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
