"""Whatever is sent to a step, the answer is a page or a plain refusal, and nothing comes back as markup."""

from __future__ import annotations

import threading

import pytest
from django.conf import settings as site_settings
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from admissions.models import CardImage, Draft, Submission
from admissions.verification import drafts, guards, steps
from admissions.verification.answers import Answers
from tests.support.document import Document
from tests.support.visitor import ANSWERS, card_photo

pytestmark = pytest.mark.django_db

MARKUP = "<img src=x onerror=alert(1)>\"'&"
ODD = [
    MARKUP,
    "",
    "\x00",
    "\u202e\u2066",
    "\U0001f600",
    "٣",
    "1e999",
    "-1",
    "None",
    "../",
    "%00",
    "a" * 70_000,
]
TEXTS = st.one_of(st.sampled_from(ODD), st.text(max_size=200).map(lambda text: text + MARKUP), st.text())
SLUGS = [step.slug for step in steps.STEPS]
STAMP = guards.fields(again=True)


def all_answered(**changes: dict[str, list[str]]) -> Answers:
    said = {**ANSWERS, "holder": {**ANSWERS["holder"], "has_second_plan": "yes"}, **changes}
    listed = {
        step: {name: value if isinstance(value, list) else [value] for name, value in answers.items()}
        for step, answers in said.items()
    }
    return Answers("full", listed)


def in_the_middle(answers: Answers | None = None) -> Client:
    """Return a client whose draft has every answer."""
    client = Client()
    client.cookies[site_settings.DRAFT_COOKIE_NAME] = drafts.begin(answers or all_answered())[1]
    return client


def leading_to(slug: str) -> Answers:
    """Return whole answers whose way goes through a step."""
    changes = {
        "someone": {"who": {"relation": ["loved_one"]}},
        "work": {"who": {"relation": ["client"]}},
        "urgent": {"help": {"how_soon": ["today"]}},
        "photo": {"how": {"insurance_route": ["photo"]}},
        "second-photo": {"how": {"insurance_route": ["photo"]}},
    }
    return all_answered(**changes.get(slug, {}))


def fields_of(slug: str) -> list[str]:
    form = steps.BY_SLUG[slug].form(leading_to(slug))
    dates = [f"{name}_{part}" for name in form.fields for part in ("month", "day", "year")]
    return [*form.fields, *dates, "way", "change", "skip", "nothing_of_ours"]


def is_plain(response) -> None:
    assert response.status_code in {200, 302, 400, 413}
    if response.status_code == 200:
        page = Document(response)
        assert not page.all("main img, [onerror]")


@pytest.mark.parametrize("slug", SLUGS)
@given(data=st.data())
@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
def test_no_answer_breaks_a_step(slug, data):
    sent = data.draw(st.dictionaries(st.sampled_from(fields_of(slug)), st.lists(TEXTS, max_size=3)))
    client = in_the_middle(leading_to(slug))
    is_plain(client.post(f"/request/{slug}/", {guards.STAMP: STAMP["stamp"], **sent}))
    for path in ("/request/check/", f"/request/{slug}/", "/request/save/"):
        is_plain(client.get(path, follow=True))


@given(path=st.text(max_size=100), query=st.dictionaries(st.sampled_from(["way", "change", "x"]), TEXTS))
@settings(max_examples=20)
def test_no_address_under_the_form_breaks_it(path, query):
    response = Client().get(f"/request/{path}", query)
    assert response.status_code in {200, 301, 302, 404}


@pytest.mark.parametrize("path", ["/request/check/", "/request/save/", "/request/resume/", "/request/leave/"])
@given(sent=st.dictionaries(st.sampled_from(["words", guards.TRAP, guards.STAMP, "x"]), TEXTS))
@settings(max_examples=10)
def test_no_button_breaks_anything(path, sent):
    is_plain(in_the_middle().post(path, sent))


@pytest.mark.parametrize("path", ["/request/who/", "/request/photo/", "/request/check/", "/request/resume/"])
@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded", b"relation=" + b"x" * 6_000_000),
        ("application/x-www-form-urlencoded", b"a=b&" * 6_000),
        ("application/x-www-form-urlencoded", b"relation=%ff%fe%00"),
        ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
        ("multipart/form-data", b"no boundary"),
        ("application/json", b'{"relation": "self"}'),
        ("text/plain", b"\x00" * 100),
    ],
    ids=["too much", "too many", "no text", "cut off", "no boundary", "json", "plain"],
)
def test_a_body_that_makes_no_sense_is_answered_plainly(path, kind, body):
    is_plain(in_the_middle(leading_to("photo")).generic("POST", path, body, content_type=kind))


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "BREW"])
@pytest.mark.parametrize("path", ["/request/who/", "/request/check/", "/request/leave/", "/request/done/"])
def test_a_method_that_no_form_uses_changes_nothing(method, path):
    client = in_the_middle()
    assert client.generic(method, path).status_code in {200, 302, 405}
    assert Draft.objects.count() == 1
    assert not Submission.objects.exists()


def test_a_form_without_our_key_is_refused_in_words():
    client = Client(enforce_csrf_checks=True)
    for path in ("/request/who/", "/request/photo/", "/request/check/", "/request/withdraw/"):
        response = client.post(path, {"relation": "self"})
        assert response.status_code == 403
        assert "tel:" in response.content.decode()


def test_leaving_needs_no_key():
    client = Client(enforce_csrf_checks=True)
    assert client.post("/request/leave/").status_code == 200


def test_a_file_sent_to_another_step_is_passed_over():
    client = in_the_middle()
    response = client.post("/request/language/", {"language": card_photo(), "front": card_photo()})
    assert response.status_code == 302
    assert not CardImage.objects.exists()


def test_somebody_elses_draft_is_out_of_reach():
    mine, theirs = in_the_middle(), in_the_middle()
    theirs.post("/request/leave/")
    assert mine.get("/request/check/").status_code == 200
    assert Draft.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_request_however_many_press_send_at_once():
    client = in_the_middle()
    cookie = client.cookies[site_settings.DRAFT_COOKIE_NAME].value
    shown, at_once = [], threading.Barrier(4)

    def press() -> None:
        browser = Client()
        browser.cookies[site_settings.DRAFT_COOKIE_NAME] = cookie
        at_once.wait()
        browser.post("/request/check/", {guards.STAMP: STAMP["stamp"]})
        shown.append(Document(browser.get("/request/done/")).texts(".reference")[0])
        connection.close()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert shown == [Submission.objects.get().reference] * 4
