"""What is counted of one request, and how the counts of many are added and read.

Counts are measures by name, each with numbers by key. Invalid requests and duplicates are in none of them
but ``left``. Somebody who rang has been spoken to already, so calls count in no clock and no promise.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from alter_site.content.facts.coverage import ZONE

from ..choices import Outcome, Status, WayIn
from ..promise import is_late

Counts = dict[str, dict[str, int]]

# The clocks: from when a request came in until this.
ATTEMPT, LIVE, SIGNED = "attempt", "live", "signed"
CLOCKS = {ATTEMPT: "First attempt", LIVE: "First conversation", SIGNED: "Signed worksheet"}
# How far a request has come; each also counts as all before it.
STEPS = {
    "received": "Received",
    "attempted": "Somebody tried to reach them",
    "spoken": "Spoken to",
    "signed": "Worksheet signed",
    "shared": "Answer shared",
}
LEFT_OUT = frozenset({Outcome.INVALID, Outcome.DUPLICATE})
OPEN = "open"

MINUTE = datetime.timedelta(minutes=1)
# Up to three hours a minute is kept, up to four days a quarter of an hour, beyond that an hour.
FINE, MIDDLE = 3 * 60, 4 * 24 * 60


@dataclass(frozen=True)
class Story:
    """What is counted of one request. ``unknown`` and ``known`` are questions of its signed worksheet."""

    source: str
    source_page: str
    status: str
    outcome: str
    received_at: datetime.datetime
    due: datetime.datetime | None = None
    attempt: datetime.datetime | None = None
    tried: datetime.datetime | None = None  # for the promise that stands: a reopening makes it anew
    live: datetime.datetime | None = None
    signed: datetime.datetime | None = None
    closed_at: datetime.datetime | None = None
    is_shared: bool = False
    unknown: tuple[str, ...] = ()
    known: tuple[str, ...] = ()


def of_story(story: Story, now: datetime.datetime) -> Iterator[tuple[str, str]]:
    """Yield every measure and key that a request counts in."""
    if story.outcome in LEFT_OUT:
        yield "left", story.outcome
        return
    is_open = story.status != Status.CLOSED
    yield "outcome", f"{story.source_page}|{OPEN if is_open else story.outcome}"
    yield "step", _step(story)
    is_call = story.source == WayIn.PHONE
    if is_call:
        yield "calls", "calls"
    for name, moment in ((ATTEMPT, story.attempt), (LIVE, story.live), (SIGNED, story.signed)):
        if is_call and name != SIGNED:
            continue
        if moment is not None:
            yield name, str(_kept(minutes(story.received_at, moment)))
        else:
            yield "none", f"{name} {'open' if is_open else 'closed'}"
    if not is_call:
        yield "promise", _promise(story, now)
    if story.signed is not None:
        yield "sheets", "sheets"
    for question in story.unknown:
        yield "unknown", question
    for question in story.known:
        yield "known", question


def minutes(since: datetime.datetime, until: datetime.datetime) -> int:
    """Return the whole minutes between two moments, never less than none."""
    return max(0, (until - since) // MINUTE)


def _kept(number: int) -> int:
    if number < FINE:
        return number
    return number - number % (15 if number < MIDDLE else 60)


def _step(story: Story) -> str:
    if story.is_shared:
        return "shared"
    if story.signed is not None:
        return "signed"
    if story.live is not None:
        return "spoken"
    return "attempted" if story.attempt is not None else "received"


def _promise(story: Story, now: datetime.datetime) -> str:
    """Return how a promise stands, with the hour of the week in which it had to be kept."""
    if story.due is None:
        return "none"
    ended = story.tried or story.closed_at or now
    if story.tried is None and story.due >= ended:
        # Nothing can be said yet, or the request had ended before anybody had to reach out.
        return "running" if story.closed_at is None else "void"
    words = "broken" if story.tried is None or is_late(story.tried, story.due) else "kept"
    return f"{words} {hour_of_week(story.due)}"


def hour_of_week(moment: datetime.datetime, zone: ZoneInfo = ZONE) -> int:
    """Return 0 for Monday from midnight to one o'clock on the center's clock, 167 for the last of Sunday."""
    local = moment.astimezone(zone)
    return local.weekday() * 24 + local.hour


# --- adding and reading ---------------------------------------------------------------------------------


def counted(stories: Iterable[Story], now: datetime.datetime) -> Counts:
    """Return the counts of requests."""
    found: Counts = {}
    for story in stories:
        for measure, key in of_story(story, now):
            numbers = found.setdefault(measure, {})
            numbers[key] = numbers.get(key, 0) + 1
    return found


def total(several: Iterable[Mapping[str, Mapping[str, int]]]) -> Counts:
    """Return counts added up."""
    found: Counts = {}
    for one in several:
        for measure, numbers in one.items():
            sums = found.setdefault(measure, {})
            for key, number in numbers.items():
                sums[key] = sums.get(key, 0) + number
    return found


def quantiles(counts: Mapping[str, Mapping[str, int]], clock: str) -> tuple[int | None, int | None]:
    """Return median and 90th percentile of a clock in minutes, of those that got there; None without any.

    The median of an even number lies in the middle of the two, the 90th percentile is one that took place.
    """
    numbers = sorted((int(key), number) for key, number in counts.get(clock, {}).items())
    many = sum(number for _, number in numbers)
    if not many:
        return None, None
    median = (_ranked(numbers, (many + 1) // 2) + _ranked(numbers, many // 2 + 1)) // 2
    return median, _ranked(numbers, -(-many * 9 // 10))


def _ranked(numbers: list[tuple[int, int]], rank: int) -> int:
    seen = 0
    for value, number in numbers:
        seen += number
        if seen >= rank:
            return value
    raise ValueError("There are not so many.")


def received(counts: Mapping[str, Mapping[str, int]]) -> int:
    """Return how many requests came in, without invalid ones and duplicates."""
    return sum(counts.get("step", {}).values())


def summary(counts: Mapping[str, Mapping[str, int]]) -> dict[str, list[int | None]]:
    """Return what the plot of many days needs of one: how many, and medians and 90th percentiles."""
    none = counts.get("none", {})
    return {
        "received": [received(counts), none.get(f"{ATTEMPT} {OPEN}", 0)],
        **{clock: list(quantiles(counts, clock)) for clock in CLOCKS},
    }
