"""How long answers stay, and for whom: the browser’s session, an hour, or as long as five words lead back."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from admissions.forget import forget
from admissions.models import Draft
from admissions.verification import guards, steps
from admissions.verification.answers import Answers
from tests.support.document import Document
from tests.support.visitor import Visitor, card_photo, step_of

pytestmark = pytest.mark.django_db

NOON = datetime.datetime(2026, 11, 23, 20, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def visitor() -> Visitor:
    return Visitor()


# --- saving -----------------------------------------------------------------------------------------------


def test_the_way_to_save_stands_first_on_every_question_and_enter_does_not_press_it(visitor):
    page = visitor.walk("short", until="times")
    buttons = [button.text() for button in page.all("main form button")]
    assert buttons == ["Continue", "Save and come back later", "Continue"]
    main = page.text("main")
    assert main.index("Save and come back later") < main.index(page.text("h1"))
    assert "after an hour in which you do nothing" in main
    page = visitor.walk("short")
    assert page.text("main").index("Save and come back later") < page.text("main").index("Check your answers")


def test_saving_keeps_the_page_that_somebody_is_on(visitor):
    visitor.walk("short", until="times")
    typed = {"window_days": "weekends", "window_from": "09:00", "window_until": ""}
    words = visitor.answer("times", save="1", **typed).text(".reference")
    elsewhere = Visitor()
    page = elsewhere.post("/request/resume/", words=words)
    assert step_of(page) == "times"
    assert page.one("[name=window_days][checked]").attributes["value"] == "weekends"
    assert page.one("[name=window_from] [selected]").attributes["value"] == "09:00"
    assert not page.all(".error-summary"), "nobody was asked yet whether it is right"


def test_a_half_filled_page_can_be_saved_and_does_not_count_as_answered(visitor):
    visitor.walk("short", until="safety")
    words = visitor.answer("safety", save="1", message_words="").text(".reference")
    elsewhere = Visitor()
    assert step_of(elsewhere.post("/request/resume/", words=words)) == "safety"
    assert step_of(elsewhere.get("/request/check/")) == "safety"


def test_the_first_question_can_be_saved_too(visitor):
    page = visitor.post("/request/contact/", way="short", save="1", preferred_name="Sam")
    elsewhere = Visitor()
    page = elsewhere.post("/request/resume/", words=page.text(".reference"))
    assert page.one("[name=preferred_name]").attributes["value"] == "Sam"


def test_a_photo_that_is_chosen_is_saved_with_its_page(visitor):
    visitor.walk(until="photo", who={"insurance_route": "photo"})
    visitor.answer("photo", save="1", back=card_photo())
    assert Draft.objects.get().card_images.count() == 2


def test_saving_again_shows_the_same_words(visitor):
    visitor.walk("short", until="times")
    first = visitor.answer("times", save="1").text(".reference")
    assert visitor.answer("times", save="1").text(".reference") == first
    # Its button stood in another tab: other words would have ended those that were written down.
    assert visitor.post("/request/save/").text(".reference") == first


def test_a_birth_date_that_would_end_the_form_ends_nothing_while_it_is_saved(visitor):
    visitor.walk(until="person")
    visitor.answer("person", birth_date_year="2015")
    visitor.answer("person", birth_date_year="2015", is_under_18="on", save="1")
    assert Draft.objects.exists()


# --- an hour, or the session --------------------------------------------------------------------------------


def test_unsaved_answers_end_after_an_hour_in_which_nothing_is_done(visitor, clock):
    visitor.walk("short", until="times")
    for _ in range(5):  # whoever goes on stays
        clock.shift(15 * MINUTE)
        assert step_of(visitor.get("/request/times/")) == "times"
    clock.shift(60 * MINUTE)
    assert "No answers are kept in this browser" in visitor.get("/request/times/").text()
    forget(datetime.datetime.now(datetime.UTC))
    assert not Draft.objects.exists()


def test_saved_answers_stay_as_long_as_the_words(visitor, clock):
    visitor.walk("short", until="times")
    words = visitor.answer("times", save="1").text(".reference")
    clock.shift(71 * 60 * MINUTE)
    assert step_of(Visitor().post("/request/resume/", words=words)) == "times"


def test_no_cookie_of_a_visitor_outlives_the_browser_before_something_is_sent(visitor):
    visitor.walk("short")
    visitor.post("/request/save/")
    for name in (settings.DRAFT_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
        assert visitor.client.cookies[name]["max-age"] == ""
        assert visitor.client.cookies[name]["expires"] == ""


def test_leaving_removes_every_cookie_of_ours(visitor):
    visitor.walk("short", until="times")
    visitor.post("/request/leave/")
    ours = {settings.DRAFT_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_NAME}
    assert ours <= set(visitor.client.cookies)
    for cookie in visitor.client.cookies.values():
        assert (cookie.value, cookie["max-age"]) == ("", 0)


# --- coming back --------------------------------------------------------------------------------------------

PLACES = [
    "/request/contact/",
    "/request/contact/?way=short",
    "/request/check/",
    "/request/save/",
    "/request/",
]


@pytest.mark.parametrize("place", PLACES)
def test_somebody_who_comes_back_is_asked_before_anything_is_seen(visitor, clock, place):
    visitor.walk("short")
    clock.shift(21 * MINUTE)
    page = visitor.get(place)
    assert step_of(page) == "again"
    assert page.text("h1") == "Carry on or start anew?"
    for word in ("Sam", "555", "a call", "5 pm"):
        assert word not in page.text("main .flow")


def test_whoever_carries_on_is_where_they_wanted_to_be(visitor, clock):
    visitor.walk("short")
    clock.shift(21 * MINUTE)
    page = visitor.get("/request/contact/")
    page = visitor.post("/request/again/", to=page.one("[name=to]").attributes["value"])
    assert step_of(page) == "contact"
    assert page.one("[name=preferred_name]").attributes["value"] == "Sam"
    clock.shift(21 * MINUTE)
    assert step_of(visitor.post("/request/again/")) == "check"


def test_whoever_starts_anew_leaves_nothing_behind(visitor, clock):
    visitor.walk("short")
    clock.shift(21 * MINUTE)
    page = visitor.post("/request/again/", anew="1")
    assert "/request/contact/?way=short" in page.hrefs()
    assert not Draft.objects.exists()


def test_starting_anew_keeps_what_was_saved(visitor):
    visitor.walk("short")
    words = visitor.post("/request/save/").text(".reference")
    visitor.post("/request/again/", anew="1")
    assert step_of(Visitor().post("/request/resume/", words=words)) == "check"


def test_what_is_sent_from_a_page_that_was_open_for_long_is_taken(visitor, clock):
    visitor.walk("short", until="times")
    clock.shift(45 * MINUTE)
    assert step_of(visitor.answer("times")) == "safety"


def test_an_answer_that_an_older_release_kept_is_still_theirs(visitor):
    visitor.walk("short", until="times")
    Draft.objects.update(seen_at=None, expires_at=NOON + 72 * 60 * MINUTE)
    assert step_of(visitor.get("/request/times/")) == "times"


# --- somebody else at the same computer ---------------------------------------------------------------------


def test_words_lead_back_once(visitor):
    visitor.walk("short", until="times")
    words = visitor.answer("times", save="1").text(".reference")
    elsewhere = Visitor()
    assert step_of(elsewhere.post("/request/resume/", words=words)) == "times"
    assert "lead nowhere" in Visitor().post("/request/resume/", words=words).text(".error")
    fresh = elsewhere.answer("times", save="1").text(".reference")
    assert fresh != words
    assert step_of(Visitor().post("/request/resume/", words=fresh)) == "times"


def test_words_pressed_twice_lead_back_by_both_presses_and_soon_by_none(visitor, clock):
    visitor.walk("short", until="times")
    words = visitor.answer("times", save="1").text(".reference")
    pressed = {"words": words, guards.STAMP: guards.fields(again=True)["stamp"]}
    # The browser follows the second press and drops the answer to the first, its cookie included.
    for _ in range(2):
        assert step_of(Visitor().post("/request/resume/", **pressed)) == "times"
    assert "lead nowhere" in Visitor().post("/request/resume/", words=words).text(".error")
    clock.shift(2 * MINUTE)
    assert "lead nowhere" in Visitor().post("/request/resume/", **pressed).text(".error")


def shows_sam(page: Document) -> bool:
    """Does a page show the name that was typed? Its tokens are random, and may hold these letters."""
    values = [field.attributes.get("value") or "" for field in page.all("input:not([type=hidden])")]
    return "Sam" in page.text() or "Sam" in " ".join(values)


@pytest.mark.parametrize("minutes", [21, 61, 71 * 60])
@pytest.mark.parametrize("place", PLACES)
def test_saved_answers_open_with_their_words_alone_once_somebody_was_away(visitor, clock, minutes, place):
    visitor.walk("short")
    words = visitor.post("/request/save/").text(".reference")
    clock.shift(minutes * MINUTE)
    page = visitor.get(place)
    assert not shows_sam(page)
    assert words not in page.html
    visitor.post("/request/again/")
    assert not shows_sam(visitor.get("/request/contact/"))
    assert step_of(Visitor().post("/request/resume/", words=words)) == "check"


@pytest.mark.parametrize("way_out", ["/request/leave/", "/request/again/"])
@pytest.mark.parametrize("is_saved", [True, False])
def test_a_cookie_that_somebody_kept_opens_nothing_after_leaving(visitor, way_out, is_saved):
    visitor.walk("short")
    words = visitor.post("/request/save/").text(".reference") if is_saved else ""
    kept = visitor.client.cookies[settings.DRAFT_COOKIE_NAME].value
    visitor.post(way_out, anew="1")
    thief = Visitor()
    thief.client.cookies[settings.DRAFT_COOKIE_NAME] = kept
    assert "No answers are kept in this browser" in thief.get("/request/check/").text()
    if is_saved:
        assert step_of(Visitor().post("/request/resume/", words=words)) == "check"


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_cookie_alone_takes_no_request_back_once_somebody_was_away(visitor, clock, method):
    submission = visitor.sent("short")
    clock.shift(21 * MINUTE)
    page = getattr(visitor, method)("/request/withdraw/")
    assert page.all("[name=secret]")
    submission.refresh_from_db()
    assert not submission.is_closed


def test_after_leaving_no_cookie_takes_a_request_back(visitor):
    submission = visitor.sent("short")
    kept = visitor.client.cookies[settings.DRAFT_COOKIE_NAME].value
    visitor.post("/request/leave/")
    thief = Visitor()
    thief.client.cookies[settings.DRAFT_COOKIE_NAME] = kept
    assert thief.post("/request/withdraw/").all("[name=secret]")
    submission.refresh_from_db()
    assert not submission.is_closed


def test_words_are_guessed_by_nobody_however_many_addresses_they_have(visitor, clock):
    visitor.walk("short")
    words = visitor.post("/request/save/").text(".reference")
    pages = []
    for number in range(guards.FAILURES.number + 10):
        client = Client(REMOTE_ADDR=f"10.{number}.0.1")
        stamp = guards.fields(again=True)["stamp"]
        pages.append(client.post("/request/resume/", {"words": "a guess", guards.STAMP: stamp}))
    assert [page.status_code for page in pages].count(302) == guards.FAILURES.number
    page = Visitor().post("/request/resume/", words=words)
    assert "Please call us" in page.text(".error-summary")
    clock.shift(15 * MINUTE)
    assert step_of(Visitor().post("/request/resume/", words=words)) == "check"


# --- nothing that tells -------------------------------------------------------------------------------------


def test_words_and_references_are_marked_as_not_to_be_translated(visitor):
    visitor.walk("short")
    pages = [visitor.post("/request/save/"), visitor.send(), visitor.get("/request/withdraw/")]
    for page in pages:
        codes = page.all(".reference, main strong")
        assert codes
        assert {node.attributes.get("translate") for node in codes} == {"no"}


def test_no_title_tells_what_the_request_is_about(visitor):
    titles = {step.form(Answers.none()).title for step in steps.STEPS}
    titles |= {visitor.get("/request/other-help/").title, visitor.get("/request/again/").title}
    for word in ("18", "insur", "health", "treat", "suicid", "benefit", "care", "addict"):
        assert [title for title in titles if word in title.casefold()] == []
