"""Dates in three text inputs, in the order people here say them, with what is wrong said in words."""

from __future__ import annotations

import calendar
import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from alter_site.content.plain_digits import plain

from .fields import scrub

OLDEST = 130  # years
ASKED_BACK = "asked back"  # the code of an error that only asks whether a year is right

MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
MONTHS |= {name[:length]: number for name, number in list(MONTHS.items()) for length in (3, 4)}


class DateInputs(forms.Widget):
    """Month, day and year, each a text input: no calendar to find 1962 in."""

    template_name = "components/date.html"
    use_fieldset = True
    PARTS = ("month", "day", "year")
    wrong: str | None = None  # the part that an error is about

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        return {part: scrub(data.get(f"{name}_{part}") or "").strip() for part in self.PARTS}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(f"{name}_{part}" in data for part in self.PARTS)

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return f"{id_}_month"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        value = value if isinstance(value, dict) else {}
        context["widget"]["parts"] = [
            {
                "name": f"{name}_{part}",
                "label": part.title(),
                "value": value.get(part, ""),
                "part": part,
                "is_wrong": part == self.wrong,
            }
            for part in self.PARTS
        ]
        return context


class BirthDate(forms.Field):
    """A day somebody was born on. What is wrong with it is said in words, and which part it is in."""

    widget = DateInputs

    def __init__(
        self, label: str, *, error: str = "", hint: str = "For example, 3 27 1984", **options: Any
    ) -> None:
        super().__init__(
            label=label, required=bool(error), help_text=hint, error_messages={"required": error}, **options
        )

    def clean(self, value: dict[str, str]) -> datetime.date | None:
        try:
            return self._read(value)
        except ValidationError as error:
            self.widget.wrong = error.code
            raise

    def _read(self, value: dict[str, str]) -> datetime.date | None:
        if not any(value.values()):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="month")
            return None
        for part, typed in value.items():
            if not typed:
                raise ValidationError(f"The birth date must include a {part}.", code=part)
            if len(typed) > 20:
                raise ValidationError(f"Check the {part} of the birth date.", code=part)
        return _not_in_the_future(_date(value))


def _date(typed: dict[str, str]) -> datetime.date:
    typed = {part: plain(value) for part, value in typed.items()}
    month = MONTHS.get(typed["month"].casefold().rstrip("."), 0) or _number(typed["month"])
    if not 1 <= month <= 12:
        raise ValidationError("The month must be a number from 1 to 12, or its name.", code="month")
    year = _number(typed["year"])
    if len(typed["year"]) != 4 or not year:
        raise ValidationError("The year must have four digits, such as 1984.", code="year")
    day = _number(typed["day"])
    try:
        return datetime.date(year, month, day)
    except ValueError:
        in_year = f" in {year}" if (month, day) == (2, 29) else ""
        raise ValidationError(
            f"{calendar.month_name[month]} has no day {typed['day']}{in_year}. Check the day and the month.",
            code="day",
        ) from None


def _number(typed: str) -> int:
    return int(typed) if typed.isdecimal() else 0


def _not_in_the_future(born_on: datetime.date) -> datetime.date:
    # Where a day begins first: a step before the person's zone is known has to take their birthday.
    today = timezone.localdate(timezone=ZoneInfo("America/New_York"))
    if born_on > today:
        raise ValidationError("The birth date must be in the past. Check the year.", code="year")
    if born_on.year < today.year - OLDEST:
        raise ValidationError(f"Check the year: {born_on.year} is more than {OLDEST} years ago.", code="year")
    return born_on
