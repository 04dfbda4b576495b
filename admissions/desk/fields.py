"""What the desk's forms have in common: fields in the browser's plain style, and nothing filled in by it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.contrib.auth import get_user_model

from alter_site.content.plain_digits import numeral
from alter_site.content.time_of_day import TimeOfDayField

from .. import birth_dates, safety
from ..choices import Answer
from ..reference import read_reference


class DeskForm(forms.Form):
    """A form of the desk. No browser completes or corrects what is typed into it."""

    use_required_attribute = False
    ATTRS: ClassVar = {"autocomplete": "off", "spellcheck": "false"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        for field in self.fields.values():
            field.widget.attrs |= self.ATTRS

    def only_shows(self) -> None:
        """Close every field, for whoever reads and does not write."""
        for field in self.fields.values():
            field.disabled = True


def labels_of(fields: Mapping[str, forms.Field]) -> dict[str, str]:
    """Return the label of every field that somebody sees, by name; of a table, that of the cell."""
    shown = {name: field for name, field in fields.items() if not field.widget.is_hidden}
    return {name: field.widget.attrs.get("aria-label") or str(field.label) for name, field in shown.items()}


def one_of(label: str, choices: Iterable[Any], empty: str = "", **options: Any) -> forms.ChoiceField:
    """Return a list to choose from; ``empty`` is its first line, which chooses nothing."""
    return forms.ChoiceField(
        label=label,
        choices=[*([("", empty)] if empty else []), *choices],
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose one."),
        **options,
    )


def amount_as_typed(hundredths: int) -> str:
    """Return an amount or a share as its field shows it: 1,250.50."""
    whole, rest = divmod(hundredths, 100)
    return f"{whole:,}.{rest:02}" if rest else f"{whole:,}"


def day_as_typed(text: str) -> str:
    """Return an ISO date as its field shows it: 1/31/2027."""
    if not text:
        return ""
    day = datetime.date.fromisoformat(text)
    return f"{day.month}/{day.day}/{day.year}"


class WholeNumber(forms.IntegerField):
    """A number of days or minutes, typed as text: a browser's own field for numbers drops “25 min” unsaid."""

    def __init__(self, label: str, *, at_most: int = 9999, **options: Any) -> None:
        words = f"Write a whole number, at most {at_most:,}."
        super().__init__(
            label=label,
            min_value=0,
            max_value=at_most,
            widget=forms.TextInput({"inputmode": "numeric"}),
            error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), words),
            **options,
        )

    def to_python(self, value: Any) -> int | None:
        return super().to_python(numeral(value) if isinstance(value, str) else value)


class ReferenceField(forms.CharField):
    """The reference of a request, as people write one; cleaned, it is as we do, or empty."""

    def __init__(self, label: str, **options: Any) -> None:
        required = {"required": "Write the reference of the request."}
        super().__init__(label=label, max_length=40, error_messages=required, **options)

    def clean(self, value: Any) -> str:
        typed = str(super().clean(value))
        reference = read_reference(typed)
        if typed and not reference:
            raise forms.ValidationError("A reference looks like AB4-K7M2Q.")
        return reference


class CalendarDay(forms.DateField):
    """A day from the browser's calendar, which need not be given."""

    INVALID = "Write the day as year, month, day, in figures with dashes between them."

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(
            label=label,
            required=False,
            widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": self.INVALID},
            **options,
        )


def safety_questions() -> tuple[forms.Field, ...]:
    """Return the questions about substances and safety, in the order of ``safety.ASKED``."""
    return (
        forms.MultipleChoiceField(
            label=safety.ASKED["substance"],
            choices=safety.Substance.choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        ),
        one_of(safety.ASKED["last_use"], safety.LastUse.choices, "Not asked", required=False),
        one_of(safety.ASKED["seizures"], Answer.choices, "Not asked", required=False),
        one_of(safety.ASKED["suicide"], Answer.choices, "Not asked", required=False),
    )


def time_of(label: str) -> forms.TimeField:
    """Return a time of day, which need not be given."""
    return TimeOfDayField(
        label=label,
        required=False,
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
    )


def colleague(label: str, **options: Any) -> forms.ModelChoiceField[Any]:
    """Return a list of colleagues; its form says which."""
    words = dict.fromkeys(("required", "invalid_choice"), "Choose a colleague.")
    return forms.ModelChoiceField(
        None, label=label, error_messages=words, **{"empty_label": "Choose", **options}
    )


def member_of_staff(label: str, anybody: str) -> forms.ModelChoiceField[Any]:
    """Return a list of everybody who is or was on the staff, by which something is looked up."""
    return forms.ModelChoiceField(
        get_user_model()._default_manager.filter(is_staff=True),
        label=label,
        required=False,
        empty_label=anybody,
        error_messages={"invalid_choice": "There is no such person."},
    )


class BirthDateField(forms.CharField):
    """A birth date in one line, month first; cleaned, it is an ISO date or empty."""

    def __init__(self, label: str) -> None:
        super().__init__(label=label, required=False, max_length=40, help_text="Month, day, year")

    def clean(self, value: Any) -> str:
        typed = str(super().clean(value))
        if not typed.strip():
            return ""
        try:
            return birth_dates.sealed_text(birth_dates.of_line(typed))
        except birth_dates.NotABirthDate as error:
            raise forms.ValidationError(str(error)) from None
