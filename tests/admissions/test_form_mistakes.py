"""A mistake is answered with a way back to the question: Back never asks to send something again."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session

from admissions.models import Draft
from admissions.verification import drafts, guards
from tests.support.undone import undone
from tests.support.visitor import ANSWERS, Visitor, card_photo, step_of

pytestmark = pytest.mark.django_db

WRONG = {
    "who": {"relation": "", "insurance_route": "barter"},
    "someone": {"person_knows": ""},
    "work": {"professional_name": ""},
    "contact": {"reach": "12"},
    "times": {"window_until": "08:00"},
    "safety": {"message_words": ""},
    "language": {"language": "x" * 61},
    "person": {"birth_date_year": ""},
    "card": {"payer": ""},
    "holder": {"holder_first_name": ""},
    "help": {"note": "and so on " * 200},
}
NO_DATE = {"birth_date_month": "", "birth_date_day": "", "birth_date_year": ""}
NO_PHOTO = {"front": card_photo("front.heic", "PNG", (1, 1))}


@pytest.fixture
def visitor() -> Visitor:
    return Visitor()


def sent(visitor: Visitor, step: str, **said):
    """Return the answer to a form itself, wherever it leads."""
    stamp = {"agreed": "on", guards.STAMP: guards.fields(again=True)["stamp"]}
    return visitor.client.post(f"/request/{step}/", {**ANSWERS.get(step, {}), **said, **stamp})


def kept_for(visitor: Visitor) -> str:
    found = drafts.of_token(visitor.client.cookies["__Host-request"].value)
    assert found is not None
    return found.answers.written()


def test_every_mistake_leads_back_to_its_question(subtests):
    mistakes: dict[str, dict[str, Any]] = {**WRONG, "photo": NO_PHOTO, "second-photo": NO_PHOTO}
    for step, wrong in mistakes.items():
        with subtests.test(step=step), undone():
            visitor = Visitor()
            way: dict[str, dict[str, str]] = {
                "who": {
                    "relation": {"someone": "loved_one", "work": "client"}.get(step, "self"),
                    "insurance_route": "photo" if "photo" in step else "typed",
                },
                "card": {"has_second_plan": "yes", "holder_relation": "parent"},
                "photo": {"has_second_plan": "yes"},
            }
            visitor.walk("full", step, **way)
            response = sent(visitor, step, **wrong)
            assert response.status_code == 302
            assert response.headers["Location"].split("?")[0] == f"/request/{step}/"
            page = visitor.get(response.headers["Location"])
            assert page.title.startswith("Error: ")
            assert page.all(".error-summary a")
            # As it is shown again, so it is after a reload; and corrected, it is gone.
            assert visitor.get(f"/request/{step}/").texts(".error") == page.texts(".error")
            assert step_of(visitor.answer(step)) != step
            assert not visitor.get(f"/request/{step}/").all(".error-summary")


def test_what_was_typed_wrongly_is_kept_sealed_and_nowhere_else(visitor):
    response = sent(visitor, "contact", way="short", reach="12", preferred_name="Stays here")
    draft = Draft.objects.get()
    assert "Stays here" not in str(draft.answers)
    assert json.loads(kept_for(visitor))["attempts"][0]["typed"]["reach"] == ["12"]
    assert not Session.objects.exists()
    assert "Stays" not in response.headers["Location"]
    assert [*response.cookies] == [settings.DRAFT_COOKIE_NAME]
    page = visitor.get(response.headers["Location"])
    assert page.one("[name=reach]").attributes["value"] == "12"
    assert page.one("[name=preferred_name]").attributes["value"] == "Stays here"


def test_a_mistake_in_a_change_leads_back_to_the_change(visitor):
    visitor.walk()
    page = visitor.answer("contact", change="1", reach="12")
    assert page.one("[name=change]").attributes["value"] == "1"
    assert page.one("a.back").attributes["href"] == "/request/check/"
    assert "(949) 555-0142" in visitor.get("/request/check/").text()
    assert step_of(visitor.answer("contact", change="1")) == "check"


def test_an_answer_that_another_one_made_wrong_is_shown_as_a_mistake(visitor):
    visitor.walk(who={"relation": "unsaid"}, person=NO_DATE)
    page = visitor.answer("who", change="1", relation="self")
    assert step_of(page) == "person"
    assert page.title.startswith("Error: ")
    assert page.texts(".error-summary li") == ["Enter the date of birth"]
    assert page.hrefs(".error-summary a") == ["#id_birth_date_month"]
    assert step_of(visitor.answer("person", change="1")) != "person"


def test_a_refused_answer_does_not_count_as_answered(visitor):
    visitor.walk(until="times")
    visitor.answer("times", window_until="08:00")
    assert step_of(visitor.get("/request/check/")) == "times"


def test_a_file_sent_within_two_seconds_is_kept(visitor):
    """The minimum time slows whoever sends; it has no page of its own, which would drop the file."""
    visitor.walk(until="photo", who={"insurance_route": "photo"})
    page = visitor.answer("photo", stamp="", back=card_photo())
    assert step_of(page) == "person"
    assert Draft.objects.get().card_images.count() == 2


def test_a_second_file_is_not_lost_to_a_mistake_in_the_first(visitor):
    visitor.walk(until="photo", who={"insurance_route": "photo"})
    page = visitor.answer("photo", back=card_photo(), **NO_PHOTO)
    assert page.texts(".error")
    assert Draft.objects.get().card_images.get().side == "back"
    assert step_of(visitor.answer("photo")) == "person"


def test_wrong_words_are_answered_with_a_way_back_and_kept_nowhere(visitor):
    response = visitor.client.post("/request/resume/", {"words": "acorn album almond amber"})
    assert response.status_code == 302
    assert "acorn" not in response.headers["Location"]
    page = visitor.get(response.headers["Location"])
    assert page.title.startswith("Error: ")
    assert page.texts(".error")


def test_whoever_is_stopped_on_the_way_is_led_back_with_the_phone_and_all_answers(visitor, monkeypatch):
    visitor.walk()
    monkeypatch.setitem(guards.LIMITS, "send", guards.Limit(0, 60))
    response = sent(visitor, "check")
    assert response.headers["Location"] == "/request/check/?stopped=1"
    page = visitor.get(response.headers["Location"])
    assert "Please call us" in page.text(".error-summary")
    assert "(949) 555-0142" in page.text()


def test_far_too_much_is_cut_before_it_is_kept(visitor):
    visitor.walk(until="help")
    sent(visitor, "help", note="é" * 25_000)
    assert len(json.loads(kept_for(visitor))["attempts"][0]["typed"]["note"][0]) == 20_000
