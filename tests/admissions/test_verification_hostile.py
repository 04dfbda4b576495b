"""Whatever is sent to a step, the answer is a page or a plain refusal, and nothing comes back as markup."""

from __future__ import annotations

import dataclasses
import itertools
import os
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from admissions import services
from admissions.models import CardImage, Draft, Submission
from admissions.verification import drafts, guards, steps
from admissions.verification.answers import Answers
from tests.admissions.test_card_photos import png_of_size
from tests.support.document import Document
from tests.support.fuzzing import examples
from tests.support.requests import intake
from tests.support.undone import undone
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
# Every way a file can be other than it says, under a name that is none.
FILES = [
    ("card.jpg", b"", "image/jpeg"),
    ("card.jpg", b"<script>alert(1)</script>", "image/jpeg"),
    ("card.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "image/png"),
    ("card.jpg", b"GIF89a" + bytes(50), "image/jpeg"),
    ("card.jpg", b"%PDF-1.7", "image/jpeg"),
    ("card.jpg", b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "image/jpeg"),
    ("card.webp", b"RIFF\xff\xff\xff\xffWEBPVP8 ", "image/webp"),
    ("bomb.png", png_of_size(60_000, 60_000), "image/png"),
    ("bomb.png", png_of_size(5000, 5000), "image/png"),
    ("cut.jpg", card_photo().read()[:-4000], "image/jpeg"),
    ("lying.txt", card_photo().read(), "text/plain"),
    ("lying.png", card_photo().read(), "image/png"),
    ("both.jpg", card_photo().read() + b"PK\x03\x04<script>alert(1)</script>", "image/jpeg"),
    (f"../../{MARKUP}.jpg", card_photo("x", "PNG").read(), "application/x-php"),
    ("\u202egpj.exe", card_photo("x", "WEBP").read(), ""),
    ("a" * 5000, b"a" * 300_000, "a" * 5000),
]
SLUGS = [step.slug for step in steps.STEPS]
STAMP = guards.fields(again=True)
STAMP_SENT = {"agreed": "on", guards.STAMP: STAMP["stamp"]}


def all_answered(**changes: dict[str, list[str]]) -> Answers:
    said = {
        **ANSWERS,
        "card": {**ANSWERS["card"], "holder_relation": "parent", "has_second_plan": "yes"},
        "photo": {**ANSWERS["photo"], "holder_relation": "parent", "has_second_plan": "yes"},
        **changes,
    }
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
        "someone": {"who": {"relation": ["loved_one"], "insurance_route": ["typed"]}},
        "work": {"who": {"relation": ["client"], "insurance_route": ["typed"]}},
        "urgent": {"help": {"how_soon": ["today"]}},
        "photo": {"who": {"relation": ["self"], "insurance_route": ["photo"]}},
        "second-photo": {"who": {"relation": ["self"], "insurance_route": ["photo"]}},
    }
    return all_answered(**changes.get(slug, {}))


def fields_of(slug: str) -> list[str]:
    form = steps.BY_SLUG[slug].form(leading_to(slug))
    dates = [f"{name}_{part}" for name in form.fields for part in ("month", "day", "year")]
    return [*form.fields, *dates, "way", "change", "skip", "nothing_of_ours"]


@pytest.fixture(autouse=True)
def _nobody_is_counted(monkeypatch):
    """The limits would answer in place of what is tried here."""
    monkeypatch.setattr(guards, "LIMITS", {name: guards.Limit(100_000, 60) for name in guards.LIMITS})


def is_plain(response) -> None:
    assert response.status_code in {200, 302, 400, 413}
    if response.status_code == 200:
        page = Document(response)
        assert not page.all("main img, [onerror]")


@pytest.mark.parametrize("slug", SLUGS)
@given(data=st.data())
@examples(3, suppress_health_check=[HealthCheck.too_slow])
def test_no_answer_breaks_a_step(slug, data):
    sent = data.draw(st.dictionaries(st.sampled_from(fields_of(slug)), st.lists(TEXTS, max_size=3)))
    client = in_the_middle(leading_to(slug))
    is_plain(client.post(f"/request/{slug}/", {guards.STAMP: STAMP["stamp"], **sent}))
    for path in ("/request/check/", f"/request/{slug}/"):
        is_plain(client.get(path, follow=True))


