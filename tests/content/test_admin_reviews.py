"""Review on its screens: submitted from the form, read section by section, sent back or signed."""

from __future__ import annotations

import pytest
from django.utils import timezone

from alter_site.content import facts
from alter_site.content.models import Approval, ReviewRequest
from alter_site.staff.groups import MARKETER
from tests.factories import (
    MarketerFactory,
    ReviewerFactory,
    SafetyCardFactory,
    StandardPageFactory,
    TherapyFactory,
    approved,
    changed,
    facts_saved,
    group_named,
    published,
)
from tests.support.document import Document
from tests.support.forms import typed
from tests.support.markup import check_admin
from tests.support.screens import saved, screen

pytestmark = pytest.mark.django_db

LIST = "/admin/content/reviewrequest/"


@pytest.fixture
def reviewer():
    return ReviewerFactory(first_name="Remy")


@pytest.fixture
def therapy(marketer):
    page = TherapyFactory(
        title="Attachment",
        introduction="<p>Call [phone] first.</p>",
        techniques=[
            {"title": "Breathing", "text": "<p>Slowly.</p>"},
            {"title": "Walking", "text": "<p>Far.</p>"},
        ],
    )
    return saved(published(page), marketer)


@pytest.fixture
def send(client):
    def sending(address, values=None, *, by):
        client.force_login(by)
        document = Document(client.post(address, values or {}, follow=True))
        check_admin(document)
        return document

    return sending


@pytest.fixture
def submitted(send, marketer, therapy):
    """The therapy with one technique changed, waiting for a reviewer."""
    therapy.techniques.filter(title="Walking").update(text="<p>Only as far as feels right.</p>")
    therapy.summary = "A new summary."
    therapy.save()
    saved(therapy, marketer)
    send(screen(therapy, "submit"), {"note": "Walking is new"}, by=marketer)
    return therapy


# --- submitting -----------------------------------------------------------------------------------------


def test_a_form_is_saved_and_submitted_with_a_note(visit_admin, client, send, marketer, therapy):
    values = typed(visit_admin(screen(therapy)), summary="Typed.", _submit="1")
    asked = send(screen(therapy), values, by=marketer)
    assert asked.text("h1") == "Submit “Attachment” for review"
    said = send(screen(therapy, "submit"), typed(asked, note="Please look at the summary"), by=marketer)
    assert "waits for a reviewer, who is told by mail." in said.text(".messagelist")
    assert said.text(".page-panel .status") == "In review"
    assert ReviewRequest.objects.get().note == "Please look at the summary"
    again = send(screen(therapy, "submit"), {"note": "Again"}, by=marketer)
    assert "waits for a reviewer already" in again.text(".messagelist")
    assert ReviewRequest.objects.count() == 1
    back = send(screen(therapy, "withdraw"), by=marketer)
    assert "no longer waits" in back.text(".messagelist")
    assert back.text(".page-panel .status") == "Live with changes"


def test_where_nobody_can_sign_the_marketer_is_told_whom_to_ask(send, marketer):
    said = send(screen(saved(StandardPageFactory(), marketer), "submit"), by=marketer)
    assert "no clinical reviewer has a license that was checked" in said.text(".messagelist")


def test_a_note_that_is_too_long_is_kept_and_refused(send, marketer, therapy):
    said = send(screen(therapy, "submit"), {"note": "x" * 1_001}, by=marketer)
    assert "at most 1000 characters" in said.text(".errorlist")
    assert said.text("textarea") == "x" * 1_001
    assert not ReviewRequest.objects.exists()


def test_a_reviewer_submits_and_withdraws_nothing(client, reviewer, submitted):
    client.force_login(reviewer)
    for name in ("submit", "withdraw"):
        assert client.post(screen(submitted, name)).status_code == 403
    assert ReviewRequest.objects.get().outcome == "waiting"


# --- reading --------------------------------------------------------------------------------------------


def test_the_first_screen_says_how_many_wait_and_leads_to_what_changed(
    visit_admin, client, reviewer, submitted
):
    start = visit_admin("/admin/", by=reviewer)
    assert "1 waiting" in start.text("main")
    listed = visit_admin(LIST, by=reviewer)
    (link,) = [href for href in listed.hrefs("#result_list a") if "/change/" in href]
    answer = client.get(link)
    assert answer.headers["Location"] == screen(submitted, "review")


def test_a_reviewer_reads_only_what_changed_as_readers_will_see_it(visit_admin, reviewer, submitted):
    document = visit_admin(screen(submitted, "review"), by=reviewer)
    assert "Walking is new" in document.text(".review-note")
    assert document.texts(".review h2") == ["Title and summary", "Techniques", "The whole text"]
    said = document.text(".review")
    assert "One plain sentence about it." in said
    assert "A new summary." in said
    assert "Only as far as feels right." in said
    assert "Slowly." not in said  # the technique that stays
    assert document.all(".review ol li[value='2']")


def test_of_a_new_page_a_reviewer_reads_everything(visit_admin, send, marketer, reviewer):
    page = saved(TherapyFactory(introduction="<p>Call [phone] first.</p>", benefits=["Rest"]), marketer)
    send(screen(page, "submit"), by=marketer)
    document = visit_admin(screen(page, "review"), by=reviewer)
    assert "Call (866) 989-3395 first." in document.text(".review")
    assert {"Opening", "Benefits"} <= set(document.texts(".review h2"))
    assert "Live now" not in document.text(".review")


# --- deciding -------------------------------------------------------------------------------------------


