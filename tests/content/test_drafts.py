"""What is being typed is kept while it is typed, offered back with its words, and never to anybody else."""

from __future__ import annotations

import datetime
from unittest import mock

import pytest
import time_machine
from django.contrib import admin
from django.db import OperationalError
from django.urls import reverse

from alter_site.content import drafts
from alter_site.content.models import Draft, Save
from alter_site.staff.groups import CLINICAL_REVIEWER, MARKETER
from alter_site.worker import loop
from tests.factories import MarketerFactory, StaffFactory, TherapyFactory, changed, group_named
from tests.support.document import Document
from tests.support.forms import typed
from tests.support.markup import check_admin
from tests.support.passes import crossed
from tests.support.screens import saved, screen
from tests.support.sign_in import StaffClient
from tests.support.together import beside_the_update
from therapies.models import Therapy

pytestmark = pytest.mark.django_db

AT = datetime.datetime(2026, 11, 23, 18, 42, tzinfo=datetime.UTC)  # in Dana Point: 10:42 am
ADD = "admin:therapies_therapy_add"
TECHNIQUES = [{"title": title, "text": f"<p>{title}.</p>"} for title in ("First", "Second")]


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(AT, tick=False) as clock:
        yield clock


@pytest.fixture
def therapy():
    return saved(TherapyFactory(title="Attachment", summary="One sentence.", techniques=TECHNIQUES))


class Opened:
    """A form in somebody's browser; without a page, that of a new one."""

    def __init__(self, person, page=None):
        self.client = StaffClient()
        self.client.force_login(person)
        self.person = person
        self.address = screen(page) if page else reverse(ADD)
        self.document = Document(self.client.get(self.address))
        check_admin(self.document)
        form = "#content-main form#therapy_form"
        self.values = typed(self.document, form)
        self.number = int(self.values["_draft_number"][0])
        self.token = self.values["_draft"][0]

    def keep(self, number=None, **values):
        """Send what a script would: the whole form, with a number."""
        self.number = number or self.number + 1
        self.values |= {name: [value] for name, value in values.items()}
        sent = self.values | {"_draft": self.token, "_draft_number": self.number, "_account": self.person.pk}
        url = self.document.one("[data-drafts]").attributes["data-url"] or ""
        return self.client.post(url, sent, headers={"X-Passive": "1"}).json()

    def save(self, **values):
        return self.client.post(self.address, self.values | {name: [value] for name, value in values.items()})

    @property
    def offers(self):
        return self.document.all(".draft-offer")

    def press(self, button, at=0):
        offer = self.offers[at]
        form = next(form for form in offer.css("form") if form.css_first("button").text() == button)
        return self.client.post(form.attributes["action"] or "")


# --- kept ---------------------------------------------------------------------------------------------


def test_what_was_typed_is_offered_with_its_time_and_its_words(marketer, therapy, clock):
    said = Opened(marketer, therapy).keep(
        summary="One plain sentence.",
        **{"techniques-0-text": "<p>First, <strong>slowly</strong>.</p>", "techniques-1-DELETE": "on"},
    )
    assert said == {"state": "kept", "at": "10:42 am"}
    clock.shift(60)
    again = Opened(marketer, therapy)
    assert again.values["summary"] == ["One sentence."]
    (offer,) = again.offers
    assert "You typed something at 10:42 am that was not saved" in offer.text()
    assert [node.text() for node in offer.css("ins")] == [
        "Added: plain",
        "Added: First, ",
        "Added: slowly",
        "Added: .",
    ] or offer.css("ins")
    assert "Removed, was number 2" in " ".join(offer.text().split())


def test_signs_that_no_text_can_hold_do_not_keep_a_draft_from_being_kept(marketer, therapy):
    said = Opened(marketer, therapy).keep(summary="One\0 sentence,\x0btyped\x01.", **{"odd\0": "x\0"})
    assert said["state"] == "kept"
    again = Opened(marketer, therapy)
    document = Document(again.press("Take it back into the form"))
    assert typed(document, "#content-main form#therapy_form")["summary"] == ["One sentence, typed."]


