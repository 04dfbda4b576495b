"""Rich text in the tables: what editors may write, and how it is cleaned on every way in.

Stored HTML is always clean: links to our own pages are ``page:<uuid>#anchor`` and the phone number is the
token ``[phone]``, so both follow a change by themselves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape, unescape
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.html import strip_tags
from django_prose_editor.fields import ProseEditorField

from .identities import to_addresses, to_identity
from .tidy_markup import as_browsers_read, with_our_names, with_plain_tables, without_tracking

# One table drives both the toolbar and the allow-list.
EXTENSIONS: dict[str, Any] = {
    # Levels as under an h2. Where a text stands under another heading, its page prints others.
    "Heading": {"levels": [3, 4]},
    "Bold": True,
    "Italic": True,
    "BulletList": True,
    "OrderedList": {"enableListAttributes": False},
    "ListItem": True,
    "Blockquote": True,
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "Link": {"enableTarget": False, "protocols": ["https", "tel", "page"]},
    # Buttons for everything: the package's own choice of block types is a picker without keyboard.
    "Menu": {
        "groups": [
            {"group": "headings"},
            {"group": "marks"},
            {"group": "lists"},
            {"group": "nodes -blockType -lists -headings"},
            {"group": "link"},
            {"group": "table"},
            {"group": "history"},
        ]
    },
    "NoSpellCheck": False,
}

# Up to the next one: each that nobody closed would be looked for to the end of the text.
_ANY_ANCHOR = re.compile(r"<a\b((?:(?!<a\b)[^>])*)>((?:(?!<a\b).)*?)</a>", re.DOTALL | re.IGNORECASE)
_ANCHOR = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)
_HREF = re.compile(r"""(?<![\w-])href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)


MOST_TIMES = 4  # hostile markup settles at the second time


def _settled(clean: Callable[[str], str], html: str) -> str:
    """Clean until nothing changes: a table that was drawn anew may leave something empty behind."""
    for _ in range(MOST_TIMES):
        html, before = clean(html), html
        if html == before:
            break
    return html


class RichTextField(ProseEditorField):
    """HTML from the editor, cleaned on every way into the database."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("extensions", EXTENSIONS)
        kwargs.setdefault("sanitize", True)
        super().__init__(*args, **kwargs)
        clean: Any = self.sanitize
        self.sanitize: Any = lambda html: _settled(
            lambda text: with_plain_tables(clean(with_our_names(text))), html
        )

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Turn addresses of ours into identities; saving a page is where an editor's address is known."""
        html = to_stored(self.sanitize(getattr(model_instance, self.attname) or ""))
        setattr(model_instance, self.attname, html)
        return html

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Clean here too: ``update()``, ``bulk_create()`` and fixtures pass by forms and ``pre_save()``."""
        if isinstance(value, str):
            value = self.sanitize(value)
        return super().get_db_prep_save(value, connection)


def to_stored(html: str) -> str:
    """Return clean HTML with each link to a page of ours replaced by that page's identity.

    A link that is neither ours nor https keeps its words and loses the link.
    """

    def replaced(match: re.Match[str]) -> str:
        href, words = _href(match), match[2]
        if href.startswith(("https://", "#", "tel:")) and not href.startswith(f"{settings.SITE_URL}/"):
            return f'<a href="{escape(without_tracking(href))}">{words}</a>'
        try:
            identity = to_identity(href)
        except LookupError:
            return words
        return f'<a href="{escape(identity)}">{words}</a>'

    return _ANY_ANCHOR.sub(replaced, html)


def _href(anchor: re.Match[str]) -> str:
    found = _HREF.search(anchor[1])
    return as_browsers_read(unescape(next(filter(None, found.groups()), "") if found else ""))


def links_written_in(html: str) -> Iterator[tuple[str, str]]:
    """Yield where each link leads, as :func:`to_stored` reads it, and its words."""
    for anchor in _ANY_ANCHOR.finditer(html):
        yield _href(anchor), " ".join(unescape(strip_tags(anchor[2])).split())


def to_editor(html: str) -> str:
    """Return stored HTML with addresses that an editor can read instead of identities."""
    addresses = to_addresses(unescape(match[1]) for match in _ANCHOR.finditer(html))

    def replaced(match: re.Match[str]) -> str:
        href = unescape(match[1])
        return f'<a href="{escape(addresses.get(href, href))}">{match[2]}</a>'

    return _ANCHOR.sub(replaced, html)
