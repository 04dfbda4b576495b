"""Plots drawn on the server: what to draw where, in the units of an SVG's view box.

The templates beside the desk's draw them, with classes for colors: no style attribute, which the policy
forbids. Every plot stands beside a table that says the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 360
ROW, THICK = 34, 12
HEIGHT, TOP, FOOT = 150, 14, 22
HOUR, DAY_ROW, LEFT, HEAD = 13, 20, 34, 18
SHADES = 5


@dataclass(frozen=True)
class Shape:
    """A rectangle with a text; numbers are written as SVG reads them, whatever the language."""

    x: str
    y: str
    width: str
    height: str
    text: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Plot:
    """A drawing: ``key`` names it on the page, ``title`` and ``words`` say it without seeing it."""

    key: str
    title: str
    words: str
    width: str
    height: str
    shapes: list[Shape]
    labels: list[Shape]


def _n(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")


def bars(key: str, title: str, words: str, rows: Sequence[tuple[str, float, str]]) -> Plot:
    """Return lines one below the other: a name with its number in words, and a bar as long as the number."""
    most = max((value for _, value, _ in rows), default=0) or 1
    shapes, labels = [], []
    for place, (name, value, said) in enumerate(rows):
        y = place * ROW
        shapes.append(Shape("0", _n(y + 18), _n(max(value / most * WIDTH, 1 if value else 0)), _n(THICK)))
        labels.append(Shape("0", _n(y + 13), "0", "0", name))
        labels.append(Shape(_n(WIDTH), _n(y + 13), "0", "0", said, kind="end"))
    return Plot(key, title, words, _n(WIDTH), _n(max(len(rows), 1) * ROW), shapes, labels)


def columns(
    key: str, title: str, words: str, rows: Sequence[tuple[str, float | None]], most_in_words: str
) -> Plot:
    """Return columns side by side in the order of time; None is a gap, which is not the same as nothing."""
    most = max((value or 0 for _, value in rows), default=0) or 1
    step = WIDTH / max(len(rows), 1)
    room = HEIGHT - TOP - FOOT
    shapes = []
    for place, (_, value) in enumerate(rows):
        if value is None:
            continue
        tall = max(value / most * room, 1 if value else 0)
        shapes.append(Shape(_n(place * step + step * 0.1), _n(TOP + room - tall), _n(step * 0.8), _n(tall)))
    labels = [Shape("0", "10", "0", "0", most_in_words)]
    if rows:
        labels.append(Shape("0", _n(HEIGHT - 6), "0", "0", rows[0][0]))
        labels.append(Shape(_n(WIDTH), _n(HEIGHT - 6), "0", "0", rows[-1][0], kind="end"))
    return Plot(key, title, words, _n(WIDTH), _n(HEIGHT), shapes, labels)


def grid(
    key: str, title: str, words: str, days: Sequence[str], cells: Sequence[Sequence[float | None]]
) -> Plot:
    """Return 24 hours for each of seven days, shaded by a share from 0 to 1; None stays empty."""
    shapes = [
        Shape(
            _n(LEFT + hour * HOUR),
            _n(HEAD + place * DAY_ROW),
            _n(HOUR - 1),
            _n(DAY_ROW - 1),
            kind="none" if share is None else f"shade-{min(int(share * SHADES), SHADES - 1)}",
        )
        for place, row in enumerate(cells)
        for hour, share in enumerate(row)
    ]
    labels = [
        Shape("0", _n(HEAD + place * DAY_ROW + 14), "0", "0", day[:3]) for place, day in enumerate(days)
    ]
    labels += [Shape(_n(LEFT + hour * HOUR), "12", "0", "0", str(hour)) for hour in range(0, 24, 4)]
    return Plot(key, title, words, _n(LEFT + 24 * HOUR), _n(HEAD + len(days) * DAY_ROW), shapes, labels)
