"""The content object of lanterns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from alter_site.content.kinds import content_of
from alter_site.content.objects import EMPTY, PageContent, PageRef, PictureRef, RichText
from alter_site.content.seo import Site

from .models import Lantern


@dataclass(frozen=True, slots=True)
class Ray:
    """One ray of a lantern."""

    color: str
    text: RichText


@content_of(Lantern)
@dataclass(frozen=True, kw_only=True)
class LanternContent(PageContent):
    """A lantern."""

    KIND: ClassVar = "lantern"
    TEMPLATE: ClassVar = "lanterns/lantern_detail.html"
    INDEX_LABEL: ClassVar = "Lanterns"
    INDEX_URL_NAME: ClassVar = "lanterns:index"
    SCHEMA_ABOUT: ClassVar = "lantern"

    lede: str = ""
    text: RichText = EMPTY
    hero: PictureRef | None = None
    neighbor: PageRef | None = None
    rays: tuple[Ray, ...] = ()

    def schema(self, site: Site) -> list[dict[str, Any]]:
        return [{"@type": "Thing", "@id": f"{site.canonical}#lantern", "name": self.title}]
