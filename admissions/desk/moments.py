"""Day and time in one field, on the center's clock, in the ways that people type them."""

from __future__ import annotations

import datetime
import re
from typing import Any

from django import forms
from django.utils import timezone

from alter_site.content import time_of_day
from alter_site.content.facts.coverage import DAY, ZONE
from alter_site.content.plain_digits import numeral
from alter_site.content.printed_time import clock_time, weekday

FURTHEST = datetime.timedelta(days=366)
NOT_A_TIME = "Write day and time, such as 11/24/2026 10:30 am, tomorrow 9 am, or a time alone."
TYPED = re.compile(
    r"(?P<day>today|tomorrow|yesterday|\d{4}-\d{1,2}-\d{1,2}|\d{1,2}/\d{1,2}/\d{4})?"
    r"(?:\s*,?\s*(?:\bat\b|t(?=\d))?\s*)(?P<time>.*)"
)
BESIDE_TODAY = {"today": 0, "tomorrow": 1, "yesterday": -1}
MIDNIGHT_AFTER = ("24:00", "24.00", "2400")


class _ClockField(forms.DateTimeField):
    """A day and a time. Where no day is typed, it is the nearest one that fits."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        errors = {"invalid": NOT_A_TIME, **options.pop("errors", {})}
        super().__init__(widget=widget, error_messages=errors, **options)

    def nearest(self, moments: list[datetime.datetime], now: datetime.datetime) -> datetime.datetime:
        """Return which is meant of some moments, in their order."""
        raise NotImplementedError

    def to_python(self, value: Any) -> datetime.datetime | None:
        if not isinstance(value, str) or not value.strip():
            moment: datetime.datetime | None = super().to_python(value)
            return moment
        now = timezone.now()
        days, time = _read(numeral(value), timezone.localtime(now, ZONE).date())
        moments = [found for day in days for found in _moments(day, time)]
        if not moments:
            at = f"{clock_time(time)} on {weekday(days[0])}"
            raise forms.ValidationError(f"There is no {at}: the clocks go forward. Choose another time.")
        return self.nearest(moments, now).astimezone(ZONE)


def _read(text: str, today: datetime.date) -> tuple[list[datetime.date], datetime.time]:
    """Return the days that may be meant, and the time."""
    found = TYPED.fullmatch(" ".join(text.casefold().split()))
    if found is None:
        raise forms.ValidationError(NOT_A_TIME, code="invalid")
    try:
        time = time_of_day.read(found["time"])
        days = [_day(found["day"], today)] if found["day"] else [today - DAY, today, today + DAY]
        if found["time"] in MIDNIGHT_AFTER:
            days = [day + DAY for day in days]
    except (ValueError, OverflowError):
        raise forms.ValidationError(NOT_A_TIME, code="invalid") from None
    return days, time


def _day(text: str, today: datetime.date) -> datetime.date:
    if text in BESIDE_TODAY:
        return today + BESIDE_TODAY[text] * DAY
    if "/" in text:
        month, day, year = map(int, text.split("/"))
    else:
        year, month, day = map(int, text.split("-"))
    if not 1900 < year < 9000:
        raise ValueError(text)
    return datetime.date(year, month, day)


def _moments(day: datetime.date, time: datetime.time) -> list[datetime.datetime]:
    """Return when our clock shows a time: once, twice in the night it goes back, or never."""
    both = [datetime.datetime.combine(day, time.replace(fold=fold), ZONE) for fold in (0, 1)]
    found = {moment.astimezone(datetime.UTC) for moment in both}
    return sorted(moment for moment in found if moment.astimezone(ZONE).time() == time)


class MomentField(_ClockField):
    """A time to come."""

    def nearest(self, moments: list[datetime.datetime], now: datetime.datetime) -> datetime.datetime:
        return next((moment for moment in moments if moment > now), moments[-1])

    def clean(self, value: Any) -> datetime.datetime | None:
        moment: datetime.datetime | None = super().clean(value)
        if moment is not None and moment <= timezone.now():
            raise forms.ValidationError("Choose a time that is still to come.")
        if moment is not None and moment > timezone.now() + FURTHEST:
            raise forms.ValidationError("Choose a time within a year.")
        return moment


class PastMomentField(_ClockField):
    """A time that has been; empty is now."""

    def __init__(
        self,
        longest_ago: datetime.timedelta,
        words: str,
        label: str = "When (Pacific time)",
        help_text: str = "Leave empty for now.",
    ) -> None:
        self.longest_ago, self.words = longest_ago, words
        super().__init__(label=label, help_text=help_text, required=False)

    def nearest(self, moments: list[datetime.datetime], now: datetime.datetime) -> datetime.datetime:
        return next((moment for moment in reversed(moments) if moment <= now), moments[0])

    def clean(self, value: Any) -> datetime.datetime | None:
        moment: datetime.datetime | None = super().clean(value)
        now = timezone.now()
        first = timezone.localtime(now - self.longest_ago).replace(hour=0, minute=0, second=0, microsecond=0)
        if moment is not None and not first <= moment <= now + datetime.timedelta(minutes=1):
            raise forms.ValidationError(self.words)
        # All of the minute is meant: a call of 10:30 came after what was stored at 10:30:40.
        return min(moment.replace(second=59, microsecond=999_999), now) if moment else None
