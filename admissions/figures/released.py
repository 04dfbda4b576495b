"""What may leave the desk: whole months that have ended, by table, without small numbers and anybody's day.

Each month stands for itself. Sums over a span that somebody chooses are not released: of two spans that
differ by a day, the difference would be that day.
"""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Mapping
from dataclasses import dataclass

from ..benefits.questions import QUESTIONS
from ..choices import Outcome, SourcePage
from ..models import Tally
from ..spreadsheet import harmless
from .measures import CLOCKS, LEFT_OUT, OPEN, STEPS, Counts, quantiles
from .small_cells import LEAST, without_small_cells

MONTHS = 24  # at most, the last ones
HIDDEN = "hidden"
ROUNDED_TO = 5  # minutes, and percentage points
COLUMNS = ("month", "table", "row", "column", "value")
NOT_KNOWN = "Not known"

PAGES: dict[str, str] = {**{page.value: str(page.label) for page in SourcePage}, "": NOT_KNOWN}
ENDS: dict[str, str] = {
    **{end.value: str(end.label) for end in Outcome if end not in LEFT_OUT},
    OPEN: "Still open",
}


@dataclass(frozen=True)
class Month:
    """What is released of one month: rows and columns with their sums; None where a number is hidden."""

    first_day: datetime.date
    pages: list[tuple[str, list[int | None]]]
    steps: list[tuple[str, int | None]]
    rates: list[tuple[str, str, str]]

    @property
    def ends(self) -> list[str]:
        return [*ENDS.values(), "All"]


def months(today: datetime.date) -> list[Month]:
    """Return the months that have ended, the last first: one query."""
    ended = Tally.objects.filter(length=Tally.Length.MONTH, first_day__lt=today.replace(day=1))
    return [_month(row.first_day, row.counts) for row in ended.order_by("-first_day")[:MONTHS]]


def _month(first_day: datetime.date, counts: Counts) -> Month:
    outcomes = counts.get("outcome", {})
    table = without_small_cells([[outcomes.get(f"{page}|{end}", 0) for end in ENDS] for page in PAGES])
    steps = without_small_cells([[counts.get("step", {}).get(step, 0) for step in STEPS]])[0]
    return Month(
        first_day,
        list(zip([*PAGES.values(), "All"], table, strict=True)),
        list(zip([*STEPS.values(), "All"], steps, strict=True)),
        [*_waits(counts), *_promises(counts), *_unknown(counts)],
    )


def _waits(counts: Counts) -> list[tuple[str, str, str]]:
    """Return medians and 90th percentiles of enough people, never how many people those were."""
    found = []
    for clock, words in CLOCKS.items():
        enough = sum(counts.get(clock, {}).values()) >= LEAST
        for name, value in zip(("median", "90th percentile"), quantiles(counts, clock), strict=True):
            is_shown = enough and value is not None
            found.append((f"Minutes to: {words}", name, str(_rounded(value or 0)) if is_shown else HIDDEN))
    return found


def _promises(counts: Counts) -> list[tuple[str, str, str]]:
    numbers = counts.get("promise", {})
    kept, broken = (
        sum(number for key, number in numbers.items() if key.startswith(word)) for word in ("kept", "broken")
    )
    return [("Promises", "kept, percent", _percent(kept, broken))]


def _unknown(counts: Counts) -> list[tuple[str, str, str]]:
    unknown, known = counts.get("unknown", {}), counts.get("known", {})
    return [
        (f"Worksheet: {words}", "unknown, percent", _percent(unknown.get(name, 0), known.get(name, 0)))
        for name, words in asked(unknown, known)
    ]


def asked(*several: Mapping[str, int]) -> list[tuple[str, str]]:
    """Return the questions that were asked, with their words, in the order of the call."""
    return [
        (name, QUESTIONS[name].words) for name in QUESTIONS if any(name in numbers for numbers in several)
    ]


def _percent(part: int, rest: int) -> str:
    """Return a share; nothing and all are said only where they are that."""
    if 0 < part < LEAST or 0 < rest < LEAST or part + rest < LEAST:
        return HIDDEN
    rounded = _rounded(100 * part / (part + rest))
    if part and not rounded:
        return f"under {ROUNDED_TO}"
    return f"over {100 - ROUNDED_TO}" if rest and rounded == 100 else str(rounded)


def _rounded(value: float) -> int:
    return ROUNDED_TO * round(value / ROUNDED_TO)


# --- the file -------------------------------------------------------------------------------------------


def as_csv(released: list[Month]) -> str:
    """Return the months as a file of five columns, which docs/admissions.md describes."""
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(COLUMNS)
    for month in released:
        when = f"{month.first_day:%Y-%m}"
        rows: list[tuple[str, str, str, int | str | None]] = [
            ("outcome by kind of page", page, end, number)
            for page, numbers in month.pages
            for end, number in zip(month.ends, numbers, strict=True)
        ]
        rows += [("how far they came", step, "requests", number) for step, number in month.steps]
        rows += [("rates and waits", row, column, value) for row, column, value in month.rates]
        for table, row, column, value in rows:
            shown = HIDDEN if value is None else str(value)
            lines.writerow([when, *(harmless(cell) for cell in (table, row, column, shown))])
    return text.getvalue()
