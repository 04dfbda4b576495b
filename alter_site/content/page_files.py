"""Pages written as text files: ``demo_pages/<kind>/<slug>.md`` in the app that owns the kind.

A file begins with lines ``field: value``; longer fields follow under ``## field``. Both name fields of
the page's model or the rows that belong to it:

- text: paragraphs; rich text has ``- `` and ``1. `` lists, ``**bold**``, ``*italic*``, ``[words](/path/)``
- another page or pages: their addresses; a picture: the name of its file; yes or no: ``yes``
- rows: one line each, ``- first field | second field``, or ``### first field`` and the second one under
  it; any further field of such a row is a paragraph of its own that begins with ``field: ``

``draft: yes`` keeps a page unpublished.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from .kinds import page_models
from .models import Page, Picture
from .models.identities import to_identity
from .models.rich_text_field import RichTextField

FOLDER = "demo_pages"
# The identity of a page or picture that comes from a file: the same each time it is loaded.
NAMESPACE = uuid.UUID("a17e2000-0000-4000-8000-000000000000")

_HEADER = re.compile(r"^(\w+): *(.*)$", re.MULTILINE)
_SECTION = re.compile(r"^## (\w+)\n", re.MULTILINE)
_ROW = re.compile(r"^### (.+)\n", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n\s*\n")
_ITEM = re.compile(r"^(?:-|\d+\.) +", re.MULTILINE)
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")


def identity(*names: str) -> uuid.UUID:
    """Return the UUID of the thing with these names, always the same one."""
    return uuid.uuid5(NAMESPACE, "/".join(names))


@dataclass(frozen=True)
class PageFile:
    """One page as its file tells it: the text of each field, by the field's name."""

    model: type[Page]
    slug: str
    texts: dict[str, str]

    @classmethod
    def read(cls, model: type[Page], slug: str, path: Path) -> PageFile:
        """Read a file."""
        header, *sections = _SECTION.split(path.read_text(encoding="utf-8"))
        texts = dict(_HEADER.findall(header)) | dict(zip(sections[::2], sections[1::2], strict=True))
        return cls(model, slug, {name: text.strip() for name, text in texts.items()})

    @property
    def id(self) -> uuid.UUID:
        return identity(self.model.CONTENT.KIND, self.slug)

    @property
    def is_draft(self) -> bool:
        return self.texts.get("draft") == "yes"

    def is_there(self) -> bool:
        """Does this page exist, or another one at its address?"""
        return self.model._default_manager.filter(Q(pk=self.id) | Q(slug=self.slug)).exists()

    def create(self) -> Page:
        """Make the page with its title and address alone, so that others can link to it."""
        page = self.model(id=self.id, slug=self.slug, is_demo=True, title=self.texts["title"])
        for name in self.model.MAKES_ADDRESS & self.texts.keys():
            setattr(page, name, _value(self.model._meta.get_field(name), self.texts[name]))
        page.save(force_insert=True)
        return page

    def fill(self) -> Page:
        """Give the page everything its file says. The pages it links to must exist."""
        page = self.model._default_manager.get(pk=self.id)
        rows: dict[Any, str] = {}
        for name, text in self.texts.items():
            if name == "draft":
                continue
            field: Any = self.model._meta.get_field(name)
            if field.one_to_many:
                rows[field] = text
            elif field.many_to_many:
                getattr(page, name).set([_page_id(line) for line in _items(text)])
            else:
                setattr(page, field.attname, _value(field, text))
        page.full_clean()
        page.save()
        for field, text in rows.items():
            _make_rows(page, field, text)
        return page


def find() -> list[PageFile]:
    """Return all page files there are, in the order of their addresses."""
    return [
        PageFile.read(model, path.relative_to(folder).with_suffix("").as_posix(), path)
        for kind, model in page_models().items()
        for folder in [Path(apps.get_app_config(model._meta.app_label).path, FOLDER, kind)]
        for path in sorted(folder.glob("**/*.md"))
    ]


def _value(field: Any, text: str) -> Any:
    if isinstance(field, models.ForeignKey):
        is_picture = field.related_model is Picture
        return identity("picture", text) if is_picture else _page_id(text)
    if isinstance(field, RichTextField):
        return to_html(text)
    if isinstance(field, models.BooleanField):
        return text == "yes"
    return field.to_python(" ".join(text.split()))


def _page_id(path: str) -> str:
    return to_identity(path).removeprefix("page:")


def _make_rows(page: Page, relation: Any, text: str) -> None:
    model = relation.related_model
    fields = [
        field
        for field in model._meta.fields
        if field.editable and not field.primary_key and field.name != "page"
    ]
    for position, cells in enumerate(rows(text, [field.name for field in fields])):
        row = model(position=position)
        for field in fields:
            if field.name in cells:
                setattr(row, field.attname, _value(field, cells[field.name]))
        getattr(page, relation.name).add(row, bulk=False)


def rows(text: str, names: list[str]) -> Iterator[dict[str, str]]:
    """Yield the cells of each row by field name; ``names`` are the row's fields in their order."""
    _, *parts = _ROW.split(text)
    if not parts:
        for item in _items(text):
            cells = dict(zip(names, (cell.strip() for cell in item.split("|")), strict=False))
            yield {name: cell for name, cell in cells.items() if cell}
    for heading, rest in zip(parts[::2], parts[1::2], strict=True):
        named, blocks = {}, []
        for block in _blocks(rest):
            name, _, words = block.partition(": ")
            if name in names:
                named[name] = words
            else:
                blocks.append(block)
        yield {names[0]: heading, names[1]: "\n\n".join(blocks), **named}


def to_html(text: str) -> str:
    """Return the HTML that the editor would store for this text."""
    return "".join(map(_block_to_html, _blocks(text)))


def _block_to_html(block: str) -> str:
    if not _ITEM.match(block):
        return f"<p>{_inline(block)}</p>"
    tag = "ul" if block.startswith("-") else "ol"
    items = "".join(f"<li><p>{_inline(item)}</p></li>" for item in _items(block))
    return f"<{tag}>{items}</{tag}>"


def _inline(text: str) -> str:
    html = escape(" ".join(text.split()), quote=False)
    html = _LINK.sub(_anchor, html)
    html = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", html)
    return re.sub(r"\*(.+?)\*", r"<em>\1</em>", html)


def _anchor(match: re.Match[str]) -> str:
    words, href = match.groups()
    # Asked for here because saving drops a link that leads nowhere without a word.
    return f'<a href="{href if href.startswith(("https://", "tel:")) else to_identity(href)}">{words}</a>'


def _blocks(text: str) -> list[str]:
    return [block.strip() for block in _BLANK_LINES.split(text) if block.strip()]


def _items(text: str) -> list[str]:
    return [" ".join(item.split()) for item in _ITEM.split(text) if item.strip()]
