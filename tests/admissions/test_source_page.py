"""Which kind of page led to the form is kept with the request; which page it was is kept nowhere."""

from __future__ import annotations

import pytest
from django.db import connection

from admissions import services
from admissions.choices import Outcome, SourcePage
from admissions.forget import remember
from admissions.models import Draft, Submission
from admissions.verification import drafts
from admissions.verification.referring_page import by_route
from tests.support.document import Document
from tests.support.forms import typed
from tests.support.undone import undone
from tests.support.visitor import NOBODY, Visitor, step_of

pytestmark = pytest.mark.django_db

HERE = "http://testserver"
FORM = "main form"


@pytest.fixture
def visitor() -> Visitor:
    return Visitor()


def kept(visitor: Visitor) -> drafts.Kept:
    """Return the draft that the visitor's cookie opens."""
    found = drafts.of_token(visitor.client.cookies["__Host-request"].value)
    assert found is not None
    return found


def first_question(visitor: Visitor, referrer: str | None, way: str = "short") -> Document:
    headers = {"Referer": referrer} if referrer is not None else {}
    return visitor.get(f"/request/contact/?way={way}", headers=headers)


def answer(visitor: Visitor, page: Document, **changes: str) -> Document:
    """Send the first question as a browser does: with everything that stands in its form."""
    sent = {**typed(page, FORM, **{**NOBODY, **changes})}
    del sent["stamp"]
    return visitor.post("/request/contact/", **sent)


def sent_from(visitor: Visitor, referrer: str | None, way: str = "short") -> Submission:
    """Go all the way from a page to a request."""
    page = answer(visitor, first_question(visitor, referrer, way))
    while (step := step_of(page)) != "check":
        page = visitor.answer(step)
    return Submission.objects.get(reference=visitor.send().text(".sent .reference"))


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/verify-insurance/", "insurance"),
        ("/verify-insurance/?utm_source=x#ways", "insurance"),
        ("/contact/", "other"),
        ("/insurance/costs/", "other"),
        ("/", "home"),
        ("/therapies/attachment-based-therapy/", "therapy"),
        ("/conditions/panic-disorder/", "condition"),
        ("/levels-of-care/residential/", "level_of_care"),
        ("/facilities/dana-point/", "facility"),
        ("/articles/what-a-panic-attack-is/", "article"),
        ("/faqs/", "questions"),
    ],
)
def test_the_form_carries_the_kind_of_page_that_led_to_it(visitor, path, kind):
    page = first_question(visitor, HERE + path)
    assert page.one("[name=source_page]").attributes["value"] == kind


@pytest.mark.parametrize("kind", sorted(set(by_route().values())))
def test_every_kind_is_taken_from_the_form(visitor, kind):
    visitor.post("/request/contact/", way="short", source_page=kind, **NOBODY)
    assert kept(visitor).answers.source_page == kind


def test_the_kind_of_page_is_kept_with_the_request_and_stands_in_its_timeline(visitor):
    submission = sent_from(visitor, f"{HERE}/conditions/panic-disorder/")
    assert submission.source_page == "condition"
    assert submission.events.get().detail == "Three answers (condition page)"


@pytest.mark.parametrize("way", ["short", "call"])
def test_every_short_way_keeps_it(visitor, way):
    assert sent_from(visitor, f"{HERE}/verify-insurance/", way).source_page == "insurance"


def test_the_way_that_begins_with_a_photo_keeps_it(visitor):
    page = visitor.get("/request/photo/?way=photo", headers={"Referer": f"{HERE}/verify-insurance/"})
    kind = page.one("[name=source_page]").attributes["value"]
    page = visitor.answer("photo", way="photo", source_page=kind)
    while (step := step_of(page)) != "check":
        page = visitor.answer(step)
    visitor.send()
    assert Submission.objects.get().source_page == "insurance"


def test_the_whole_form_keeps_it(visitor):
    page = visitor.get("/request/who/?way=full", headers={"Referer": f"{HERE}/verify-insurance/"})
    page = visitor.post(
        "/request/who/", relation="self", insurance_route="typed", source_page="insurance", way="full"
    )
    while (step := step_of(page)) != "check":
        page = visitor.answer(step)
    visitor.send()
    assert Submission.objects.get().source_page == "insurance"


NOWHERE = [
    None,
    "",
    "https://search.example/?q=panic",
    "http://testserver.example/verify-insurance/",
    f"{HERE}/request/",
    f"{HERE}/request/resume/",
    f"{HERE}/admin/desk/",
    f"{HERE}/media/renditions/x.jpg",
    f"{HERE}/nothing/as/deep/as/this/",
    f"{HERE}/conditions/%00/",
    "http://[",
    "http://testserver:99999/verify-insurance/",
    "verify-insurance",
    "\x7f",
    "é" * 5000,
]


def test_without_a_known_referrer_no_kind_of_page_is_kept(subtests):
    for referrer in NOWHERE:
        with subtests.test(referrer=referrer and referrer[:60]), undone():
            visitor = Visitor()
            page = first_question(visitor, referrer)
            assert not page.all("[name=source_page]")
            answer(visitor, page)
            assert kept(visitor).answers.source_page == ""


@pytest.mark.parametrize("forged", ["condition page", "phone", "/conditions/panic-disorder/", "<b>", "\x00"])
def test_nothing_but_a_kind_of_page_can_be_sent_in_its_place(visitor, forged):
    visitor.post("/request/contact/", way="short", source_page=forged, **NOBODY)
    assert kept(visitor).answers.source_page == ""


def test_a_mistake_in_the_first_answer_does_not_lose_it(visitor):
    page = answer(visitor, first_question(visitor, f"{HERE}/verify-insurance/"), reach="12")
    assert page.title.startswith("Error: ")
    assert kept(visitor).answers.source_page == "insurance"


def test_only_the_first_question_asks_the_browser(visitor):
    page = answer(visitor, first_question(visitor, f"{HERE}/verify-insurance/"))
    assert step_of(page) == "times"
    page = visitor.get("/request/times/", headers={"Referer": f"{HERE}/conditions/panic-disorder/"})
    assert not page.all("[name=source_page]")
    assert "panic" not in page.html


def test_the_page_itself_is_stored_nowhere(visitor, caplog):
    path = "/conditions/kanarienfieber/"
    answer(visitor, first_question(visitor, HERE + path))
    assert Draft.objects.count() == 1
    sent_from(visitor, HERE + path)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            assert "kanarienfieber" not in repr(cursor.fetchall()), table
    assert "kanarienfieber" not in caplog.text


def test_no_cookie_is_set_for_it(visitor):
    plain = Visitor()
    first_question(plain, None)
    first_question(visitor, f"{HERE}/verify-insurance/")
    assert set(visitor.client.cookies) == set(plain.client.cookies)


def test_what_is_left_of_a_forgotten_request_counts_by_it(visitor):
    submission = sent_from(visitor, f"{HERE}/verify-insurance/")
    services.withdraw(submission)
    remnant = remember(submission)
    assert (remnant.source, remnant.source_page, remnant.outcome) == ("short", "insurance", Outcome.WITHDRAWN)


def test_every_kind_but_the_phone_has_a_page(client):
    assert set(by_route().values()) == set(SourcePage) - {SourcePage.PHONE}
