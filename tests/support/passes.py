"""Parameters of tests: one in the gate, the others in `make nightly`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pytest


def at_night(*values: Any, **options: Any) -> Any:
    """Leave parameters to ``make nightly``: the gate has tried the test with others."""
    return pytest.param(*values, marks=pytest.mark.nightly, **options)


def crossed(rows: Sequence[Any], columns: Sequence[Any]) -> list[Any]:
    """Pair every row with every column; the gate tries so many that it has tried each of both once."""
    by_day = {(number % len(rows), number % len(columns)) for number in range(max(len(rows), len(columns)))}
    return [
        (row, column) if (one, other) in by_day else at_night(row, column)
        for one, row in enumerate(rows)
        for other, column in enumerate(columns)
    ]


def by_day(values: Iterable[Any], every: int) -> list[Any]:
    """Return parameters of which the gate tries one of so many."""
    return [value if number % every == 0 else at_night(value) for number, value in enumerate(values)]


SCHEMES = pytest.mark.parametrize("scheme", ["light", at_night("dark")])
SCRIPT_OR_NOT = pytest.mark.parametrize("javascript", [True, at_night(False)], ids=["script", "no script"])