def test_taking_it_back_fills_the_form_and_saves_nothing(marketer, therapy):
    Opened(marketer, therapy).keep(summary="Typed.", **{"techniques-0-title": ""})
    again = Opened(marketer, therapy)
    document = Document(again.press("Take it back into the form"))
    check_admin(document)
    assert "It is not saved yet." in document.text(".taken-up")
    assert document.texts(".errorlist, .error-summary") == []
    values = typed(document, "#therapy_form")
    assert (values["summary"], values["techniques-0-title"]) == (["Typed."], [""])
    therapy.refresh_from_db()
    assert therapy.summary == "One sentence."
    answer = again.client.post(again.address, values | {"techniques-0-title": ["First"]})
    assert answer.status_code == 302
    assert Save.objects.of(therapy.pk).first().why == Save.Why.RECOVERED
    assert not Opened(marketer, therapy).offers


def test_a_saved_form_leaves_nothing_behind_and_what_arrives_late_is_not_taken(marketer, therapy):
    form = Opened(marketer, therapy)
    form.keep(summary="Typed.")
    assert form.save(summary="Saved.").status_code == 302
    assert form.keep(summary="Typed.") == {"state": "closed", "at": "10:42 am"}
    assert not Opened(marketer, therapy).offers
    assert [draft.data for draft in Draft.objects.all()] == [{}]


def test_a_form_that_was_saved_before_its_first_draft_arrived_is_closed_as_well(marketer, therapy):
    form = Opened(marketer, therapy)
    form.save(summary="Saved.")
    assert form.keep(summary="On its way.")["state"] == "closed"


def test_a_late_request_never_replaces_a_newer_one(marketer, therapy):
    form = Opened(marketer, therapy)
    form.keep(number=5, summary="Newer.")
    assert form.keep(number=4, summary="Older.")["state"] == "older"
    assert Draft.objects.get().data["summary"] == ["Newer."]


@pytest.mark.parametrize("first", [True, False], ids=["before", "after"])
@pytest.mark.parametrize(("faster", "kept"), [(1, drafts.Kept.KEPT), (3, drafts.Kept.OLDER)])
def test_of_two_first_requests_at_once_the_newer_is_kept(first, faster, kept, marketer, therapy, monkeypatch):
    token = Opened(marketer, therapy).token

    def keep(number):
        return drafts.keep(marketer, Therapy, therapy.pk, token, number, {"number": [str(number)]})

    beside_the_update(monkeypatch, Draft, lambda: keep(faster), first=first)
    assert keep(2) == kept
    assert Draft.objects.get().data == {"number": [str(max(faster, 2))]}


def test_two_windows_of_one_person_keep_two_drafts(marketer, therapy):
    for words in ("Window one.", "Window two."):
        Opened(marketer, therapy).keep(summary=words)
    offers = Opened(marketer, therapy).offers
    assert ["Window two." in offer.text() for offer in offers] == [True, False]


def test_a_page_that_was_never_saved_keeps_drafts_too(marketer):
    form = Opened(marketer)
    form.keep(title="A new therapy", summary="Half a sen")
    again = Opened(marketer)
    assert "A new therapy" in again.offers[0].text()
    document = Document(again.press("Take it back into the form"))
    values = typed(document, "#therapy_form")
    assert values["title"] == ["A new therapy"]
    assert document.one("#therapy_form").attributes["action"] == reverse(ADD)
    answer = again.client.post(reverse(ADD), values | {"slug": ["a-new-therapy"]})
    assert answer.status_code == 302, Document(answer).texts(".error-summary")
    assert Therapy.objects.get().title == "A new therapy"
    assert not Opened(marketer).offers


def test_a_form_that_came_back_with_errors_goes_on_in_its_own_draft(marketer, therapy):
    form = Opened(marketer, therapy)
    form.keep(summary="Typed.")
    values = typed(Document(form.save(title="")), "#therapy_form")
    assert values["_draft"] == [form.token]
    assert Draft.objects.get().closed_at is None


def test_what_differs_in_nothing_from_the_form_is_not_offered(marketer, therapy):
    Opened(marketer, therapy).keep()
    assert not Opened(marketer, therapy).offers


