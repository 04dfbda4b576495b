"""Facts are public as soon as they are saved: a screen lists what changes before they are."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone

from ... import facts
from ...facts import waiting
from ...models import FactsEdition
from ...models.fact_change import stored
from ...objects import content_hash
from ..forms.fields import GoesLast, PlainFields
from . import ending
from .fact_changes import changes
from .held_facts import STARTS_ON, FactForm, Held, first_moment, hold

# Said once a change waits: with a day alone, or for a second person.
WAITS = {
    False: "It holds from its day on, by itself.",
    True: "Nobody but staff sees it until a second person has confirmed it. They have been told.",
}
CONFIRMED = "_confirmed"  # its value is the hash of the facts that the editor saw and agreed to
GO_BACK = "_back"


class Unconfirmed(Exception):
    """The save would change what visitors read, and nobody has agreed to that yet. It is rolled back."""

    def __init__(self, body: dict[str, Any], later: dict[str, Any], held: Held | None) -> None:
        self.body, self.later, self.held = body, later, held


def _refuse_demo(is_demo: bool) -> None:
    """Facts are public as soon as they are saved, and the real site tells nobody anything invented."""
    if is_demo:
        raise ValidationError("The real site shows nothing invented. Enter what is true and untick this.")


def _as_read(body: dict[str, Any]) -> dict[str, Any]:
    return facts.as_read(body, timezone.localdate())


def agreement(body: dict[str, Any], later: dict[str, Any], held: Held | None) -> str:
    """Return a hash of what an editor agrees to: what changes at once, what changes later, and when."""
    return content_hash([body, later, str(held.at)] if held else body)


def read_now() -> dict[str, Any]:
    """Return the facts that visitors read now."""
    newest = FactsEdition.objects.first()
    return _as_read(newest.body if newest else {})


class FactAdmin(GoesLast, PlainFields, admin.ModelAdmin):
    """One kind of fact."""

    section = "Facts"
    form = FactForm
    change_list_template = "admin/facts/change_list.html"
    change_form_template = "admin/facts/change_form.html"
    delete_confirmation_template = "admin/facts/delete_confirmation.html"

    # --- saving -------------------------------------------------------------------------------------

    def changeform_view(
        self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        # After the question there is one way on: back to the list.
        one_button: dict[str, Any] = {"show_save_and_continue": False, "show_save_and_add_another": False}
        if object_id:
            row_id = unquote(object_id)
            one_button["coming"] = waiting.of(self.model, row_id)
            one_button["ending"] = ending.of_row(self.model, row_id)
        try:
            return super().changeform_view(request, object_id, form_url, one_button | (extra_context or {}))
        except Unconfirmed as unconfirmed:
            return self._ask(request, object_id, unconfirmed)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if settings.SITE_ENV == "production" and "is_demo" in form.base_fields:
            form.base_fields["is_demo"].validators = [_refuse_demo]
        if GO_BACK not in request.POST:
            return form
        # Shown again with everything that was typed, and not saved.
        return type(form.__name__, (form,), {"is_valid": lambda self: False})

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        row, later, name = form.instance, facts.body_now(), str(form.instance)
        held = hold(row, row.was, form.cleaned_data[STARTS_ON])
        body = facts.body_now() if held else later
        before, after = read_now(), _as_read(body)
        agreed = request.POST.get(CONFIRMED) == agreement(body, later, held)
        if (held or before != after) and not agreed:
            raise Unconfirmed(body, later, held)
        facts.freeze(request.user)
        if held:
            row.held = waiting.propose(row, held.before, held.after, request.user, held.at)
            messages.success(request, f"“{name}”: what you changed waits. {WAITS[row.held.needs_second]}")
        if not held or before != after:
            messages.success(request, f"“{name}” is saved. {self._what_changed(row, before, after)}".strip())

    def _what_changed(self, row: Any, before: dict[str, Any], after: dict[str, Any]) -> str:
        """Say what the save means for visitors, who read ``after`` now."""
        is_absent, why = self._without(row) == after, self.why_hidden(row)
        if before == after:
            return "Nothing changes for visitors." + (f" It is not shown. {why}" if is_absent else "")
        if is_absent:
            return f"{str(self.opts.verbose_name).capitalize()} is no longer shown to visitors. {why}"
        return f"Visitors do not see it. {why}" if why else "Visitors read it now."

    def why_hidden(self, row: Any) -> str:
        """Say, to an editor, why visitors do not read a fact that is saved."""
        return ""

    # Saving has said what there is to say.

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> Any:
        return self.response_post_save_add(request, obj)

    def response_change(self, request: HttpRequest, obj: Any) -> Any:
        return self.response_post_save_change(request, obj)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.was = stored(type(obj)._default_manager.get(pk=obj.pk)) if change else None
        super().save_model(request, obj, form, change)

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        if held := getattr(form.instance, "held", None):
            return f"Proposed, and not changed yet: {held}."
        return super().construct_change_message(request, form, formsets, add)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        # A new row that waits is not there yet; its change says who proposed it.
        return None if hasattr(obj, "held") else super().log_addition(request, obj, message)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        may_save = self.has_change_permission(request, obj) if obj else True
        return [name for name in super().get_fields(request, obj) if name != STARTS_ON or may_save]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show above the list what waits, and what ends."""
        context = {"coming": waiting.of(self.model), "ending": ending.of_kind(self.model)}
        context |= extra_context or {}
        return super().changelist_view(request, context)

    def _ask(self, request: HttpRequest, object_id: str | None, asked: Unconfirmed) -> HttpResponse:
        typed = [
            (name, value)
            for name, values in request.POST.lists()
            for value in values
            if name not in {"csrfmiddlewaretoken", CONFIRMED}
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": "Check what changes",
            "opts": self.opts,
            "original": self.get_object(request, unquote(object_id)) if object_id else None,
            "is_popup": IS_POPUP_VAR in request.POST,
            "changes": changes(read_now(), _as_read(asked.body)),
            "later": changes(_as_read(asked.body), _as_read(asked.later)),
            "held": asked.held,
            "foretold": getattr(self.form, "foretold", ""),
            "needs_second": asked.held
            and waiting.is_dangerous(self.model(), asked.held.before, asked.held.after),
            "confirmation": agreement(asked.body, asked.later, asked.held),
            "typed": typed,
        }
        return TemplateResponse(request, "admin/facts/confirm.html", context)

    # --- deleting -----------------------------------------------------------------------------------

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        context = extra_context or {}
        row = self.get_object(request, unquote(object_id))
        if request.method == "GET" and row is not None and self.has_delete_permission(request, row):
            after = self._without(row)
            context |= {"changes": changes(read_now(), after) if after else []}
            context |= {"needs_second": waiting.dangerous_fields(row), "starts_on": STARTS_ON}
        try:
            return super().delete_view(request, object_id, context)
        except ValidationError as refusal:
            messages.error(request, f"Not deleted. From: {' '.join(refusal.messages)}")
            return HttpResponseRedirect(request.path)

    def _without(self, row: Any) -> dict[str, Any] | None:
        """Return what visitors would read if there were no such row; None where it cannot be taken away."""
        if getattr(self, "is_only", False):
            return None
        with transaction.atomic():
            try:
                type(row)._default_manager.get(pk=row.pk).delete()
                return _as_read(facts.body_now())
            except ProtectedError:
                return None
            finally:
                transaction.set_rollback(True)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        at = first_moment(forms.DateField(required=False).clean(request.POST.get(STARTS_ON, "")))
        if at or waiting.dangerous_fields(obj):
            obj.held = waiting.propose(obj, stored(obj), None, request.user, at)
            return
        super().delete_model(request, obj)
        facts.freeze(request.user)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Log what is deleted at once; what waits is logged when it is done."""
        waits = request.POST.get(STARTS_ON) or any(waiting.dangerous_fields(row) for row in queryset)
        return None if waits else super().log_deletions(request, queryset)

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: Any) -> HttpResponse:
        found = [change for change in waiting.of(self.model, obj_id) if change.after is None]
        if not found:
            return super().response_delete(request, obj_display, obj_id)
        messages.success(request, f"“{obj_display}” is still there. {WAITS[found[-1].needs_second]}")
        return HttpResponseRedirect(waiting.address_of(found[-1]))
