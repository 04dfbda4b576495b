"""Moments as a colleague would say them."""

from __future__ import annotations

import datetime

from django.utils import timezone
from django.utils.dateformat import format as date_format


def time(moment: datetime.datetime) -> str:
    """Return the time, as in 2:14 pm."""
    return date_format(timezone.localtime(moment), "g:i A").lower()


def day_and_time(moment: datetime.datetime) -> str:
    """Return day and time, as in November 23, 2026, 2:14 pm."""
    return f"{date_format(timezone.localtime(moment), 'F j, Y')}, {time(moment)}"


def since_today(moment: datetime.datetime) -> str:
    """Return the time, with the day unless it is today."""
    if timezone.localdate(moment) == timezone.localdate():
        return time(moment)
    return f"{time(moment)} on {date_format(timezone.localtime(moment), 'F j, Y')}"