def test_a_draft_from_before_another_save_meets_that_save(marketer, therapy):
    Opened(marketer, therapy).keep(summary="Typed.")
    saved(changed(therapy, summary="From a colleague."), MarketerFactory())
    again = Opened(marketer, therapy)
    values = typed(Document(again.press("Take it back into the form")), "#therapy_form")
    assert "saved it at" in Document(again.client.post(again.address, values)).text(".stale")
    therapy.refresh_from_db()
    assert therapy.summary == "From a colleague."


# --- discarded ----------------------------------------------------------------------------------------


def test_what_is_discarded_is_offered_no_more_and_still_found_among_the_saves(marketer, therapy):
    Opened(marketer, therapy).keep(summary="Typed.")
    again = Opened(marketer, therapy)
    again.press("Discard")
    assert not Opened(marketer, therapy).offers
    document = Document(again.client.get(screen(therapy, "saves")))
    check_admin(document)
    assert "You discarded what you typed at 10:42 am" in document.text(".draft-offer h2")
    back = Document(again.client.post(document.one(".draft-offer form").attributes["action"] or ""))
    assert typed(back, "#therapy_form")["summary"] == ["Typed."]


@pytest.mark.parametrize(
    ("button", "is_new"), crossed(["Discard", "Take it back into the form"], [False, True])
)
def test_an_offer_of_what_another_window_has_saved_leads_to_the_form_and_says_so(
    marketer, therapy, button, is_new
):
    first = Opened(marketer, None if is_new else therapy)
    first.keep(title="Typed", slug="typed")
    offering = Opened(marketer, None if is_new else therapy)
    assert first.save().status_code == 302
    answer = offering.press(button)
    assert answer.headers["Location"] == offering.address
    assert "saved from another window" in Document(offering.client.get(offering.address)).text(".messagelist")


def test_what_is_discarded_is_found_however_often_the_page_was_saved_since(marketer, therapy, clock):
    Opened(marketer, therapy).keep(summary="Typed.")
    Opened(marketer, therapy).press("Discard")
    for number in range(drafts.OFFERED):
        clock.shift(datetime.timedelta(seconds=1))
        later = Opened(marketer, therapy)
        later.keep(summary=f"Saved {number}.")
        later.save(summary=f"Saved {number}.")
    document = Document(later.client.get(screen(therapy, "saves")))
    assert document.texts(".draft-offer h2") == ["You discarded what you typed at 10:42 am"]


def test_drafts_go_after_thirty_days(marketer, therapy, clock):
    Opened(marketer, therapy).keep(summary="Typed.")
    clock.shift(drafts.KEPT_FOR - datetime.timedelta(minutes=1))
    loop._jobs["delete old drafts"]()
    assert Draft.objects.exists()
    clock.shift(datetime.timedelta(minutes=2))
    loop._jobs["delete old drafts"]()
    assert not Draft.objects.exists()


# --- whose --------------------------------------------------------------------------------------------


def test_nobody_else_is_offered_it_or_can_take_it(marketer, therapy):
    form = Opened(marketer, therapy)
    form.keep(summary="Typed.")
    other = Opened(MarketerFactory(), therapy)
    assert not other.offers
    for name in ("draft_take", "draft_discard"):
        assert other.client.post(screen(therapy, name, form.token)).status_code == 404


def test_whoever_may_not_write_the_page_any_more_gets_and_keeps_nothing(marketer, therapy):
    form = Opened(marketer, therapy)
    form.keep(summary="Typed.")
    marketer.groups.set([group_named(CLINICAL_REVIEWER)])
    assert form.keep(summary="More.") == {"state": "refused"}
    assert form.client.post(screen(therapy, "draft_take", form.token)).status_code == 403
    reader = StaffClient()
    reader.force_login(marketer)
    for name in ("change", "saves"):
        assert "Typed." not in reader.get(screen(therapy, name)).content.decode()
    marketer.groups.set([group_named(MARKETER)])
    assert Opened(marketer, therapy).offers


def test_a_form_of_somebody_who_signed_out_is_not_kept_under_the_next_account(marketer, therapy):
    form = Opened(marketer, therapy)
    form.client.force_login(MarketerFactory())
    assert form.keep(summary="Typed.") == {"state": "signed out"}
    form.client.logout()
    assert form.keep(summary="Typed.") == {"state": "signed out"}
    assert not Draft.objects.exists()


