"""The site's own kinds of page: home, indexes and pages of sections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from .kinds import content_of
from .models import HomePage, IndexPage, StandardPage
from .models.identities import to_identity
from .objects import EMPTY, PageContent, PageRef, PictureRef, RichText
from .parts import Section

if TYPE_CHECKING:
    from .editions.links import Links


@dataclass(frozen=True, slots=True)
class Point:
    """One step of "what happens when you call"."""

    heading: str
    text: str


@content_of(HomePage)
@dataclass(frozen=True, kw_only=True)
class HomeContent(PageContent):
    """The home page."""

    KIND: ClassVar = "home"
    TEMPLATE: ClassVar = "content/home_page_detail.html"
    SHARES_PICTURE_BELOW: ClassVar = "/"

    headline: str
    lede: str
    hero: PictureRef | None = None
    hero_caption: str = ""
    steps_heading: str = ""
    points: tuple[Point, ...] = ()
    conditions_heading: str = ""
    conditions_intro: str = ""
    conditions: tuple[PageRef, ...] = ()
    facilities_heading: str = ""
    facilities_intro: str = ""
    facilities: tuple[PageRef, ...] = ()
    families_heading: str = ""
    families_text: RichText = EMPTY
    families_picture: PictureRef | None = None
    therapies_heading: str = ""
    therapies_intro: str = ""
    therapies: tuple[PageRef, ...] = ()

    @property
    def heading(self) -> str:
        return self.headline


@content_of(IndexPage)
@dataclass(frozen=True, kw_only=True)
class IndexContent(PageContent):
    """The page that lists all live pages of one kind."""

    KIND: ClassVar = "index"
    TEMPLATE: ClassVar = "content/index_page_detail.html"
    SCHEMA_PAGE_TYPE: ClassVar = "CollectionPage"

    lists: str
    lede: str = ""
    introduction: RichText = EMPTY
    hero: PictureRef | None = None


@content_of(StandardPage)
@dataclass(frozen=True, kw_only=True)
class StandardContent(PageContent):
    """A page of plain sections."""

    KIND: ClassVar = "standard"
    TEMPLATE: ClassVar = "content/standard_page_detail.html"
    SHARES_PICTURE_BELOW: ClassVar = "/admissions/"

    above: PageRef | None = None
    lede: str = ""
    hero: PictureRef | None = None
    hero_caption: str = ""
    is_plain: bool = False
    is_for_counsel: bool = False
    sections: tuple[Section, ...] = ()

    @property
    def places_safety_card(self) -> bool:
        """Has an editor chosen a place for the safety card?"""
        return any(section.shows == "safety_card" for section in self.sections)

    def shares_picture(self, path: str) -> bool:
        return PageContent.shares_picture(self, path) and not self.places_safety_card

    @property
    def needs_safety_card(self) -> bool:
        # super() without arguments does not work in every dataclass; the rule of all pages comes second.
        return self.places_safety_card or PageContent.needs_safety_card.fget(self)  # type: ignore[attr-defined]

    def parent(self, links: Links) -> tuple[str, str] | None:
        page = links.by_id.get(self.above.page) if self.above else None
        return (page.title, page.path) if page else None

    @property
    def is_for_a_crisis(self) -> bool:
        """Is this the page for people in danger? It opens with their lines; our number stands far below."""
        return self.is_plain and any(section.shows == "crisis_lines" for section in self.sections)

    @property
    def needs_approval(self) -> bool:
        return self.is_for_a_crisis

    @classmethod
    def freeze_above(cls, page: StandardPage) -> PageRef | None:
        """Return the page whose address its own begins with, whether or not it is live."""
        address, _, _ = page.path.strip("/").rpartition("/")
        try:
            return PageRef(to_identity(f"/{address}/").removeprefix("page:")) if address else None
        except LookupError:
            return None
