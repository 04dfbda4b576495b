"""Attempts: when they took place, whom somebody spoke to, and when to try again."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.urls import reverse

from admissions import services
from admissions.desk.next_step import clock_of
from admissions.forget import remember
from admissions.models import Submission
from tests.support.forms import after
from tests.support.requests import received

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 11, 24, 20, tzinfo=datetime.UTC)  # noon in California
HOUR = datetime.timedelta(hours=1)
ALL_OF_IT = datetime.timedelta(seconds=60, microseconds=-1)  # of the minute that somebody types


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def mine(coordinator):
    weekdays = {"window_days": "weekdays", "window_from": datetime.time(9), "window_until": datetime.time(17)}
    return services.claim(received(plain=weekdays), coordinator)


@pytest.fixture
def attempt(client, mine, coordinator):
    """Send the form of an attempt; return what it says back."""

    def attempt(**data):
        client.force_login(coordinator)
        address = reverse("desk:act", args=[mine.reference, "attempt"])
        values = {"channel": "phone", "direction": "out", "result": "no_answer", **data}
        answer = after(client.post(address, values)).content.decode()
        mine.refresh_from_db()
        return answer

    return attempt


def test_an_attempt_is_now_unless_somebody_says_when(attempt, mine):
    attempt()
    assert mine.attempts.get().at == NOW


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("2026-11-24T11:30", NOW - HOUR / 2),
        ("2026-11-23T12:00", NOW - 24 * HOUR),
        ("2026-11-22T23:00", None),
        ("2026-11-24T13:00", None),
    ],
)
def test_an_attempt_of_today_or_yesterday_has_its_own_time(attempt, mine, typed, at):
    answer = attempt(at=typed)
    assert [row.at for row in mine.attempts.all()] == ([at + ALL_OF_IT] if at else [])
    assert ("Write a time of today or yesterday." in answer) is (at is None)


def test_a_call_written_down_later_counts_from_when_it_took_place(attempt, mine):
    attempt()
    attempt(at="2026-11-24T10:00", result="spoke")
    assert mine.first_attempt_at == mine.first_live_at == NOW - 2 * HOUR + ALL_OF_IT


def test_a_call_typed_with_the_minute_of_a_reopening_came_after_it(attempt, mine):
    reopened = NOW - HOUR + datetime.timedelta(seconds=40)
    Submission.objects.filter(pk=mine.pk).update(reopened_at=reopened)
    attempt(at="2026-11-24T11:00")
    assert mine.first_attempt_at is not None
    assert mine.attempts.filter(at__gte=reopened).exists(), "it is one of the three that an ending takes"


def test_a_call_typed_with_this_minute_was_not_later_than_now(attempt, mine):
    attempt(at="2026-11-24T12:00")
    assert mine.attempts.get().at == NOW


def test_a_call_typed_with_the_minute_that_was_promised_kept_the_promise(attempt, mine):
    Submission.objects.filter(pk=mine.pk).update(due_first_contact=NOW - HOUR)
    attempt(at="2026-11-24T11:00")
    assert clock_of(mine, NOW).kind == "kept"
    assert remember(mine).kept_promise


def test_a_call_typed_with_the_minute_after_the_promise_was_late(attempt, mine):
    Submission.objects.filter(pk=mine.pk).update(due_first_contact=NOW - HOUR)
    attempt(at="2026-11-24T11:01")
    assert clock_of(mine, NOW).words.startswith("Reached out late")
    assert not remember(mine).kept_promise


def test_a_call_from_before_a_reopening_keeps_no_promise_that_was_made_with_it(mine, lead):
    services.close(mine, mine.owner, outcome="declined")
    with time_machine.travel(NOW + HOUR, tick=False):
        services.reopen(mine, lead, reason="called_back")
        services.record_attempt(mine, lead, channel="phone", result="no_answer", at=NOW)
        mine.refresh_from_db()
        assert mine.first_attempt_at is None
        services.record_attempt(mine, lead, channel="phone", result="no_answer")
        mine.refresh_from_db()
        assert mine.first_attempt_at == NOW + HOUR


def test_somebody_else_is_named_as_who_they_are(attempt, mine):
    assert "Say whom you spoke to." in attempt(result="spoke_other")
    attempt(result="spoke_other", spoken_to="holder", told="nothing")
    assert mine.attempts.get().spoken_to == "holder"
    assert mine.first_live_at is None


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("2026-11-25T10:00", ""),
        ("2026-11-25T19:00", "outside the hours they gave: Monday to Friday, 9 am to 5 pm"),
        ("2026-11-28T10:00", "outside the hours they gave"),
        ("2026-11-24T11:00", "Choose a time that is still to come."),
        ("2027-03-14T02:30", "2027-03-14T02:30"),  # skipped by the clocks
    ],
)
def test_the_next_try_is_a_time_at_which_they_want_to_be_reached(attempt, mine, typed, words):
    answer = attempt(next_at=typed)
    assert mine.attempts.exists() is (words == "")
    assert words in answer
