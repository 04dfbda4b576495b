"""Moments that editors name by day and time of the center's own zone."""

from __future__ import annotations

import datetime

from ..printed_time import clock_time, day, weekday
from .coverage import ZONE

FURTHEST = datetime.timedelta(days=2 * 366)


class NoSuchMoment(ValueError):
    """A day and time at which nothing can be scheduled; the message says why, in words."""


def at(date: datetime.date, time: datetime.time, now: datetime.datetime) -> datetime.datetime:
    """Return the moment after ``now`` that a day and a time name in the center's zone.

    Raises:
        NoSuchMoment: the clocks skip it that night, or pass it twice; it is past, or years away.
    """
    if date > (now + FURTHEST).date():  # the last days that there are cannot be told in another zone
        raise NoSuchMoment(f"{day(date)} is more than two years away. Check the year.")
    local = datetime.datetime.combine(date, time, ZONE)
    moment = local.astimezone(datetime.UTC)
    if moment.astimezone(ZONE).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise NoSuchMoment(
            f"The clocks go forward on {day(date)}: there is no {clock_time(time)} that night. "
            "Choose another time."
        )
    if local.replace(fold=1).utcoffset() != local.utcoffset():
        raise NoSuchMoment(
            f"The clocks go back on {day(date)}: {clock_time(time)} comes twice that night. "
            "Choose another time."
        )
    if moment <= now:
        raise NoSuchMoment(f"{words(moment)} is past. Choose a moment that is still to come.")
    if moment - now > FURTHEST:
        raise NoSuchMoment(f"{words(moment)} is more than two years away. Check the year.")
    return moment


def midnight(date: datetime.date) -> datetime.datetime:
    """Return the moment at which a day begins in the center's zone."""
    return datetime.datetime.combine(date, datetime.time(), ZONE).astimezone(datetime.UTC)


def today(now: datetime.datetime) -> datetime.date:
    """Return the day it is at the center."""
    return now.astimezone(ZONE).date()


def words(moment: datetime.datetime) -> str:
    """Return "Thursday, December 24, 2026, 9:00 am Pacific"."""
    local = moment.astimezone(ZONE)
    return f"{weekday(local.date())}, {local.year}, {clock_time(local)} Pacific"
