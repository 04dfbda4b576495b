"""Content objects of the site's own pages: home, indexes and standard pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from .objects import EMPTY, PageContent, PageRef, PictureRef, RichText

if TYPE_CHECKING:
    from .models import HomePage, IndexPage, StandardPage


@dataclass(frozen=True, slots=True)
class Point:
    """One step of "what happens when you call"."""

    heading: str
    text: str


@dataclass(frozen=True, kw_only=True)
class HomeContent(PageContent):
    """The home page."""

    KIND: ClassVar = "home"
    TEMPLATE: ClassVar = "content/home_page_detail.html"

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

    @property
    def picture(self) -> PictureRef | None:
        return self.share_picture or self.hero

    @classmethod
    def from_page(cls, page: HomePage) -> HomeContent:
        return cls(
            **page.shared_content(),
            headline=page.headline,
            lede=page.lede,
            hero=page.hero.frozen() if page.hero else None,
            hero_caption=page.hero_caption,
            steps_heading=page.steps_heading,
            points=tuple(Point(point.heading, point.text) for point in page.points.all()),
            conditions_heading=page.conditions_heading,
            conditions_intro=page.conditions_intro,
            conditions=page_refs(page.conditions),
            facilities_heading=page.facilities_heading,
            facilities_intro=page.facilities_intro,
            facilities=page_refs(page.facilities),
            families_heading=page.families_heading,
            families_text=RichText(page.families_text),
            families_picture=page.families_picture.frozen() if page.families_picture else None,
            therapies_heading=page.therapies_heading,
            therapies_intro=page.therapies_intro,
            therapies=page_refs(page.therapies),
        )


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

    @property
    def picture(self) -> PictureRef | None:
        return self.share_picture or self.hero

    @classmethod
    def from_page(cls, page: IndexPage) -> IndexContent:
        return cls(
            **page.shared_content(),
            lists=page.lists,
            lede=page.lede,
            introduction=RichText(page.introduction),
            hero=page.hero.frozen() if page.hero else None,
        )


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the text under it."""

    heading: str
    text: RichText


@dataclass(frozen=True, kw_only=True)
class StandardContent(PageContent):
    """A page of plain sections."""

    KIND: ClassVar = "standard"
    TEMPLATE: ClassVar = "content/standard_page_detail.html"

    lede: str = ""
    hero: PictureRef | None = None
    hero_caption: str = ""
    sections: tuple[Section, ...] = ()

    @property
    def picture(self) -> PictureRef | None:
        return self.share_picture or self.hero

    @classmethod
    def from_page(cls, page: StandardPage) -> StandardContent:
        return cls(
            **page.shared_content(),
            lede=page.lede,
            hero=page.hero.frozen() if page.hero else None,
            hero_caption=page.hero_caption,
            sections=tuple(
                Section(section.heading, RichText(section.text)) for section in page.sections.all()
            ),
        )


def page_refs(pages: object) -> tuple[PageRef, ...]:
    """Return references to the pages of a many-to-many, in their own order."""
    return tuple(PageRef(str(pk)) for pk in pages.values_list("pk", flat=True))  # type: ignore[attr-defined]
