"""Optimistic locking for the forms of facts, pictures, redirects and accounts. Pages have a revision for it.

A form carries a hash of the values it showed. Where the row has changed since, the save is refused with who
saved what, and only an explicit button overwrites it.
"""

from __future__ import annotations

import datetime
import functools
import hashlib
import json
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import Model
from django.forms import ModelForm, model_to_dict
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, strip_tags

from alter_site.content.models.identities import to_words
from alter_site.content.printed_time import in_words as moment_in_words
from alter_site.content.printed_time import since_today

SEEN, SAVE_OVER = "_seen", "_over"


def mark(row: Model, names: list[str]) -> str:
    """Return a hash of the values that ``row`` holds in the fields of these names."""
    values = model_to_dict(row, fields=names)
    plain = {
        name: sorted(str(one.pk) for one in value) if isinstance(value, list) else str(value)
        for name, value in values.items()
    }
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


class Overtaken:
    """Somebody has saved the row since its form was opened."""

    button = SAVE_OVER

    def __init__(self, form: ModelForm[Any], saved: Model, code: str) -> None:
        self.revision = code
        stored = model_to_dict(saved)
        self.saved = [
            (field.label, in_words(saved, name))
            for name, field in form.fields.items()
            if name in stored and field.has_changed(stored[name], form[name].data)
        ]
        kind = ContentType.objects.get_for_model(saved)
        self.last = (
            LogEntry.objects.filter(content_type=kind, object_id=str(saved.pk)).select_related("user").first()
        )

    def __str__(self) -> str:
        if self.last is None:
            return "It was changed after you opened it."
        return f"{self.last.user} saved it at {since_today(self.last.action_time)}, after you opened it."


def in_words(row: Model, name: str) -> str:
    """Return what a row says in one field, as somebody reads it."""
    value = getattr(row, name)
    if hasattr(value, "all"):
        return ", ".join(map(str, value.all())) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime.date | datetime.time):
        return moment_in_words(value)
    shown = getattr(row, f"get_{name}_display", lambda: value)()
    return " ".join(strip_tags(to_words(str(shown))).split()) if shown not in (None, "") else "empty"


class SeenForm(ModelForm):
    """A form that carries a hash of the values it showed."""

    stale: Overtaken | None = None
    saved_over: Overtaken | None = None

    @functools.cached_property
    def seen(self) -> str:
        """The hash that the form carries; empty for a new row and for whoever may only look."""
        if self.instance._state.adding or not self.fields:
            return ""
        return str(self.data.get(SEEN, "")) if self.is_bound else mark(self.instance, list(self.fields))

    def clean(self) -> Any:
        cleaned = super().clean()
        if self.seen:
            rows = type(self.instance)._default_manager.select_for_update().filter(pk=self.instance.pk)
            saved = rows.first()
            if saved and (code := mark(saved, list(self.fields))) != self.seen:
                overtaken = Overtaken(self, saved, code)
                if not overtaken.saved:
                    return cleaned  # sent once more: what is saved says the same
                if self.data.get(SAVE_OVER) != code:
                    self.stale = overtaken
                    raise ValidationError(str(overtaken), code="stale")
                self.saved_over = overtaken
        return cleaned


class CarefulSaves(ModelAdmin):
    """For a ModelAdmin: its form is a :class:`SeenForm`, and what is saved over stays in the log."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Show or save the form; ask it again when another save got in between."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except IntegrityError:
            # Nothing was kept. The second reading sees the other save and says so in words.
            return super().changeform_view(request, *args, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if not change or getattr(form, "has_revision", False):
            return form
        checked: Any = type(form.__name__, (SeenForm, form), {})
        checked.base_fields = form.base_fields  # made ready by the ModelAdmin: labels, validators
        return checked

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        if overtaken := getattr(form, "saved_over", None):
            self._keep_in_the_log(request, form.instance, overtaken)
        return super().construct_change_message(request, form, formsets, add)

    def _keep_in_the_log(self, request: HttpRequest, row: Model, overtaken: Overtaken) -> None:
        if self.opts.app_label == "staff":
            # Names and addresses of staff stand in no log; what they may do has a log of its own.
            self.log_change(request, row, "Saved over another save.")
            return
        was = "; ".join(f"{label}: {value}" for label, value in overtaken.saved)
        self.log_change(request, row, f"Saved over another save. Before: {was}")
        history = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_history", args=[row.pk])
        messages.info(
            request, format_html('<a href="{}">What it said before</a> is kept among its saves.', history)
        )
