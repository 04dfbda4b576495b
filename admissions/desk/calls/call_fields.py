"""The kinds of questions in the form of a call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms

from alter_site.content.time_of_day import TimeOfDayField

from ...verification.fields import Phone, Text
from ..fields import BirthDateField
from ..groups import WORDS

LONGEST = 200


@dataclass(frozen=True)
class Section:
    """Questions under a heading."""

    heading: str
    fields: list[forms.BoundField]
    is_folded: bool
    is_filled: bool  # with answers, or mistakes: then it is not folded away
    is_screen: bool  # about safety, with the words that some answers take


def line_of(label: str, **options: Any) -> Text:
    """Return a line of text."""
    return Text(label, **{"at_most": LONGEST, **options})


def time_of(label: str) -> forms.TimeField:
    """Return a time of day, which need not be given."""
    return TimeOfDayField(
        label=label,
        required=False,
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
    )


def plan_field(name: str) -> forms.Field:
    """Return the question for one column of an insurance plan."""
    label = WORDS["policy"][name]
    if name == "holder_birth_date":
        return BirthDateField(label)
    if name == "payer_phone":
        return Phone(label)
    return line_of("Insurer" if name == "payer" else label)
