"""Beside and after the steps: coming back, leaving, one request however often it is sent, guards."""

from __future__ import annotations

import dataclasses
import datetime
import re

import pytest
import time_machine

from admissions import reference, services
from admissions.models import Draft, Submission
from admissions.verification import guards, steps
from admissions.verification.answers import Answers
from alter_site.content import facts
from alter_site.content.models import CoverageHours, Organization
from alter_site.delivery.headers import PRIVATE
from tests.factories import StandardPageFactory, committed, published
from tests.site.test_headers import carries
from tests.support.requests import intake
from tests.support.visitor import Visitor, step_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor() -> Visitor:
    return Visitor()


# --- saving, coming back, leaving ---------------------------------------------------------------------


def test_five_words_lead_back_on_a_clean_browser(visitor, settings):
    visitor.walk(until="times")
    words = visitor.post("/request/save/").text(".reference")
    assert len(words.split()) == 5
    elsewhere = Visitor()
    page = elsewhere.post("/request/resume/", words=words.upper().replace(" ", " - "))
    assert step_of(page) == "times"
    assert elsewhere.get("/request/contact/").one("[name=reach]").attributes["value"] == "(949) 555-0142"
    assert "No answers are kept" in visitor.get("/request/times/").text()


def test_wrong_and_expired_words_are_answered_alike(visitor):
    visitor.walk(until="times")
    words = visitor.post("/request/save/").text(".reference")
    Draft.objects.update(expires_at="2026-01-01T00:00Z")
    expired = Visitor().post("/request/resume/", words=words).texts(".error")
    assert expired == Visitor().post("/request/resume/", words="acorn album almond amber").texts(".error")


def test_leaving_forgets_the_answers_and_the_cookie(visitor, settings):
    visitor.walk(until="times")
    page = visitor.post("/request/leave/")
    assert page.response.headers["Refresh"].startswith("0; url=https://")
    assert page.response.cookies[settings.DRAFT_COOKIE_NAME]["max-age"] == 0
    assert not Draft.objects.exists()


def test_leaving_keeps_what_was_saved(visitor):
    visitor.walk(until="times")
    visitor.post("/request/save/")
    visitor.post("/request/leave/")
    assert Draft.objects.count() == 1


# --- sent ---------------------------------------------------------------------------------------------


def test_the_first_view_shows_everything_and_a_second_only_what_is_needed(visitor):
    visitor.walk()
    first = visitor.send()
    submission = Submission.objects.get()
    assert submission.reference in first.text("h1 ~ .reference")
    assert len(first.all(".reference")) == 2
    assert "Hi, it’s Sam. Please call back." in first.text(".say")
    again = visitor.get("/request/done/")
    assert len(again.all(".reference")) == 1
    assert "/request/withdraw/" in again.hrefs()
    assert "Sam" not in again.text("main")


def test_without_hours_no_clock_is_promised(visitor):
    visitor.walk("short")
    assert "We will call you. To talk sooner, call (866)" in visitor.send().text(".sent").replace("\xa0", " ")


@pytest.mark.parametrize("is_demo", [True, False])
@time_machine.travel("2026-11-23 12:00:00-08:00")
def test_with_hours_the_promise_names_a_time(visitor, is_demo):
    for weekday in CoverageHours.Weekday:
        CoverageHours.objects.create(weekday=weekday, opens="08:00", closes="20:00", is_demo=is_demo)
    with committed():
        facts.freeze()
    visitor.walk("short", times={"window_days": "any", "window_from": "", "window_until": ""})
    shown = visitor.send().text(".sent")
    assert "Expect to hear from us before 2:30 pm Pacific time on Monday, November 23." in shown
    assert ("demo hours" in shown) == is_demo
    with time_machine.travel("2026-11-23 15:00:00-08:00"):
        assert "You should have heard from us before 2:30 pm" in visitor.get("/request/done/").text(".sent")


