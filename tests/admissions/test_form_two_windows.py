"""The form in two windows, or left half-way: nothing that was typed is lost without a word."""

from __future__ import annotations

import json

import pytest
from django.conf import settings

from admissions.custody.access import Purpose, open_for
from admissions.models import Submission
from admissions.verification import drafts
from admissions.verification.answers import Answers
from tests.support.visitor import ANSWERS, Visitor, card_photo, step_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor() -> Visitor:
    return Visitor()


def value_of(page, name: str) -> str:
    return page.one(f"[name={name}]").attributes.get("value") or ""


# --- a page whose question is not asked any more ----------------------------------------------------------


def test_what_was_typed_on_a_question_that_is_not_asked_any_more_is_kept_and_said(visitor):
    visitor.walk(until="card")
    visitor.answer("who", insurance_route="call")  # in another window
    page = visitor.answer("card", member_id="W123456")
    assert step_of(page) == "contact"
    notice = page.text(".notice")
    assert "“What is on the card?” is kept, and that is not asked now" in notice
    visitor.answer("who", insurance_route="typed")
    assert value_of(visitor.get("/request/card/"), "member_id") == "W123456"


def test_it_is_not_sent(visitor):
    visitor.walk(until="card")
    visitor.answer("who", insurance_route="call")
    page = visitor.answer("card")
    while step_of(page) != "check":
        page = visitor.answer(step_of(page))
    assert "Example Health Plan" not in page.text("main")
    page = visitor.answer("card", member_id="W99")
    assert step_of(page) == "check"
    assert "that is not asked now" in page.text(".notice")
    submission = visitor.send().text(".sent .reference")
    assert submission
    assert not Submission.objects.get().policies.exists()


def test_an_answer_that_is_not_right_yet_is_kept_with_what_is_wrong(visitor):
    visitor.walk(until="card")
    visitor.answer("who", insurance_route="none")
    page = visitor.answer("card", payer="", member_id="W123456")
    assert (step_of(page), bool(page.all(".notice"))) == ("other-ways", True)
    page = visitor.answer("who", insurance_route="typed")
    assert step_of(page) == "card"
    assert value_of(page, "member_id") == "W123456"
    assert "name of the insurance company" in page.text(".error")


def test_a_photo_of_a_card_is_kept_though_another_window_chose_to_type_it(visitor):
    visitor.walk(until="photo", who={"insurance_route": "photo"})
    visitor.answer("who", insurance_route="typed")
    page = visitor.answer("photo", back=card_photo())
    assert (step_of(page), bool(page.all(".notice"))) == ("card", True)
    visitor.answer("who", insurance_route="photo")
    assert len(visitor.get("/request/photo/").all(".kept")) == 2


def test_an_answer_to_a_later_question_waits_for_the_one_before_it(visitor):
    visitor.walk(until="help")
    visitor.answer("who", relation="loved_one")
    page = visitor.answer("help", note="Be patient with her")
    assert step_of(page) == "person"
    assert "“What would help?” is kept" in page.text(".notice")
    for step in ("person", "someone"):
        page = visitor.answer(step)
    assert step_of(page) in {"contact", "check"}
    assert "Be patient with her" in visitor.get("/request/help/").text("[name=note]")


def test_it_can_be_saved_with_five_words_too(visitor):
    visitor.walk(until="card")
    visitor.answer("who", insurance_route="call")
    words = visitor.answer("card", save="1", member_id="W123456").text(".reference")
    elsewhere = Visitor()
    assert step_of(elsewhere.post("/request/resume/", words=words)) == "contact"
    assert value_of(elsewhere.answer("who", insurance_route="typed"), "member_id") == "W123456"


def test_words_for_a_machine_are_kept_though_another_window_asks_for_none(visitor):
    visitor.walk("short", until="safety")
    visitor.answer("contact", channel="call")
    visitor.answer("safety", message_words="It is about the bicycle")
    visitor.answer("contact")
    assert value_of(visitor.get("/request/safety/"), "message_words") == "It is about the bicycle"


def test_a_page_that_was_not_reached_is_still_led_back_when_it_is_only_looked_at(visitor):
    visitor.walk(until="card")
    page = visitor.get("/request/help/")
    assert (step_of(page), page.all(".notice")) == ("card", [])
    assert not visitor.get("/request/card/?aside=nothing").all(".notice")