def test_as_much_text_as_a_form_takes_is_answered_like_a_line_too_many(subtests):
    for slug in SLUGS:
        answers = leading_to(slug)
        for name in steps.BY_SLUG[slug].form(answers).fields:
            for sent in (
                {name: "é" * 30_000},
                {f"{name}_{part}": "9" * 20_000 for part in ("month", "day", "year")},
            ):
                with subtests.test(step=slug, fields=[*sent]), undone():
                    response = in_the_middle(answers).post(f"/request/{slug}/", sent)
                    assert response.status_code in {200, 302}


def test_a_megabyte_of_text_is_refused_and_neither_kept_nor_sent_back(subtests):
    for slug in SLUGS:
        with subtests.test(step=slug), undone():
            client = in_the_middle(leading_to(slug))
            response = client.post(f"/request/{slug}/", {fields_of(slug)[0]: "é" * 500_000})
            assert response.status_code == 413
            assert len(response.content) + len(client.get(f"/request/{slug}/").content) < 50_000


files = st.sampled_from(FILES).map(lambda file: SimpleUploadedFile(*file))
sides = st.one_of(st.lists(files, max_size=3), st.lists(TEXTS, max_size=2))


@pytest.mark.parametrize("slug", ["photo", "second-photo"])
@given(front=sides, back=sides, other=sides)
@examples(20, suppress_health_check=[HealthCheck.too_slow])
def test_no_file_breaks_a_step(slug, front, back, other):
    client = in_the_middle(leading_to(slug))
    before = CardImage.objects.count()
    is_plain(client.post(f"/request/{slug}/", {"front": front, "back": back, MARKUP: other, **STAMP_SENT}))
    assert CardImage.objects.count() <= before + 2
    is_plain(client.get("/request/check/", follow=True))


# Anything at any time: steps out of order, answers twice, buttons of a page that is long gone.
ACTS = st.one_of(
    st.tuples(st.sampled_from(["get", "post"]), st.sampled_from([*SLUGS, "", "check", "done", "other-help"])),
    st.tuples(st.just("post"), st.sampled_from(["save", "check", "withdraw", "resume", "leave"])),
)


@given(acts=st.lists(ACTS, max_size=12))
@examples(20, suppress_health_check=[HealthCheck.too_slow])
def test_no_order_of_steps_breaks_the_form_or_sends_twice(acts):
    client = in_the_middle()
    for method, slug in acts:
        before = Submission.objects.count()
        said = ANSWERS.get(slug, {}) | ({"front": card_photo()} if "photo" in slug else {})
        response = getattr(client, method)(f"/request/{slug}/".replace("//", "/"), {**said, **STAMP_SENT})
        assert response.status_code in {200, 302, 405}, (method, slug)
        is_sending = (method, slug) == ("post", "check")
        assert Submission.objects.count() - before in ({0, 1} if is_sending else {0})
    codes = Submission.objects.values_list("draft_id", flat=True)
    assert len(set(codes)) == len(codes)


def test_a_page_sent_again_after_the_request_was_sent_changes_nothing():
    client = in_the_middle()
    client.post("/request/check/", STAMP_SENT)
    submission = Submission.objects.get()
    for slug in (*SLUGS, "check", "save"):
        response = client.post(f"/request/{slug}/", {**ANSWERS.get(slug, {}), **STAMP_SENT})
        assert response.status_code == 302, slug
    assert Submission.objects.get() == submission
    assert Draft.objects.get().answers is None


PATHS = ["who", "photo", "check", "save", "done", "withdraw", "leave"]
MEANWHILE = ["forgotten", "sent", "taken back"]


def test_what_another_tab_does_at_that_moment_breaks_nothing(subtests):
    each = list(itertools.product(PATHS, MEANWHILE))
    # By day each page is fetched while one of the three happens: what is sent finds the draft like that, too.
    by_day = list(zip(PATHS, itertools.cycle(MEANWHILE), strict=False))
    fetched = each if "NIGHTLY" in os.environ else by_day
    tried = [*(("post", *one) for one in each), *(("get", *one) for one in fetched)]
    for method, path, meanwhile in tried:
        with (
            subtests.test(path=path, method=method, meanwhile=meanwhile),
            undone(),
            pytest.MonkeyPatch.context() as patch,
        ):
            client = in_the_middle(leading_to("photo") if path == "photo" else None)
            if path in {"done", "withdraw"}:
                client.post("/request/check/", STAMP_SENT)
            patch.setattr(drafts, "find", found_before(meanwhile))
            said = {**ANSWERS.get(path, {}), **STAMP_SENT}
            said |= {"front": card_photo()} if path == "photo" else {}
            response = getattr(client, method)(f"/request/{path}/", said)
            assert response.status_code in {200, 302, 405}


