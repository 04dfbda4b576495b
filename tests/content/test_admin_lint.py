"""The linter on screens: what it says, asking for an exception, deciding on one, words of its own."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from alter_site.content.models import LintException, LintWord, Publication
from alter_site.staff.groups import CLINICAL_REVIEWER, COORDINATOR, SITE_ADMIN
from alter_site.staff.models import User
from tests.factories import (
    AdministratorFactory,
    MarketerFactory,
    StaffFactory,
    TherapyFactory,
    approved,
    group_named,
)
from tests.support.document import Document
from tests.support.forms import typed
from tests.support.screens import saved, screen
from tests.support.sign_in import StaffClient

pytestmark = pytest.mark.django_db

BAD = "Our program cures addiction."
REASON = "It is the title of a book that we quote."


@pytest.fixture
def therapy():
    return approved(saved(TherapyFactory(title="Reading aloud", introduction=f"<p>{BAD}</p>")))


def as_(user):
    client = StaffClient()
    client.force_login(user)
    return client


@pytest.fixture
def marketer_client(marketer):
    return as_(marketer)


def sent(client, therapy, **changes):
    """Send the form of a page, as the button or the script does, to be checked."""
    form = typed(Document(client.get(screen(therapy))), form="#therapy_form", **changes)
    return form, screen(therapy, "check")


# --- looking --------------------------------------------------------------------------------------------


def test_the_screen_lists_what_blocks_with_reason_law_and_field(marketer_client, therapy):
    shown = Document(marketer_client.get(screen(therapy, "check")))
    assert shown.texts("h2") == ["Keeps it from going live (1)", "Worth another look (1)"]
    assert BAD in shown.text("#content-main")
    assert "15 U.S.C. 45d" in shown.text("#content-main")
    assert f"{screen(therapy)}#id_introduction" in shown.hrefs("#content-main a")


def test_a_clean_page_is_said_to_be_clean(marketer_client):
    therapy = saved(
        TherapyFactory(summary="What reading aloud is, how it goes and whom it helps, in plain words.")
    )
    assert (
        "Nothing keeps it from going live." in Document(marketer_client.get(screen(therapy, "check"))).text()
    )


def test_the_button_checks_what_is_typed_and_saves_nothing(marketer_client, therapy):
    form, address = sent(marketer_client, therapy, introduction="<p>Only 3 beds left.</p>")
    shown = Document(marketer_client.post(address, form)).text("#content-main")
    assert "Only 3 beds left." in shown
    assert BAD not in shown
    therapy.refresh_from_db()
    assert BAD in therapy.introduction


def test_the_script_gets_findings_by_field(marketer_client, therapy):
    form, address = sent(marketer_client, therapy, summary="Act now.")
    answer = marketer_client.post(address, form, headers={"accept": "application/json"}).json()
    found = {(row["field"], row["rule"], row["level"]) for row in answer["findings"]}
    assert {("summary", "urgency", "block"), ("introduction", "cure", "block")} <= found


def test_a_page_that_was_never_saved_can_be_checked(marketer_client):
    address = reverse("admin:therapies_therapy_add")
    form = typed(
        Document(marketer_client.get(address)), form="#therapy_form", title="New", slug="new", summary=BAD
    )
    check = reverse("admin:therapies_therapy_check_new")
    answer = marketer_client.post(check, form, headers={"accept": "application/json"}).json()
    assert {row["rule"] for row in answer["findings"]} >= {"cure", "introduction", "sources"}
    assert marketer_client.get(check).url == address


def test_the_preview_says_what_keeps_the_page_back(marketer_client, therapy):
    assert (
        "1 thing keeps it from going live" in Document(marketer_client.get(screen(therapy, "preview"))).text()
    )


def test_submitting_says_that_a_signature_alone_will_not_do(marketer_client, therapy):
    answer = Document(marketer_client.post(screen(therapy, "submit"), {"note": ""}, follow=True))
    assert "A signature alone will not do: 1 thing keeps it from going live" in answer.text(".messagelist")


def test_publishing_is_refused_in_words(marketer_client, therapy):
    shown = Document(marketer_client.post(screen(therapy, "publish"), follow=True)).text(".messagelist")
    assert f"Not published. “{BAD}” It promises a cure." in shown
    assert not Publication.objects.exists()


def test_who_may_not_see_pages_sees_no_findings(therapy):
    for address in (screen(therapy, "check"), screen(therapy, "exception")):
        assert as_(StaffFactory(group=COORDINATOR)).get(address).status_code in (302, 403)
    reviewer = as_(StaffFactory(group=CLINICAL_REVIEWER))
    assert reviewer.get(screen(therapy, "check")).status_code == 200
    assert reviewer.post(screen(therapy, "check")).status_code == 403
    assert reviewer.get(screen(therapy, "exception")).status_code == 403


# --- exceptions -----------------------------------------------------------------------------------------


def asking(client, therapy):
    (address,) = [
        href
        for href in Document(client.get(screen(therapy, "check"))).hrefs("a")
        if "exception/?rule=" in href
    ]
    return address


def asked(client, therapy, reason=REASON):
    return client.post(asking(client, therapy), {"reason": reason}, follow=True)


def answer(client, row, choice):
    address = reverse("admin:content_lintexception_answer", args=[row.pk])
    return client.post(address, {"answer": choice}, follow=True)


def test_an_exception_needs_a_reason_and_a_second_person(marketer, marketer_client, therapy):
    refused = Document(marketer_client.post(asking(marketer_client, therapy), {"reason": "short"}))
    assert "Give a reason that somebody else can check" in refused.text(".error-summary")
    assert refused.one("title").text().startswith("Error: ")
    assert "Asked." in Document(asked(marketer_client, therapy)).text(".messagelist")
    row = LintException.objects.get()
    assert (row.asked_by, row.answer, row.sentence) == (marketer, "", BAD)
    marketer_client.post(screen(therapy, "publish"))
    assert not Publication.objects.exists()

    reviewer = StaffFactory(group=CLINICAL_REVIEWER)
    shown = Document(as_(reviewer).get(screen(row)))
    assert REASON in shown.text("#content-main")
    assert "Agree" in shown.texts("button")
    answer(as_(reviewer), row, "agree")
    row.refresh_from_db()
    assert (row.answer, row.answered_by) == ("agreed", reviewer)
    marketer_client.post(screen(therapy, "publish"))
    assert Publication.objects.exists()
    assert "Two people let it pass (1)" in Document(marketer_client.get(screen(therapy, "check"))).texts("h2")


def test_nobody_decides_on_their_own_request(therapy):
    administrator = AdministratorFactory()
    client = as_(administrator)
    asked(client, therapy)
    row = LintException.objects.get()
    shown = Document(client.get(screen(row)))
    assert "somebody else decides" in shown.text("#content-main")
    assert "Agree" not in shown.texts("button")
    assert "somebody else decides" in Document(answer(client, row, "agree")).text(".messagelist")
    row.refresh_from_db()
    assert row.answer == ""
    with pytest.raises(IntegrityError), transaction.atomic():
        LintException.objects.update(answer="agreed", answered_by=administrator)


def test_an_account_that_one_opened_oneself_does_not_decide(therapy):
    administrator = AdministratorFactory(first_name="Ada", last_name="Example")
    client = as_(administrator)
    add = reverse("admin:staff_user_add")
    group = str(group_named(CLINICAL_REVIEWER).pk)
    client.post(add, typed(Document(client.get(add)), email="helper@example.org", groups=[group]))
    helper = as_(User.objects.get(email="helper@example.org"))
    asked(client, therapy)
    row = LintException.objects.get()
    shown = Document(helper.get(screen(row)))
    assert "opened, named or given rights by Ada Example, who asked" in shown.text("#content-main")
    assert "Agree" not in shown.texts("button")
    assert "count as one person" in Document(answer(helper, row, "agree")).text(".messagelist")
    row.refresh_from_db()
    assert row.answer == ""


def test_a_marketer_does_not_decide_and_a_site_administrator_does(marketer_client, therapy):
    asked(marketer_client, therapy)
    row = LintException.objects.get()
    assert answer(as_(MarketerFactory()), row, "agree").status_code == 403
    assert (
        "The exception is declined."
        in Document(answer(as_(StaffFactory(group=SITE_ADMIN)), row, "decline")).text()
    )
    row.refresh_from_db()
    assert row.answer == "declined"
    late = Document(answer(as_(StaffFactory(group=CLINICAL_REVIEWER)), row, "agree"))
    assert "Somebody has answered meanwhile" in late.text(".messagelist")
    row.refresh_from_db()
    assert row.answer == "declined"


def test_after_a_refusal_it_can_be_asked_again_but_not_twice_at_once(marketer_client, therapy):
    address = asking(marketer_client, therapy)
    for _ in range(2):
        marketer_client.post(address, {"reason": REASON})
    row = LintException.objects.get()
    answer(as_(StaffFactory(group=SITE_ADMIN)), row, "decline")
    marketer_client.post(address, {"reason": f"{REASON} See its cover."})
    assert LintException.objects.count() == 2


def test_a_sentence_that_is_gone_cannot_be_asked_for(marketer_client, therapy):
    address = asking(marketer_client, therapy)
    therapy.introduction = "<p>Quite another text.</p>"
    therapy.save()
    shown = Document(marketer_client.post(address, {"reason": REASON}, follow=True))
    assert "no longer says that sentence" in shown.text(".messagelist")
    assert not LintException.objects.exists()


def test_exceptions_are_neither_added_changed_nor_deleted_by_hand(therapy, marketer_client):
    asked(marketer_client, therapy)
    row = LintException.objects.get()
    client = as_(AdministratorFactory())
    assert client.get(reverse("admin:content_lintexception_add")).status_code == 403
    assert client.post(screen(row, "delete"), {"post": "yes"}).status_code == 403
    assert client.post(screen(row), {"answer": "agreed"}).status_code == 403
    assert LintException.objects.get().answer == ""


# --- words ----------------------------------------------------------------------------------------------


def test_an_administrator_adds_words_and_a_marketer_may_only_read_them(therapy, marketer_client):
    client = as_(StaffFactory(group=SITE_ADMIN))
    address = reverse("admin:content_lintword_add")
    form = typed(Document(client.get(address)), rule="superlative", phrase="  reading   aloud ")
    client.post(address, form)
    word = LintWord.objects.get()
    assert (word.rule, word.phrase, word.passes) == ("superlative", "reading aloud", False)
    assert "superlative" in Document(marketer_client.get(screen(therapy, "check"))).text("#content-main")
    assert marketer_client.get(address).status_code == 403
    assert marketer_client.get(screen(word)).status_code == 200


@pytest.mark.parametrize("phrase", ["a", "***", "* *", "(best", "be!"])
def test_words_that_would_find_everything_or_nothing_are_refused(phrase):
    client = as_(AdministratorFactory())
    address = reverse("admin:content_lintword_add")
    form = typed(Document(client.get(address)), rule="cure", phrase=phrase)
    assert Document(client.post(address, form)).all(".errorlist")
    assert not LintWord.objects.exists()
