"""Files for a spreadsheet: no cell of them is calculated, and each says that it must not be passed on."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from .redisclosure import NOTICE

CONTENT_TYPE = "text/csv; charset=utf-8"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001


def harmless(cell: Any) -> str:
    """Return a cell that no spreadsheet takes for a formula, also behind spaces."""
    text = str(cell)
    is_formula = text.startswith(FORMULA) or text.lstrip().startswith(FORMULA)
    return f"'{text}" if is_formula else text


def lines(columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """Yield the lines of a file. Its last column repeats the notice: rows are cut out and passed on alone."""
    yield _line([*columns, "notice"])
    for row in rows:
        yield _line([*(harmless(cell) for cell in row), NOTICE])


def _line(cells: list[str]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue()