def test_comments_stand_beside_their_sections_until_the_text_is_mended(
    visit_admin, send, marketer, reviewer, submitted
):
    values = typed(visit_admin(screen(submitted, "review"), by=reviewer), _send_back="1")
    empty = send(screen(submitted, "review"), values, by=reviewer)
    assert "Write at least one comment" in empty.text(".error-summary")
    said = send(
        screen(submitted, "review"), values | {"comment-techniques": "How far is right?"}, by=reviewer
    )
    assert "sent back with your comments" in said.text(".messagelist")
    form = visit_admin(screen(submitted))
    assert form.text(".page-panel .status") == "Sent back"
    assert form.texts(".review-comment") == ["Remy Reader wrote on “Techniques”: How far is right?"]


def test_an_approval_signs_with_the_account_and_the_page_can_go_live(
    visit_admin, send, marketer, reviewer, submitted, django_capture_on_commit_callbacks
):
    document = visit_admin(screen(submitted, "review"), by=reviewer)
    assert "Remy Reader, LMFT (DEMO-0000)" in document.text(".review-decision")
    send(screen(submitted, "review"), typed(document, months="24", _approve="1"), by=reviewer)
    form = visit_admin(screen(submitted))
    assert form.text(".page-panel .status") == "Approved"
    assert "Signed by Remy Reader, LMFT (DEMO-0000)" in form.text(".review-panel")
    said = send(screen(submitted, "publish"), by=marketer)
    assert "is live at" in said.text(".messagelist")
    assert "Signed by Remy Reader, LMFT (DEMO-0000)" in said.text("tr.is-live")
    edited = typed(visit_admin(screen(submitted)), summary="Edited.", _publish="1")
    assert "approved this very text" in send(screen(submitted), edited, by=marketer).text(".messagelist")


def test_a_text_that_changed_under_the_reader_is_not_signed_and_comments_are_kept(
    visit_admin, send, marketer, reviewer, submitted
):
    values = typed(visit_admin(screen(submitted, "review"), by=reviewer), _approve="1")
    values["comment-techniques"] = ["Good."]
    before = Approval.objects.count()
    saved(changed(submitted, summary="Slipped in."), marketer)
    said = send(screen(submitted, "review"), values, by=reviewer)
    assert "the text was changed while you were reading" in said.text(".error-summary")
    assert "Slipped in." in said.text(".review")
    assert Approval.objects.count() == before


def test_a_forged_number_of_months_is_refused(visit_admin, send, reviewer, submitted):
    values = typed(visit_admin(screen(submitted, "review"), by=reviewer), _approve="1")
    said = send(screen(submitted, "review"), values | {"months": "600"}, by=reviewer)
    assert "600 is not one of the available choices" in said.text(".errorlist")
    assert ReviewRequest.objects.get().outcome == "waiting"


@pytest.mark.parametrize(
    ("somebody", "words"),
    [
        (lambda: MarketerFactory(), "Only a clinical reviewer decides"),
        (lambda: ReviewerFactory(checked_license=""), "Your license was not checked yet"),
    ],
)
def test_whoever_may_not_sign_is_told_why_and_refused(visit_admin, send, submitted, somebody, words):
    person = somebody()
    document = visit_admin(screen(submitted, "review"), by=person)
    assert words in document.text(".review-refusal")
    assert not document.all("button[name=_approve]")
    before = Approval.objects.count()
    read = document.one("input[name=read]").attributes["value"]
    said = send(screen(submitted, "review"), {"read": read, "months": "12", "_approve": "1"}, by=person)
    assert words in said.text(".error-summary")
    assert Approval.objects.count() == before


def test_nobody_decides_on_their_own_text(visit_admin, send, reviewer, therapy):
    reviewer.groups.add(group_named(MARKETER))
    saved(changed(therapy, summary="My own."), reviewer)
    send(screen(therapy, "submit"), by=reviewer)
    assert "nobody reviews their own" in visit_admin(screen(therapy, "review"), by=reviewer).text(
        ".review-refusal"
    )


# --- the list -------------------------------------------------------------------------------------------


def test_the_list_is_filtered_by_each_status(visit_admin, marketer, reviewer, submitted):
    saved(TherapyFactory(title="A draft"), marketer)
    saved(approved(TherapyFactory(title="A signed one")), marketer)
    address = "/admin/therapies/therapy/?status="
    found = {
        name: visit_admin(address + name).texts("#result_list tbody th a")
        for name in ("draft", "in-review", "approved", "sent-back", "live", "changed", "overdue")
    }
    assert found == {
        "draft": ["A draft"],
        "in-review": ["Attachment"],
        "approved": ["A signed one"],
        "sent-back": [],
        "live": [],
        "changed": [],
        "overdue": [],
    }


# --- the safety card ------------------------------------------------------------------------------------


def test_the_safety_card_is_public_once_it_is_signed(visit_admin, send, marketer, reviewer):
    card = SafetyCardFactory(text="<p>Old words.</p>")
    facts_saved()
    values = typed(visit_admin(screen(card)), text="<p>New words.</p>")
    said = send(screen(card), values, by=marketer)
    assert "Visitors read it once a clinical reviewer has approved it." in said.text(".messagelist")
    send(screen(card, "submit"), by=marketer)
    assert "Old words." in facts.current(timezone.now()).safety_card.text.html
    document = visit_admin(screen(card, "review"), by=reviewer)
    assert "Old words." in document.text(".review")
    assert "New words." in document.text(".review")
    send(screen(card, "review"), typed(document, _approve="1"), by=reviewer)
    card_now = facts.body_now()["safety_card"]
    assert (card_now["text"]["html"], card_now["signature"]["name"]) == ("<p>New words.</p>", "Remy Reader")
    newest = ReviewRequest.objects.get()
    assert visit_admin(screen(card)).text(".review-panel").startswith("Signed by Remy Reader")
    assert newest.outcome == "approved"
