"""Times as the desk says them: the center's clock, and how long something has been."""

from __future__ import annotations

import datetime

from django.utils import timezone
from django.utils.dateformat import format as date_format

MINUTE = datetime.timedelta(minutes=1)


def clock(moment: datetime.datetime) -> str:
    """Return "10:26 am", with the day where it is another one: "Tue, Nov 24, 10:26 am"."""
    local = timezone.localtime(moment)
    words = wall_clock(local)
    return words if local.date() == timezone.localdate() else f"{date_format(local, 'D, M j')}, {words}"


def wall_clock(local: datetime.datetime) -> str:
    """Return the time of day of a local time."""
    words = date_format(local, "g:i a").replace("a.m.", "am").replace("p.m.", "pm")
    return words.replace(" ", "\N{NO-BREAK SPACE}")


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
