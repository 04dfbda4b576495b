"""How an address of this site is written: one form for what people type, store and ask for."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from django.conf import settings
from django.urls import Resolver404, ResolverMatch, resolve

from .visible_text import bare

_SLASHES = re.compile("/{2,}")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


class NotAnAddress(ValueError):
    """What was typed is no address of this site; the message says so to an editor."""


@dataclass(frozen=True)
class Address:
    """A path with its slash at the end, and what may follow it: ``?from=old`` and ``#map``."""

    path: str
    query: str = ""
    fragment: str = ""

    def __str__(self) -> str:
        query = f"?{self.query}" if self.query else ""
        return f"{self.path}{query}{f'#{self.fragment}' if self.fragment else ''}"

    def with_query(self, sent: str) -> Address:
        """Return it with a visitor's query, as WSGI has it, after its own."""
        theirs = sent.encode("latin-1", "replace").decode("utf-8", "replace")
        return Address(self.path, "&".join(filter(None, (self.query, theirs))), self.fragment)

    def after(self, before: Address) -> Address:
        """Return it as the end of a way that led through ``before``: with both queries and one fragment."""
        query = "&".join(filter(None, (before.query, self.query)))
        return Address(self.path, query, before.fragment or self.fragment)

    @property
    def header(self) -> str:
        """It as ASCII, for a ``Location`` header. What is escaped after the path already stays so."""
        path = quote(self.path, safe="/:@!$&'()*+,;=~")
        after = str(self)[len(self.path) :]
        return path + quote(after, safe="/?#&=%;:@!$'()*+,~")


def normal(path: str) -> str:
    """Return the one form of a path, as the server knows it: letters composed, single slashes."""
    return _SLASHES.sub("/", unicodedata.normalize("NFC", path))


def read(text: str) -> Address:
    """Read an address as people type or copy it.

    It may carry the site's own origin, percent signs, and no slash at its end.

    Raises:
        NotAnAddress: it leads to another site, or no browser could ask for it.
    """
    text = bare(text)
    origin = settings.SITE_URL.rstrip("/")
    if text.lower().startswith(f"{origin.lower()}/"):
        text = text[len(origin) :]
    if not text.startswith("/") or text.startswith("//") or _SCHEME.match(text):
        raise NotAnAddress("Write an address of this site, beginning with one slash.")
    if "\\" in text or any(unicodedata.category(sign) in ("Cc", "Cf", "Cs") for sign in unquote(text)):
        raise NotAnAddress("This address holds a sign that no browser would send. Type it anew.")
    parts = urlsplit(text)
    path = normal(unquote(parts.path))
    if "?" in path or "#" in path or {".", ".."} & set(path.split("/")):
        raise NotAnAddress("Browsers do not ask for such an address. Write it without dots and signs.")
    if not path.endswith("/") and not is_a_file(path):
        path += "/"
    return Address(path, parts.query, parts.fragment)


def part_address(number: int) -> str:
    """Return how the address of a part ends; the first one stands at the page's own address."""
    return f"page/{number}/" if number > 1 else ""


def is_a_file(path: str) -> bool:
    """Does a route of ours stand at exactly this address, without a slash, as ``/robots.txt`` does?"""
    return not path.endswith("/") and not may_move(path)


def is_known(path: str) -> bool:
    """Does any route of ours answer at ``path``, be it to say that nothing stands there?"""
    return match(path) is not None


def may_move(path: str) -> bool:
    """Is this where a page may stand, or nothing? Anything else of ours never looks whether it has moved."""
    found = match(path)
    return bool(found and getattr(getattr(found.func, "view_class", None), "looks_for_moved", False))


def match(path: str) -> ResolverMatch | None:
    """Return the route that answers at ``path``, if there is one."""
    try:
        return resolve(path)
    except Resolver404:
        return None