@pytest.mark.parametrize(
    ("channel", "said"),
    [
        ("call", "If nobody answers, we leave no voicemail."),
        ("call_message", "Hello, this is Sam, returning your call."),
        ("call_words", "“Hi, it’s Sam. Please call back.”"),
    ],
)
def test_the_page_says_exactly_what_a_machine_would_hear(visitor, channel, said):
    visitor.walk("short", contact={"channel": channel})
    assert said in visitor.send().text("main")


def test_looking_only_at_the_headers_uses_nothing_up(visitor):
    visitor.walk()
    visitor.client.post("/request/check/", {"agreed": "on", guards.STAMP: guards.fields(again=True)["stamp"]})
    visitor.client.head("/request/done/")
    assert len(visitor.get("/request/done/").all(".reference")) == 2


def test_a_request_that_is_finished_says_so(visitor, lead):
    submission = visitor.sent()
    services.withdraw(submission)
    page = visitor.get("/request/done/")
    assert "This request is finished." in page.text(".sent")
    assert visitor.post("/request/withdraw/").text("h1") == "Your request is withdrawn"


def test_the_secret_that_is_shown_is_the_one_that_is_kept(visitor):
    visitor.walk()
    secret = visitor.send().texts(".reference")[1]
    assert Submission.objects.get().status_secret == reference.status_code(secret)


def test_sending_twice_is_one_request(visitor):
    visitor.walk()
    shown = {visitor.send().texts(".reference")[0] for _ in range(3)}
    assert shown == {Submission.objects.get().reference}


def test_a_second_press_shows_the_secret_of_the_first_whose_answer_never_came(visitor):
    visitor.walk()
    pressed = {"agreed": "on", guards.STAMP: guards.fields(again=True)["stamp"]}
    with time_machine.travel(datetime.datetime.now(datetime.UTC), tick=False) as clock:
        secrets = [visitor.post("/request/check/", **pressed).texts(".reference")[1] for _ in range(2)]
        assert [reference.status_code(secret) for secret in secrets] == [
            Submission.objects.get().status_secret
        ] * 2
        # Nothing of it comes back by a reload, from another page or later.
        assert len(visitor.get("/request/done/").texts(".reference")) == 1
        assert len(visitor.send().texts(".reference")) == 1
        clock.shift(datetime.timedelta(minutes=2))
        assert len(visitor.post("/request/check/", **pressed).texts(".reference")) == 1


def test_a_request_cut_off_before_the_draft_knew_is_found_by_the_next_page(visitor):
    visitor.walk()
    draft = Draft.objects.get()
    received = services.receive(dataclasses.replace(intake(), draft_id=draft.pk), draft=draft).submission
    page = visitor.get("/request/done/")
    received.refresh_from_db()
    assert received.status_secret == reference.status_code(page.texts(".reference")[1])
    draft.refresh_from_db()
    assert draft.submission == received
    assert draft.answers is None


def test_the_confirmation_stays_for_a_day_and_no_longer(visitor):
    with time_machine.travel("2026-11-23 12:00:00-08:00", tick=False) as clock:
        reference_shown = visitor.sent().reference
        clock.shift(datetime.timedelta(hours=24, seconds=-1))
        assert visitor.get("/request/done/").text(".sent .reference") == reference_shown
        clock.shift(datetime.timedelta(seconds=1))
        page = visitor.get("/request/done/")
    assert "No answers are kept in this browser" in page.text()
    assert reference_shown not in page.html


def test_nothing_of_the_answers_is_left_in_a_sent_draft(visitor):
    visitor.sent()
    draft = Draft.objects.get()
    assert draft.answers is None
    assert draft.shown_once is None


def test_the_form_and_the_sheet_to_print_lead_to_the_states_list_of_licenses_in_trouble(visitor):
    """Cal. H&S 11831.5 asks for it on the intake form too."""
    listed = Organization().license_list_url
    for page in (visitor.get("/request/"), visitor.send()):
        assert "notice of operation in violation of law" in page.text("footer")
        assert listed in page.hrefs("footer a")


