"""Who answers the phone, and until when, in words that are still true on an old page.

Each sentence names its day, clock time and zone and holds whenever it is read; none says "now" or "open".
"""

from __future__ import annotations

import datetime
import functools
from dataclasses import dataclass
from typing import Any

from ..printed_time import NO_BREAK_SPACE, clock_time, weekday
from .coverage import DAY, ZONE, Span, in_force
from .moments import midnight

# A longer span is "day and night": so far ahead nobody plans a call.
LONG = datetime.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One true sentence, and the moment from which it is about the past."""

    words: str
    until: datetime.datetime

    @property
    def iso(self) -> str:
        """That moment as HTML writes it, in UTC."""
        return f"{self.until:%Y-%m-%dT%H:%MZ}"


def sentences(facts: Any, now: datetime.datetime) -> tuple[Sentence, ...]:
    """Return who answers and, after that, who answers next; nothing when no hours are known."""
    coverage = in_force(facts)
    upcoming = coverage.spans(now)
    first = next(upcoming, None)
    if first is None:
        return ()
    told = [_told(first, now)]
    # What comes after a span that is told as day and night is too far off to matter.
    if first.start <= now and told[0][1] == first.end and (following := next(upcoming, None)):
        told.append(_told(following, now))
    mark = " (demo hours)." if coverage.is_demo else "."
    return tuple(Sentence(f"{words}{mark}", until) for words, until in told)


def nobody_until(facts: Any, now: datetime.datetime) -> Sentence | None:
    """Return until when nobody answers; nothing while somebody does, or while no hours are known.

    Where there is a sentence, pages put the lines that do answer before our number. They become others at
    :func:`next_change`, which is never later than the moment this sentence names.
    """
    coverage = in_force(facts)
    first = next(coverage.spans(now), None)
    if first is None or first.start <= now:
        return None
    local = first.start.astimezone(ZONE)
    mark = " (demo hours)." if coverage.is_demo else "."
    return Sentence(f"Nobody answers until {_day(local.date())}, {_clock(local)} Pacific{mark}", first.start)


def next_change(facts: Any, now: datetime.datetime) -> datetime.datetime:
    """Return the moment at which a page may become another one by the clock alone.

    Besides the sentences that is midnight, when licenses, accreditations and reviews expire with the day,
    and the moment at which any page comes, goes or changes: others list it and link to it.
    """
    changes = [midnight(now.astimezone(ZONE).date() + DAY)]
    if facts.pages_change_at is not None:
        changes.append(facts.pages_change_at)
    if (span := next(in_force(facts).spans(now), None)) is not None:
        changes.append(span.start if span.start > now else span.end)
    return min(changes)


def _told(span: Span, now: datetime.datetime) -> tuple[str, datetime.datetime]:
    """Return the words for one span, and when they are past."""
    start = max(span.start, now).astimezone(ZONE)
    day, far_off = start.date(), start.date() + LONG
    is_long = span.end > midnight(far_off)
    if is_long and span.start <= now:
        return f"A person answers day and night, at least until {_day(far_off)}", midnight(far_off)
    if is_long:
        words = f"{_day(day)}: a person answers from {_clock(start)} Pacific, day and night"
        return words, midnight(far_off)
    end, last_day = _end(span.end)
    opens = f"from {_clock(start)} " if span.start > now else ""
    closes = f"until {end} Pacific" + (f" on {_day(last_day)}" if last_day != day else "")
    return f"{_day(day)}: a person answers {opens}{closes}", span.end


def _end(moment: datetime.datetime) -> tuple[str, datetime.date]:
    """Return the clock time and day on which a span ends; midnight belongs to the day before it."""
    local = moment.astimezone(ZONE)
    if local.time() == datetime.time():
        return "midnight", local.date() - DAY
    return _clock(local), local.date()


_clock = functools.partial(clock_time, space=NO_BREAK_SPACE)
_day = functools.partial(weekday, space=NO_BREAK_SPACE)
