"""A page read for the linter: every text with the field of the form that holds it, and its pictures."""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..models import Page
from ..objects import PageContent, PageRef, PictureRef, RichText, Source
from .passages import Passage, passages

# Not our words, or not words: addresses, choices from a list. A printed figure of the outcomes page stands
# beside its number of people, period and method.
UNREAD = frozenset({"reviewer", "identity", "lists", "shows", "figure", "state", "kind"})
# Who wrote, told or works here: no sentences, but nothing may be claimed there either.
NAMES = frozenset({"author", "told_by", "name", "credentials"})
# What of a page stands first and says what it is about.
_MARKUP = re.compile(r"<[^>]*>|&\w+;")
_WORDS = re.compile(r"\S")
OPENINGS = ("introduction", "lede", "text")


@dataclass(frozen=True)
class Text:
    """One text of a page."""

    field: str  # its name in the form: "introduction", or "techniques-0-text"
    name: str  # of the field alone: "text"
    html: str
    is_rich: bool
    is_source: bool = False  # the title of somebody else's work

    @property
    def is_name(self) -> bool:
        return self.name in NAMES

    @functools.cached_property
    def passages(self) -> list[Passage]:
        return passages(self.html if self.is_rich else self.html.replace("<", "&lt;"), self.field)


def _written(value: str | RichText | Source) -> str:
    return value.html if isinstance(value, RichText) else value.label if isinstance(value, Source) else value


@dataclass(frozen=True)
class Reading:
    """A page and what it would say."""

    page: Page
    content: PageContent
    is_thorough: bool = False  # compare with other pages too, which needs their rows

    @functools.cached_property
    def texts(self) -> list[Text]:
        return [text for text in self._texts if not (text.is_name or text.is_source)]

    @functools.cached_property
    def beside(self) -> list[Text]:
        """What stands beside the texts: names, the titles of sources, and how pictures are described."""
        described = [
            Text(field, "alt", picture.alt, is_rich=False) for field, picture in self.pictures if picture.alt
        ]
        return [text for text in self._texts if text.is_name or text.is_source] + described

    @functools.cached_property
    def _texts(self) -> list[Text]:
        return [
            Text(
                field,
                name,
                _written(value),
                isinstance(value, RichText),
                isinstance(value, Source),
            )
            for field, name, value in self._leaves
            if isinstance(value, str | RichText | Source) and value and name not in UNREAD
        ]

    @functools.cached_property
    def pictures(self) -> list[tuple[str, PictureRef]]:
        """Every picture with its field, night pictures too."""
        shown = [(field, value) for field, _, value in self._leaves if isinstance(value, PictureRef)]
        return shown + [(field, picture.night) for field, picture in shown if picture.night]

    @functools.cached_property
    def references(self) -> list[tuple[str, str]]:
        """The identity of each page that a field refers to."""
        return [(field, value.page) for field, _, value in self._leaves if isinstance(value, PageRef)]

    @functools.cached_property
    def openings(self) -> list[str]:
        """The texts that the page could begin with, as HTML; none where its kind has no place for any."""
        values = [getattr(self.content, name) for name in OPENINGS if hasattr(self.content, name)]
        values += [row.text for row in getattr(self.content, "sections", ())[:1]]
        return [value.html if isinstance(value, RichText) else value for value in values]

    @functools.cached_property
    def opening(self) -> str:
        """The first of them that says something."""
        return next((html for html in self.openings if _WORDS.search(_MARKUP.sub(" ", html))), "")

    @functools.cached_property
    def _leaves(self) -> list[tuple[str, str, Any]]:
        columns = {frozen: column for column, frozen in self.content.FROZEN_AS.items()}
        return [
            leaf
            for field in dataclasses.fields(self.content)
            if field.name not in UNREAD
            for leaf in _walk(
                getattr(self.content, field.name), columns.get(field.name, field.name), field.name
            )
        ]


def _walk(value: Any, path: str, name: str) -> Iterator[tuple[str, str, Any]]:
    if isinstance(value, tuple):
        for place, item in enumerate(value):
            # A row that is only one text is called so in its form.
            row = f"{path}-{place}"
            yield from _walk(item, f"{row}-text" if isinstance(item, str) else row, name)
    elif dataclasses.is_dataclass(value) and not isinstance(
        value, RichText | PageRef | PictureRef | Source | type
    ):
        for field in dataclasses.fields(value):
            yield from _walk(getattr(value, field.name), f"{path}-{field.name}", field.name)
    elif value is not None:
        yield path, name, value
