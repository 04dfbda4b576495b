"""Day and time in one field of the desk: in the ways that people type them, and only what the clocks show."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.forms import ValidationError

from admissions.desk.moments import NOT_A_TIME, MomentField, PastMomentField

ZONE = ZoneInfo("America/Los_Angeles")
FRIDAY = datetime.datetime(2026, 11, 27, 19, 50, tzinfo=ZONE)
SPRING = datetime.datetime(2026, 3, 7, 20, tzinfo=ZONE)
AUTUMN = datetime.datetime(2026, 11, 1, 3, 20, tzinfo=ZONE)
AHEAD = MomentField(label="Next try")
BEFORE = PastMomentField(datetime.timedelta(days=1), "Write a time of today or yesterday.")


def read(field: MomentField | PastMomentField, typed: str, now: datetime.datetime = FRIDAY) -> str:
    with time_machine.travel(now, tick=False):
        found = field.clean(typed)
    assert found is not None
    return f"{found.astimezone(ZONE):%m-%d %H:%M %Z}"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2026-11-28T09:00", "11-28 09:00 PST"),
        ("2026-11-28 9am", "11-28 09:00 PST"),
        ("11/28/2026, 9:00 a.m.", "11-28 09:00 PST"),
        ("tomorrow 9am", "11-28 09:00 PST"),
        ("Tomorrow at noon", "11-28 12:00 PST"),
        ("9am", "11-28 09:00 PST"),
        ("noon", "11-28 12:00 PST"),
        ("21:00", "11-27 21:00 PST"),
        ("today 9 pm", "11-27 21:00 PST"),
        ("midnight", "11-28 00:00 PST"),
        ("2026-11-27 24:00", "11-28 00:00 PST"),
        ("\u200b2026-11-28\u2060 9am\u2060", "11-28 09:00 PST"),
    ],
)
def test_a_time_to_come_is_read_as_people_type_it(typed, expected):
    assert read(AHEAD, typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2026-11-27T19:00", "11-27 19:00 PST"),
        ("7:30 pm", "11-27 19:30 PST"),
        ("9pm", "11-26 21:00 PST"),
        ("noon", "11-27 12:00 PST"),
        ("yesterday 7pm", "11-26 19:00 PST"),
    ],
)
def test_a_time_that_has_been_is_the_last_such(typed, expected):
    assert read(BEFORE, typed) == expected


@pytest.mark.parametrize(
    "typed",
    [
        "2026-11-28",
        "tomorrow",
        "9",
        "soon",
        "2026-02-30 9am",
        "0000-01-01 9am",
        "9999-12-31 23:30",
        "25:00",
        "at",
    ],
)
def test_what_is_no_moment_is_refused_in_words(typed):
    with pytest.raises(ValidationError) as refused:
        read(AHEAD, typed)
    assert refused.value.messages == [NOT_A_TIME]


def test_a_time_that_the_clocks_skip_is_refused_in_words():
    with pytest.raises(ValidationError) as refused:
        read(AHEAD, "2026-03-08T02:30", SPRING)
    (words,) = refused.value.messages
    assert words == ("There is no 2:30 am on Sunday, March 8: the clocks go forward. Choose another time.")


def test_a_time_that_comes_twice_is_the_one_that_fits():
    assert read(BEFORE, "2026-11-01T01:30", AUTUMN) == "11-01 01:30 PST"
    between = datetime.datetime(2026, 11, 1, 1, 40, tzinfo=ZONE)
    assert read(BEFORE, "1:30 am", between) == "11-01 01:30 PDT"
    assert read(AHEAD, "1:30 am", between) == "11-01 01:30 PST"
    assert read(AHEAD, "2026-11-01 01:30", FRIDAY.replace(month=10)) == "11-01 01:30 PDT"


def test_a_time_on_the_wrong_side_of_now_is_refused():
    for field, typed in ((AHEAD, "2026-11-27 9am"), (BEFORE, "tomorrow 9am"), (BEFORE, "2026-11-25 9am")):
        with pytest.raises(ValidationError):
            read(field, typed)
