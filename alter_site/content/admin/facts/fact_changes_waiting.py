"""Changes to facts that wait: a second person confirms or declines them, and the clock does the rest."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone

from ... import facts
from ...facts import deciding, waiting
from ...models import FactChange
from ...models.identities import to_words
from ..content_screens import OwnScreens
from ..read_only import ReadOnlyAdmin
from .fact_changes import Change, changes
from .fresh_factor import where_asked


@admin.register(FactChange)
class FactChangeAdmin(OwnScreens, ReadOnlyAdmin):
    """Changes to facts that wait for a second person, or for the day from which they hold."""

    section = "Facts"
    section_place = 5
    list_display = ("name", "state", "at", "made_by", "made_at")
    list_select_related = ("made_by",)
    list_per_page = 50

    @admin.display(description="state")
    def state(self, change: FactChange) -> str:
        return change.state(timezone.now())

    def routes(self) -> list[tuple[str, Any, str]]:
        return [
            *super().routes(),
            ("<int:pk>/confirm/", self.confirm_view, "confirm"),
            ("<int:pk>/close/", self.close_view, "close"),
            ("<int:pk>/glass/", self.glass_view, "glass"),
        ]

    # --- looking ------------------------------------------------------------------------------------

    def change_view(self, request: HttpRequest, object_id: str, *_: Any, **__: Any) -> HttpResponse:
        """Show what is to change, what has become of it, and what this person may do."""
        return self._screen(request, "change", self._change(request, object_id))

    def _change(self, request: HttpRequest, pk: Any) -> FactChange:
        return waiting.described(self.row(request, pk))

    def _screen(self, request: HttpRequest, name: str, change: FactChange, **context: Any) -> HttpResponse:
        titles = {"confirm": "Confirm this change?", "glass": "Make this public alone?"}
        person: Any = request.user
        context = {
            **self.admin_site.each_context(request),
            "title": titles.get(name, str(change)),
            "opts": self.opts,
            "original": change,
            "changes": _what_changes(change),
            "is_open": change.is_open(timezone.now()),
            "refusal": deciding.may_confirm(person, change),
            "errors": context.get("problem") or context.get("asked"),
            "is_own": person.pk == change.made_by_id,
            "may_undo": self._may_undo(request, change),
            "may_break_glass": person.has_perm(f"content.{waiting.BREAK_GLASS}"),
            **context,
        }
        return TemplateResponse(request, f"admin/facts/waiting_{name}.html", context)

    def _may_undo(self, request: HttpRequest, change: FactChange) -> bool:
        """May this person close it: their own; one for a day whoever may change the fact; else a second."""
        person: Any = request.user
        if person.pk == change.made_by_id and not change.is_through_glass:
            return True
        if change.is_asking:
            return not deciding.may_confirm(person, change)
        kind = change.content_type
        return bool(person.has_perm(f"{kind.app_label}.change_{kind.model}"))

    # --- deciding -----------------------------------------------------------------------------------

    def confirm_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the second factor, show once more what changes, and confirm it with a button."""
        change = self._change(request, pk)
        if deciding.may_confirm(request.user, change):
            raise PermissionDenied
        if asked := where_asked(request, self.address("confirm", change)):
            return HttpResponseRedirect(asked)
        if request.method != "POST":
            return self._screen(request, "confirm", change)
        try:
            deciding.confirm(change, request.user)
        except waiting.CannotDecide as problem:
            messages.error(request, str(problem))
        else:
            self.log_change(request, change, "Confirmed as the second person.")
            words = "Visitors read it now." if change.done_at else "It holds from its day on, by itself."
            messages.success(request, f"Confirmed. {words}")
        return HttpResponseRedirect(waiting.address_of(change))

    def close_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Withdraw, decline or undo a change with one press."""
        change = self._change(request, pk)
        if not self._may_undo(request, change):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseRedirect(waiting.address_of(change))
        # What is public already is put back, which is as dangerous as it was to change it.
        if change.is_through_glass and (asked := where_asked(request, waiting.address_of(change))):
            return HttpResponseRedirect(asked)
        try:
            deciding.close(change, request.user)
        except waiting.CannotDecide as problem:
            messages.error(request, str(problem))
        else:
            state = change.state(timezone.now())
            self.log_change(request, change, f"{state}.")
            words = "Visitors read what was before." if change.glass_at else "Nothing changes for visitors."
            messages.success(request, f"{state}. {words}")
        return HttpResponseRedirect(waiting.address_of(change))

    def glass_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let an administrator make a change public alone, with a reason that everybody reads."""
        change = self._change(request, pk)
        person: Any = request.user
        if not person.has_perm(f"content.{waiting.BREAK_GLASS}"):
            raise PermissionDenied
        asked = where_asked(request, self.address("glass", change))
        if request.method != "POST":
            return HttpResponseRedirect(asked) if asked else self._screen(request, "glass", change)
        reason = request.POST.get("reason", "")
        if asked:
            # What was typed stays: the factor is used again in another tab.
            return self._screen(request, "glass", change, reason=reason, asked=asked)
        try:
            deciding.break_glass(change, person, reason)
        except waiting.CannotDecide as problem:
            return self._screen(request, "glass", change, reason=reason, problem=str(problem))
        self.log_change(request, change, "Made public without a second person.")
        messages.warning(
            request, "Visitors read it now. Everybody has been told, and somebody else has to confirm it."
        )
        return HttpResponseRedirect(waiting.address_of(change))


def _what_changes(change: FactChange) -> list[Change]:
    """Return what visitors will read, while it waits; afterwards the columns."""
    found = None if change.done_at or change.closed_at else deciding.previewed(change)
    if found:
        today = timezone.localdate()
        before, after = (facts.as_read(body, today) for body in found)
        if listed := changes(before, after):
            return listed
    model: Any = change.content_type.model_class()
    names = dict.fromkeys([*(change.before or {}), *(change.after or {})])
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return [
        Change(
            str(fields[name].verbose_name).capitalize(),
            _lines(fields[name], change.before, name),
            _lines(fields[name], change.after, name),
        )
        for name in names
        if name in fields
    ]


def _lines(field: Any, values: dict[str, Any] | None, name: str) -> list[str]:
    value = (values or {}).get(name)
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    if field.is_relation and value is not None:
        row = field.related_model._default_manager.filter(pk=value).first()
        return [str(row or "gone")]
    return [to_words(str(value))] if value not in (None, "") else []
