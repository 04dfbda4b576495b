"""Taking a call, and finding the person who rings back."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from admissions import services
from admissions.choices import Rank, Relationship, SourcePage, Status, WayIn
from admissions.custody.access import Look, reveal
from admissions.desk.calls.call_form import CallForm
from admissions.desk.fields import BirthDateField
from admissions.models import Consent, PhiAccess, Submission
from alter_site.staff.groups import BENEFITS_VERIFIER
from tests.factories import StaffFactory
from tests.support.document import Document
from tests.support.forms import after
from tests.support.markup import check_admin
from tests.support.requests import received

pytestmark = pytest.mark.django_db

CALL, FIND = reverse("desk:call"), reverse("desk:find")
SPOKEN = {
    "phone": "949.555.0142 ext. 3",
    "preferred_name": "Siobhán O’Neill-Example",
    "relation": "self",
    "channel": "phone",
    "voicemail": "no",
    "window_days": "any",
    "time_zone": "America/Los_Angeles",
    "insurance_route": "typed",
    "first_name": "Siobhán",
    "last_name": "O’Neill-Example",
    "birth_date": "Feb 29, 1988",
    "payer": "Example Health",
    "member_id": "xyz 123-456",
    "note": "Rang from a parking lot",
    "may_contact": "on",
}


@pytest.fixture
def send(client, coordinator):
    """Send a form by somebody: ``send(CALL, {...})``."""

    def sent(address: str, data: dict[str, str], by: Any = None) -> Document:
        client.force_login(by or coordinator)
        document = Document(after(client.post(address, data)))
        if document.response.status_code != 302:
            check_admin(document)
        return document

    return sent


def spoken(**changes: str) -> dict[str, str]:
    return {"draft_id": str(uuid.uuid4()), **SPOKEN, **changes}


# --- a call -------------------------------------------------------------------------------------------


def test_a_call_is_received_like_a_form_and_belongs_to_its_taker(send, coordinator):
    answer = send(CALL, spoken(second_payer="Second Mutual", second_member_id="0042"))
    submission = Submission.objects.get()
    assert answer.response.headers["Location"] == reverse("desk:detail", args=[submission.reference])
    assert (submission.source, submission.owner, submission.status) == (
        WayIn.PHONE,
        coordinator,
        Status.CLAIMED,
    )
    assert submission.source_page == SourcePage.PHONE
    assert submission.events.get(move="received").detail == "Phone"
    policies = submission.policies.order_by("rank")
    assert [policy.rank for policy in policies] == [Rank.PRIMARY, Rank.SECONDARY]
    assert list(submission.consents.values_list("kind", flat=True)) == [Consent.Kind.CONTACT]
    fields = ["phone", "preferred_name", "birth_date", "note"]
    told, plan = reveal(coordinator, submission, [Look(submission, fields), Look(policies[0], ["member_id"])])
    assert told == {
        "phone": SPOKEN["phone"],
        "preferred_name": SPOKEN["preferred_name"],
        "birth_date": "1988-02-29",
        "note": SPOKEN["note"],
    }
    assert plan == {"member_id": "xyz 123-456"}


def test_the_number_to_ring_back_is_asked_first(visit_admin, coordinator):
    page = visit_admin(CALL, by=coordinator)
    fields = page.all("#call_form :is(input, select, textarea):not([type=hidden])")
    assert fields[0].attributes["name"] == "phone"
    assert {field.attributes["autocomplete"] for field in fields} == {"off"}


def test_every_question_stands_on_the_page(visit_admin, coordinator):
    page = visit_admin(CALL, by=coordinator)
    asked = {field.attributes["name"] for field in page.all("#call_form [name]")}
    assert asked - {"csrfmiddlewaretoken"} == set(CallForm().fields)


def test_two_presses_are_one_call(send):
    said = spoken()
    first, second = send(CALL, said), send(CALL, said)
    assert first.response.headers["Location"] == second.response.headers["Location"]
    assert Submission.objects.count() == 1


def test_only_a_way_to_reach_them_and_a_yes_are_needed(send):
    required = ("relation", "channel", "voicemail", "window_days", "time_zone", "insurance_route")
    said = {name: SPOKEN[name] for name in (*required, "phone", "may_contact")}
    assert send(CALL, {"draft_id": str(uuid.uuid4()), **said}).response.status_code == 302


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"phone": "12"}, "phone", "It needs an area code"),
        ({"phone": ""}, "phone", "how they want to be reached"),
        ({"channel": "email"}, "email", "how they want to be reached"),
        ({"email": "somebody"}, "email", "looks like name@example.com"),
        ({"birth_date": "31/31/1990"}, "birth_date", "must be a number from 1 to 12"),
        ({"birth_date": "1/1/2999"}, "birth_date", "must be in the past"),
        ({"voicemail": "limited"}, "message_words", "the words they gave"),
        ({"window_from": "17:00"}, "window_until", "both times"),
        ({"window_from": "17:00", "window_until": "09:00"}, "window_until", "the later one"),
        ({"relation": ""}, "relation", "Choose one"),
        ({"may_contact": ""}, "may_contact", "nothing may be kept"),
        ({"draft_id": "x"}, "note", ""),
    ],
)
def test_an_error_keeps_everything_typed(send, change, field, words):
    page = send(CALL, spoken(**change))
    assert page.title.startswith("Error: ")
    if words:
        assert words in page.text(f"#id_{field}_error")
        assert f"#id_{field}" in page.hrefs("[role=alert] a")
    assert page.text("#id_note") == SPOKEN["note"]
    kept = {
        name: value for name, value in (SPOKEN | change).items() if name in {"phone", "birth_date", "payer"}
    }
    assert {name: page.one(f"#id_{name}").attributes.get("value", "") for name in kept} == kept
    assert not Submission.objects.exists()


def test_nothing_is_kept_about_somebody_under_eighteen(send):
    child = timezone.localdate() - datetime.timedelta(days=365 * 15)
    page = send(CALL, spoken(birth_date=f"{child:%m/%d/%Y}"))
    assert "under 18" in page.text("#id_birth_date_error")
    assert not Submission.objects.exists()


def test_the_person_a_relative_asks_for_is_not_contacted_unless_that_was_allowed(send):
    send(CALL, spoken(relation=Relationship.LOVED_ONE))
    send(CALL, spoken(relation=Relationship.CLIENT, may_contact_person="on"))
    send(CALL, spoken(relation=Relationship.SELF))
    assert list(Submission.objects.values_list("may_contact_person", flat=True)) == [False, True, True]


@pytest.mark.parametrize(
    "typed", ["2/28/1990", "02-28-1990", "February 28 1990", "Feb. 28, 1990", "1990-02-28"]
)
def test_a_birth_date_is_read_as_people_say_it(typed):
    assert BirthDateField("Birth date").clean(typed) == "1990-02-28"


# --- finding ------------------------------------------------------------------------------------------


def found(page: Document) -> list[str]:
    return page.texts(".ref")


@pytest.mark.parametrize(
    "looked_for",
    [
        {"phone": "949 555-0142"},
        {"phone": "+1 (949) 555 0142 x9"},
        {"email": " SAM@Example.org "},
        {"surname": "example", "birth_date": "2/28/1990"},
        {"phone": "949 555-0142", "email": "sam@example.org"},
    ],
)
def test_a_request_is_found_however_it_is_said(send, looked_for):
    submission = received(email="sam@example.org")
    received(phone="212 555 0100", last_name="Other", email="other@example.org")
    page = send(FIND, looked_for)
    assert found(page) == [submission.reference]
    assert "Sam" not in page.text("table")


def test_a_reference_is_found_with_letters_that_sound_alike(send):
    submission = received()
    heard = submission.reference.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert found(send(FIND, {"reference": heard})) == [submission.reference]


@pytest.mark.parametrize(
    "looked_for",
    [{"phone": "nonsense"}, {"reference": "nonsense"}, {"phone": "949 555 0142", "reference": "x"}],
)
def test_what_cannot_be_looked_for_finds_nothing_and_not_everything(send, looked_for):
    received()
    received(phone="", last_name="")
    page = send(FIND, looked_for)
    assert found(page) == []
    assert page.text("#found") == "Nothing found"


@pytest.mark.parametrize("looked_for", [{}, {"surname": "Example"}, {"birth_date": "2/28/1990"}])
def test_a_surname_and_a_birth_date_are_looked_for_together_only(send, looked_for):
    received()
    page = send(FIND, looked_for)
    assert page.title.startswith("Error: ")
    assert not page.all(".ref")
    assert not PhiAccess.objects.exists()


def test_looking_is_logged_without_what_was_looked_for(send, coordinator):
    received()
    page = send(FIND, {"phone": "949 555 0142", "surname": "Example", "birth_date": "2/28/1990"})
    assert found(page)
    logged = PhiAccess.objects.get()
    assert (logged.actor, logged.action, logged.reason) == (coordinator, "find", "1 found")
    request = Submission.objects.get()
    codes = f"phone:{request.phone_index[:16]} person:{request.person_index[:16]}"
    assert logged.fields == f"{codes} found:{request.reference}"
    assert "555" not in f"{logged.reason}{logged.reference}{page.title}"


def test_going_back_to_search_results_sends_nothing_again_and_is_logged_again(client):
    submission = received()
    client.force_login(StaffFactory(group=BENEFITS_VERIFIER))
    answer = client.post(FIND, {"phone": "949 555 0142"})
    assert answer.status_code == 302
    assert "555" not in answer["Location"]
    for looks in (1, 2):
        assert submission.reference in client.get(answer["Location"]).content.decode()
        assert PhiAccess.objects.filter(action="find").count() == looks


def test_looking_that_cannot_be_logged_finds_nothing(send, client, monkeypatch):
    received()

    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("no log")

    monkeypatch.setattr("admissions.desk.queue.find.append", broken)
    client.raise_request_exception = False
    client.force_login(StaffFactory(group=BENEFITS_VERIFIER))
    response = client.post(FIND, {"phone": "949 555 0142"}, follow=True)
    assert response.status_code == 500


def test_at_most_twenty_are_shown(send, monkeypatch):
    monkeypatch.setattr("admissions.desk.queue.find.AT_MOST", 2)
    for _ in range(3):
        received()
    page = send(FIND, {"phone": "949 555 0142"})
    assert len(found(page)) == 2
    assert "There may be more than 2." in page.html


def test_a_closed_request_is_found_by_those_who_may_open_it(send, lead):
    submission = received()
    services.close(submission, lead, outcome="invalid")
    assert found(send(FIND, {"reference": submission.reference})) == []
    assert found(send(FIND, {"reference": submission.reference}, by=lead)) == [submission.reference]
    assert found(send(FIND, {"phone": "949 555 0142"})) == []


@pytest.mark.parametrize(
    ("address", "data"), [(CALL, {"note": "Rang from a lot"}), (FIND, {"surname": "Example"})]
)
def test_a_mistake_is_answered_with_a_redirect_that_keeps_what_was_typed(client, coordinator, address, data):
    client.force_login(coordinator)
    response = client.post(address, data)
    assert (response.status_code, response.url) == (302, f"{address}?again")
    (value,) = data.values()
    assert value not in str(dict(client.session.items()))
    page = client.get(response.url)
    assert value in page.text
    assert "error-summary" in page.text
    assert value not in client.get(address).text


def test_a_refused_call_about_somebody_under_18_is_not_kept_in_the_session(client, coordinator):
    client.force_login(coordinator)
    response = client.post(CALL, spoken(birth_date="2/28/2015"))
    assert response.status_code == 200
    assert "desk_mistake" not in client.session


# --- the conversation is written down ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("relation", "result", "spoken_to"),
    [("self", "spoke", ""), ("loved_one", "spoke_other", "other"), ("client", "spoke_other", "professional")],
)
def test_a_call_taken_is_a_conversation_on_record(send, relation, result, spoken_to):
    send(CALL, spoken(relation=relation))
    submission = Submission.objects.get()
    attempt = submission.attempts.get()
    assert (attempt.direction, attempt.result, attempt.spoken_to) == ("in", result, spoken_to)
    assert submission.first_attempt_at is not None
    assert submission.first_live_at is not None


def test_a_call_sent_twice_is_one_conversation(send):
    data = spoken()
    send(CALL, data)
    send(CALL, data)
    assert Submission.objects.get().attempts.count() == 1


def test_what_is_changed_in_a_call_that_is_saved_already_is_said_to_be_lost(send, client):
    data = spoken()
    send(CALL, data)
    send(CALL, data | {"phone": "(949) 555-0188"})
    submission = Submission.objects.get()
    page = Document(client.get(reverse("desk:detail", args=[submission.reference])))
    assert f"{submission.reference}: This call was saved already." in page.text(".messagelist")
