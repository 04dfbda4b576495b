"""Addresses that people asked for and nobody knows, the most wanted first, with a redirect one click away."""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Max, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from ...models import NotFound, Publication, Redirect, RedirectHits
from ..content_screens import OwnScreens, screen

WITHIN = datetime.timedelta(days=30)
SHOWN = 100


def missing(most: int = SHOWN) -> list[dict[str, Any]]:
    """Return the addresses that were not found lately, with how often, and what to do about each."""
    now = timezone.now()
    rows = (
        NotFound.objects.filter(day__gt=_since())
        .exclude(path="")
        .exclude(path__in=Publication.objects.live(now).values("path"))
        .values("path")
        .annotate(
            total=Sum("number"),
            last=Max("day"),
            redirect=Subquery(Redirect.objects.filter(old_path=OuterRef("path")).values("pk")[:1]),
        )
        .order_by("-total", "path")[:most]
    )
    return [{**row, "url": _address(row["path"], row["redirect"])} for row in rows]


def _address(old_path: str, redirect: int | None) -> str:
    if redirect:
        return reverse("admin:content_redirect_change", args=[redirect])
    return f"{reverse('admin:content_redirect_add')}?{urlencode({'old_path': old_path})}"


def _since() -> datetime.date:
    return timezone.localdate() - WITHIN


class AskedFor(OwnScreens):
    """For the ModelAdmin of redirects: how often each was followed, and what was not found at all."""

    def routes(self) -> list[tuple[str, Any, str]]:
        return [*super().routes(), ("not-found/", self.not_found_view, "not_found")]

    def get_queryset(self, request: HttpRequest) -> Any:
        hits = RedirectHits.objects.filter(redirect=OuterRef("pk"), day__gt=_since()).order_by()
        total = hits.values("redirect").annotate(total=Sum("number")).values("total")
        return super().get_queryset(request).annotate(followed_lately=Coalesce(Subquery(total), 0))

    @admin.display(description="followed in 30 days")
    def followed(self, redirect: Any) -> int:
        return int(redirect.followed_lately)

    @admin.display(description="followed by day")
    def followed_by_day(self, redirect: Redirect) -> str:
        days = redirect.hits.filter(day__gt=_since()).order_by("-day").values_list("day", "number")
        return ", ".join(f"{day:%B} {day.day}: {number}" for day, number in days) or "Not in the last 30 days"

    def not_found_view(self, request: HttpRequest) -> HttpResponse:
        """List what was asked for and not found."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        other = NotFound.objects.filter(day__gt=_since(), path="").aggregate(total=Sum("number"))["total"]
        return screen(
            request,
            "not_found",
            "Asked for and not found",
            opts=self.opts,
            rows=missing(),
            other=other or 0,
            may_add=self.has_add_permission(request),
        )
