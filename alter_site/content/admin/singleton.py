"""Rows of which there is one: their list leads straight to it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from .content_screens import form_address


class Singleton(admin.ModelAdmin):
    """For the ModelAdmin of a model with a single row, which is changed but never added twice or deleted."""

    is_only = True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not self.model._default_manager.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        row = self.model._default_manager.first()
        if row is not None and self.has_view_or_change_permission(request, row):
            return HttpResponseRedirect(form_address(row))
        return super().changelist_view(request, extra_context)
