"""What differs between two texts that are read into sections: what came, went, moved or changed.

A section holds lines, or rows that hold sections themselves. What is the same on both sides is left out, but
for the lines beside a change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from .lines import Line
from .words import Run, compare_words

ALIKE = 0.4  # two lines with so many words in common are one line that was changed
MOVED_ALIKE = 0.75  # and so many where it stands elsewhere
AT_ONCE = 10_000  # pairs of lines that are weighed against each other; beyond that, by their order


@dataclass(frozen=True)
class Section:
    """One field of a page, or of a row: lines, or rows."""

    key: str
    label: str
    lines: tuple[Line, ...] = ()
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Row:
    """A technique, a question, a picture of a gallery."""

    title: str
    sections: tuple[Section, ...]
    identity: Hashable = None  # where it is known by more than its words


@dataclass
class MarkedLine:
    """A line with its words marked. ``change`` says what became of the line."""

    change: str  # "same", "added", "removed", "changed", "moved"
    kind: str
    runs: list[Run]


@dataclass
class RowChange:
    """What became of a row. Places count from 1."""

    change: str  # "added", "removed", "changed", "moved"
    title: str
    was: int | None
    now: int | None
    sections: list[Difference]
    has_moved: bool = False


@dataclass
class Difference:
    """A section that is not the same on both sides."""

    key: str
    label: str
    lines: list[MarkedLine] = field(default_factory=list)
    rows: list[RowChange] = field(default_factory=list)


def compare(before: Iterable[Section], after: Iterable[Section]) -> list[Difference]:
    """Return each section that differs, in the order of ``after``; then those that are gone."""
    old, new = {one.key: one for one in before}, {one.key: one for one in after}
    found = []
    for key in [*new, *(key for key in old if key not in new)]:
        named = new.get(key) or old[key]
        nothing = Section(key, named.label)
        was, now = old.get(key, nothing), new.get(key, nothing)
        lines = compare_lines(was.lines, now.lines)
        rows = compare_rows(was.rows, now.rows)
        if lines or rows:
            found.append(Difference(key, named.label, lines, rows))
    return found


# --- rows -------------------------------------------------------------------------------------------------


def compare_rows(before: Sequence[Row], after: Sequence[Row]) -> list[RowChange]:
    """Return what became of each row that is not as it was, in the new order; then those that are gone."""
    partner = matched(before, after)
    staying = _in_order([partner[now] for now in range(len(after)) if now in partner])
    found = []
    for now, row in enumerate(after):
        if now not in partner:
            found.append(RowChange("added", row.title, None, now + 1, compare((), row.sections)))
            continue
        was = partner[now]
        sections, has_moved = compare(before[was].sections, row.sections), was not in staying
        if sections or has_moved:
            change = "changed" if sections else "moved"
            found.append(RowChange(change, row.title, was + 1, now + 1, sections, has_moved))
    gone = [was for was in range(len(before)) if was not in partner.values()]
    for was in gone:
        row = before[was]
        found.append(RowChange("removed", row.title, was + 1, None, compare(row.sections, ())))
    return found


def matched(before: Sequence[Row], after: Sequence[Row]) -> dict[int, int]:
    """Return the place that each row of ``after`` had before: the same identity, words, title, or most words.

    Rows that no other resembles are not in it.
    """
    partner: dict[int, int] = {}
    free = dict.fromkeys(range(len(before)))

    def take(now: int, was: int) -> None:
        partner[now] = was
        del free[was]

    def known(row: Row) -> Any:
        return row.identity

    for same in (known, lambda row: row.sections, lambda row: row.title.casefold()):
        for now, row in enumerate(after):
            if now in partner or not same(row) or (same is not known and row.identity is not None):
                continue
            alike = [was for was in free if same(before[was]) == same(row)]
            if alike:
                take(now, min(alike, key=lambda was: abs(was - now)))
    rest = [
        (_likeness(_words(before[was]), _words(after[now])), -abs(was - now), now, was)
        for now in range(len(after))
        if now not in partner and after[now].identity is None
        for was in free
    ]
    for likeness, _, now, was in sorted(rest, reverse=True):
        if likeness >= ALIKE and now not in partner and was in free:
            take(now, was)
    return partner


def _words(row: Row) -> Counter[str]:
    found: Counter[str] = Counter()
    for section in row.sections:
        for line in section.lines:
            found.update(word.text for word in line.words)
        for part in section.rows:
            found += _words(part)
    return found


def _in_order(places: Sequence[int]) -> set[int]:
    """Return a longest part of ``places`` that rises: whatever is not in it has moved."""
    ends: list[int] = []  # the last place of the best part of each length
    chain: list[tuple[int, ...]] = []
    for place in places:
        length = next((at for at, end in enumerate(ends) if end > place), len(ends))
        rising = (*(chain[length - 1] if length else ()), place)
        ends[length : length + 1], chain[length : length + 1] = [place], [rising]
    return set(chain[-1]) if chain else set()


# --- lines ------------------------------------------------------------------------------------------------


def compare_lines(before: Sequence[Line], after: Sequence[Line]) -> list[MarkedLine]:
    """Return both texts as one, its words marked; nothing where they are the same."""
    if tuple(before) == tuple(after):
        return []
    found: list[tuple[str, Line | None, Line | None]] = []
    for change, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if change == "equal":
            found += [("same", line, line) for line in after[j1:j2]]
        else:
            found += _paired(before[i1:i2], after[j1:j2])
    return _near_changes([_marked(*one) for one in _with_moves(found)])


Found = tuple[str, Line | None, Line | None]


def _paired(before: Sequence[Line], after: Sequence[Line]) -> list[Found]:
    """Pair the lines of two stretches in their order, as far as they resemble each other."""
    if len(before) * len(after) > AT_ONCE:
        pairs = [*zip(range(len(before)), range(len(after)), strict=False)]
    else:
        pairs = _best_pairs(before, after)
    found: list[Found] = []
    i = j = 0
    for was, now in [*pairs, (len(before), len(after))]:
        found += [("removed", line, None) for line in before[i:was]]
        found += [("added", None, line) for line in after[j:now]]
        if was < len(before) and now < len(after):
            found.append(("changed", before[was], after[now]))
        i, j = was + 1, now + 1
    return found


def _best_pairs(before: Sequence[Line], after: Sequence[Line]) -> list[tuple[int, int]]:
    old, new = [_bag(line) for line in before], [_bag(line) for line in after]
    likeness = [[_likeness(one, other) for other in new] for one in old]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            pair = likeness[i][j] if likeness[i][j] >= ALIKE else -1.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], pair + best[i + 1][j + 1])
    pairs, i, j = [], 0, 0
    while i < len(old) and j < len(new):
        if likeness[i][j] >= ALIKE and best[i][j] == likeness[i][j] + best[i + 1][j + 1]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _bag(line: Line) -> Counter[str]:
    return Counter(word.text for word in line.words)


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    words = one.total() + other.total()
    return 2 * (one & other).total() / words if words else 1.0


def _with_moves(found: list[Found]) -> list[Found]:
    """Tell a line that stands elsewhere from one that went and another that came."""
    gone = {at: one[1] for at, one in enumerate(found) if one[0] == "removed"}
    result: list[Found | None] = [*found]
    for at, (change, _, line) in enumerate(found):
        if change != "added" or line is None or not gone or len(gone) * len(line.words) > AT_ONCE:
            continue
        alike = {was: _likeness(_bag(other), _bag(line)) for was, other in gone.items() if other}
        was = max(alike, key=lambda was: alike[was])
        if alike[was] >= MOVED_ALIKE:
            result[at], result[was] = ("moved", gone.pop(was), line), None
    return [one for one in result if one is not None]


def _marked(change: str, before: Line | None, after: Line | None) -> MarkedLine:
    kind = after.kind if after else before.kind if before else ""
    if before and after and before.kind != after.kind:
        kind = f"{after.kind or 'Paragraph'}, was: {before.kind or 'Paragraph'}"
    return MarkedLine(
        change, kind, compare_words(before.words if before else (), after.words if after else ())
    )


def _near_changes(lines: list[MarkedLine]) -> list[MarkedLine]:
    """Leave out what stays the same, but for one line on either side of a change."""
    shown = set()
    for at, line in enumerate(lines):
        if line.change != "same":
            shown |= {at - 1, at, at + 1}
    return [line for at, line in enumerate(lines) if at in shown]
