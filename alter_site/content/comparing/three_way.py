"""Two texts that began as one, put together again section by section.

A choice is a field of the page, or one row of a list. Where only one side changed it, that side is proposed;
where both did, what is saved stays, so that nothing is written over unless somebody says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..editions.restoring import Text, comparable
from .bodies import ADDRESS, PLACE, Reader, is_rows
from .differences import Difference, Row, Section, compare, matched
from .lines import of_text

THEIRS, MINE, EDITED = "theirs", "mine", "edited"
ORDER = "order"
NO_ROW = Row("", ())  # where a text does not have it


@dataclass
class Choice:
    """One section that the two texts do not say alike."""

    key: str
    label: str
    theirs: list[Difference]  # against what it was
    mine: list[Difference]
    changed_by: str  # "both", THEIRS or MINE
    proposed: str
    is_gone: str = ""  # THEIRS or MINE where that side has no such row


@dataclass(frozen=True)
class _Row:
    """The same row in the three texts; None where a text does not have it."""

    base: Any
    theirs: Any
    mine: Any


class ThreeWay:
    """What it was (None where that is not known), what they saved, what I typed."""

    def __init__(self, reader: Reader, base: Text | None, theirs: Text, mine: Text) -> None:
        self._reader = reader
        self._is_known = base is not None
        self._base, self._theirs, self._mine = (
            {**text.body, ADDRESS: text.path, PLACE: text.position} for text in (base or theirs, theirs, mine)
        )
        self._texts = theirs, mine

    def choices(self) -> list[Choice]:
        """Return every section that the two do not say alike, in the order of the page."""
        found: list[Choice] = []
        for name, theirs in self._theirs.items():
            base, mine = self._base.get(name), self._mine.get(name)
            if comparable(theirs) == comparable(mine):
                continue
            if not self._has_rows(name):
                found.append(self._choice(name, base, theirs, mine))
                continue
            rows = self._rows(name)
            for at, row in enumerate(rows):
                if comparable(row.theirs) != comparable(row.mine):
                    found.append(self._row_choice(name, at, row))
            if (order := self._order_choice(name, rows)) is not None:
                found.append(order)
        return found

    def merged(self, chosen: Mapping[str, str], edited: Mapping[str, Any]) -> Text:
        """Return the text that takes each section from the side that was chosen, theirs where none was.

        ``edited`` holds the values of sections that were written anew.
        """
        result: dict[str, Any] = {}
        for name, theirs in self._theirs.items():
            mine = self._mine.get(name)
            if comparable(theirs) != comparable(mine) and self._has_rows(name):
                result[name] = self._merged_rows(name, chosen)
            elif chosen.get(name) == EDITED and name in edited:
                result[name] = edited[name]
            else:
                result[name] = mine if chosen.get(name) == MINE and name in self._mine else theirs
        path, position = result.pop(ADDRESS), result.pop(PLACE)
        return Text(result, path, position, self._texts[0].schema_version)

    # --- fields ---------------------------------------------------------------------------------------

    def _choice(self, name: str, base: Any, theirs: Any, mine: Any) -> Choice:
        was, now, typed = ([self._reader.section(name, value)] for value in (base, theirs, mine))
        label, proposal = LABELS.get(name) or now[0].label, self._proposal(base, theirs, mine)
        return Choice(name, label, compare(was, now), compare(was, typed), *proposal)

    def _proposal(self, base: Any, theirs: Any, mine: Any) -> tuple[str, str]:
        if self._is_known and comparable(base) == comparable(theirs):
            return MINE, MINE
        if self._is_known and comparable(base) == comparable(mine):
            return THEIRS, THEIRS
        return "both", THEIRS

    # --- rows -----------------------------------------------------------------------------------------

    def _has_rows(self, name: str) -> bool:
        return any(is_rows(text.get(name)) for text in (self._theirs, self._mine))

    def _row_choice(self, name: str, at: int, row: _Row) -> Choice:
        was, theirs, mine = (
            self._reader.row_in(name, value) if value is not None else NO_ROW
            for value in (row.base, row.theirs, row.mine)
        )
        return Choice(
            f"{name}/{at}",
            f"{self._reader.section(name, None).label}: {theirs.title or mine.title}",
            compare(was.sections, theirs.sections),
            compare(was.sections, mine.sections),
            *self._proposal(row.base, row.theirs, row.mine),
            is_gone=THEIRS if row.theirs is None else MINE if row.mine is None else "",
        )

    def _rows(self, name: str) -> list[_Row]:
        """Return every row of the three texts once: theirs in their order, then what only others have."""
        base, theirs, mine = (text.get(name) or [] for text in (self._base, self._theirs, self._mine))
        read = [[self._reader.row_in(name, row) for row in rows] for rows in (base, theirs, mine)]
        of_theirs, of_mine = matched(read[0], read[1]), matched(read[0], read[2])
        mine_of_base = {was: now for now, was in of_mine.items()}
        found, taken = [], set()
        for now, row in enumerate(theirs):
            was = of_theirs.get(now)
            other = mine_of_base.get(was) if was is not None else None
            if was is None:  # both may have added the same row
                other = next((at for at in range(len(mine)) if at not in of_mine and mine[at] == row), None)
            taken |= {other}
            found.append(
                _Row(None if was is None else base[was], row, None if other is None else mine[other])
            )
        for now, row in enumerate(mine):
            if now not in taken:
                was = of_mine.get(now)
                found.append(_Row(None if was is None else base[was], None, row))
        return found

    def _order_choice(self, name: str, rows: list[_Row]) -> Choice | None:
        """Return the choice between two orders of the rows that both have."""
        both = [at for at, row in enumerate(rows) if row.theirs is not None and row.mine is not None]
        mine = self._mine.get(name) or []
        ours = sorted(both, key=lambda at: mine.index(rows[at].mine))
        if ours == both:
            return None
        base = self._base.get(name) or []
        known = [at for at in both if rows[at].base is not None]
        was = sorted(known, key=lambda at: base.index(rows[at].base))

        def titles(order: list[int]) -> Section:
            words = "\n".join(self._reader.row_in(name, rows[at].theirs).title for at in order)
            return Section(ORDER, "Order", tuple(of_text(words, "Row")))

        before = [titles(was)]
        return Choice(
            f"{name}/{ORDER}",
            f"{self._reader.section(name, None).label}: the order",
            compare(before, [titles(both)]),
            compare(before, [titles(ours)]),
            *self._proposal(was, known, [at for at in ours if at in known]),
        )

    def _merged_rows(self, name: str, chosen: Mapping[str, str]) -> list[Any]:
        rows = self._rows(name)
        mine = self._mine.get(name) or []
        theirs = self._theirs.get(name) or []
        leads = mine if chosen.get(f"{name}/{ORDER}") == MINE else theirs
        side = MINE if leads is mine else THEIRS

        def place(at: int) -> float:
            value = getattr(rows[at], side)
            if value is not None:
                return leads.index(value)
            # Behind the row that it follows on its own side.
            own = theirs if side == MINE else mine
            other = getattr(rows[at], THEIRS if side == MINE else MINE)
            before = own[: own.index(other)] if other is not None else []
            places = [
                leads.index(getattr(row, side))
                for row in rows
                if getattr(row, side) is not None and getattr(row, THEIRS if side == MINE else MINE) in before
            ]
            return max(places, default=-1) + 0.5

        result = []
        for at in sorted(range(len(rows)), key=place):
            row = rows[at]
            value = row.mine if chosen.get(f"{name}/{at}") == MINE else row.theirs
            if comparable(row.theirs) == comparable(row.mine):
                value = row.theirs
            if value is not None:
                result.append(value)
        return result


LABELS = {ADDRESS: "Address", PLACE: "Place in lists"}
