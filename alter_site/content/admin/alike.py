"""How much a few typed words sound like a title, wherever they stand in it and with a letter or two wrong."""

from __future__ import annotations

import re
import unicodedata

LEAST = 0.5  # of the typed letter triples; "atachment" has 0.7 of "Attachment-Based Therapy"


def alike(typed: str, title: str) -> float:
    """Return 0 for no likeness, and up to 2 for a title that begins with what was typed."""
    wanted, words = _words(typed), _words(title)
    if not wanted or not words:
        return 0.0
    if " ".join(words).startswith(" ".join(wanted)):
        return 2.0
    if all(any(word.startswith(part) for word in words) for part in wanted):
        return 1.5
    triples = _triples(wanted)
    share = len(triples & _triples(words)) / len(triples)
    return share if share >= LEAST else 0.0


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.findall(r"\w+", "".join(letter for letter in plain if not unicodedata.combining(letter)))


def _triples(words: list[str]) -> set[str]:
    return {f" {word} "[at : at + 3] for word in words for at in range(len(word))}
