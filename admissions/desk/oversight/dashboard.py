"""The lead's dashboard: how long people wait, what was promised and kept, and what becomes of requests."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from alter_site.content.printed_time import short_weekday

from ...choices import Outcome
from ...figures import counting, released
from ...figures.measures import ATTEMPT, CLOCKS, LIVE, OPEN, STEPS, Counts, quantiles, received
from ...figures.reading import Figures, figures
from ...figures.small_cells import LEAST
from ...time_words import MINUTE, clock, length
from ..fields import CalendarDay, DeskForm, one_of
from ..guard import desk, screen
from . import plots

SPANS = {"7": "Last 7 days", "30": "Last 30 days", "90": "Last 90 days"}
CHOSEN = "chosen"
USUAL = "30"
LONGEST = 3 * 366  # days
MOST_BARS = 12
DAYS = tuple(calendar.day_name)


class SpanForm(DeskForm):
    """Which days: the last few, or from one to another."""

    span = one_of("Days", [*SPANS.items(), (CHOSEN, "From one day to another")], required=False)
    since = CalendarDay("From")
    until = CalendarDay("Up to and with")

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if found.get("span") != CHOSEN or self.errors:
            return found
        today = timezone.localdate()
        for name in ("since", "until"):
            if found.get(name) is None:
                self.add_error(name, "Choose a day.")
            elif found[name] > today:
                self.add_error(name, "That day is still to come.")
        if not self.errors and found["since"] > found["until"]:
            self.add_error("until", "It comes before the first day.")
        if not self.errors and (found["until"] - found["since"]).days >= LONGEST:
            self.add_error("since", "Choose at most three years.")
        return found

    def days(self) -> tuple[datetime.date, datetime.date]:
        """Return the first and the last day that was asked for."""
        found = self.cleaned_data
        if found["span"] == CHOSEN:
            return found["since"], found["until"]
        today = timezone.localdate()
        return today - datetime.timedelta(days=int(found["span"] or USUAL) - 1), today


@desk("see the dashboard")
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show the figures of a span of days; a POST counts what has changed since the worker last did."""
    if request.method == "POST":
        if left := counting.count(timezone.now()):
            messages.info(request, f"Counted. {left} earlier days are still to be counted.")
        else:
            messages.success(request, "Counted.")
        return redirect(f"{request.path}?{request.GET.urlencode()}")
    form = SpanForm(request.GET if "span" in request.GET else {"span": USUAL})
    if not form.is_valid():
        return screen(request, "dashboard", "Dashboard", {"form": form, "errors": True})
    first, last = form.days()
    found = figures(first, last)
    counts = found.counts
    context = {
        "form": form,
        "first": first,
        "last": last,
        "counted_at": clock(found.counted_at) if found.counted_at else "",
        "received": received(counts),
        "left_out": sum(counts.get("left", {}).values()),
        "calls": counts.get("calls", {}).get("calls", 0),
        "is_without_some": found.is_without_some,
        "clocks": _clocks(counts),
        "points": _points(found),
        "by_month": found.by_month,
        "promises": _promises(counts),
        "funnel": _funnel(counts),
        "unknown": _unknown(counts),
        "sheets": counts.get("sheets", {}).get("sheets", 0),
        "outcomes": _outcomes(counts),
    }
    return screen(request, "dashboard", "Dashboard", context)


def _long(number: int | None) -> str:
    return "—" if number is None else length(number * MINUTE)


def _clocks(counts: Counts) -> list[tuple[object, ...]]:
    none = counts.get("none", {})
    return [
        (
            words,
            *(_long(value) for value in quantiles(counts, name)),
            sum(counts.get(name, {}).values()),
            none.get(f"{name} {OPEN}", 0),
            none.get(f"{name} closed", 0),
        )
        for name, words in CLOCKS.items()
    ]


def _points(found: Figures) -> dict[str, Any]:
    kind = "month" if found.by_month else "day"
    rows, came, waits = [], [], []
    for point in found.points:
        name = f"{point.first_day:%b %Y}" if found.by_month else short_weekday(point.first_day)
        number, none_yet = point.summary["received"]
        median, ninety = point.summary[ATTEMPT]
        rows.append((name, number, _long(median), _long(ninety), none_yet, *map(_long, point.summary[LIVE])))
        came.append((name, float(number or 0)))
        waits.append((name, None if median is None else float(median)))
    most = int(max((value for _, value in came), default=0))
    longest = int(max((value or 0 for _, value in waits), default=0))
    return {
        "rows": rows,
        "plots": [
            plots.columns(
                "came",
                f"Requests received, by {kind}",
                f"At most {most} in a {kind}. The table below has every number.",
                came,
                f"{most} at most",
            ),
            plots.columns(
                "waits",
                f"Median to the first attempt, by {kind}",
                f"At most {_long(longest)}. The table below has every number.",
                waits,
                f"{_long(longest)} at most",
            ),
        ],
    }


