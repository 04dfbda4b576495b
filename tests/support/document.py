"""A fetched page as a parsed document, read with CSS selectors."""

from __future__ import annotations

import json
import re
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode


class Document:
    """The response to one request and the tree a browser would build from it."""

    def __init__(self, response: Any) -> None:
        self.response = response
        self.html = response.content.decode()
        self.tree = LexborHTMLParser(self.html)

    def all(self, selector: str) -> list[LexborNode]:
        """Return every element that matches, in document order."""
        return self.tree.css(selector)

    def one(self, selector: str) -> LexborNode:
        """Return the only element that matches."""
        found = self.all(selector)
        assert len(found) == 1, f"{len(found)} elements match {selector}, not one"
        return found[0]

    def texts(self, selector: str) -> list[str]:
        """Return the words of every element that matches."""
        return [words(node) for node in self.all(selector)]

    def text(self, selector: str = "body") -> str:
        """Return the words of the only element that matches."""
        return words(self.one(selector))

    def hrefs(self, selector: str = "a") -> list[str]:
        """Return the addresses that the elements which match lead to."""
        return [node.attributes.get("href") or "" for node in self.all(selector)]

    @property
    def fixed_html(self) -> str:
        """The page without its form tokens: their 64 random letters hold any short word now and then."""
        return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", self.html)

    @property
    def title(self) -> str:
        return self.text("title")

    @property
    def json_ld(self) -> Any:
        """The page's one JSON-LD graph."""
        return json.loads(self.one('script[type="application/ld+json"]').text())

    def nodes_of_type(self, schema_type: str) -> list[dict[str, Any]]:
        """Return the nodes of the JSON-LD graph that have this schema.org type."""
        return [node for node in self.json_ld["@graph"] if node["@type"] == schema_type]


def words(node: LexborNode) -> str:
    """Return an element's text with white space as a reader sees it."""
    return " ".join(node.text().split())
