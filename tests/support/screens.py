"""Addresses of staff screens, and pages as an editor left them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from alter_site.content.editions import publishing
from alter_site.content.models import Page


def screen(row: Any, name: str = "change", *args: object) -> str:
    """Return the address of one of a row's screens."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{name}", args=[row.pk, *args])


def saved(page: Page, author: Any = None) -> Page:
    """Note the page as saved, as the admin does after everything that belongs to it."""
    publishing.note_saved(page, author)
    page.refresh_from_db()
    return page
