"""Which characters are seen: a name of blank ones counts as empty, and pastes bring unseen marks along."""

from __future__ import annotations

import unicodedata

# Letters and symbols that fonts draw as blank.
BLANK = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffc\U0001d159")


def is_drawn(character: str) -> bool:
    """Is something drawn for this character alone? Not for spaces, marks, controls and blank letters."""
    return unicodedata.category(character)[0] not in "CMZ" and character not in BLANK


def is_visible(text: str) -> bool:
    """Has ``text`` any character that is drawn?"""
    return any(map(is_drawn, text))


def is_mark(character: str) -> bool:
    """Is this a mark that steers what stands beside it: of direction, of a break, of joined letters?"""
    return unicodedata.category(character) == "Cf"


def bare(text: str) -> str:
    """Return a text without the spaces and marks around it: pastes leave both behind."""
    seen = [at for at, character in enumerate(text) if not (character.isspace() or is_mark(character))]
    return text[seen[0] : seen[-1] + 1] if seen else ""