def _promises(counts: Counts) -> dict[str, Any]:
    numbers = counts.get("promise", {})
    kept, broken = ([numbers.get(f"{word} {hour}", 0) for hour in range(168)] for word in ("kept", "broken"))
    shares = [good / (good + bad) if good + bad else None for good, bad in zip(kept, broken, strict=True)]
    promised = sum(kept) + sum(broken)
    percent = _percent(sum(kept), promised) if promised else "none were due"
    words = [f"{good} of {good + bad}" if good + bad else "" for good, bad in zip(kept, broken, strict=True)]
    return {
        "kept": sum(kept),
        "promised": promised,
        "percent": percent,
        "running": numbers.get("running", 0),
        "void": numbers.get("void", 0),
        "none": numbers.get("none", 0),
        "hours": [(hour, [words[day * 24 + hour] for day in range(7)]) for hour in range(24)],
        "days": DAYS,
        "plot": plots.grid(
            "promises",
            "Promises kept, by the hour of the week in which they were due",
            f"{sum(kept)} of {promised} kept ({percent}). The table below has each hour.",
            DAYS,
            [shares[day * 24 : day * 24 + 24] for day in range(7)],
        ),
    }


def _funnel(counts: Counts) -> dict[str, Any]:
    steps, ends = counts.get("step", {}), _ends(counts)
    everybody = received(counts)
    rows, behind = [], 0
    for step, words in STEPS.items():
        rows.append((words, everybody - behind))
        behind += steps.get(step, 0)
    rows += [(f"Ended: {words.lower()}", ends[end]) for end, words in released.ENDS.items() if end in ends]
    found = [(words, number, _percent(number, everybody)) for words, number in rows]
    return {
        "rows": found,
        "plot": plots.bars(
            "funnel",
            "How far requests came",
            f"Of {everybody} received. The table below has every step.",
            [(words, float(number), f"{number} ({share})") for words, number, share in found],
        ),
    }


def _ends(counts: Counts) -> dict[str, int]:
    found: dict[str, int] = {}
    for key, number in counts.get("outcome", {}).items():
        end = key.partition("|")[2]
        if end != OPEN:
            found[end] = found.get(end, 0) + number
    return found


def _percent(part: int, whole: int) -> str:
    """Return a share in words: nothing and all are said only where they are that."""
    if not whole:
        return "—"
    share = 100 * part / whole
    if 0 < share < 1:
        return "under 1 %"
    if 99 < share < 100:
        return "over 99 %"
    return f"{int(share + 0.5)} %"  # 62.5 is 63, as people round


def _unknown(counts: Counts) -> dict[str, Any]:
    unknown, known = counts.get("unknown", {}), counts.get("known", {})
    rows = [
        (words, unknown.get(name, 0), unknown.get(name, 0) + known.get(name, 0))
        for name, words in released.asked(unknown, known)
    ]
    rows.sort(key=lambda row: (-row[1] / row[2], -row[2]))
    found = [(words, number, asked, _percent(number, asked)) for words, number, asked in rows]
    shown = [(words, 1.0 * number / asked, share) for words, number, asked, share in found if number]
    return {
        "rows": found,
        "plot": plots.bars(
            "unknown",
            "Questions that payers most often leave open",
            "Of the signed worksheets that say anything of it, the share that says “asked, unknown”. "
            "The table below has every question.",
            shown[:MOST_BARS],
        )
        if shown
        else None,
    }


def _outcomes(counts: Counts) -> dict[str, Any]:
    numbers: Mapping[str, int] = counts.get("outcome", {})
    rows = []
    for page, words in released.PAGES.items():
        of_page = [numbers.get(f"{page}|{end}", 0) for end in released.ENDS]
        if sum(of_page):
            rows.append((words, of_page, sum(of_page), numbers.get(f"{page}|{Outcome.ADMITTED}", 0)))
    return {
        "ends": list(released.ENDS.values()),
        "rows": rows,
        "plot": plots.bars(
            "pages",
            "Requests by the kind of page that led here",
            "With how many of them were admitted. The table below has every ending.",
            [(words, float(number), f"{number}, {admitted} admitted") for words, _, number, admitted in rows],
        ),
    }


# --- what may leave the desk ----------------------------------------------------------------------------


@desk("see counts")
@require_safe
def counts(request: HttpRequest) -> HttpResponse:
    """Show one whole month without small numbers: what marketers see, and what the file holds."""
    months = released.months(timezone.localdate())
    asked = request.GET.get("month", "")
    chosen = next((month for month in months if f"{month.first_day:%Y-%m}" == asked), None)
    context = {"months": months, "month": chosen or (months[0] if months else None), "least": LEAST}
    return screen(request, "counts", "Counts", context)


@desk("see counts")
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Send the months that have ended as a file for a spreadsheet. It names nobody and no day."""
    name = f"requests-by-month-{timezone.localdate():%Y-%m}.csv"
    return HttpResponse(
        released.as_csv(released.months(timezone.localdate())),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