# --- more than one page half filled in --------------------------------------------------------------------


def test_what_was_refused_is_still_there_after_another_question_was_answered(visitor):
    visitor.walk(until="contact")
    visitor.answer("contact", preferred_name="Sam the Second", reach="mom")
    visitor.answer("person")  # by Back
    page = visitor.get("/request/contact/")
    assert value_of(page, "preferred_name") == "Sam the Second"
    assert page.text(".error").startswith("Error: Check the phone number.")


def test_two_half_filled_pages_are_both_saved(visitor):
    visitor.walk("short", until="safety")
    visitor.answer("safety", message_words="", warning="My partner may answer")
    words = visitor.answer("contact", save="1", preferred_name="", reach="949-555-0199").text(".reference")
    elsewhere = Visitor()
    page = elsewhere.post("/request/resume/", words=words)
    assert (step_of(page), value_of(page, "reach")) == ("contact", "949-555-0199")
    assert value_of(elsewhere.get("/request/safety/"), "warning") == "My partner may answer"


def test_an_attempt_that_the_release_before_kept_is_still_theirs():
    tried = {"step": "card", "typed": {"payer": ["Example"]}, "problems": []}
    kept = Answers.read(json.dumps({"way": "full", "steps": {}, "source_page": "", "tried": tried}))
    assert kept.attempt("card").typed == {"payer": ["Example"]}
    assert Answers.read(json.dumps({"way": "full", "steps": {}, "tried": None})).attempts == ()
    assert Answers.read(kept.written()) == kept


# --- for whom a page asks ---------------------------------------------------------------------------------


def test_a_name_typed_for_oneself_does_not_become_the_name_of_the_person_they_love(visitor):
    about = value_of(visitor.walk(until="person"), "about")
    visitor.answer("who", relation="loved_one")  # in another window
    page = visitor.answer("person", about=about, first_name="Samira")
    assert step_of(page) == "person"
    assert page.text("h1") == "Their name and birth date"
    assert "now asks about somebody else" in page.text(".error")
    assert value_of(page, "first_name") == "Samira"
    page = visitor.answer("person", about=value_of(page, "about"), first_name="Kim")
    assert step_of(page) == "someone"


def test_a_photo_is_kept_while_whose_plan_it_is_is_asked_again(visitor):
    page = visitor.walk(until="photo", who={"insurance_route": "photo"})
    visitor.answer("who", insurance_route="photo", relation="loved_one")
    page = visitor.answer("photo", about=value_of(page, "about"))
    assert step_of(page) == "photo"
    assert "now asks about somebody else" in page.text(".error")
    assert len(page.all(".kept")) == 1


def test_what_was_refused_of_one_person_is_not_kept_as_anothers(visitor):
    visitor.walk(until="person")
    visitor.answer("person", birth_date_year="")
    assert value_of(visitor.get("/request/person/"), "first_name") == "Samira"
    visitor.answer("who", relation="loved_one")
    assert value_of(visitor.get("/request/person/"), "first_name") == ""


# --- sent elsewhere ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("pressed", [{}, {"save": "1"}, {"preferred_name": ""}])
def test_whoever_goes_on_typing_after_another_window_sent_it_reads_that_this_is_not_in_it(visitor, pressed):
    visitor.sent("short")
    page = visitor.answer("contact", **{"preferred_name": "Another", **pressed})
    assert step_of(page) == "done"
    assert "What you typed there is not in it." in page.text(".notice")
    submission = Submission.objects.get()
    assert open_for(Purpose.OWN_DRAFT, submission, "preferred_name")["preferred_name"] == "Sam"
    assert not visitor.get("/request/contact/").all(".notice"), "only looked at"


def test_an_answer_that_meets_another_window_at_the_same_moment_is_kept(visitor, monkeypatch):
    visitor.walk(until="card")
    draft = drafts.of_token(visitor.client.cookies[settings.DRAFT_COOKIE_NAME].value).draft
    change, other = drafts.change, {"relation": ["self"], "insurance_route": ["call"]}

    def after_the_other(*given):
        change(draft, lambda answers: answers.having("who", other))
        return change(*given)

    monkeypatch.setattr(drafts, "change", after_the_other)
    page = visitor.answer("card", **ANSWERS["card"])
    assert (step_of(page), bool(page.all(".notice"))) == ("contact", True)
