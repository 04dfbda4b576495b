"""Dates in three text inputs, in the order people here say them, with what is wrong said in words."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from .. import birth_dates
from .fields import scrub

ASKED_BACK = "asked back"  # the code of an error that only asks whether a year is right


class DateInputs(forms.Widget):
    """Month, day and year, each a text input: no calendar to find 1962 in."""

    template_name = "components/date.html"
    use_fieldset = True
    PARTS = ("month", "day", "year")
    wrong: str | None = None  # the box in which what an error is about was typed

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        return {part: scrub(data.get(f"{name}_{part}") or "").strip() for part in self.PARTS}

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
    """A day somebody was born on. What is wrong with it is said in words, and in which box it stands."""

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
        try:
            return birth_dates.of_parts(**value)
        except birth_dates.NotABirthDate as mistake:
            box = birth_dates.box_of(mistake.part, **value)
            raise ValidationError(str(mistake), code=box) from None
