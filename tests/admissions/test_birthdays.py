"""An age is counted on the day where the person is, on the form and at the desk."""

from __future__ import annotations

import contextlib
import datetime
import uuid

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from admissions.desk.calls.call_form import CallForm
from admissions.desk.fields import BirthDateField
from admissions.models import Submission
from admissions.verification.answers import Answers
from admissions.verification.forms.people import Person
from tests.admissions.test_desk_calls import SPOKEN
from tests.admissions.test_typed_values import said
from tests.support.visitor import ANSWERS, Visitor

pytestmark = pytest.mark.django_db

NEW_YORK, HONOLULU = "America/New_York", "Pacific/Honolulu"
# 00:30 in New York on November 24 is 21:30 of the day before at the center, and 19:30 in Honolulu.
JUST_AFTER_MIDNIGHT = datetime.datetime(2026, 11, 24, 5, 30, tzinfo=datetime.UTC)


def birthday(born: str) -> dict[str, str]:
    year, month, day = born.split("-")
    return {"birth_date_year": year, "birth_date_month": month, "birth_date_day": day}


@pytest.mark.parametrize(("zone", "is_adult"), [(NEW_YORK, True), (HONOLULU, False)])
def test_an_adult_is_18_on_the_day_in_their_own_time_zone(zone, is_adult):
    with time_machine.travel(JUST_AFTER_MIDNIGHT):
        call = CallForm(
            {"draft_id": str(uuid.uuid4()), **SPOKEN, "birth_date": "11/24/2008", "time_zone": zone}
        )
        assert call.is_valid() == is_adult
        answers = Answers("full", {"contact": {"time_zone": [zone]}})
        form = Person(answers, said(ANSWERS["person"], **birthday("2008-11-24")))
        assert form.is_valid() == is_adult


def test_whoever_turns_18_at_midnight_in_new_york_sends_the_form_then():
    with time_machine.travel(JUST_AFTER_MIDNIGHT):
        submission = Visitor().sent(person=birthday("2008-11-24"), contact={"time_zone": NEW_YORK})
    assert submission == Submission.objects.get()


@pytest.mark.parametrize(
    ("now", "is_taken"),
    [("2026-11-24 05:30+00:00", True), ("2026-11-24 04:30+00:00", False)],  # 00:30 and 23:30 in New York
)
def test_today_is_a_valid_birth_date_once_it_is_today_in_new_york(now, is_taken):
    refusal = contextlib.nullcontext() if is_taken else pytest.raises(ValidationError)
    with time_machine.travel(now), refusal:
        BirthDateField("Birth date").clean("11/24/2026")


@pytest.mark.parametrize("typed", [f"2/{'9' * 11}/1988", f"2/{'9' * 25}/1988", f"{'9' * 25}/2/1988"])
def test_the_desk_refuses_a_day_or_a_month_of_very_many_digits_in_words(typed):
    with pytest.raises(ValidationError, match=r"Check the (day|month)"):
        BirthDateField("Birth date").clean(typed)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("12/1/2099", "must be in the past"),
        ("1/1/1850", "more than 130 years ago"),
        ("2/29/1990", "has no day 29 in 1990"),
        ("2/9/90", "four digits"),
        ("1990", "month, day, year: 2/28/1990"),
    ],
)
def test_the_desk_says_what_is_wrong_with_a_birth_date(typed, words):
    with pytest.raises(ValidationError, match=words):
        BirthDateField("Birth date").clean(typed)


def test_the_desk_refuses_a_child_by_the_day_in_their_time_zone(client, coordinator):
    client.force_login(coordinator)
    spoken = {"draft_id": str(uuid.uuid4()), **SPOKEN, "birth_date": "11/24/2008", "time_zone": HONOLULU}
    with time_machine.travel(JUST_AFTER_MIDNIGHT):
        client.force_login(coordinator)
        response = client.post(reverse("desk:call"), spoken)
    assert response.status_code == 200
    assert "under 18" in response.text
    assert not Submission.objects.exists()
