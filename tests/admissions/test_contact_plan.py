"""The contact plan: when and how somebody may be reached, and exactly what a machine would hear."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from admissions.choices import AttemptResult, Channel, Direction, Status, Voicemail
from admissions.contact_plan import ContactPlan, voicemail_words, zone_name
from admissions.models import Event, Submission
from admissions.services import IllegalMove, record_attempt
from tests.support.requests import received

PACIFIC, EASTERN = ZoneInfo("America/Los_Angeles"), ZoneInfo("America/New_York")
MONDAY = datetime.date(2026, 11, 23)
SATURDAY = datetime.date(2026, 11, 28)


def plan(earliest=None, latest=None, days="any", zone=PACIFIC, channel="phone", voicemail="no"):
    earliest, latest = (text and datetime.time.fromisoformat(text) for text in (earliest, latest))
    return ContactPlan(channel, voicemail, days, earliest, latest, zone)


def at(clock, day=MONDAY, zone=PACIFIC):
    return datetime.datetime.combine(day, datetime.time.fromisoformat(clock), zone)


# --- hours ----------------------------------------------------------------------------------------------


def test_without_hours_any_time_is_right():
    assert not plan().has_window
    assert all(plan().is_open(at(clock)) for clock in ("00:00", "03:00", "12:00", "23:59"))
    assert plan().next_opening(at("03:00")) is None


@pytest.mark.parametrize(
    ("zone", "night"), [(EASTERN, datetime.date(2027, 3, 14)), (PACIFIC, datetime.date(2027, 3, 14))]
)
def test_a_window_within_the_hour_that_is_skipped_does_not_open_that_night(zone, night):
    hours = plan("02:30", "03:00", zone=zone)
    evening = at("20:00", night - datetime.timedelta(days=1), zone)
    assert all(window.start < window.end for window in hours.windows(evening))
    assert hours.next_opening(evening).astimezone(zone).date() == night + datetime.timedelta(days=1)


@pytest.mark.parametrize(
    ("earliest", "latest", "ends"),
    [("01:00", "02:30", "03:00"), ("02:10", "02:50", None), ("02:30", "10:00", "10:00")],
)
def test_a_night_that_skips_an_hour_lets_nobody_be_reached_after_the_hour_they_gave(earliest, latest, ends):
    night = datetime.date(2027, 3, 14)
    windows = plan(earliest, latest).windows(at("20:00", night - datetime.timedelta(days=1)), days=3)
    found = [window.end.astimezone(PACIFIC) for window in windows]
    assert [f"{end:%H:%M}" for end in found if end.date() == night] == ([ends] if ends else [])


@pytest.mark.parametrize(
    ("clock", "is_open"), [("14:59", False), ("15:00", True), ("16:59", True), ("17:00", False)]
)
def test_hours_have_a_first_and_a_last_minute(clock, is_open):
    assert plan("15:00", "17:00").is_open(at(clock)) is is_open


@pytest.mark.parametrize(
    ("clock", "is_open"),
    [("20:59", False), ("21:00", True), ("23:59", True), ("00:59", True), ("01:00", False)],
)
def test_hours_can_cross_midnight(clock, is_open):
    assert plan("21:00", "01:00").is_open(at(clock)) is is_open


def test_hours_with_only_a_start_or_an_end_are_open_on_the_other_side():
    assert plan(latest="12:00").has_window
    assert plan(latest="12:00").is_open(at("00:00"))
    assert not plan(latest="12:00").is_open(at("12:00"))
    assert plan(earliest="18:00").is_open(at("23:59"))


def test_hours_are_those_of_the_persons_zone():
    eastern = plan("09:00", "11:00", zone=EASTERN)
    assert eastern.is_open(at("07:30"))
    assert not eastern.is_open(at("09:30"))


@pytest.mark.parametrize(("days", "on_monday"), [("any", True), ("weekdays", True), ("weekends", False)])
def test_days_are_those_they_gave(days, on_monday):
    assert plan(days=days).is_open(at("12:00")) is on_monday
    assert plan(days=days).is_open(at("12:00", SATURDAY)) is (days != "weekdays")


def test_a_day_is_counted_in_the_persons_time_zone():
    # Sunday, 10 pm here, is Monday there.
    sunday = MONDAY - datetime.timedelta(days=1)
    assert plan(days="weekdays", zone=EASTERN).is_open(at("22:00", sunday))
    assert not plan(days="weekdays").is_open(at("22:00", sunday))


@pytest.mark.parametrize("day", [datetime.date(2026, 3, 8), datetime.date(2026, 11, 1)])
def test_on_the_nights_the_clock_is_moved_hours_keep_their_clock(day):
    opens = plan("05:00", "06:00").next_opening(at("00:30", day))
    assert opens == at("05:00", day)


def test_closed_hours_say_when_they_open_next():
    assert plan("15:00", "17:00", "weekends").next_opening(at("12:00")) == at("15:00", SATURDAY)


@pytest.mark.parametrize(
    ("the_plan", "words"),
    [
        (plan(), "As soon as possible"),
        (plan(days="weekends"), "Saturday or Sunday, any time"),
        (plan("09:00", "17:30", "weekdays"), "Monday to Friday, 9 am to 5:30 pm (Pacific time)"),
        (plan("12:00", "00:00", zone=EASTERN), "Any day, 12 pm to 12 am (Eastern time)"),
        (plan(earliest="18:00"), "Any day, from 6 pm (Pacific time)"),
        (plan(latest="12:00"), "Any day, until 12 pm (Pacific time)"),
    ],
)
def test_hours_are_told_in_words_with_their_zone(the_plan, words):
    assert the_plan.hours_in_words() == words


def test_a_zone_has_the_name_people_use():
    assert zone_name(ZoneInfo("Pacific/Honolulu")) == "Hawaii time"
    assert zone_name(ZoneInfo("America/Puerto_Rico")) == "America/Puerto Rico"


# --- what speaks against it -----------------------------------------------------------------------------


def test_another_channel_and_another_hour_are_objections_in_words():
    assert plan("15:00", "17:00").objections(Channel.PHONE, at("15:30")) == []
    assert plan("15:00", "17:00").objections(Channel.TEXT, at("12:00")) == [
        "They asked for a phone call.",
        "This is outside the hours they gave.",
    ]
    assert plan(channel="email").objections(Channel.PHONE, at("12:00")) == ["They asked for e-mail."]


# --- the machine ----------------------------------------------------------------------------------------


def test_no_voicemail_means_an_empty_script():
    assert (
        voicemail_words(Voicemail.NO, caller_name="a friend", words="Call Jo", phone="(866) 989-3395") == ""
    )


def test_limited_voicemail_is_exactly_the_words_they_gave():
    assert voicemail_words(Voicemail.LIMITED, caller_name="x", words="Call Jo", phone="1") == "Call Jo"


@pytest.mark.parametrize(("caller_name", "who"), [("", "Alter"), ("Dana", "Dana")])
def test_a_message_names_the_caller_and_nothing_about_care(caller_name, who):
    heard = voicemail_words(Voicemail.YES, caller_name=caller_name, words="", phone="(866) 989-3395")
    assert (
        heard == f"Hello, this is {who}, returning your call. You can reach us at (866) 989-3395. Thank you."
    )
    for word in ("care", "treatment", "insurance", "health", "recovery", "admissions"):
        assert word not in heard.lower()


# --- enforced when an attempt is recorded -----------------------------------------------------------------


@pytest.fixture
def submission(coordinator):
    made = received(plain={"window_from": datetime.time(15), "window_until": datetime.time(17)})
    Submission.objects.update(owner=coordinator, status=Status.CLAIMED)
    made.refresh_from_db()
    return made


@time_machine.travel(at("15:30"))
def test_an_attempt_as_planned_needs_no_reason(submission, coordinator):
    attempt = record_attempt(submission, coordinator, channel="phone", result=AttemptResult.NO_ANSWER)
    assert not attempt.departed_from_plan


@time_machine.travel(at("12:00"))
def test_an_attempt_outside_the_plan_needs_a_reason_which_stands_in_the_timeline(submission, coordinator):
    with pytest.raises(IllegalMove, match="outside the hours they gave"):
        record_attempt(submission, coordinator, channel="phone", result=AttemptResult.SPOKE)
    assert not submission.attempts.exists()
    record_attempt(submission, coordinator, channel="phone", result=AttemptResult.SPOKE, departure="urgent")
    assert submission.attempts.get().departed_from_plan
    assert Event.objects.filter(move="attempt", detail="It cannot wait").exists()


@time_machine.travel(at("12:00"))
def test_a_call_from_them_is_never_against_the_plan(submission, coordinator):
    record_attempt(
        submission, coordinator, channel="phone", result=AttemptResult.SPOKE, direction=Direction.IN
    )
    assert not submission.attempts.get().departed_from_plan


@time_machine.travel(at("15:30"))
def test_a_message_on_a_machine_is_refused_when_none_may_be_left(submission, coordinator):
    with pytest.raises(IllegalMove, match="no messages"):
        record_attempt(submission, coordinator, channel="phone", result=AttemptResult.LEFT_MESSAGE)
    Submission.objects.update(voicemail=Voicemail.LIMITED)
    submission.refresh_from_db()
    record_attempt(submission, coordinator, channel="phone", result=AttemptResult.LEFT_MESSAGE)
    assert submission.attempts.count() == 1
