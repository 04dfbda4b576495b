"""What screens about all content have in common: which models somebody may see, and where a row's form is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst

from ..kinds import page_models
from ..models import FactsEdition, Page


def form_address(row: Model, name: str = "change") -> str:
    """Return the address of one of a row's screens."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{name}", args=[row.pk])


def review_address(row: Model) -> str:
    """Return the address of the screen on which a reviewer reads a row."""
    return form_address(row, "review")


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
