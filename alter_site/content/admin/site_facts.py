"""The facts this app owns: the center itself, crisis lines, insurers, menus; and how they were before."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from ..models import (
    CoverageException,
    CoverageHours,
    CrisisLine,
    FactsEdition,
    Insurer,
    MenuItem,
    Organization,
)
from ..models.identities import GONE, lasting_paths, to_address, to_words
from .facts.fact_admin import FactAdmin
from .facts.fact_changes import changes
from .facts.held_facts import FactForm, ForetoldForm
from .order import FactsInOrder
from .read_only import ReadOnlyAdmin
from .singleton import Singleton


@admin.register(Organization)
class OrganizationAdmin(Singleton, FactAdmin):
    """The phone number, the name, and the lines that stand on every page."""


LEADS_NOWHERE = (
    "The page that this line led to is gone, so no visitor sees it. Choose another page, or delete the line."
)


class DestinationField(forms.CharField):
    """A page of ours: stored by identity, shown by the address it has now."""

    def prepare_value(self, value: Any) -> Any:
        return to_address(value) if isinstance(value, str) else value


class MenuItemForm(FactForm):
    """Shows where a line leads as an address."""

    class Meta:
        field_classes = {"destination": DestinationField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("destination")
        words = to_words(self.instance.destination)
        if field is not None and words == GONE:
            self.initial["destination"] = ""
            field.help_text = f"{LEADS_NOWHERE} {field.help_text}"
        elif field is not None and words != to_address(self.instance.destination):
            field.help_text = f"It leads to {words}. {field.help_text}"

    def clean_destination(self) -> str:
        """Refuse a line that leads to nothing."""
        destination: str = self.cleaned_data["destination"]
        if to_words(destination) == GONE:
            raise ValidationError(LEADS_NOWHERE)
        return destination


@admin.register(MenuItem)
class MenuItemAdmin(FactsInOrder):
    """The main menu and the footer. A line shows only while its page is live and stays."""

    form = MenuItemForm
    order_within = "menu"
    list_display = ("label", "menu", "leads_to", "position")
    list_filter = ("menu",)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Look the addresses of all rows up at once."""
        listed = super().get_changelist_instance(request)
        rows = list(listed.result_list)
        paths = lasting_paths([row.destination for row in rows])
        for row in rows:
            row.live_path = paths.get(row.destination)
        listed.result_list = rows
        return listed

    def why_hidden(self, row: MenuItem) -> str:
        return "" if lasting_paths([row.destination]) else "Its page is not live, or leaves by itself."

    @admin.display(description="leads to")
    def leads_to(self, item: Any) -> str:
        return item.live_path or "a page that is not live, or leaves by itself"


@admin.register(CrisisLine)
class CrisisLineAdmin(FactsInOrder):
    """Lines for somebody in danger, in the footer of every page."""

    list_display = ("name", "call", "is_on_every_page", "verified_on", "position")


@admin.register(CoverageHours)
class CoverageHoursAdmin(FactAdmin):
    """When a person answers. Promises of a call are counted in these hours."""

    form = ForetoldForm
    list_display = ("weekday", "opens", "closes", "is_demo")


@admin.register(CoverageException)
class CoverageExceptionAdmin(FactAdmin):
    """Days with other hours than their weekday: holidays and short days."""

    form = ForetoldForm
    list_display = ("day", "opens", "closes", "note")

    def why_hidden(self, row: CoverageException) -> str:
        return "That day is over." if row.day < timezone.localdate() else ""


@admin.register(Insurer)
class InsurerAdmin(FactsInOrder):
    """The insurers we work with. Only confirmed ones are shown."""

    list_display = ("name", "confirmed_on", "is_demo", "position")
    search_fields = ("name",)

    def why_hidden(self, row: Insurer) -> str:
        return "Only insurers with the day on which they were confirmed are." if not row.confirmed_on else ""


@admin.register(FactsEdition)
class FactsEditionAdmin(ReadOnlyAdmin):
    """Every change to a fact: what it was, when, and by whom."""

    section = "Facts"
    section_place = 90
    list_display = ("frozen_at", "author")
    list_select_related = ("author",)
    fields = readonly_fields = ("frozen_at", "author", "what_changed")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("body")

    @admin.display(description="what changed")
    def what_changed(self, edition: FactsEdition) -> SafeString:
        before = FactsEdition.objects.filter(pk__lt=edition.pk).first()
        found = changes(before.body if before else {}, edition.body)
        return render_to_string("admin/facts/changes.html", {"changes": found})
