"""When a person hears from us: counted in covered hours, stored, shown and measured.

Rule 2: the first moment by which 150 minutes of coverage have passed. With a window given, the end of its
first occurrence that overlaps coverage, cut to the end of that coverage, even before the 150 minutes are
over: the window is when somebody can talk. A window that never meets coverage, or
no coverage, brings no promise. (Rule 1 let the window count only from the 150 minutes on.)
"""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from alter_site.content.facts.coverage import DAY, ZONE, Coverage, Span
from alter_site.content.printed_time import clock_time, weekday

from .contact_plan import ContactPlan, zone_name
from .time_words import length

RULE = 2
PREPARATION = datetime.timedelta(minutes=150)
LEAST = datetime.timedelta(minutes=15)  # of a window: in less, nobody reads a request and calls


def promise(plan: ContactPlan, coverage: Coverage, now: datetime.datetime) -> datetime.datetime | None:
    """Return by when we may promise to reach out to somebody who asks ``now``, by :data:`RULE`.

    None where our hours and theirs never meet.
    """
    if not plan.has_window:
        # A full minute: what is kept is what is said, and calls are typed to the minute.
        return coverage.after(now.replace(second=0, microsecond=0), PREPARATION)
    covered = list(coverage.spans(now))
    for window in plan.windows(now, days=30):
        for span in covered:
            both = Span(max(window.start, now), window.end).overlap(span)
            if both is not None and both.end - both.start >= LEAST:
                return both.end
    return None


def is_late(at: datetime.datetime, due: datetime.datetime) -> bool:
    """Was it after the minute in which it was due? All of that minute counts: moments are typed to it."""
    return at.replace(second=0, microsecond=0) > due


def half_way(
    plan: ContactPlan, coverage: Coverage, since: datetime.datetime, due: datetime.datetime
) -> datetime.datetime:
    """Return when half of the time has passed in which a promise can be kept: in our hours and in theirs.

    Where there is no such time, for instance because the hours were changed since, it is half of all time.
    """
    whole = Span(since, due)
    windows = plan.windows(since, days=15) if plan.has_window else [whole]
    covered = [found for span in coverage.spans(since) if (found := span.overlap(whole))]
    both = [found for window in windows for span in covered if (found := window.overlap(span))]
    if not both:
        return since + (due - since) / 2
    left = sum((span.end - span.start for span in both), datetime.timedelta()) / 2
    for span in both:
        if left <= span.end - span.start:
            return span.start + left
        left -= span.end - span.start
    return due


def in_words(due: datetime.datetime, zone: ZoneInfo | None = None, *, now: datetime.datetime) -> str:
    """Return "before 10:30 am Pacific time on Tuesday, November 24", which stays true when it is old."""
    local = timezone.localtime(due, ZONE)
    words = f"before {clock_time(local)} Pacific time on {weekday(local)}"
    if local.time() == datetime.time.min:
        words = f"before midnight Pacific time, at the end of {weekday(local.date() - DAY)}"
    if zone is not None and due.astimezone(zone).utcoffset() != local.utcoffset():
        theirs = timezone.localtime(due, zone)
        on_day = f" on {weekday(theirs)}" if theirs.date() != local.date() else ""
        words += f" ({clock_time(theirs)} {zone_name(zone)}{on_day})"
    return words


def left_in_words(due: datetime.datetime | None, now: datetime.datetime) -> str:
    """Return how long is left, for the queue: "9 min left", "late 4 min"; nothing without a promise."""
    if due is None:
        return "no clock"
    span = length(abs(due - now))
    return f"{span} left" if due >= now else f"late {span}"
