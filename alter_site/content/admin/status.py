"""Where each page of a list stands, without a query per row."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ..editions.publishing import Status, status
from ..models import Page, Publication


def with_live_hash(pages: QuerySet[Any]) -> QuerySet[Any]:
    """Add ``live_hash``: the content hash of the edition that is live, or None."""
    publications = Publication.objects.live(timezone.now()).filter(page_id=OuterRef("pk"))
    return pages.annotate(live_hash=Subquery(publications.values("edition__content_hash")[:1]))


def of(page: Page) -> Status:
    """Return the status of a page that came from :func:`with_live_hash`."""
    return status(page, page.live_hash)  # type: ignore[attr-defined]


def badge(page: Page) -> SafeString:
    """Return the status in words, marked for the style sheet."""
    found = of(page)
    return format_html('<span class="status status-{}">{}</span>', found.name.lower(), found.value)


class StatusFilter(admin.SimpleListFilter):
    """Drafts, live pages, live pages with changes."""

    title = "status"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(found.name.lower(), found.value) for found in Status]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "draft":
                return queryset.filter(live_hash=None)
            case "live":
                return queryset.filter(live_hash=F("working_hash"))
            case "changed":
                return queryset.exclude(live_hash=None).exclude(live_hash=F("working_hash"))
        return queryset
