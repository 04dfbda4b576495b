"""Words explained where they first appear in a text.

The words are a fact, ``facts.glossary``. The first use of each on a page becomes a link to where it is
explained: that needs no script, works by touch and keyboard, and adds a few bytes to a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape, unescape
from typing import Any

from ..objects import EMPTY, RichText


@dataclass(frozen=True, slots=True)
class Term:
    """A word, what it means in a sentence or two, and where it is explained."""

    name: str
    path: str
    short: str
    spellings: str = ""
    longer: RichText = EMPTY
    is_demo: bool = False

    @property
    def anchor(self) -> str:
        return self.path.partition("#")[2]

    @property
    def letter(self) -> str:
        return self.name[0].upper()

    @property
    def all_spellings(self) -> list[str]:
        return [self.name, *(words.strip() for words in self.spellings.split(",") if words.strip())]


class Terms:
    """All words, made ready once for every text of a generation."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._paths: dict[str, str] = {}
        for term in terms:
            for spelling in term.all_spellings:
                self._paths.setdefault(_key(spelling), term.path)
        shouted = _any_of(spelling for spelling in self._paths if spelling.isupper())
        spoken = _any_of(spelling for spelling in self._paths if not spelling.isupper())
        words = "|".join(filter(None, (shouted, spoken and f"(?i:{spoken})")))
        # Links, headings, tags and entities are passed over whole: a link never stands inside another one.
        self._words_or_markup = (
            re.compile(rf"<(a|h[2-5]|th)\b.*?</\1>|<[^>]*>|\b(?P<words>{words})\b|&#?\w+;", re.DOTALL)
            if words
            else None
        )

    def explain(self, html: str, explained: set[str]) -> str:
        """Link each word that is not in ``explained`` where it first stands, and add it there."""
        if self._words_or_markup is None:
            return html

        def linked(match: re.Match[str]) -> str:
            path = self._path(match)
            if path is None or path in explained:
                return match[0]
            explained.add(path)
            return f'<a class="term" href="{path}">{match[0]}</a>'

        return self._words_or_markup.sub(linked, html)

    def named_in(self, title: str) -> set[str]:
        """Return where the words of a title are explained: a page about a word needs no link to it."""
        if self._words_or_markup is None:
            return set()
        matches = self._words_or_markup.finditer(escape(title, quote=False))
        return {path for match in matches if (path := self._path(match))}

    def _path(self, match: re.Match[str]) -> str | None:
        if not match["words"]:
            return None
        words = unescape(match["words"])
        return self._paths.get(words) or self._paths.get(words.lower())


def _any_of(spellings: Iterable[str]) -> str:
    """Return a pattern for any of these words that reads each letter of a text once, not once a word.

    The longest is found: “group therapy” before “group”.
    """
    tree: dict[str, Any] = {}
    for spelling in spellings:
        node = tree
        for letter in escape(spelling, quote=False):
            node = node.setdefault(letter, {})
        node[_END] = {}
    return _pattern(tree)


_END = ""


def _pattern(node: dict[str, Any]) -> str:
    ways = [re.escape(letter) + _pattern(after) for letter, after in node.items() if letter != _END]
    if not ways:
        return ""
    pattern = ways[0] if len(ways) == 1 and _END not in node else f"(?:{'|'.join(ways)})"
    return f"{pattern}?" if _END in node else pattern


def _key(spelling: str) -> str:
    """Return how a spelling is looked up: what is written in capitals, such as ACT, is no other word."""
    return spelling if spelling.isupper() else spelling.lower()
