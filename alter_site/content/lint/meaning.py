"""Meanings: words and phrases that say one thing, so that rules can ask which of them stand together.

Phrases are divided by commas. In a phrase, ``*`` stands for any ending, ``a/b`` for either word, ``a?`` for a
word that may be missing, ``...`` for up to four words and ``.....`` for up to nine. A meaning is looked for
only at words that begin as one of its phrases does: many times faster than an expression over the whole text.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .passages import Passage

BEGINS = 4  # letters of the first word by which phrases are kept
_SPACE = "(?:,? | ?- ?|-)"
_SOME_WORDS = {"...": 4, ".....": 9}

#: Expressions are compiled when a text first asks for them: all of them take half a second.
compiled = functools.cache(re.compile)


def beginning(word: str) -> str:
    """Return the first letters of a word, up to its first sign that is no letter or digit."""
    return re.split(r"[\W_]", word, maxsplit=1)[0][:BEGINS]


class Meaning:
    """One thing that can be said in many words."""

    def __init__(self, phrases: str) -> None:
        found: dict[str, list[str]] = defaultdict(list)
        for phrase in filter(
            None, (" ".join(part.split()) for part in re.sub(r"/\s+", "/", phrases).split(","))
        ):
            first, *rest = phrase.split(" ")
            for word in first.split("/"):
                if "*" in word[:BEGINS]:
                    raise ValueError(f"{phrase!r} has to begin with {BEGINS} letters.")
                found[beginning(word)].append(_word(word) + "".join(map(_next, rest)))
        self._patterns = {key: rf"(?:{'|'.join(patterns)})(?!\w|'t\b)" for key, patterns in found.items()}

    def found_in(self, passage: Passage, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """Yield where this is said in a passage, or begun between two places of it."""
        last = len(passage.text) if end is None else end
        for key in passage.beginnings.keys() & self._patterns.keys():
            pattern = compiled(self._patterns[key])
            places = passage.beginnings[key]
            for place in places[bisect_left(places, start) : bisect_left(places, last)]:
                if match := pattern.match(passage.lower, place):
                    yield match

    def is_in(self, passage: Passage, start: int = 0, end: int | None = None) -> bool:
        """Is this said in a passage, or begun between two places of it?"""
        return any(True for _ in self.found_in(passage, start, end))


def _word(word: str) -> str:
    return re.escape(word).replace(r"\*", r"[\w'-]*")


def _next(word: str) -> str:
    if most := _SOME_WORDS.get(word):
        return rf"(?:{_SPACE}[\w'%-]+){{0,{most}}}?"
    if word.endswith("?"):
        return f"(?:{_SPACE}(?:{'|'.join(map(_word, word[:-1].split('/')))}))?"
    return f"{_SPACE}(?:{'|'.join(map(_word, word.split('/')))})"
