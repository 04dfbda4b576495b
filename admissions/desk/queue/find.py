"""Finding the request of somebody who rings back, by exact values and blind indexes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Q

from ... import birth_dates
from ...custody.access import network
from ...custody.chain import append
from ...models import Submission
from ...phi import blind_index
from ...reference import read_reference
from ...staff_log import CODE
from ..fields import BirthDateField, DeskForm
from ..guard import visible

AT_MOST = 20


@dataclass(frozen=True)
class Wanted:
    """One thing to look for: how, and how the log names it. What was typed stands in neither."""

    kind: str
    condition: Q
    code: str

    @property
    def logged(self) -> str:
        return f"{self.kind}:{self.code}"


class FindForm(DeskForm):
    """One of four ways to name a request."""

    reference = forms.CharField(label="Reference", required=False, max_length=40)
    phone = forms.CharField(
        label="Phone number", required=False, max_length=60, widget=forms.TextInput({"inputmode": "tel"})
    )
    email = forms.CharField(label="E-mail", required=False, max_length=254)
    surname = forms.CharField(
        label="Last name, as on the card", required=False, max_length=200, help_text="Or the only one"
    )
    birth_date = BirthDateField("and birth date")

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if bool(found.get("surname")) != bool(found.get("birth_date")) and "birth_date" not in self.errors:
            missing = "birth_date" if found.get("surname") else "surname"
            self.add_error(missing, "A last name is looked for together with the birth date.")
        if not self.errors and not any(found.values()):
            raise forms.ValidationError("Fill in one of the four.")
        return found

    def wanted(self) -> list[Wanted]:
        """Return what to look for, one for each kind that was filled in."""
        found = self.cleaned_data
        wanted = []
        if found["reference"]:
            reference = read_reference(found["reference"])
            wanted.append(Wanted("reference", Q(reference=reference or None), reference))
        if found["phone"]:
            wanted.append(_coded("phone", blind_index.phone, found["phone"]))
        if found["email"]:
            wanted.append(_coded("email", blind_index.email, found["email"]))
        if found["surname"]:
            born_on = birth_dates.read(found["birth_date"])
            wanted.append(_coded("person", blind_index.person, found["surname"], born_on))
        return wanted


def _coded(kind: str, index: Callable[..., str], *values: Any) -> Wanted:
    codes = blind_index.known(index, *values)
    # An empty code must match nothing, not every row without one.
    return Wanted(kind, Q(**{f"{kind}_index__in": codes}) if codes else Q(pk=None), "".join(codes[:1])[:CODE])


def find(actor: Any, form: FindForm, address: str) -> list[Submission]:
    """Return what matches all of it, once it is written down who looked, by what code, and what was found."""
    wanted = form.wanted()
    matches = visible(actor).select_related("owner").defer(*Submission.sealed_fields())
    for one in wanted:
        matches = matches.filter(one.condition)
    with transaction.atomic(durable=True):
        found = list(matches.order_by("-received_at")[:AT_MOST])
        append(
            actor=actor,
            action="find",
            fields=" ".join([*(one.logged for one in wanted), *(f"found:{row.reference}" for row in found)]),
            reason=f"{len(found)} found",
            address=network(address),
        )
    return found