def test_a_request_can_be_withdrawn(visitor):
    submission = visitor.sent()
    assert visitor.get("/request/withdraw/").all("form button")
    page = visitor.post("/request/withdraw/")
    submission.refresh_from_db()
    assert submission.outcome == "withdrawn"
    assert not Draft.objects.exists()
    assert page.text("h1") == "Your request is withdrawn"


def test_another_request_can_follow_one_that_was_sent(visitor):
    visitor.sent("short")
    visitor.sent("short")
    assert Submission.objects.count() == 2


# --- guards and cookies -------------------------------------------------------------------------------


def test_whoever_is_faster_than_a_person_waits_and_loses_nothing(visitor):
    assert (
        step_of(visitor.post("/request/who/", stamp="", relation="loved_one", insurance_route="typed"))
        == "card"
    )


def test_a_field_that_people_do_not_see_offers_the_phone(visitor):
    page = visitor.post("/request/who/", further_matter="buy this", relation="self")
    assert "Please call us" in page.text(".error-summary")
    assert "tel:+18669893395" in page.hrefs(".error-summary a")


@pytest.mark.parametrize("kind", guards.LIMITS)
def test_nobody_is_stopped_without_the_phone_or_loses_what_they_typed(visitor, monkeypatch, kind):
    words = ""
    if kind == "photo":
        visitor.walk(until="photo", who={"insurance_route": "photo"})
    elif kind == "send":
        visitor.walk()
    elif kind == "resume":
        visitor.walk(until="times")
        words = visitor.post("/request/save/").text(".reference")
    monkeypatch.setitem(guards.LIMITS, kind, guards.Limit(0, 60))
    page = {
        "start": lambda: visitor.answer("contact", way="short"),
        "photo": lambda: visitor.answer("photo"),
        "send": visitor.send,
        "resume": lambda: Visitor().post("/request/resume/", words=words),
        "secret": lambda: Visitor().post("/request/withdraw/", reference="AB4-K7M2Q", secret="x"),
    }[kind]()
    assert "Please call us" in page.text(".error-summary")
    assert "tel:+18669893395" in page.hrefs(".error-summary a")
    typed = {"start": ("[name=preferred_name]", "Sam"), "resume": ("[name=words]", words)}.get(kind)
    if typed:
        assert page.one(typed[0]).attributes["value"] == typed[1]
    assert not Submission.objects.exists()


def test_the_start_page_is_free_of_cookies_and_offers_every_way(client, visit):
    page = visit(published(StandardPageFactory(slug="verify-insurance")).path)
    assert {
        "/request/who/?way=full",
        "/request/contact/?way=short",
        "/request/photo/?way=photo",
        "/request/resume/",
    } <= set(page.hrefs())


def test_the_cookie_is_set_with_the_first_answer_and_says_nothing(visitor, settings):
    visitor.get("/request/who/")
    assert settings.DRAFT_COOKIE_NAME not in visitor.client.cookies
    visitor.answer("who")
    cookie = visitor.client.cookies[settings.DRAFT_COOKIE_NAME]
    assert (cookie["httponly"], cookie["secure"], cookie["samesite"], cookie["path"]) == (
        True,
        True,
        "Lax",
        "/",
    )
    assert cookie["max-age"] == "", "it ends with the browser’s session"
    assert not Draft.objects.filter(cookie_code=cookie.value).exists()


def test_no_title_or_address_says_what_the_request_is_about():
    said = [f"{step.slug} {step.form(Answers.none()).title}" for step in steps.STEPS]
    telling = re.compile("insur|health|treat|benefit", re.IGNORECASE)
    assert [words for words in said if telling.search(words)] == []


@pytest.mark.parametrize("path", ["/request/", "/request/who/", "/request/resume/", "/request/other-help/"])
def test_private_pages_are_not_cached_and_not_indexed(client, path):
    assert carries(client.get(path), PRIVATE)
