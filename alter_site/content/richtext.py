"""Rich text: what editors may write, how it is cleaned, and how it is printed.

Stored HTML is always clean: links to our own pages are ``page:<uuid>#anchor`` and the phone number is
the token ``[phone]``, so both follow a change by themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape, unescape
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils.safestring import SafeString, mark_safe
from django_prose_editor.fields import ProseEditorField, ProseEditorFormField

from . import links
from .objects import RichText

if TYPE_CHECKING:
    from .facts import Phone
    from .links import LinkedPage

# One table drives both the toolbar and the allow-list.
EXTENSIONS: dict[str, Any] = {
    "Bold": True,
    "Italic": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Link": {"enableTarget": False, "protocols": ["https", "tel", "page"]},
}

PHONE_TOKEN = "[phone]"  # noqa: S105 (not a secret)
_ANCHOR = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)
_ANCHOR_OR_PHONE = re.compile(rf"{_ANCHOR.pattern}|{re.escape(PHONE_TOKEN)}", re.DOTALL)
_ANY_ANCHOR = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.DOTALL)
_HREF = re.compile(r'\bhref="([^"]*)"')
_PAGE = re.compile(r"page:([0-9a-f-]{36})(#[\w-]+)?\Z")


class RichTextField(ProseEditorField):
    """HTML from the editor, cleaned on every way into the database."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("extensions", EXTENSIONS)
        kwargs.setdefault("sanitize", True)
        super().__init__(*args, **kwargs)

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
        href_found, words = _HREF.search(match[1]), match[2]
        href = unescape(href_found[1]) if href_found else ""
        if href.startswith(("https://", "#", "tel:")) and not href.startswith(f"{settings.SITE_URL}/"):
            return f'<a href="{escape(href)}">{words}</a>'
        try:
            identity = links.to_identity(href)
        except LookupError:
            return words
        return f'<a href="{escape(identity)}">{words}</a>'

    return _ANY_ANCHOR.sub(replaced, html)


def to_editor(html: str) -> str:
    """Return stored HTML with addresses that an editor can read instead of identities."""

    def replaced(match: re.Match[str]) -> str:
        href = links.to_address(unescape(match[1]))
        return f'<a href="{escape(href)}">{match[2]}</a>'

    return _ANCHOR.sub(replaced, html)


def page_ids(text: RichText) -> Iterator[str]:
    """Yield the identity of each page that the text links to, in order."""
    for href, _ in _ANCHOR.findall(text.html):
        if match := _PAGE.match(unescape(href)):
            yield match[1]


def render(text: RichText, pages: Mapping[str, LinkedPage], phone: Phone) -> SafeString:
    """Return the HTML that visitors get.

    A link whose page is not live leaves its words behind; ``[phone]`` becomes a link that dials.
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
    return mark_safe(html)  # noqa: S308 (cleaned by RichTextField on every way into the database)


def paragraphs(text: str) -> RichText:
    """Return plain text as rich text: a blank line starts a new paragraph."""
    blocks = [escape(block.strip(), quote=False) for block in re.split(r"\n\s*\n", text) if block.strip()]
    return RichText("".join(f"<p>{block}</p>" for block in blocks))


__all__ = [
    "EXTENSIONS",
    "PHONE_TOKEN",
    "ProseEditorFormField",
    "RichTextField",
    "page_ids",
    "paragraphs",
    "render",
    "to_editor",
    "to_stored",
]
