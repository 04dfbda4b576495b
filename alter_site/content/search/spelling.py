"""Mistyped words: which known ones somebody may have meant."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

MOST = 6  # words for one that was mistyped


def near(word: str, known: Iterable[str]) -> list[str]:
    """Return the known words that are one slip away from ``word``, two from a long one; nearest first."""
    slips = 0 if len(word) < 4 else 1 if len(word) < 7 else 2
    if not slips:
        return []
    letters, found = set(word), []
    shortest, longest = len(word) - slips, len(word) + slips
    for other in _with_a_part([other for other in known if shortest <= len(other) <= longest], word, slips):
        if len(letters.symmetric_difference(other)) > 2 * slips:
            continue
        if (distance := _distance(word, other, slips)) <= slips:
            found.append((distance, other[0] != word[0], other))
    return [other for _, _, other in sorted(found)[:MOST]]


def _with_a_part(known: list[str], word: str, slips: int) -> set[str]:
    """Return those of ``known`` that have a part of ``word`` near its place, all looked through at once."""
    # One long text is looked through by the interpreter itself, many times faster than word by word.
    text, found = "\n".join(["", *known, ""]), set()
    for part, first, last in _parts(word, slips):
        at = text.find(part)
        while at >= 0:
            start = text.rfind("\n", 0, at) + 1
            if first <= at - start and at - start + len(part) <= last:
                found.add(text[start : text.find("\n", at)])
            at = text.find(part, at + 1)
    return found


def _parts(word: str, slips: int) -> list[tuple[str, int, int]]:
    """Return parts of ``word``, one of which every word so many slips away has, and where it has it at most.

    A word is cut into one part more than there are slips, so that one stays whole; only two letters that are
    swapped across a cut harm two parts, and so the parts after such a swap count too.
    """
    cuts = [len(word) * at // (slips + 1) for at in range(slips + 2)]
    found = set()
    for swapped in itertools.product((False, True), repeat=slips):
        letters = list(word)
        for cut, is_swapped in zip(cuts[1:-1], swapped, strict=True):
            if is_swapped:
                letters[cut - 1], letters[cut] = letters[cut], letters[cut - 1]
        for first, last in itertools.pairwise(cuts):
            found.add(("".join(letters[first:last]), max(first - slips, 0), last + slips))
    return sorted(found, key=lambda part: -len(part[0]))


def _distance(one: str, other: str, most: int) -> int:
    """Count letters that are missing, added, changed or swapped with their neighbor; stop above ``most``."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        older, before, row = before, row, [i]
        for j, its in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != its))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == its:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
