"""Forms that ask when something happens to a page, and where its address leads once it has left."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from ... import paths
from ...editions.unpublishing import (
    Destination,
    Leads,
    NoDestination,
    list_above,
    read_destination,
    without_page,
)
from ...facts import moments
from ...time_of_day import WrittenTimeField


class MomentForm(forms.Form):
    """A day and a time of the center's zone."""

    day = forms.DateField(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    time = WrittenTimeField(
        label="Time",
        help_text="Pacific time, as you say it: 9am, 9:30 pm, 21:00, noon.",
        widget=forms.TextInput,
    )

    def clean(self) -> dict[str, Any] | None:
        cleaned: dict[str, Any] = super().clean() or {}
        if "day" in cleaned and "time" in cleaned:
            try:
                cleaned["at"] = moments.at(cleaned["day"], cleaned["time"], timezone.now())
            except moments.NoSuchMoment as problem:
                self.add_error("time" if "clocks" in str(problem) else "day", str(problem))
        return cleaned

    @property
    def at(self) -> datetime.datetime:
        return self.cleaned_data["at"]


class LeavingForm(forms.Form):
    """Where an address leads once its page is not there."""

    leads = forms.ChoiceField(
        label="Where shall its address lead?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose where the address shall lead."},
    )
    leads_to = forms.CharField(
        label="Which page?",
        required=False,
        max_length=255,
        help_text="Its title or its address. Only for the first choice.",
        widget=forms.TextInput(attrs={"list": "other-pages", "autocomplete": "off", "class": "vTextField"}),
    )

    def __init__(self, *args: Any, path: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.path = path
        above = list_above(path)
        choices = {
            Leads.PAGE: "To another page, which you choose",
            Leads.LIST: f"To the list above it, {above}",
            Leads.GONE: "Nowhere: say that the page is gone for good, with our number",
            Leads.NOWHERE: f"Nowhere: it comes back soon, and until then its address {without_page(path)}",
        }
        if above is None:
            del choices[Leads.LIST]
        initial = Leads.LIST if above else None
        if not paths.may_move(path):
            initial = Leads.NOWHERE
            choices = {initial: f"It {without_page(path)}, as long as no page is live there"}
            del self.fields["leads_to"]
        field: Any = self.fields["leads"]
        field.choices = [(choice.value, words) for choice, words in choices.items()]
        field.initial = initial and initial.value

    def clean(self) -> dict[str, Any] | None:
        cleaned: dict[str, Any] = super().clean() or {}
        if "leads" in cleaned:
            try:
                cleaned["destination"] = read_destination(
                    cleaned["leads"], cleaned.get("leads_to", ""), self.path
                )
            except NoDestination as problem:
                raise ValidationError({"leads_to": str(problem)}) from None
        return cleaned

    @property
    def destination(self) -> Destination:
        return self.cleaned_data["destination"]


class SeveralLeavingForm(forms.Form):
    """Where the addresses of several pages lead once the pages are not there: all chosen alike."""

    leads = forms.ChoiceField(
        label="Where shall their addresses lead?",
        widget=forms.RadioSelect,
        choices=[
            (Leads.PAGE.value, "All to one page, which you choose"),
            (Leads.LIST.value, "Each to the list above it"),
            (Leads.GONE.value, "Nowhere: say that the page is gone for good, with our number"),
            (Leads.NOWHERE.value, "Nowhere for now: the pages come back soon"),
        ],
        error_messages={"required": "Choose where the addresses shall lead."},
    )
    leads_to = LeavingForm.base_fields["leads_to"]

    def __init__(self, *args: Any, addresses: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.addresses = addresses

    def clean(self) -> dict[str, Any] | None:
        cleaned: dict[str, Any] = super().clean() or {}
        if "leads" not in cleaned:
            return cleaned
        where = {}
        for address in self.addresses:
            try:
                found = read_destination(cleaned["leads"], cleaned.get("leads_to", ""), address)
            except NoDestination as problem:
                raise ValidationError({"leads_to": f"{address}: {problem}"}) from None
            if found.path.partition("#")[0] in self.addresses:
                leaves = f"{address} would lead to {found.path}, which leaves as well. Choose another."
                raise ValidationError({"leads_to": leaves})
            where[address] = found
        cleaned["where"] = where
        return cleaned


class TakeDownForm(MomentForm, LeavingForm):
    """When a page leaves the site, and where its address leads then."""

    field_order = ("day", "time", "leads", "leads_to")
