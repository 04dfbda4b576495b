"""The promise: counted in covered time, within the hours somebody gave, in words that stay true."""

from __future__ import annotations

import datetime
from calendar import day_name
from zoneinfo import ZoneInfo

import pytest
import time_machine

from admissions import services
from admissions.contact_plan import ContactPlan
from admissions.promise import RULE, in_words, left_in_words, promise
from alter_site.content.facts.coverage import ZONE, Coverage, ExceptionDay, Hours, moment
from alter_site.content.models import CoverageHours
from tests.factories import facts_saved
from tests.support.requests import intake

MONDAY = datetime.date(2026, 11, 23)
SATURDAY = datetime.date(2026, 11, 28)
NEW_YORK, HONOLULU = ZoneInfo("America/New_York"), ZoneInfo("Pacific/Honolulu")
COVERED = Coverage(tuple(Hours(day, "08:00", "20:00") for day in day_name))
NIGHT = Coverage(tuple(Hours(day, "22:00", "06:00") for day in day_name))


def plan(earliest=None, latest=None, days="any", zone=ZONE):
    earliest, latest = (text and datetime.time.fromisoformat(text) for text in (earliest, latest))
    return ContactPlan("phone", "no", days, earliest, latest, zone)


def due(the_plan, clock, day=MONDAY, coverage=COVERED):
    found = promise(the_plan, coverage, moment(day, clock))
    return found and found.astimezone(ZONE).strftime("%a %H:%M")


@pytest.mark.parametrize(
    ("clock", "expected"),
    [("09:00", "Mon 11:30"), ("02:00", "Mon 10:30"), ("19:00", "Tue 09:30"), ("22:00", "Tue 10:30")],
)
def test_as_soon_as_possible_is_150_covered_minutes(clock, expected):
    assert due(plan(), clock) == expected


def test_a_promise_is_a_full_minute_as_it_is_said_and_as_calls_are_typed():
    asked = moment(MONDAY, "09:00") + datetime.timedelta(seconds=40)
    assert promise(plan(), COVERED, asked) == moment(MONDAY, "11:30")


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        ("09:00", "Mon 17:00"),  # ready at 11:30, before the window opens
        ("13:00", "Mon 17:00"),  # ready at 15:30, inside the window
        ("14:30", "Mon 17:00"),  # ready as it closes: their hours win
        ("16:45", "Mon 17:00"),  # a quarter of an hour is left
        ("16:46", "Tue 17:00"),
        ("23:00", "Tue 17:00"),
    ],
)
def test_with_hours_given_it_is_the_end_of_the_first_that_still_fits(clock, expected):
    assert due(plan("15:00", "17:00"), clock) == expected


def test_hours_are_cut_to_those_in_which_somebody_is_here():
    assert due(plan("18:00", "23:00"), "12:00") == "Mon 20:00"
    assert due(plan("05:00", "09:00"), "12:00") == "Tue 09:00"


def test_hours_of_which_hardly_anything_is_left_do_not_count():
    assert due(plan("18:00", "23:00"), "19:45") == "Mon 20:00"
    assert due(plan("18:00", "23:00"), "19:46") == "Tue 20:00"


def test_hours_in_which_nobody_is_here_bring_no_promise():
    assert due(plan("21:00", "23:00"), "12:00") is None


def test_hours_past_midnight_end_on_the_next_day():
    assert due(plan("21:00", "01:00"), "12:00", coverage=NIGHT) == "Tue 01:00"


@pytest.mark.parametrize(
    ("days", "day", "expected"),
    [
        ("weekdays", MONDAY, "Mon 17:00"),
        ("weekdays", SATURDAY, "Mon 17:00"),
        ("weekends", MONDAY, "Sat 17:00"),
        ("weekends", SATURDAY, "Sat 17:00"),
    ],
)
def test_only_the_days_they_gave_count(days, day, expected):
    assert due(plan("15:00", "17:00", days), "09:00", day) == expected


def test_chosen_days_without_hours_limit_the_promise():
    assert due(plan(days="weekends"), "09:00") == "Sat 20:00"


def test_a_latest_hour_alone_counts():
    assert due(plan(latest="12:00"), "10:00") == "Mon 12:00"
    assert due(plan(latest="12:00"), "12:00") == "Tue 12:00"