def found_before(meanwhile: str) -> Callable[[Any], Any]:
    """Return what finds a draft, and then has another tab do something with it."""
    find = drafts.find

    def find_just_before(request: Any) -> Any:
        kept = find(request)
        if kept is None:
            return None
        if meanwhile == "forgotten":
            Draft.objects.all().delete()
        elif kept.submission is None:
            drafts.send(kept, dataclasses.replace(intake(), draft_id=kept.draft.pk))
        if meanwhile == "taken back":
            services.withdraw(Submission.objects.get())
            Submission.objects.all().delete()  # as forgetting does
        return kept

    return find_just_before


@given(path=st.text(max_size=100), query=st.dictionaries(st.sampled_from(["way", "change", "x"]), TEXTS))
@examples(10)
def test_no_address_under_the_form_breaks_it(path, query):
    response = Client().get(f"/request/{path}", query)
    # 400: Django leads nobody on to more than 16,384 characters, and no server of ours reads as many.
    assert response.status_code in {200, 301, 302, 400, 404}


@pytest.mark.parametrize("path", ["/request/check/", "/request/save/", "/request/resume/", "/request/leave/"])
@given(sent=st.dictionaries(st.sampled_from(["words", guards.TRAP, guards.STAMP, "x"]), TEXTS))
@examples(5)
def test_no_button_breaks_anything(path, sent):
    is_plain(in_the_middle().post(path, sent))


URLENCODED = "application/x-www-form-urlencoded"
BODIES = {
    "too much": (URLENCODED, b"relation=" + b"x" * 6_000_000),
    "too many": (URLENCODED, b"a=b&" * 6_000),
    "no text": (URLENCODED, b"relation=%ff%fe%00"),
    "cut off": ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
    "no boundary": ("multipart/form-data", b"no boundary"),
    "json": ("application/json", b'{"relation": "self"}'),
    "plain": ("text/plain", b"\x00" * 100),
}


def test_a_body_that_makes_no_sense_is_answered_plainly(subtests):
    slugs = ("who", "photo", "check", "resume")
    for slug, (name, (kind, body)) in itertools.product(slugs, BODIES.items()):
        with subtests.test(path=slug, body=name), undone():
            client = in_the_middle(leading_to("photo"))
            is_plain(client.generic("POST", f"/request/{slug}/", body, content_type=kind))


def test_a_method_that_no_form_uses_changes_nothing(subtests):
    slugs, methods = ("who", "check", "leave", "done"), ("PUT", "PATCH", "DELETE", "TRACE", "BREW")
    for slug, method in itertools.product(slugs, methods):
        with subtests.test(path=slug, method=method), undone():
            client = in_the_middle()
            assert client.generic(method, f"/request/{slug}/").status_code in {200, 302, 405}
            assert Draft.objects.count() == 1
            assert not Submission.objects.exists()


def test_a_form_without_a_csrf_token_is_refused_in_words():
    client = Client(enforce_csrf_checks=True)
    for path in ("/request/who/", "/request/photo/", "/request/check/", "/request/withdraw/"):
        response = client.post(path, {"relation": "self"})
        assert response.status_code == 403
        assert "tel:" in response.content.decode()


def test_leaving_needs_no_csrf_token():
    client = Client(enforce_csrf_checks=True)
    assert client.post("/request/leave/").status_code == 200


def test_a_file_sent_to_another_step_is_passed_over():
    client = in_the_middle()
    files = {"language": SimpleUploadedFile("a", b"x"), "front": SimpleUploadedFile("b", b"x" * 50_000)}
    response = client.post("/request/language/", files)
    assert response.status_code == 302
    assert client.post("/request/language/", {"front": card_photo(size=(900, 600))}).status_code == 413
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
        browser.post("/request/check/", STAMP_SENT)
        shown.append(Document(browser.get("/request/done/")).texts(".reference")[0])
        connection.close()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert shown == [Submission.objects.get().reference] * 4
