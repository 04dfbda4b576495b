"""Moments and spans as the desk and the form say them, beside what every page prints."""

from __future__ import annotations

import datetime

from django.contrib.humanize.templatetags.humanize import apnumber
from django.utils import timezone

from alter_site.content.printed_time import NO_BREAK_SPACE, clock_time, short_weekday

MINUTE = datetime.timedelta(minutes=1)


def brief(time: datetime.time) -> str:
    """Return "10:30 am" or, at the full hour, "10 am"."""
    return clock_time(time).replace(":00 ", " ")


def clock(moment: datetime.datetime) -> str:
    """Return "10:26 am" on the center's clock, of another day "Tue, Nov 24, 10:26 am"."""
    local = timezone.localtime(moment)
    words = clock_time(local, space=NO_BREAK_SPACE)
    return words if local.date() == timezone.localdate() else f"{short_weekday(local)}, {words}"


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


def ago(span: datetime.timedelta) -> str:
    """Return "just now", "five minutes ago", "3 h 12 min ago" or "2 days ago"."""
    minutes = int(span / MINUTE)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{apnumber(minutes)} minute{'' if minutes == 1 else 's'} ago"
    return f"{length(span)} ago"
