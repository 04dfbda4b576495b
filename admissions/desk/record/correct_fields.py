"""The field in which each sealed value of a request is corrected."""

from __future__ import annotations

from typing import Any

from django import forms

from ...choices import CareWanted, HeldBy, HowSoon
from ...verification.fields import Email, Phone, Story, Text, Way, Zip
from ...verification.places import PLACES
from ..fields import BirthDateField, one_of

LONGEST, LONGEST_NOTE = 200, 1000
CHOICES: dict[str, Any] = {
    "state": list(PLACES),
    "level_of_care": CareWanted.choices,
    "how_soon": HowSoon.choices,
    "holder_relation": HeldBy.choices,
}


def field_of(name: str, label: str, value: str) -> forms.Field:
    """Return the field for a column that holds ``value`` now."""
    if name in CHOICES:
        known = [*CHOICES[name]]
        # What was told on the phone, or under an older form, is in words of its own.
        own = [(value, value)] if value and value not in dict(known) else []
        return one_of(label, [*own, *known], "Not given", required=False)
    if name.endswith("birth_date"):
        return BirthDateField(label)
    kinds: dict[str, Any] = {
        "phone": Phone,
        "payer_phone": Phone,
        "email": Email,
        "professional_contact": Way,
    }
    if name in kinds:
        return kinds[name](label, autocomplete="off")
    if name == "zip_code":
        return Zip(label)
    if name in {"note", "concerns"}:
        return Story(label, at_most=LONGEST_NOTE, rows=4)
    return Text(label, at_most=LONGEST)
