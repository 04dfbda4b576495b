"""Coverage hours: midnight, exceptions and the two nights on which the clock is moved."""

from __future__ import annotations

import datetime
import functools
import itertools
from calendar import day_name
from types import SimpleNamespace

import pytest
import time_machine
from django.template.loader import render_to_string
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from alter_site.content import facts
from alter_site.content.facts import who_answers
from alter_site.content.facts.coverage import ZONE, Coverage, ExceptionDay, Hours, in_force, moment
from alter_site.content.models import CoverageException, CoverageHours
from tests.factories import facts_saved

MINUTE = datetime.timedelta(minutes=1)
SPRING = datetime.date(2026, 3, 8)  # the clock skips 2 to 3 am
AUTUMN = datetime.date(2026, 11, 1)  # 1 to 2 am comes twice
MONDAY = datetime.date(2026, 11, 23)


def every_day(opens, closes):
    return tuple(Hours(day, opens, closes) for day in day_name)


DAYTIME = Coverage(every_day("08:00", "20:00"))
NIGHT = Coverage(every_day("20:00", "04:00"))
ROUND_THE_CLOCK = Coverage(every_day("00:00", "00:00"))


def at(day, clock):
    return moment(day, clock)


def local(found):
    return found.astimezone(ZONE).strftime("%m-%d %H:%M")


# --- an independent computation: look at the clock on the wall, minute by minute ------------------------


def is_covered_by_the_wall_clock(coverage, now):
    wall = now.astimezone(ZONE)
    for day, is_today in ((wall.date(), True), (wall.date() - datetime.timedelta(days=1), False)):
        special = [row for row in coverage.exceptions if row.day == day]
        rows = special or [row for row in coverage.hours if row.weekday == day_name[day.weekday()]]
        for row in rows:
            if not row.opens:
                continue
            opens, closes = (datetime.time.fromisoformat(text) for text in (row.opens, row.closes))
            crosses = closes <= opens
            time = wall.time()
            if is_today and time >= opens and (crosses or time < closes):
                return True
            if not is_today and crosses and time < closes:
                return True
    return False


def after_by_the_wall_clock(is_covered, now, minutes, limit=60 * 24 * 5):
    for _ in range(limit):
        if not minutes:
            return now
        minutes -= is_covered(now)
        now += MINUTE
    return None


COVERAGES = {
    "daytime": DAYTIME,
    "night": NIGHT,
    "round the clock": ROUND_THE_CLOCK,
    "two shifts": Coverage(every_day("06:00", "12:00") + every_day("13:00", "23:30")),
    "weekdays": Coverage(tuple(Hours(day, "09:00", "17:00") for day in day_name[:5])),
    "a holiday": Coverage(every_day("08:00", "20:00"), (ExceptionDay(SPRING), ExceptionDay(AUTUMN))),
    "a short day": Coverage(
        every_day("08:00", "20:00"),
        (ExceptionDay(SPRING, "10:00", "11:00"), ExceptionDay(AUTUMN, "22:00", "05:00")),
    ),
}


@pytest.mark.parametrize("coverage", COVERAGES.values(), ids=COVERAGES)
@pytest.mark.parametrize("day", [SPRING, AUTUMN, MONDAY], ids=["spring", "autumn", "a usual day"])
def test_hours_are_those_of_the_clock_on_the_wall(coverage, day):
    start = at(day - datetime.timedelta(days=1), "12:00")
    # All of these hours begin and end at a whole or half hour: that minute, and the one before it.
    for step in (half_hour - before for half_hour in range(0, 60 * 40, 30) for before in (1, 0)):
        now = start + step * MINUTE
        assert coverage.is_covered(now) == is_covered_by_the_wall_clock(coverage, now), local(now)


@pytest.mark.parametrize("coverage", COVERAGES.values(), ids=COVERAGES)
@pytest.mark.parametrize("day", [SPRING, AUTUMN], ids=["spring", "autumn"])
def test_covered_minutes_are_counted_as_they_pass(coverage, day):
    start = at(day - datetime.timedelta(days=1), "14:00")
    is_covered = functools.cache(functools.partial(is_covered_by_the_wall_clock, coverage))
    for step in range(0, 60 * 36, 197):
        now = start + step * MINUTE
        assert coverage.after(now, 150 * MINUTE) == after_by_the_wall_clock(is_covered, now, 150), local(now)


# --- single cases ---------------------------------------------------------------------------------------


def test_an_hour_that_is_skipped_is_not_counted():
    assert local(NIGHT.after(at(SPRING, "01:00"), 90 * MINUTE)) == "03-08 03:30"


def test_an_hour_that_comes_twice_is_counted_twice():
    assert local(NIGHT.after(at(AUTUMN, "00:30"), 150 * MINUTE)) == "11-01 02:00"


SKIPPED = [("02:30", "03:00"), ("02:30", "03:30"), ("02:00", "03:00"), ("02:15", "02:45"), ("02:59", "03:58")]


