"""Finding the request of somebody who rings back: by exact values and their codes, never by reading."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Q

from ..models import Submission
from ..phi import access, birthdays, blind_index
from ..reference import read_reference
from .call import BirthDateField
from .guard import visible

AT_MOST = 20


class FindForm(forms.Form):
    """One of four ways to name a request."""

    reference = forms.CharField(label="Reference", required=False, max_length=40)
    phone = forms.CharField(label="Phone number", required=False, max_length=60)
    email = forms.CharField(label="E-mail", required=False, max_length=254)
    surname = forms.CharField(
        label="Last name, as on the card", required=False, max_length=200, help_text="Or the only one"
    )
    birth_date = BirthDateField(
        label="and birth date", required=False, max_length=40, help_text="Month, day, year"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        for field in self.fields.values():
            field.widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}
        self.fields["phone"].widget.attrs["inputmode"] = "tel"

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if bool(found.get("surname")) != bool(found.get("birth_date")) and "birth_date" not in self.errors:
            missing = "birth_date" if found.get("surname") else "surname"
            self.add_error(missing, "A last name is looked for together with the birth date.")
        if not self.errors and not any(found.values()):
            raise forms.ValidationError("Fill in one of the four.")
        return found

    def wanted(self) -> dict[str, Q]:
        """Return what to look for: for each kind that was filled in, the column's exact value."""
        found = self.cleaned_data
        wanted: dict[str, Q] = {}
        if found["reference"]:
            wanted["reference"] = Q(reference=read_reference(found["reference"]) or None)
        if found["phone"]:
            wanted["phone"] = _coded("phone_index", blind_index.phone(found["phone"]))
        if found["email"]:
            wanted["email"] = _coded("email_index", blind_index.email(found["email"]))
        if found["surname"]:
            born_on = birthdays.read(found["birth_date"])
            wanted["person"] = _coded("person_index", blind_index.person(found["surname"], born_on))
        return wanted


def _coded(column: str, code: str) -> Q:
    # Nothing to look for must find nothing, not everybody who left it empty.
    return Q(**{column: code}) if code else Q(pk=None)


def find(actor: Any, form: FindForm, address: str) -> list[Submission]:
    """Write down who looks for somebody and by what, never the value; then return what matches all of it."""
    wanted = form.wanted()
    with transaction.atomic(durable=True):
        access.append(
            actor=actor, action="find", fields=" ".join(sorted(wanted)), address=access.network(address)
        )
    matches = visible(actor).select_related("owner").defer(*Submission.sealed_fields())
    for condition in wanted.values():
        matches = matches.filter(condition)
    return list(matches.order_by("-received_at")[:AT_MOST])
