"""The worksheet as a form: every answer is a value, "asked, unknown", or empty, which is "not asked"."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms

from alter_site.content.plain_digits import numeral
from alter_site.selfhelp.forms import Dollars, Percent

from ...benefits.questions import (
    LEVEL_ROWS,
    LEVELS,
    NO,
    OF_PART,
    QUESTIONS,
    SIDE_ROWS,
    SIDES,
    YES,
    Kind,
    Question,
)
from ...benefits.worksheet import SOURCE_WORDS, Answers, Given, Source
from ...verification.fields import Phone, Story, Text
from ..fields import DeskForm, WholeNumber, amount_as_typed, day_as_typed, one_of

UNKNOWN = "?"  # typed, or chosen, for what was asked and the payer did not know
READ_AS_UNKNOWN = frozenset({UNKNOWN, "unknown"})
LONGEST, LONGEST_NOTES = 200, 2000
DAY_FORMATS = [
    *("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%m-%d-%Y"),
    *("%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%B %d %Y"),
]
NOT_A_DAY = "Write a day such as 1/31/2027."


class Asked(forms.Field):
    """A field whose answer may be *asked, unknown*. Cleaned it is None, :data:`UNKNOWN` or a value."""

    def __init__(self, inner: forms.Field) -> None:
        super().__init__(label=inner.label, required=False, widget=inner.widget)
        self.inner = inner
        inner.required = False

    def clean(self, value: Any) -> Any:
        text = numeral(str(value or "")).strip()
        if text.lower() in READ_AS_UNKNOWN:
            return UNKNOWN
        found = self.inner.clean(value) if text else None
        return None if found in ("", None) else found


class DayField(forms.DateField):
    """A day, as people write one in the United States."""

    def __init__(self, label: str) -> None:
        super().__init__(
            label=label,
            input_formats=DAY_FORMATS,
            error_messages={"invalid": NOT_A_DAY},
            widget=forms.TextInput({"placeholder": "M/D/YYYY"}),
        )

    def to_python(self, value: Any) -> datetime.date | None:
        return super().to_python(numeral(value) if isinstance(value, str) else value)


def _field(question: Question) -> forms.Field:
    label = question.words
    match question.kind:
        case Kind.AMOUNT:
            return Asked(Dollars(label, ""))
        case Kind.SHARE:
            return Asked(Percent(label, ""))
        case Kind.DAY:
            return Asked(DayField(label))
        case Kind.NUMBER:
            return Asked(WholeNumber(label))
        case Kind.PHONE:
            return Asked(Phone(label, autocomplete="off"))
        case Kind.TEXT:
            return Asked(
                Story(label, at_most=LONGEST_NOTES, rows=4)
                if question.name == "notes"
                else Text(label, at_most=LONGEST)
            )
    choices = question.choices or ((YES, "Yes"), (NO, "No"))
    return one_of(label, [*choices, (UNKNOWN, "Asked, unknown")], "Not asked", required=False)


def _stored(question: Question, value: Any) -> str | int:
    return value.isoformat() if question.kind is Kind.DAY else value


def shown(question: Question, given: Given | None) -> str:
    """Return an answer as its field shows it."""
    if given is None:
        return ""
    value = given.value
    if value is None:
        return UNKNOWN
    if question.kind in {Kind.AMOUNT, Kind.SHARE}:
        return amount_as_typed(int(value))
    return day_as_typed(str(value)) if question.kind is Kind.DAY else str(value)


class WorksheetForm(DeskForm):
    """All questions, which levels of care were asked about, and where the new answers come from."""

    saves = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    # Set once somebody has read that another save was faster.
    beside = forms.BooleanField(widget=forms.HiddenInput, required=False)
    source = one_of("What you type now comes from", SOURCE_WORDS.items())
    levels = forms.MultipleChoiceField(
        label="Levels of care asked about",
        choices=list(LEVELS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, answers: Answers, saves: int) -> None:
        super().__init__(
            data, initial={"saves": saves, "source": Source.CALL, "levels": list(answers.levels)}
        )
        self.answers = answers
        for question in QUESTIONS.values():
            field = _field(question)
            field.widget.attrs |= self.ATTRS
            given = answers.given.get(question.name)
            field.initial = shown(question, given)
            field.help_text = SOURCE_WORDS.get(Source(given.source), "") if given else ""
            self.fields[question.name] = field

    @property
    def is_closed(self) -> bool:
        """Was it sent by a page that only shows it?"""
        return self.add_prefix("saves") not in self.data

    @property
    def is_touched(self) -> bool:
        """Does it hold anything else than what is saved?"""
        return bool(set(self.changed_data) - {"saves", "beside", "source"})

    @property
    def typed(self) -> dict[str, str | int | None]:
        """The answers that can be read, by name; None is *asked, unknown*. What cannot be read stays."""
        found: dict[str, str | int | None] = {}
        for name, question in QUESTIONS.items():
            if name in self.errors:
                if before := self.answers.given.get(name):
                    found[name] = before.value
                continue
            value = self.cleaned_data.get(name)
            if value == UNKNOWN:
                found[name] = None
            elif value not in (None, ""):
                found[name] = _stored(question, value)
        return found

    # --- as the template lays it out --------------------------------------------------------------------

    def parts(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """Yield each part of the worksheet with its fields outside of the tables."""
        for part, questions in OF_PART.items():
            yield part, [self[question.name] for question in questions]

    def money(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the rows of the two columns."""
        return _table(self, SIDE_ROWS, SIDES)

    def care(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the rows of the grid of levels."""
        return _table(self, LEVEL_ROWS, LEVELS)


def _table(
    form: WorksheetForm, rows: tuple[Question, ...], places: Mapping[str, str]
) -> list[tuple[str, list[forms.BoundField]]]:
    return [(row.label, [form[f"{place}_{row.name}"] for place in places]) for row in rows]
