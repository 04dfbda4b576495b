"""Slots that the form offers for a call: two hours each, cut out of the coverage to come."""

from __future__ import annotations

import datetime
import itertools
import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from django.utils import timezone

from alter_site.content.facts.coverage import ZONE, Coverage, Span
from alter_site.content.printed_time import clock_time

from .choices import Days
from .contact_plan import ContactPlan
from .promise import promise

LENGTH = datetime.timedelta(hours=2)
SHORTEST = datetime.timedelta(hours=1)
HOUR = datetime.timedelta(hours=1)
WRITTEN = re.compile(r"(\d{12})-(\d{12})\Z")
FORMAT = "%Y%m%d%H%M"
AHEAD = 90  # slots: more than a week of them


def slots(coverage: Coverage, now: datetime.datetime) -> Iterator[Span]:
    """Yield the slots that begin after ``now``."""
    for span in coverage.spans(now):
        start = max(span.start, _full_hour(now))
        while span.end - start >= SHORTEST:
            end = min(start + LENGTH, span.end)
            yield Span(start, end)
            start = end


def first(coverage: Coverage, now: datetime.datetime) -> Span | None:
    """Return the next slot, if there is any."""
    return next(slots(coverage, now), None)


def nearest(plan: ContactPlan, coverage: Coverage, now: datetime.datetime) -> Span | None:
    """Return the slot that lies closest to the hours somebody gave."""
    windows = plan.windows(now, days=8)
    coming = list(itertools.islice(slots(coverage, now), AHEAD))
    if not windows:
        return coming[0] if coming else None

    def distance(slot: Span) -> datetime.timedelta:
        return min(max(slot.start - window.end, window.start - slot.end) for window in windows)

    by_distance = sorted(coming, key=lambda slot: (distance(slot), slot.start))
    return next((slot for slot in by_distance if comes_first(slot, plan.zone, coverage, now)), None)


def comes_first(slot: Span, zone: ZoneInfo, coverage: Coverage, now: datetime.datetime) -> bool:
    """Is somebody called on the day of a slot? Its hours are kept without a date, so today may come first."""
    due = promise(ContactPlan("", "", *window(slot, zone), zone), coverage, now)
    return due is not None and due > slot.start


def _full_hour(now: datetime.datetime) -> datetime.datetime:
    begun = now.astimezone(datetime.UTC).replace(minute=0, second=0, microsecond=0)
    return begun if begun == now else begun + HOUR


# --- written and read ---------------------------------------------------------------------------------


def written(slot: Span) -> str:
    """Return a slot as a form sends it."""
    start, end = (moment.astimezone(datetime.UTC) for moment in (slot.start, slot.end))
    return f"{start:{FORMAT}}-{end:{FORMAT}}"


def parse(text: str) -> Span | None:
    """Return the slot that a form sent, whether or not it can be kept."""
    found = WRITTEN.match(text)
    if found is None or not found[0].isascii():
        return None
    try:
        start, end = (
            datetime.datetime.strptime(part, FORMAT).replace(tzinfo=datetime.UTC) for part in found.groups()
        )
    except ValueError:
        return None
    is_of_this_age = 2000 < start.year < 3000
    return Span(start, end) if is_of_this_age and SHORTEST <= end - start <= LENGTH else None


def read(text: str, coverage: Coverage, now: datetime.datetime) -> Span | None:
    """Return the slot that a form sent; None if it has passed, or if nobody is here then any more."""
    slot = parse(text)
    if slot is None or slot.end <= now:
        return None
    is_covered = any(span.overlap(slot) == slot for span in itertools.islice(coverage.spans(slot.start), 3))
    return slot if is_covered else None


def window(slot: Span, zone: ZoneInfo) -> tuple[str, datetime.time, datetime.time]:
    """Return days and hours of a slot on the clocks of ``zone``, as a contact plan holds them."""
    start, end = slot.start.astimezone(zone), slot.end.astimezone(zone)
    days = Days.WEEKENDS if start.weekday() >= 5 else Days.WEEKDAYS
    # The hour that comes twice in autumn begins and ends at the same time, which would mean the whole day.
    if end.time() == start.time():
        end = (end.astimezone(datetime.UTC) + HOUR).astimezone(zone)
    return days, start.time(), end.time()


def in_words(slot: Span) -> str:
    """Return "Saturday, 9:00 to 11:00 am Pacific time"."""
    start, end = (timezone.localtime(moment, ZONE) for moment in (slot.start, slot.end))
    opens, closes = clock_time(start), clock_time(end)
    if end.time() == datetime.time.min:
        closes = "midnight"
    if opens[-2:] == closes[-2:]:
        opens = opens[:-3]
    return f"{start:%A}, {opens} to {closes} Pacific time"
