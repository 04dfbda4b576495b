"""Clock times and days as pages and screens print them, in the language that is active.

A moment is printed in the zone it is given in; who has one in UTC brings it to the reader's zone first
(``timezone.localtime``), as Django does for the template filters of the same names.
"""

from __future__ import annotations

import datetime

from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.dateformat import time_format

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


def clock_time(time: datetime.time | datetime.datetime, *, space: str = " ") -> str:
    """Return "10:30 am"; with :data:`NO_BREAK_SPACE` a narrow line does not part the two."""
    return time_format(time, f"g:i{space}A").lower()


def day(day: datetime.date) -> str:
    """Return "November 23, 2026"."""
    return date_format(day, "F j, Y")


def weekday(day: datetime.date, *, space: str = " ") -> str:
    """Return "Monday, November 23"; ``space`` stands between the month and its day."""
    return date_format(day, f"l, F{space}j")


def short_weekday(day: datetime.date) -> str:
    """Return "Mon, Nov 23"."""
    return date_format(day, "D, M j")


def day_and_time(moment: datetime.datetime) -> str:
    """Return "November 23, 2026, 2:14 pm"."""
    return f"{day(moment)}, {clock_time(moment)}"


def in_words(value: datetime.date | datetime.time) -> str:
    """Return a moment as in our own zone, a day, or a time of the day, each as it is printed."""
    if isinstance(value, datetime.datetime):
        return day_and_time(timezone.localtime(value))
    return day(value) if isinstance(value, datetime.date) else clock_time(value)


def since_today(moment: datetime.datetime) -> str:
    """Return "2:14 pm" in our own zone or, of another day, "2:14 pm on November 23, 2026"."""
    local = timezone.localtime(moment)
    words = clock_time(local)
    return words if local.date() == timezone.localdate() else f"{words} on {day(local)}"
