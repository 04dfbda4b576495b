"""Tables without small numbers, from which the small ones cannot be computed back.

A number from 1 to 10 is hidden, as the Centers for Medicare & Medicaid Services do with what they publish
(cell size suppression policy: nothing below 11). Because every row and column has its sum beside it, further
cells are hidden until no hidden one follows from the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

LEAST = 11  # the smallest number that is shown, but for 0

Cell = tuple[int, int]
Table = list[list[int]]


def with_sums(rows: Sequence[Sequence[int]]) -> Table:
    """Return a table with a last column and a last row of sums."""
    wide = [[*row, sum(row)] for row in rows]
    return [*wide, [sum(column) for column in zip(*wide, strict=True)]]


def without_small_cells(rows: Sequence[Sequence[int]]) -> list[list[int | None]]:
    """Return a table with its sums, where None stands for what is hidden.

    Three rules hold at the end: no number from 1 to 10 is shown; the hidden cells of a line with its sum
    are never one alone, and never so few that they come to less than 11; and no hidden cell is a bridge
    between rows and columns, which is when a table of sums determines it.
    """
    table = with_sums(rows)
    hidden = {(y, x) for y, row in enumerate(table) for x, number in enumerate(row) if 0 < number < LEAST}
    while (further := _further(table, hidden)) is not None:
        hidden.add(further)
    return [
        [None if (y, x) in hidden else number for x, number in enumerate(row)] for y, row in enumerate(table)
    ]


def _lines(table: Table) -> Iterator[list[Cell]]:
    height, width = len(table), len(table[0])
    for y in range(height):
        yield [(y, x) for x in range(width)]
    for x in range(width):
        yield [(y, x) for y in range(height)]


def _further(table: Table, hidden: set[Cell]) -> Cell | None:
    """Return one more cell to hide; None when no hidden one follows from the others."""
    for line in _lines(table):
        of_line = [cell for cell in line if cell in hidden]
        if not of_line:
            continue
        sum_cell, parts = line[-1], [cell for cell in of_line if cell != line[-1]]
        shows_too_much = sum_cell not in hidden and _sum(table, parts) < LEAST
        if (len(of_line) == 1 or shows_too_much) and (cell := _smallest(table, hidden, line)):
            return cell
    for bridge in sorted(hidden):
        if not _is_in_a_circle(bridge, hidden):
            y, x = bridge
            rest = [(y, other) for other in range(len(table[0]))] + [
                (other, x) for other in range(len(table))
            ]
            if cell := _smallest(table, hidden, rest):
                return cell
    return None


def _sum(table: Table, cells: Sequence[Cell]) -> int:
    return sum(table[y][x] for y, x in cells)


def _smallest(table: Table, hidden: set[Cell], line: Sequence[Cell]) -> Cell | None:
    """Return the cell whose loss costs least: a number before a nothing, a part before a sum."""

    def cost(cell: Cell) -> tuple[bool, bool, int, Cell]:
        y, x = cell
        is_sum = y == len(table) - 1 or x == len(table[0]) - 1
        return is_sum, table[y][x] == 0, table[y][x], cell

    return min((cell for cell in line if cell not in hidden), key=cost, default=None)


def _is_in_a_circle(cell: Cell, hidden: set[Cell]) -> bool:
    """Can one go from its row to its column over other hidden cells?"""
    y, x = cell
    others = hidden - {cell}
    seen: set[tuple[str, int]] = {("row", y)}
    waiting = [("row", y)]
    while waiting:
        kind, place = waiting.pop()
        for row, column in others:
            here, there = (row, ("column", column)) if kind == "row" else (column, ("row", row))
            if here == place and there not in seen:
                seen.add(there)
                waiting.append(there)
    return ("column", x) in seen
