"""The links of a stored rich text, as far as a rule has to know where they lead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

_HREF = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.S)
_OURS = re.compile(r"page:([0-9a-f-]{36})(?:#([\w-]+))?")


@dataclass(frozen=True)
class LinkInText:
    """A link of a rich text: its words, and the page and the part that it leads to, if it is one of ours."""

    href: str
    words: str
    page_id: str = ""
    part: str = ""

    @property
    def is_no_address(self) -> bool:
        return (
            self.href in ("", "#")
            or (self.href.startswith("page:") and not self.page_id)
            or bool(re.match(r"https?://(?:localhost\b|\W|$)", self.href))
        )


def links_in(html: str) -> Iterator[LinkInText]:
    """Yield every link of a stored rich text."""
    for written, inner in _HREF.findall(html):
        href, words = unescape(written), unescape(re.sub("<[^>]*>", "", inner))
        ours = _OURS.fullmatch(href)
        part = ours[2] or "" if ours else href[1:] if href.startswith("#") else ""
        yield LinkInText(href, words, ours[1] if ours else "", part)
