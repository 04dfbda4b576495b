"""One sitemap per kind of page, with the moment each edition was frozen."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.utils import timezone

from .kinds import page_models
from .models import Publication
from .models.edition import shown


class EditionSitemap(Sitemap[Any]):
    """The live pages of one kind."""

    limit = 10_000

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def items(self) -> Any:
        now = timezone.now()
        options = page_models()[self.kind]._meta
        return (
            Publication.objects.live(now)
            .filter(content_type__app_label=options.app_label, content_type__model=options.model_name)
            .annotate(frozen_at=shown("frozen_at", now))
            .order_by("path")
            .values_list("path", "frozen_at")
        )

    def location(self, item: tuple[str, datetime.datetime]) -> str:
        return item[0]

    def lastmod(self, item: tuple[str, datetime.datetime]) -> datetime.datetime:
        return item[1]

    def get_urls(
        self, page: int | str = 1, site: Any = None, protocol: str | None = None
    ) -> list[dict[str, Any]]:
        """Build addresses on the canonical origin; the request's host could be anything."""
        return [
            {
                "item": item,
                "location": f"{settings.SITE_URL}{self.location(item)}",
                "lastmod": self.lastmod(item),
                "changefreq": None,
                "priority": "",
                "alternates": [],
            }
            for item in self.paginator.page(page).object_list
        ]

    def get_latest_lastmod(self) -> datetime.datetime | None:
        return max((item[1] for item in self.items()), default=None)