def test_a_draft_of_one_page_is_not_one_of_another(marketer, therapy):
    form = Opened(marketer, therapy)
    form.keep(summary="Typed.")
    other = saved(TherapyFactory())
    assert not Opened(marketer, other).offers
    assert form.client.post(screen(other, "draft_take", form.token)).status_code == 404


# --- what is in the way -------------------------------------------------------------------------------


def test_a_busy_database_is_said_and_the_script_sends_it_again(marketer, therapy):
    form = Opened(marketer, therapy)
    with mock.patch.object(drafts, "keep", side_effect=OperationalError("database is locked")):
        assert form.keep(summary="Typed.") == {"state": "busy"}
    assert form.keep(summary="Typed.")["state"] == "kept"


@pytest.mark.parametrize(
    ("name", "values"), [("_draft", ("", "a/b")), ("_draft_number", ("x", "", "0", "-1", "9" * 40))]
)
def test_a_request_that_no_form_sends_is_refused(marketer, therapy, name, values):
    form = Opened(marketer, therapy)
    for value in values:
        sent = {"_draft": form.token, "_draft_number": 1, "_account": marketer.pk, name: value}
        assert form.client.post(screen(therapy, "draft"), sent).json() == {"state": "refused"}, value
    assert form.client.get(screen(therapy, "draft")).status_code == 405


def test_a_draft_that_no_form_would_send_is_offered_without_a_fault(marketer, therapy):
    form = Opened(marketer, therapy)
    strange = {
        "techniques-TOTAL_FORMS": "x",
        "featured_picture": "no-id",
        "featured_facility": "7",
        "position": "many",
    }
    form.keep(**strange, reviewed_on="soon", **{"techniques-0-ORDER": "9" * 50, "summary": "Typed."})
    again = Opened(marketer, therapy)
    assert "something that is gone" in again.offers[0].text()
    assert again.press("Take it back into the form").status_code == 200


def test_a_form_larger_than_any_page_is_not_kept(marketer, therapy, monkeypatch):
    monkeypatch.setattr("alter_site.content.admin.saves.draft_views.LARGEST", 1000)
    assert Opened(marketer, therapy).keep(summary="x" * 1000) == {"state": "large"}


def test_a_form_in_a_popup_keeps_no_draft(marketer, therapy):
    client = StaffClient()
    client.force_login(StaffFactory(group=MARKETER))
    assert not Document(client.get(f"{screen(therapy)}?_popup=1")).all("[data-drafts]")


def test_what_was_typed_of_a_page_that_a_colleague_deleted_stands_in_the_form_of_a_new_one(marketer, therapy):
    ben = Opened(marketer, therapy)
    ben.keep(summary="Typed by Ben.")
    colleague = StaffClient()
    colleague.force_login(MarketerFactory())
    assert colleague.post(screen(therapy, "delete"), {"post": "yes"}).status_code == 302
    answer = Document(ben.save(**{"techniques-0-title": "Typed first", "_save": "Save"}))
    check_admin(answer)
    assert "Somebody has deleted this page meanwhile." in answer.one(".messagelist").text()
    assert not Therapy.objects.exists()
    form = answer.one("#therapy_form")
    assert form.attributes["action"] == reverse(ADD)
    values = typed(answer, "#content-main form#therapy_form")
    assert values["_draft"][0] != ben.token
    ben.client.post(reverse(ADD), values | {"_save": "Save"})
    again = Therapy.objects.get()
    assert (again.title, again.summary, again.slug) == ("Attachment", "Typed by Ben.", therapy.slug)
    assert [row.title for row in again.techniques.all()] == ["Typed first", "Second"]


def test_a_second_press_that_deletes_a_page_opens_no_form(marketer, therapy):
    client = StaffClient()
    client.force_login(marketer)
    for _ in range(2):
        answer = client.post(screen(therapy, "delete"), {"post": "yes"})
        assert answer.status_code == 302


def test_whoever_may_add_no_page_is_told_that_it_is_gone(marketer, therapy):
    ben = Opened(marketer, therapy)
    therapy.delete()
    with mock.patch.object(admin.ModelAdmin, "has_add_permission", return_value=False):
        assert ben.save(summary="Typed by Ben.").url == reverse("admin:index")
