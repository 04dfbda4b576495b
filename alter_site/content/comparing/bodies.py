"""The body of a save or an edition as sections that can be compared, in the words of the page's form."""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Model

from .. import printed_time
from ..editions.restoring import Text, label
from ..kinds import find_page
from ..models import Page, Picture, Source
from ..models.identities import to_words
from ..objects import UUID_LENGTH
from .differences import Row, Section
from .lines import Line, Word, of_html, of_text

ADDRESS, PLACE = "path", "position"  # what an edition holds beside its body
_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")


class Reader:
    """Reads bodies of one page. What they name is looked up once."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._models: dict[str, type[Model]] = {**dict(page.parts()), "sources": Source}
        self._addresses: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def sections(self, text: Text | None) -> list[Section]:
        """Return what a text says, section by section, its address and place in lists last."""
        if text is None:
            return []
        order = [field.name for field in dataclasses.fields(self.page.CONTENT)]
        found = [self.section(name, value) for name, value in _in_order(text.body, order)]
        found.append(Section(ADDRESS, "Address", (Line((Word(text.path),)),)))
        found.append(Section(PLACE, "Place in lists", (Line((Word(str(text.position)),)),)))
        return found

    def section(self, name: str, value: Any) -> Section:
        """Return one field of a body."""
        return self._section(name, value, label(self.page, name), self._models.get(name))

    def _section(self, name: str, value: Any, words: str, model: type[Model] | None) -> Section:
        if is_rows(value):
            return Section(name, words, rows=tuple(self._row(row, model) for row in value))
        return Section(name, words, tuple(self._lines(value)))

    def row_in(self, name: str, value: dict[str, Any]) -> Row:
        """Return one row of the field of this name."""
        return self._row(value, self._models.get(name))

    def _row(self, value: dict[str, Any], model: type[Model] | None = None) -> Row:
        sections = []
        fields: dict[str, Any] = {field.name: field for field in model._meta.get_fields()} if model else {}
        for name, part in _in_order(value, list(fields)):
            words = str(getattr(fields.get(name), "verbose_name", name)).replace("_", " ").capitalize()
            sections.append(self._section(name, part, words, None))
        said = (str(line) for section in sections for line in section.lines)
        return Row(next(said, "empty")[:80], tuple(sections))

    def _lines(self, value: Any) -> Iterator[Line]:
        if isinstance(value, list):
            lines = [line for part in value for line in self._lines(part)]
            # Chosen pages have no order of their own.
            yield from sorted(lines) if all(map(is_page, value)) else lines
        elif isinstance(value, dict):
            yield from self._of(value)
        elif isinstance(value, bool):
            yield Line((Word("yes" if value else "no"),))
        elif isinstance(value, str) and _DAY.match(value):
            yield from of_text(printed_time.day(datetime.date.fromisoformat(value)))
        elif value not in (None, ""):
            yield from of_text(str(value))

    def _of(self, value: dict[str, Any]) -> Iterator[Line]:
        if "html" in value:
            yield from of_html(value["html"], self._address)
        elif "focal_x" in value:
            title = self._name(f"picture:{value['name'][:UUID_LENGTH]}")
            yield from of_text(f"“{title}”: {value['alt'] or 'decorative'}", "Picture")
        elif is_page(value):
            yield from of_text(self._name(f"page:{value['page']}"), "Page")
        else:
            for name, part in value.items():
                for line in self._lines(part):
                    yield line if line.kind else line._replace(kind=name.replace("_", " ").capitalize())

    def _address(self, href: str) -> str:
        if href not in self._addresses:
            self._addresses[href] = to_words(href)
        return self._addresses[href]

    def _name(self, identity: str) -> str:
        if identity not in self._names:
            what, _, pk = identity.partition(":")
            row = Picture.objects.filter(pk=pk).first() if what == "picture" else find_page(pk)
            self._names[identity] = str(row or f"a {what} that is gone")
        return self._names[identity]


def _in_order(body: Mapping[str, Any], order: list[str]) -> list[tuple[str, Any]]:
    """Return what a body holds in the order of its fields: PostgreSQL keeps keys in an order of its own."""
    place = {name: at for at, name in enumerate(order)}
    return sorted(body.items(), key=lambda item: place.get(item[0], len(place)))


def is_rows(value: Any) -> bool:
    """Is this a list of rows, rather than of words, of pages or of bare pictures?"""
    return (
        isinstance(value, list)
        and bool(value)
        and all(
            isinstance(row, dict) and not is_page(row) and not {"html", "focal_x"} & row.keys()
            for row in value
        )
    )


def is_page(value: Any) -> bool:
    """Is this a link to a page by its identity?"""
    return isinstance(value, dict) and value.keys() == {"page"}
