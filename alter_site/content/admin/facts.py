"""Facts are public as soon as they are saved: a screen lists what changes before they are."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from .. import facts
from ..models import FactsEdition
from ..objects import content_hash
from .fact_changes import changes
from .fields import GoesLast, PlainFields

CONFIRMED = "_confirmed"  # its value is the hash of the facts that the editor saw and agreed to
GO_BACK = "_back"


class _Unconfirmed(Exception):
    """The save would change what visitors read, and nobody has agreed to that yet. It is rolled back."""

    def __init__(self, body: dict[str, Any]) -> None:
        self.body = body


def _refuse_demo(is_demo: bool) -> None:
    """Facts are public as soon as they are saved, and the real site tells nobody anything invented."""
    if is_demo:
        raise ValidationError("The real site shows nothing invented. Enter what is true and untick this.")


def read_now() -> dict[str, Any]:
    """Return the facts that visitors read now."""
    newest = FactsEdition.objects.first()
    return facts.as_read(newest.body if newest else {}, timezone.localdate())


class FactAdmin(GoesLast, PlainFields, admin.ModelAdmin):
    """One kind of fact."""

    section = "Facts"
    actions = None  # a bulk action would pass by the screen that lists what changes
    delete_confirmation_template = "admin/facts/delete_confirmation.html"

    # --- saving -------------------------------------------------------------------------------------

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        # After the question there is one way on: back to the list.
        one_button = {"show_save_and_continue": False, "show_save_and_add_another": False}
        try:
            return super().changeform_view(request, object_id, form_url, one_button | (extra_context or {}))
        except _Unconfirmed as unconfirmed:
            return self._ask(request, object_id, unconfirmed.body)

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
        row, body = form.instance, facts.body_now()
        before, after = read_now(), facts.as_read(body, timezone.localdate())
        if before != after and request.POST.get(CONFIRMED) != content_hash(body):
            raise _Unconfirmed(body)
        facts.freeze(request.user)
        messages.success(request, f"“{row}” is saved. {self._what_changed(row, before, after)}".strip())

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

    def _ask(self, request: HttpRequest, object_id: str | None, body: dict[str, Any]) -> HttpResponse:
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
            "changes": changes(read_now(), facts.as_read(body, timezone.localdate())),
            "confirmation": content_hash(body),
            "typed": typed,
        }
        return TemplateResponse(request, "admin/facts/confirm.html", context)

    # --- deleting -----------------------------------------------------------------------------------

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = extra_context or {}
        row = self.get_object(request, unquote(object_id))
        if request.method == "GET" and row is not None and self.has_delete_permission(request, row):
            after = self._without(row)
            context |= {"changes": changes(read_now(), after) if after else []}
        return super().delete_view(request, object_id, context)

    def _without(self, row: Any) -> dict[str, Any] | None:
        """Return what visitors would read if there were no such row; None where it cannot be taken away."""
        if getattr(self, "is_only", False):
            return None
        with transaction.atomic():
            try:
                type(row)._default_manager.get(pk=row.pk).delete()
                return facts.as_read(facts.body_now(), timezone.localdate())
            except ProtectedError:
                return None
            finally:
                transaction.set_rollback(True)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        facts.freeze(request.user)
