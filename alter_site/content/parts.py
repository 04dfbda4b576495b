"""What kinds of page are made of: sections, questions, anchors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.text import slugify

from . import seo
from .blocks import template_of
from .objects import PictureRef, RichText
from .text import richtext


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


@dataclass(frozen=True, slots=True)
class Question:
    """A frequently asked question."""

    question: str
    answer: RichText

    @property
    def anchor(self) -> str:
        return anchor(self.question)


def faq(asked: tuple[Question, ...], site: seo.Site) -> list[dict[str, Any]]:
    """Return the schema.org node for questions whose answers stand on the page."""
    return seo.faq_page(
        site,
        [(row.question, richtext.render(row.answer, site.links.by_id, site.facts.phone)) for row in asked],
    )


def anchor(words: str) -> str:
    """Return the fragment that links to a heading."""
    return slugify(words)[:60] or "part"
