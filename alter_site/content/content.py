"""Content objects of the site's own pages, and what the kinds of other apps are made of too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.text import slugify

from . import richtext, seo
from .blocks import template_of
from .objects import EMPTY, PageContent, PageRef, PictureRef, RichText

if TYPE_CHECKING:
    from .links import Links
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
    """A heading, the text under it, and what stands beside that text."""

    heading: str
    text: RichText
    shows: str = ""
    picture: PictureRef | None = None
    caption: str = ""

    @property
    def block(self) -> str:
        """The template of what it shows, if any."""
        return template_of(self.shows)

    @property
    def is_only_the_safety_card(self) -> bool:
        """Would nothing stand under this heading but a card that has a heading of its own?"""
        return self.shows == "safety_card" and not self.text and not self.picture


@dataclass(frozen=True, kw_only=True)
class StandardContent(PageContent):
    """A page of plain sections."""

    KIND: ClassVar = "standard"
    TEMPLATE: ClassVar = "content/standard_page_detail.html"
    SHARES_PICTURE_BELOW: ClassVar = "/admissions/"

    above: PageRef | None = None  # the page whose address its own begins with
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
    def picture(self) -> PictureRef | None:
        return self.share_picture or self.hero

    @property
    def is_for_a_crisis(self) -> bool:
        """Is this the page for people in danger? It opens with their lines; our number stands far below."""
        return self.is_plain and any(section.shows == "crisis_lines" for section in self.sections)

    @classmethod
    def from_page(cls, page: StandardPage) -> StandardContent:
        return cls(
            **page.shared_content(),
            above=_above(page.path),
            lede=page.lede,
            hero=page.hero.frozen() if page.hero else None,
            hero_caption=page.hero_caption,
            is_plain=page.is_plain,
            is_for_counsel=page.is_for_counsel,
            sections=tuple(
                Section(
                    heading=section.heading,
                    text=RichText(section.text),
                    shows=section.shows,
                    picture=section.picture.frozen() if section.picture else None,
                    caption=section.caption,
                )
                for section in page.sections.all()
            ),
        )


def _above(path: str) -> PageRef | None:
    """Return the page that stands one step up from ``path``, whether or not it is live."""
    from .links import to_identity

    address, _, _ = path.strip("/").rpartition("/")
    try:
        return PageRef(to_identity(f"/{address}/").removeprefix("page:")) if address else None
    except LookupError:
        return None


def page_refs(pages: object) -> tuple[PageRef, ...]:
    """Return references to the pages of a many-to-many, in their own order."""
    return tuple(PageRef(str(pk)) for pk in pages.values_list("pk", flat=True))  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Question:
    """A frequently asked question."""

    question: str
    answer: RichText

    @property
    def anchor(self) -> str:
        return anchor(self.question)


def questions(rows: Any) -> tuple[Question, ...]:
    """Return the questions that belong to a page, in their order."""
    return tuple(Question(row.question, RichText(row.answer)) for row in rows.all())


def faq(asked: tuple[Question, ...], site: seo.Site) -> list[dict[str, Any]]:
    """Return the schema.org node for questions whose answers stand on the page."""
    return seo.faq_page(
        site,
        [(row.question, richtext.render(row.answer, site.links.by_id, site.facts.phone)) for row in asked],
    )


def anchor(words: str) -> str:
    """Return the fragment that links to a heading."""
    return slugify(words)[:60] or "part"
