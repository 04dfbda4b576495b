"""Where old addresses lead."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.functional import cached_property

from alter_site.delivery import generation

from ... import facts
from ...models import Redirect
from .not_found import AskedFor
from .redirect_files import RedirectFiles

MOST = 10_000  # rows


class FirstRows(Paginator):
    """Counts no further than anybody turns pages. An old site may have left a million addresses."""

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list[:MOST]
        return int(rows.count())


@admin.register(Redirect)
class RedirectAdmin(RedirectFiles, AskedFor, admin.ModelAdmin):
    """Addresses that have moved. Publishing under a new address adds one by itself."""

    section = "Pages"
    section_place = 92
    list_display = ("old_path", "new_path", "is_gone", "followed", "made_at")
    readonly_fields = ("followed_by_day",)
    list_filter = ("is_gone",)
    search_fields = ("old_path", "new_path")
    search_help_text = f"Finds any address. The list without a search shows the first {MOST:,}."
    list_per_page = 50
    paginator = FirstRows

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        facts.freeze(request.user)
        generation.advance_after_commit()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        facts.freeze(request.user)
        generation.advance_after_commit()
