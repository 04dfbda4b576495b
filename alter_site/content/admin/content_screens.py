"""What screens of the content admin have in common: who may see what, where each is, and its frame."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import capfirst

from ..kinds import page_models
from ..models import FactsEdition, Page


def form_address(row: Model, name: str = "change") -> str:
    """Return the address of one of a row's screens."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{name}", args=[row.pk])


def list_address(model: Any) -> str:
    """Return the address of the list of a model."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def kind_of(model: Any) -> str:
    """Return what editors call one row of a model."""
    return str(capfirst(str(model._meta.verbose_name)))


def visible_kinds(request: HttpRequest) -> list[type[Page]]:
    """Return the kinds of page whose forms this person may open."""
    return [model for model in page_models().values() if may_see(request, model)]


def may_see(request: HttpRequest, model: type[Model]) -> bool:
    """May this person open the forms of a model?"""
    model_admin = admin.site._registry.get(model)
    return model_admin is not None and model_admin.has_view_or_change_permission(request)


def visible_in(request: HttpRequest, section: str) -> Iterator[Any]:
    """Yield each ModelAdmin of a section of the first screen whose rows this person may see."""
    for model, model_admin in admin.site._registry.items():
        # The editions of all facts only repeat the others.
        is_there = getattr(model_admin, "section", "") == section and model is not FactsEdition
        if is_there and may_see(request, model):
            yield model_admin


def finds_content(request: HttpRequest) -> bool:
    """Is there anything that the search may find for this person?"""
    return bool(request.user.has_module_perms("content"))


def screen(request: HttpRequest, name: str, title: str, **context: Any) -> HttpResponse:
    """Answer with a screen of its own."""
    context = {**admin.site.each_context(request), "title": title, **context}
    return TemplateResponse(request, f"admin/find/{name}.html", context)


class OwnScreens(admin.ModelAdmin):
    """For a ModelAdmin: screens of its own beside Django's."""

    def routes(self) -> list[tuple[str, Any, str]]:
        """Return address, view and name of each."""
        return []

    def get_urls(self) -> list[Any]:
        """Put our routes before Django's last one, which takes any path for an id."""
        prefix = f"{self.opts.app_label}_{self.opts.model_name}"
        guarded = self.admin_site.admin_view
        ours = [
            path(address, guarded(view), name=f"{prefix}_{name}") for address, view, name in self.routes()
        ]
        return [*ours, *super().get_urls()]

    def address(self, name: str, row: Model | None = None, *args: Any) -> str:
        """Return the address of a screen of this kind: of one row, or of none."""
        arguments = [*([row.pk] if row is not None else []), *args]
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}", args=arguments)

    def row(self, request: HttpRequest, row_id: Any, *, to_change: bool = False) -> Any:
        """Return the row, if there is one and this person may see (or change) it."""
        row = self.get_object(request, unquote(str(row_id)))
        if row is None:
            raise Http404("There is no such row.")
        allowed = self.has_change_permission if to_change else self.has_view_permission
        if not allowed(request, row):
            raise PermissionDenied
        return row

    def row_or_new(self, request: HttpRequest, row_id: Any) -> Any:
        """Return the row whose form this person may fill in; None for a new one, without an identity."""
        if row_id:
            return self.row(request, row_id, to_change=True)
        if not self.has_add_permission(request):
            raise PermissionDenied
        return None

    def row_screen(
        self, request: HttpRequest, row: Any, name: str, title: str, context: dict[str, Any]
    ) -> HttpResponse:
        """Answer with a screen about one row."""
        return TemplateResponse(
            request,
            f"admin/page/{name}.html",
            {
                **self.admin_site.each_context(request),
                "title": title,
                "subtitle": str(row),
                "opts": self.opts,
                "original": row,
                "has_change_permission": self.has_change_permission(request, row),
                **context,
            },
        )
