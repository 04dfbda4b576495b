"""A call that is being written down is never lost, and saves with the number alone."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from admissions import safety, services
from admissions.choices import Relationship, Status
from admissions.contact_plan import ContactPlan
from admissions.custody.access import Purpose, open_for
from admissions.forget import forget
from admissions.models import KeptCall, SafetyScreen, Submission
from alter_site.staff.groups import COORDINATOR
from tests.admissions.test_desk_calls import SPOKEN
from tests.factories import StaffFactory
from tests.support.document import Document
from tests.support.forms import after
from tests.support.requests import received

pytestmark = pytest.mark.django_db

CALL = reverse("desk:call")
AUTOSAVE = {"X-Autosave": "1", "X-Passive": "1"}
NUMBER = "949 555 0142"


@pytest.fixture
def desk(client, coordinator):
    client.force_login(coordinator)
    return client


def key() -> str:
    return str(uuid.uuid4())


def token_of(model: Any, column: str) -> str:
    """Return what the only row of a table holds in a sealed column, as it is stored."""
    return str(model.objects.values_list(column, flat=True).get().token)


def typed(call: KeptCall) -> str:
    return open_for(Purpose.OWN_CALL, call, "typed")["typed"]


# --- while it is written down ---------------------------------------------------------------------------


def test_the_first_field_is_kept_sealed_and_offered_back_to_its_writer_alone(desk, coordinator):
    draft = key()
    answer = desk.post(CALL, {"draft_id": draft, "phone": NUMBER}, headers=AUTOSAVE)
    assert answer.json()["words"].startswith("Kept ")
    desk.post(CALL, {"draft_id": draft, "phone": NUMBER, "concerns": "Drinks"}, headers=AUTOSAVE)
    kept = KeptCall.objects.get()
    assert "Drinks" in typed(kept)
    assert "Drinks" not in token_of(KeptCall, "typed")
    page = Document(desk.get(CALL))
    assert "Drinks" not in page.html
    (carry_on,) = [link for link in page.hrefs(".notice a") if draft in link]
    taken_up = Document(desk.get(carry_on))
    assert taken_up.one("#id_phone").attributes["value"] == NUMBER
    assert taken_up.one("#id_draft_id").attributes["value"] == draft
    assert draft in "".join(Document(desk.get(reverse("desk:queue"))).hrefs("main a"))
    desk.force_login(StaffFactory(group=COORDINATOR))
    assert "Drinks" not in Document(desk.get(carry_on)).html
    assert draft not in "".join(Document(desk.get(CALL)).hrefs("main a"))
    answer = desk.post(CALL, {"draft_id": draft, "phone": "212 555 0100"}, headers=AUTOSAVE)
    assert "Drinks" in typed(KeptCall.objects.get()), "nobody writes into somebody else's call"


def test_without_a_script_every_press_keeps_it(desk):
    refused, put_by = key(), key()
    desk.post(CALL, {"draft_id": refused, "phone": NUMBER, "concerns": "Sleeps badly"})
    answer = desk.post(CALL, {"draft_id": put_by, "note": "Rang from a lot", "keep": "1"})
    assert answer.url == f"{CALL}?kept={put_by}"
    assert Document(desk.get(answer.url)).text("#id_note") == "Rang from a lot"
    assert {str(call.pk) for call in KeptCall.objects.all()} == {refused, put_by}
    desk.post(CALL, {"draft_id": put_by, "forget": "1"})
    assert [str(call.pk) for call in KeptCall.objects.all()] == [refused]


def test_a_saved_call_is_kept_no_longer_and_a_late_save_does_not_bring_it_back(desk):
    said = {"draft_id": key(), **SPOKEN}
    desk.post(CALL, said, headers=AUTOSAVE)
    assert KeptCall.objects.exists()
    desk.post(CALL, said)
    desk.post(CALL, said, headers=AUTOSAVE)
    assert not KeptCall.objects.exists()
    assert Submission.objects.count() == 1


def test_the_enter_key_in_the_middle_of_a_call_keeps_and_saves_nothing(desk):
    first = Document(desk.get(CALL)).all("button[form=call_form]")[0]
    assert (first.attributes["name"], "hidden" in first.attributes) == ("keep", True)
    desk.post(CALL, {"draft_id": key(), "phone": NUMBER, "keep": "1"})
    assert not Submission.objects.exists()
    assert KeptCall.objects.exists()


def test_of_two_first_saves_at_once_the_later_one_stays(coordinator, monkeypatch):
    draft = uuid.uuid4()
    services.keep_call(coordinator, draft, "phone=1")
    seen = iter([lambda key: None, services.calls._begun])  # the row comes between looking and writing
    monkeypatch.setattr("admissions.services.calls._begun", lambda key: next(seen)(key))
    assert services.keep_call(coordinator, draft, "phone=2")
    assert typed(KeptCall.objects.get()) == "phone=2"


def test_an_empty_form_is_not_kept(desk):
    desk.post(CALL, {"draft_id": key(), "channel": "phone", "voicemail": "no"}, headers=AUTOSAVE)
    assert not KeptCall.objects.exists()


@pytest.mark.parametrize("headers", [AUTOSAVE, {}])
def test_of_somebody_under_eighteen_what_was_kept_is_forgotten_at_once(desk, headers):
    said = {"draft_id": key(), "phone": NUMBER}
    desk.post(CALL, said, headers=AUTOSAVE)
    born = timezone.localdate() - datetime.timedelta(days=365 * 15)
    desk.post(CALL, {**said, "birth_date": f"{born:%m/%d/%Y}"}, headers=headers)
    assert not KeptCall.objects.exists()
    assert not Submission.objects.exists()


def test_what_nobody_saves_is_forgotten_after_three_days(coordinator):
    services.keep_call(coordinator, uuid.uuid4(), "phone=1")
    now = timezone.now()
    assert forget(now + services.calls.KEPT / 2).drafts == 0
    assert forget(now + services.calls.KEPT + datetime.timedelta(minutes=1)).drafts == 1
    assert not KeptCall.objects.exists()


def test_keeping_extends_no_session(desk):
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=5)):
        before = desk.session["staff_active_at"]
        desk.post(CALL, {"draft_id": key(), "phone": NUMBER}, headers=AUTOSAVE)
        assert desk.session["staff_active_at"] == before


# --- saving it ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", [{}, {"draft_id": key()}, {"preferred_name": "Sam", "how_soon": "today"}])
def test_the_number_alone_is_enough(desk, coordinator, said):
    answer = desk.post(CALL, {"phone": NUMBER, **said})
    submission = Submission.objects.get()
    assert answer.url == reverse("desk:detail", args=[submission.reference])
    assert (submission.owner, submission.relation) == (coordinator, Relationship.UNSAID)
    assert submission.attempts.get().direction == "in"
    assert not submission.consents.exists()
    page = Document(desk.get(answer.url))
    assert "Nobody has asked yet whether we may contact them" in page.text("#group-contact")
    act = reverse("desk:act", args=[submission.reference, "agree"])
    desk.post(act, {"may_contact": "on"})
    assert [consent.kind for consent in submission.consents.all()] == ["contact"]
    assert "Nobody has asked yet" not in Document(desk.get(answer.url)).html


def test_anything_more_takes_a_yes_or_a_line_that_dropped(desk):
    said = {"draft_id": key(), "phone": NUMBER, "concerns": "Drinks every day"}
    page = Document(after(desk.post(CALL, said)))
    assert "nothing may be kept" in page.text("#id_may_contact_error")
    assert "Choose one" in page.text("#id_relation_error")
    desk.post(CALL, {**said, "line_dropped": "on"})
    assert not Submission.objects.get().consents.exists()


def test_nothing_goes_to_the_insurer_of_somebody_who_does_not_know(desk):
    said = {**SPOKEN, "relation": "loved_one", "person_knows": "no", "may_use_details": "on"}
    page = Document(after(desk.post(CALL, {"draft_id": key(), **said})))
    assert "nothing goes to their insurer" in page.text("#id_may_use_details_error")


def test_of_a_call_that_fails_halfway_nothing_is_stored(desk, monkeypatch):
    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("the database has gone")

    monkeypatch.setattr("admissions.services.calls.record_call_taken", broken)
    said = {"draft_id": key(), **SPOKEN}
    desk.post(CALL, said, headers=AUTOSAVE)
    with pytest.raises(RuntimeError):
        desk.post(CALL, said)
    assert not Submission.objects.exists()
    assert KeptCall.objects.exists()


def test_a_number_that_is_not_safe_is_no_link_and_no_promise(desk, coordinator):
    desk.post(CALL, {"phone": NUMBER, "safe_to_call": "no"})
    submission = Submission.objects.get()
    plan = ContactPlan.of(submission)
    assert (submission.due_first_contact, plan.next_opening(timezone.now())) == (None, None)
    opened = desk.post(reverse("desk:reveal", args=[submission.reference, "contact"]))
    page = Document(opened)
    assert NUMBER in page.text("#group-contact")
    assert not page.all("[data-opened-link]")
    assert "Do not ring or text" in page.text("#group-contact")
    with pytest.raises(services.IllegalMove, match="not safe"):
        services.record_attempt(submission, coordinator, channel="phone", result="spoke")
    services.record_attempt(submission, coordinator, channel="phone", direction="in", result="spoke")


# --- detox and safety -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "reasons"),
    [
        ({}, []),
        ({"suicide": "yes"}, ["suicide"]),
        ({"suicide": "unsure"}, ["suicide"]),
        ({"suicide": "no", "seizures": "no"}, []),
        ({"seizures": "yes"}, ["seizures"]),
        ({"substance": "alcohol", "last_use": "today"}, ["withdrawal"]),
        ({"substance": "cannabis\nsedatives", "last_use": "unsure"}, ["withdrawal"]),
        ({"substance": "alcohol", "last_use": "longer"}, []),
        ({"substance": "cannabis", "last_use": "today"}, []),
        ({"substance": "alcohol"}, []),
        (
            {"substance": "opioids", "last_use": "days", "seizures": "unsure", "suicide": "yes"},
            ["suicide", "seizures", "withdrawal"],
        ),
    ],
)
def test_an_answer_that_cannot_wait_takes_its_words(answers, reasons):
    assert safety.escalations(answers) == reasons


def test_what_cannot_wait_names_both_numbers_and_a_clinician():
    assert "988" in safety.ESCALATIONS["suicide"]
    for words in safety.ESCALATIONS.values():
        assert "911" in words
        assert words.endswith(safety.CLINICIAN)


def test_a_safety_screen_is_sealed_shown_to_those_who_may_and_flags_the_request(desk, coordinator):
    screen = {"substance": ["alcohol", "opioids"], "last_use": "today", "seizures": "no", "suicide": "unsure"}
    desk.post(CALL, {"draft_id": key(), **SPOKEN, **screen})
    submission = Submission.objects.get()
    assert submission.clinician_first
    assert "alcohol" not in token_of(SafetyScreen, "substance")
    closed = Document(desk.get(reverse("desk:detail", args=[submission.reference])))
    assert "Opioids, heroin" not in closed.text("#group-note")
    page = Document(desk.post(reverse("desk:reveal", args=[submission.reference, "note"])))
    shown = page.text("#group-note")
    for words in ("Alcohol", "Opioids, heroin", "Today or yesterday", "call 911", "988"):
        assert words in shown
    desk.post(reverse("desk:act", args=[submission.reference, "screen"]), {"suicide": "yes"})
    assert SafetyScreen.objects.count() == 2


def test_every_escalation_shows_with_its_answer_and_no_script(desk):
    page = Document(desk.get(CALL))
    shown = [node.attributes["data-escalation"] for node in page.all("[data-escalation]")]
    assert shown == list(safety.ESCALATIONS)


# --- staying with whoever has been in contact -------------------------------------------------------------


def test_a_request_with_a_contact_is_flagged_and_never_taken(desk, coordinator):
    submission = services.claim(received(), coordinator)
    services.record_attempt(submission, coordinator, channel="phone", result="declined")
    colleague = StaffFactory(group=COORDINATOR)
    services.hand_over(submission, coordinator, to=colleague, note="Please")
    # The note that came with it is older than the claim: nothing but the contact keeps it where it is.
    Submission.objects.filter(pk=submission.pk).update(
        claimed_at=timezone.now() + datetime.timedelta(hours=1)
    )
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=3)):
        assert services.release_untouched(timezone.now()) == 0
        assert services.left_alone(colleague, timezone.now()) == [submission]
        desk.force_login(colleague)
        page = Document(desk.get(reverse("desk:queue")))
        assert f"{submission.reference}. It stays yours" in page.text("[data-refresh]")
        detail = Document(desk.get(reverse("desk:detail", args=[submission.reference])))
        assert "does not go back to the queue" in detail.text("main")
        services.touch(submission, colleague)
        assert services.left_alone(colleague, timezone.now()) == []
    submission.refresh_from_db()
    assert (submission.owner, submission.status) == (colleague, Status.CLAIMED)
