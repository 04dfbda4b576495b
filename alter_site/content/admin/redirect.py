"""Where old addresses lead."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from alter_site.delivery import generation

from ..models import Redirect


@admin.register(Redirect)
class RedirectAdmin(admin.ModelAdmin):
    """Addresses that have moved. Publishing under a new address adds one by itself."""

    actions = None
    list_display = ("old_path", "new_path", "is_gone", "made_at")
    list_filter = ("is_gone",)
    search_fields = ("old_path", "new_path")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        generation.advance_after_commit()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        generation.advance_after_commit()
