"""What the desk's forms have in common: fields in the browser's plain style, and nothing filled in by it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms

from alter_site.content.plain_digits import numeral

from .. import birth_dates


class DeskForm(forms.Form):
    """A form of the desk. No browser completes or corrects what is typed into it."""

    use_required_attribute = False
    ATTRS: ClassVar = {"autocomplete": "off", "spellcheck": "false"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        for field in self.fields.values():
            field.widget.attrs |= self.ATTRS


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
