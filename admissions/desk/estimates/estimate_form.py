"""The forms of an estimate: what is in it, and what its steps ask."""

from __future__ import annotations

import datetime
from dataclasses import fields
from typing import Any

from django import forms

from alter_site.selfhelp.forms import Dollars

from ... import birth_dates, services
from ...estimates.content import LINES, Content, Line
from ...services.estimates import MERGED
from ...verification.fields import Text
from ..benefits.worksheet_form import DayField
from ..fields import BirthDateField, DeskForm, WholeNumber, amount_as_typed, day_as_typed, one_of
from ..forms import ActionForm, SignForm, _text
from ..moments import PastMomentField

LONGEST, LONGEST_LIST = 200, 600
LINE = {
    "service": ("What it is", 120),
    "code": ("Service code", 20),
    "number": ("Days or sessions", 0),
    "rate": ("Cost of one", 0),
    "provider": ("Who gives it, if not the facility", 120),
}


def _line(name: str) -> forms.Field:
    label, at_most = LINE[name]
    if name == "number":
        field: forms.Field = WholeNumber(label)
    elif name == "rate":
        field = Dollars(label, "")
    else:
        field = Text(label, at_most=at_most)
    field.required = False
    return field


class EstimateForm(DeskForm):
    """Everything that stands in an estimate. An empty line is no line; nothing is filled in by itself."""

    saves = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    beside = forms.BooleanField(widget=forms.HiddenInput, required=False)
    name = Text("The person’s name", at_most=LONGEST)
    birth_date = BirthDateField("Birth date")
    service = Text("What the care is, in plain words", at_most=LONGEST, hint="Residential treatment, 30 days")
    starts = DayField("First day, if it is planned")
    ends = DayField("Last day expected")
    diagnosis = Text("Diagnosis codes", at_most=LONGEST, hint="Leave empty if no clinician has made one yet.")
    facility = Text("Who gives it", at_most=LONGEST)
    place = Text("Where: street, city, State", at_most=LONGEST)
    npi = Text("NPI of the facility", at_most=20)
    tin = Text("Tax ID of the facility", at_most=20)
    others = Text(
        "Others who give part of it: name, NPI, tax ID, place",
        at_most=LONGEST_LIST,
        widget=forms.Textarea,
        rows=3,
    )
    separate = Text(
        "What is scheduled separately, before or after",
        at_most=LONGEST_LIST,
        widget=forms.Textarea,
        rows=3,
    )

    def __init__(self, data: Any = None, *, content: Content, saves: int) -> None:
        texts = {item.name: getattr(content, item.name) for item in fields(Content)}
        days = {name: day_as_typed(texts[name]) for name in ("birth_date", "starts", "ends")}
        super().__init__(data, initial={**texts, **days, "saves": saves})
        self.content = content
        for name in ("starts", "ends"):
            self.fields[name].required = False
        for number in range(LINES):
            kept = content.lines[number] if number < len(content.lines) else None
            for name in LINE:
                field = _line(name)
                field.widget.attrs |= {**self.ATTRS, "aria-label": f"{LINE[name][0]}, service {number + 1}"}
                value = getattr(kept, name) if kept else ""
                field.initial = amount_as_typed(int(value)) if name == "rate" and value else value or ""
                self.fields[f"line{number}_{name}"] = field

    def clean(self) -> dict[str, Any]:
        starts, ends = self.cleaned_data.get("starts"), self.cleaned_data.get("ends")
        if starts and ends and ends < starts:
            self.add_error("ends", "It ends before it begins.")
        return self.cleaned_data

    def header(self) -> list[forms.BoundField]:
        """Return the fields outside of the table."""
        return [self[item.name] for item in fields(Content) if item.name in self.fields]

    def rows(self) -> list[list[forms.BoundField]]:
        """Return the lines of the table."""
        return [[self[f"line{number}_{name}"] for name in LINE] for number in range(LINES)]

    @property
    def headings(self) -> list[str]:
        """The heads of the table's columns."""
        return [label for label, _ in LINE.values()]

    @property
    def typed(self) -> Content:
        """What can be read of it; what cannot stays as it was."""
        found: dict[str, Any] = {}
        for item in fields(Content):
            if item.name in self.fields:
                value = self.cleaned_data.get(item.name)
                is_wrong = item.name in self.errors
                found[item.name] = getattr(self.content, item.name) if is_wrong else _stored(value)
        lines = [self._line(number) for number in range(LINES)]
        return Content(**found, lines=tuple(line for line in lines if line is not None))

    def _line(self, number: int) -> Line | None:
        kept = self.content.lines[number] if number < len(self.content.lines) else Line("")
        values: dict[str, Any] = {}
        for name in LINE:
            field = f"line{number}_{name}"
            value = getattr(kept, name) if field in self.errors else self.cleaned_data.get(field)
            values[name] = value or (0 if name in {"number", "rate"} else "")
        return Line(**values) if any(values.values()) else None


def _stored(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime.date) else value or ""


def born_on(text: str) -> str:
    """Return a sealed birth date as an estimate keeps it."""
    found = birth_dates.read(text)
    return found.isoformat() if found else ""


class EstimateSignForm(SignForm):
    """A signature under an estimate."""

    asks = staticmethod(services.why_not_sign_estimate)


class BackForm(ActionForm):
    """Sends an estimate back to whoever wrote it."""

    comment = _text("What is to be done, sealed", "Say what is to be done.")


class GiveForm(ActionForm):
    """How and when the person was given the estimate."""

    how = one_of("How they were given it", services.WAYS_TO_GIVE.items(), "Choose")
    at = PastMomentField(
        datetime.timedelta(days=7),
        "Write a time of the last seven days.",
    )


class AskedForm(ActionForm):
    """When they asked what care costs, or said that they pay themselves."""

    at = PastMomentField(
        datetime.timedelta(days=7),
        "Write a time of the last seven days.",
        label="When they asked (Pacific time)",
        help_text="Leave empty for now. Any question about the cost counts.",
    )


class PlannedForm(ActionForm):
    """For which day care is planned."""

    care_on = DayField("The first day of care")
    care_on.error_messages["required"] = "Write the first day of care."


class WaiveForm(ActionForm):
    """Why no estimate is given."""

    reason = one_of(
        "Why", [(key, words) for key, words in services.WAIVED.items() if key != MERGED], "Choose"
    )
