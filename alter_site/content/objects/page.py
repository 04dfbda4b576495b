"""What every kind of page says, whatever else it says."""

from __future__ import annotations

import typing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.urls import reverse

from .bodies import Undecodable, decode
from .substances import named_by
from .values import PictureRef, Source

if TYPE_CHECKING:
    from ..editions.links import Links
    from ..models import Page
    from ..seo import Site


@dataclass(frozen=True, kw_only=True)
class PageContent:
    """What every page kind has."""

    KIND: typing.ClassVar[str]
    VERSION: typing.ClassVar[int] = 1
    TEMPLATE: typing.ClassVar[str]
    # The page that lists this kind: its label in the breadcrumbs and its route.
    INDEX_LABEL: typing.ClassVar[str] = ""
    INDEX_URL_NAME: typing.ClassVar[str] = ""
    # What stands above that list, the template that prints it, and the route of a feed of it.
    LIST_HEADING: typing.ClassVar[str] = ""
    LIST_TEMPLATE: typing.ClassVar[str] = "components/listed_pages.html"
    FEED_URL_NAME: typing.ClassVar[str] = ""
    # Does that page list this kind? A topic stands under the index of articles, which lists articles alone.
    IN_INDEX: typing.ClassVar[bool] = True
    # Does that page print the whole content of this kind, rather than a link to each page?
    LISTED_WHOLE: typing.ClassVar[bool] = False
    # The schema.org type of the page, and the fragment that names what it is about.
    SCHEMA_PAGE_TYPE: typing.ClassVar[str] = "WebPage"
    SCHEMA_ABOUT: typing.ClassVar[str] = ""
    # Does the first use of a word of the glossary lead to where it is explained?
    EXPLAINS_TERMS: typing.ClassVar[bool] = True
    # Does every page of this kind say something that a clinician has to have read?
    IS_CLINICAL: typing.ClassVar[bool] = False
    # Below which address a shared page of this kind shows its own picture: where none tells an illness or a
    # treatment. Everywhere else a link shows the brand card, which gives nobody away.
    SHARES_PICTURE_BELOW: typing.ClassVar[str | None] = None

    # Fields of the model that are frozen under the name of another field of the content object.
    FROZEN_AS: typing.ClassVar[dict[str, str]] = {}
    title: str
    summary: str = ""
    seo_title: str = ""
    seo_description: str = ""
    share_title: str = ""
    share_picture: PictureRef | None = None
    author: str = ""
    sources: tuple[Source, ...] = ()
    is_demo: bool = False

    @classmethod
    def upgrade(cls, body: dict[str, Any], version: int) -> dict[str, Any]:
        """Turn a body of an older ``version`` into this one; a kind overrides it when it gains a second."""
        raise Undecodable(f"{cls.KIND} has no version {version}")

    def columns(self, page: Page) -> dict[str, Any]:
        """Return the columns that this holds in another form, as an editor would have filled them in."""
        return {}

    @property
    def heading(self) -> str:
        """The page's H1; kinds with a pattern of their own override it."""
        return self.title

    @property
    def picture(self) -> PictureRef | None:
        """The picture that stands for this page in lists."""
        return self.share_picture or getattr(self, "hero", None)

    @property
    def is_in_index(self) -> bool:
        """Does the index list this page? Asked where it prints whole contents."""
        return True

    def shares_picture(self, path: str) -> bool:
        """Is this page, at its address ``path``, shared with its own picture?"""
        return self.SHARES_PICTURE_BELOW is not None and path.startswith(self.SHARES_PICTURE_BELOW)

    def parent(self, links: Links) -> tuple[str, str] | None:
        """Return title and address of the page this one stands under: its kind's index, if there is one."""
        return (self.INDEX_LABEL, reverse(self.INDEX_URL_NAME)) if self.INDEX_URL_NAME else None

    @property
    def needs_approval(self) -> bool:
        """May this page go live only under a clinician's signature?"""
        return self.IS_CLINICAL

    @property
    def needs_safety_card(self) -> bool:
        """Does the safety card belong on this page: did an editor say so, or does it name a substance?"""
        return getattr(self, "involves_substances", False) or bool(named_by(self))

    def schema(self, site: Site) -> list[dict[str, Any]]:
        """Return the schema.org nodes of what the page is about."""
        return []

    def about(self, site: Site, schema_type: str, **properties: Any) -> dict[str, Any]:
        """Return the node of the one thing that the page is about."""
        node = {
            "@type": schema_type,
            "@id": f"{site.canonical}#{self.SCHEMA_ABOUT}",
            "name": self.title,
            "url": site.canonical,
            **properties,
        }
        return node | {"description": self.summary} if self.summary else node


Content = TypeVar("Content", bound=PageContent)


def decode_page(kind: type[Content], body: dict[str, Any], version: int) -> Content:
    """Decode an edition's body, upgrading an older version first.

    Raises:
        Undecodable: the version is unknown or the body does not fit.
    """
    if version != kind.VERSION:
        body = kind.upgrade(body, version)
    return decode(kind, body)
