"""Two sequences of words as one, with what came and what went marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from .lines import Word

PRECISE = 4_000_000  # pairs of words; beyond that, frequent words no longer hold a comparison together


@dataclass(frozen=True)
class Run:
    """Words that are the same ("") or came ("ins") or went ("del"), set alike."""

    mark: str
    text: str
    style: str = ""
    is_glued: bool = False


def compare_words(before: Sequence[Word], after: Sequence[Word]) -> list[Run]:
    """Return both sequences as one of runs, what went before what came."""
    start = _shared(before, after)
    end = min(_shared(before[::-1], after[::-1]), len(before) - start, len(after) - start)
    middle, new = before[start : len(before) - end], after[start : len(after) - end]
    matcher = SequenceMatcher(None, middle, new, autojunk=len(middle) * len(new) > PRECISE)
    runs = _runs("", after[:start])
    for change, i1, i2, j1, j2 in matcher.get_opcodes():
        if change == "equal":
            runs += _runs("", new[j1:j2])
        else:
            runs += _runs("del", middle[i1:i2]) + _runs("ins", new[j1:j2])
    return runs + _runs("", after[len(after) - end :])


def _shared(before: Sequence[Word], after: Sequence[Word]) -> int:
    """Return with how many same words both begin."""
    pairs = enumerate(zip(before, after, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(before), len(after)))


def _runs(mark: str, words: Sequence[Word]) -> list[Run]:
    runs: list[Run] = []
    for word in words:
        if runs and runs[-1].style == word.style:
            space = "" if word.is_glued else " "
            runs[-1] = Run(mark, f"{runs[-1].text}{space}{word.text}", word.style, runs[-1].is_glued)
        else:
            runs.append(Run(mark, word.text, word.style, word.is_glued))
    return runs
