"""Times of the day as people write them: 9am, 9:00 a.m., 9.30pm, 21:00, noon, midnight."""

from __future__ import annotations

import datetime
import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from .printed_time import clock_time

EXAMPLES = "Write a time such as 9 am, 9:30 pm, 21:00, noon or midnight."
NAMED = {
    "noon": datetime.time(12),
    "midday": datetime.time(12),
    "12 noon": datetime.time(12),
    "12:00 noon": datetime.time(12),
    "midnight": datetime.time(0),
    "12 midnight": datetime.time(0),
    "12:00 midnight": datetime.time(0),
    # How the end of a day is written.
    "24:00": datetime.time(0),
    "24.00": datetime.time(0),
    "2400": datetime.time(0),
}
_TIME = re.compile(
    r"(?P<hour>\d{1,2}?)(?:(?:\s*[:.h]\s*)?(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.\d+)?)?)?"
    r"\s*(?P<half>[ap])?(?:(?<=[ap])\.?\s*m?\.?)?"
)


def read(text: str) -> datetime.time:
    """Return the time that ``text`` names. A bare hour needs its half of the day: 9 could be either.

    Raises:
        ValueError: it names none.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = " ".join("".join(c for c in plain if unicodedata.category(c) != "Cf").split())
    plain = plain.replace("’", "'").replace(" o'clock", "")
    if plain in NAMED:
        return NAMED[plain]
    found = _TIME.fullmatch(plain)
    if found is None or (not found["half"] and re.fullmatch(r"\d{1,3}", plain)):
        raise ValueError(EXAMPLES)
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    if found["half"]:
        if not 1 <= hour <= 12:
            raise ValueError(EXAMPLES)
        hour = hour % 12 + (12 if found["half"] == "p" else 0)
    return datetime.time(hour, minute, second)


class TimeOfDayField(forms.TimeField):
    """A time of the day, written in any way that :func:`read` knows."""

    def to_python(self, value: Any) -> datetime.time | None:
        if not isinstance(value, str):
            return super().to_python(value)
        if value.strip() in self.empty_values:
            return None
        try:
            return read(value)
        except ValueError:
            raise ValidationError(EXAMPLES, code="invalid") from None


class WrittenTimeField(TimeOfDayField):
    """The same in a field of text, where a stored time reads as people write it."""

    def prepare_value(self, value: Any) -> Any:
        return clock_time(value) if isinstance(value, datetime.time) else value
