"""Rich text as visitors read it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape, unescape
from typing import TYPE_CHECKING

from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from ..objects import PageContent, PageRef, RichText, walk

if TYPE_CHECKING:
    from ..editions.links import LinkedPage
    from ..facts import Phone

PHONE_TOKEN = "[phone]"  # noqa: S105 (not a secret)
_ANCHOR = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)
_ANCHOR_OR_PHONE = re.compile(rf"{_ANCHOR.pattern}|{re.escape(PHONE_TOKEN)}", re.DOTALL)
_PAGE = re.compile(r"page:([0-9a-f-]{36})(#[\w-]+)?\Z")
_HEADING = re.compile(r"<(/?)h([34])>")
_TABLE = re.compile(r"<table>(.*?)</table>", re.DOTALL)
_COLUMN = re.compile(r'<th scope="col">(.*?)</th>', re.DOTALL)
STORED_UNDER = 2  # the level that stored headings stand under


def page_ids(text: RichText) -> Iterator[str]:
    """Yield the identity of each page that the text links to, in order."""
    for href, _ in _ANCHOR.findall(text.html):
        if match := _PAGE.match(unescape(href)):
            yield match[1]


MENTION = "mention"  # the relation of a link inside a text


def references(content: PageContent) -> Iterator[tuple[str, str]]:
    """Yield (relation, page identity) for each link in a content object, in reading order."""
    for name, value in walk(content):
        if isinstance(value, PageRef):
            yield name, value.page
        elif isinstance(value, RichText):
            for page_id in page_ids(value):
                yield MENTION, page_id


def render(
    text: RichText, pages: Mapping[str, LinkedPage], phone: Phone, under: int = STORED_UNDER
) -> SafeString:
    """Return the HTML that visitors get.

    A link whose page is not live leaves its words behind; ``[phone]`` becomes a link that dials. ``under`` is
    the level of the heading that the text stands under: its own headings begin one below.
    """
    dial = f'<a href="{phone.href}">{phone.display}</a>'

    def replaced(match: re.Match[str]) -> str:
        if match[0] == PHONE_TOKEN:
            return dial
        href, words = unescape(match[1]), match[2]
        if found := _PAGE.match(href):
            page = pages.get(found[1])
            if page is None:
                return words.replace(PHONE_TOKEN, dial)
            attributes = f'href="{escape(page.path + (found[2] or ""))}"'
        elif href.startswith("https://"):
            attributes = f'href="{escape(href)}" rel="noreferrer"'
        else:
            attributes = f'href="{escape(href)}"'
        # A link cannot stand inside a link: there the number is only words.
        return f"<a {attributes}>{words.replace(PHONE_TOKEN, phone.display)}</a>"

    html = _ANCHOR_OR_PHONE.sub(replaced, text.html)
    if under != STORED_UNDER:
        html = _HEADING.sub(lambda match: f"<{match[1]}h{int(match[2]) + under - STORED_UNDER}>", html)
    html = _TABLE.sub(_scrolling, html)
    return mark_safe(html)  # noqa: S308 (cleaned by RichTextField on every way into the database)


def _scrolling(table: re.Match[str]) -> str:
    """Return a table in a part of its own that scrolls by itself, by keyboard too."""
    columns = [strip_tags(html).strip() for html in _COLUMN.findall(table[1])]
    name = ": ".join(["Table", ", ".join(filter(None, columns))] if any(columns) else ["Table"])
    # The words are HTML still; tags are gone, and quotation marks must not end the attribute.
    label = name.replace('"', "&quot;")
    return f'<div class="table" role="group" tabindex="0" aria-label="{label}">{table[0]}</div>'


def paragraphs(text: str) -> RichText:
    """Return plain text as rich text: a blank line starts a new paragraph."""
    blocks = [escape(block.strip(), quote=False) for block in re.split(r"\n\s*\n", text) if block.strip()]
    return RichText("".join(f"<p>{block}</p>" for block in blocks))
