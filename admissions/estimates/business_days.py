"""Business days, and by when an estimate is due.

A business day is a day from Monday to Friday that is no federal holiday (5 U.S.C. 6103), on the center's
clock. Days on which only the center is closed count: they would put off a duty that the law gives us.
"""

from __future__ import annotations

import calendar
import datetime
from functools import cache

from alter_site.content.facts.coverage import DAY, ZONE, moment

CLOSES = datetime.time(17)  # the end of a business day
SATURDAY, SUNDAY = 5, 6
MONDAY, THURSDAY = 0, 3
# Holidays on a date, as month and day.
FIXED = ((1, 1), (6, 19), (7, 4), (11, 11), (12, 25))
# Holidays on the nth weekday of a month; -1 is the last.
FLOATING = (
    *((1, MONDAY, 3), (2, MONDAY, 3), (5, MONDAY, -1)),
    *((9, MONDAY, 1), (10, MONDAY, 2), (11, THURSDAY, 4)),
)
# 149.610(b)(1)(vi): (C) after a request, (A) and (B) after care was scheduled so many business days ahead.
AFTER_A_REQUEST = 3
AHEAD, AFTER_SCHEDULING_AHEAD = 10, 3
SOON, AFTER_SCHEDULING_SOON = 3, 1


@cache
def holidays(year: int) -> frozenset[datetime.date]:
    """Return the federal holidays of a year, on the days on which they are observed.

    One on a Saturday is observed the day before, one on a Sunday the day after; the first of January of the
    next year may fall into this one.
    """
    dates = [datetime.date(year, month, day) for month, day in FIXED] + [datetime.date(year + 1, 1, 1)]
    observed = {_observed(date) for date in dates} | {_floating(year, *rule) for rule in FLOATING}
    return frozenset(date for date in observed if date.year == year)


def _observed(date: datetime.date) -> datetime.date:
    return date + DAY * {SATURDAY: -1, SUNDAY: 1}.get(date.weekday(), 0)


def _floating(year: int, month: int, weekday: int, number: int) -> datetime.date:
    days = [week[weekday] for week in calendar.monthcalendar(year, month) if week[weekday]]
    return datetime.date(year, month, days[number if number < 0 else number - 1])


def is_business_day(date: datetime.date) -> bool:
    """Is this a day from Monday to Friday that is no federal holiday?"""
    return date.weekday() < SATURDAY and date not in holidays(date.year)


def after(date: datetime.date, number: int) -> datetime.date:
    """Return the ``number``-th business day after a date."""
    while number:
        date += DAY
        number -= is_business_day(date)
    return date


def between(start: datetime.date, end: datetime.date) -> int:
    """Return how many business days lie ahead: after ``start``, up to and with ``end``."""
    days = (end - start).days
    return sum(is_business_day(start + offset * DAY) for offset in range(1, days + 1))


def due(since: datetime.datetime, number: int) -> datetime.datetime:
    """Return the end of the ``number``-th business day after a moment's date, in UTC."""
    return moment(after(since.astimezone(ZONE).date(), number), CLOSES)


def due_when_asked(now: datetime.datetime) -> datetime.datetime:
    """Return by when somebody who asks ``now`` has their estimate: 149.610(b)(1)(vi)(C)."""
    return due(now, AFTER_A_REQUEST)


def days_to_give(scheduled_on: datetime.date, care_on: datetime.date) -> int:
    """Return within how many business days of scheduling an estimate is due: 149.610(b)(1)(vi)(A), (B).

    0 where care is planned less than three business days ahead: scheduling it then asks for none.
    """
    ahead = between(scheduled_on, care_on)
    if ahead >= AHEAD:
        return AFTER_SCHEDULING_AHEAD
    return AFTER_SCHEDULING_SOON if ahead >= SOON else 0