def test_hours_are_read_in_their_own_zone():
    assert due(plan("17:00", "19:00", zone=NEW_YORK), "09:00") == "Mon 16:00"
    assert due(plan("17:00", "19:00", zone=HONOLULU), "09:00") == "Mon 20:00"


def test_a_weekday_is_one_where_they_are():
    # Friday 7 pm in Honolulu is Friday 9 pm here, and theirs ends when ours has long been Saturday.
    assert due(plan("19:00", "23:00", "weekdays", HONOLULU), "12:00", MONDAY, NIGHT) == "Tue 01:00"
    friday = MONDAY + datetime.timedelta(days=4)
    assert due(plan("19:00", "23:00", "weekdays", HONOLULU), "02:00", friday, NIGHT) == "Sat 01:00"


@pytest.mark.parametrize("day", [datetime.date(2026, 3, 7), datetime.date(2026, 10, 31)])
def test_the_night_the_clock_is_moved_changes_no_hour_they_gave(day):
    # Asked after closing time on the evening before.
    expected = {3: "Sun 10:00", 10: "Sun 10:00"}[day.month]
    assert due(plan("05:00", "10:00"), "17:20", day) == expected


def test_a_holiday_is_passed_over():
    holiday = Coverage(COVERED.hours, (ExceptionDay(MONDAY),))
    assert due(plan(), "09:00", coverage=holiday) == "Tue 10:30"
    assert due(plan("15:00", "17:00"), "09:00", coverage=holiday) == "Tue 17:00"


def test_without_coverage_hours_there_is_no_promise():
    assert due(plan(), "09:00", coverage=Coverage()) is None
    assert due(plan("15:00", "17:00"), "09:00", coverage=Coverage()) is None


@pytest.mark.django_db
@time_machine.travel(moment(MONDAY, "09:00"), tick=False)
def test_a_request_keeps_its_promise_with_the_rule_it_was_counted_by():
    CoverageHours.objects.create(weekday=0, opens="08:00", closes="20:00")
    facts_saved()
    submission = services.receive(intake()).submission
    assert submission.due_first_contact == moment(MONDAY, "11:30")
    assert submission.promise_rule == RULE == 2


@pytest.mark.django_db
def test_a_request_without_coverage_hours_is_stored_without_a_promise():
    submission = services.receive(intake()).submission
    assert (submission.due_first_contact, submission.promise_rule) == (None, None)


# --- in words -------------------------------------------------------------------------------------------


def words(clock, zone=None, day=MONDAY):
    return in_words(moment(day, clock), zone, now=moment(day, "00:00"))


def test_a_promise_names_the_clock_the_zone_and_the_day():
    assert words("10:30") == "before 10:30 am Pacific time on Monday, November 23"
    assert words("20:00") == "before 8:00 pm Pacific time on Monday, November 23"


def test_midnight_is_told_as_the_end_of_the_day_before():
    assert words("00:00") == "before midnight Pacific time, at the end of Sunday, November 22"


def test_a_promise_is_also_told_in_their_time_where_that_differs():
    assert words("10:30", NEW_YORK) == (
        "before 10:30 am Pacific time on Monday, November 23 (1:30 pm Eastern time)"
    )
    assert words("10:30", ZoneInfo("America/Tijuana")) == words("10:30")


def test_a_promise_that_falls_on_another_day_there_says_so():
    assert words("23:00", NEW_YORK).endswith("(2:00 am Eastern time on Tuesday, November 24)")


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (9 * 60, "9 min left"),
        (59, "0 min left"),
        (0, "0 min left"),
        (-240, "late 4 min"),
        (90 * 60, "1 h 30 min left"),
        (-26 * 3600, "late 26 h 0 min"),
        (50 * 3600, "2 days left"),
    ],
)
def test_the_queue_says_how_long_is_left(seconds, expected):
    now = moment(MONDAY, "12:00")
    assert left_in_words(now + datetime.timedelta(seconds=seconds), now) == expected


def test_without_a_promise_the_queue_shows_no_clock():
    assert left_in_words(None, moment(MONDAY, "12:00")) == "no clock"