@pytest.mark.parametrize(("opens", "closes"), SKIPPED)
def test_hours_within_the_hour_that_is_skipped_never_end_before_they_begin(opens, closes):
    coverage = Coverage(every_day(opens, closes))
    found = list(coverage.spans(at(SPRING, "00:30")))
    assert all(span.start < span.end for span in found)
    if closes <= "03:00" and opens != "02:00" and opens != "02:15":
        assert found[0].start.astimezone(ZONE).date() > SPRING


@pytest.mark.parametrize(
    ("opens", "closes", "clocks"),
    [
        ("02:30", "03:00", None),
        ("02:30", "05:00", ("03:30", "05:00")),
        ("09:00", "17:00", ("09:00", "17:00")),
        ("", "", None),
    ],
)
def test_a_day_of_its_own_names_only_times_that_its_clocks_show(opens, closes, clocks):
    assert ExceptionDay(SPRING, opens, closes).clocks == clocks


def test_a_page_prints_no_time_that_the_night_does_not_have():
    facts = SimpleNamespace(
        coverage_hours=every_day("08:00", "20:00"),
        coverage_to_come=(),
        coverage_exceptions=(ExceptionDay(SPRING, "02:30", "03:00"),),
    )
    html = render_to_string("blocks/coverage_hours.html", {"facts": facts, "day": SPRING})
    assert "2:30" not in html
    assert "nobody answers" in html


CLOCK = st.times().map(lambda time: f"{time:%H:%M}")


@given(opens=CLOCK, closes=CLOCK, night=st.sampled_from([SPRING, AUTUMN]), minute=st.integers(0, 60 * 30))
def test_on_the_nights_when_the_clock_moves_nothing_is_said_that_cannot_be(opens, closes, night, minute):
    coverage = Coverage(every_day(opens, closes))
    now = at(night - datetime.timedelta(days=1), "21:00") + minute * MINUTE
    before = None
    for span in itertools.islice(coverage.spans(now), 3):
        assert span.start < span.end
        assert before is None or before.end < span.start
        before = span
        begun, ended = span.start.astimezone(ZONE), span.end.astimezone(ZONE)
        assert begun.date() < ended.date() or begun.time() < ended.time()
    facts = SimpleNamespace(
        coverage_hours=coverage.hours, coverage_to_come=(), coverage_exceptions=(), pages_change_at=None
    )
    for sentence in who_answers.sentences(facts, now):
        assert sentence.until > now


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        ("07:00", "11-23 10:30"),
        ("08:00", "11-23 10:30"),
        ("17:30", "11-23 20:00"),
        ("17:31", "11-24 08:01"),
        ("20:00", "11-24 10:30"),
        ("23:59", "11-24 10:30"),
    ],
)
def test_what_is_left_of_a_day_goes_on_the_next(clock, expected):
    assert local(DAYTIME.after(at(MONDAY, clock), 150 * MINUTE)) == expected


def test_the_first_minute_is_covered_and_the_last_is_not():
    assert DAYTIME.is_covered(at(MONDAY, "08:00"))
    assert not DAYTIME.is_covered(at(MONDAY, "20:00"))
    assert not DAYTIME.is_covered(at(MONDAY, "07:59"))


def test_hours_of_the_evening_before_reach_past_midnight():
    assert NIGHT.is_covered(at(MONDAY, "03:59"))
    assert not NIGHT.is_covered(at(MONDAY, "04:00"))


def test_shifts_that_touch_are_one_span():
    coverage = Coverage(
        every_day("08:00", "16:00") + every_day("16:00", "22:00") + every_day("21:00", "23:00")
    )
    first = next(iter(coverage.spans(at(MONDAY, "06:00"))))
    assert (local(first.start), local(first.end)) == ("11-23 08:00", "11-23 23:00")


def test_without_hours_nothing_is_covered_and_no_wait_ends():
    for coverage in (Coverage(), Coverage(exceptions=(ExceptionDay(MONDAY, "10:00", "15:00"),))):
        assert not coverage.is_known
        assert not coverage.is_covered(at(MONDAY, "12:00"))
        assert coverage.after(at(MONDAY, "12:00"), 150 * MINUTE) is None


@given(minutes=st.integers(0, 60 * 24 * 365), wait=st.integers(1, 600))
def test_a_wait_is_never_shorter_than_it_says_and_ends_while_somebody_is_there(minutes, wait):
    now = at(datetime.date(2026, 1, 1), "00:00") + minutes * MINUTE
    ready = DAYTIME.after(now, wait * MINUTE)
    assert ready is not None
    assert ready - now >= wait * MINUTE
    assert is_covered_by_the_wall_clock(DAYTIME, ready - MINUTE)


@pytest.mark.django_db
@time_machine.travel(at(MONDAY, "07:00"), tick=False)
def test_hours_that_staff_enter_are_in_force_once_saved():
    CoverageHours.objects.create(weekday=0, opens="08:00", closes="20:00")
    CoverageException.objects.create(day=MONDAY + datetime.timedelta(days=7))
    facts_saved()
    coverage = in_force(facts.current(timezone.now()))
    assert coverage.is_covered(at(MONDAY, "12:00"))
    assert not coverage.is_covered(at(MONDAY + datetime.timedelta(days=1), "12:00"))
    assert not coverage.is_covered(at(MONDAY + datetime.timedelta(days=7), "12:00"))
