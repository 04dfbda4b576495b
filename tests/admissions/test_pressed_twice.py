"""A button pressed twice counts once, and says so kindly; what another tab has set meanwhile is kept."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from admissions import services
from admissions.choices import AttemptResult, Status
from admissions.desk.actions import ACTIONS
from admissions.models import Consent, Scope, Submission
from alter_site.staff.groups import BENEFITS_VERIFIER, COORDINATOR, LEAD, PRIVACY_OFFICER
from tests.admissions.test_card_photos import encoded, upload
from tests.admissions.test_handoff import ASKED, verified
from tests.admissions.test_states import attempted, in_status
from tests.factories import StaffFactory, group_named
from tests.support.document import Document
from tests.support.forms import typed
from tests.support.passes import by_day
from tests.support.requests import received
from tests.support.sign_in import StaffClient

pytestmark = pytest.mark.django_db

WRITING, REQUEST = Consent.How.WRITING.value, Consent.Ends.REQUEST.value
Prepared = tuple[Submission, dict[str, str]]


@pytest.fixture
def somebody(db) -> Any:
    """Somebody whom the matrix lets do everything."""
    user = StaffFactory(group=COORDINATOR)
    for group in (BENEFITS_VERIFIER, LEAD):
        user.groups.add(group_named(group))
    return user


@pytest.fixture
def desk(client: StaffClient, somebody: Any) -> Client:
    client.force_login(somebody)
    return client


def colleague() -> str:
    return str(StaffFactory(group=COORDINATOR).pk)


def tomorrow() -> str:
    return f"{timezone.localdate() + datetime.timedelta(days=1)}T10:30"


def with_a_consent(owner: Any) -> Prepared:
    submission = in_status(Status.CLAIMED, owner)
    consent = services.record_consent(
        submission, owner, who="Pat", scope=Scope.ASKED, how=WRITING, ends_with=REQUEST
    )
    return submission, {"consent": str(consent.pk), "how": WRITING}


def at(status: Status, **data: Any) -> Callable[[Any], Prepared]:
    return lambda owner: (
        in_status(status, owner),
        {name: value() if callable(value) else value for name, value in data.items()},
    )


NOW = Status.CLAIMED
# Of each action: a request at which it can be pressed, and what is typed.
PRESSES: dict[str, Callable[[Any], Prepared]] = {
    "claim": at(Status.RECEIVED),
    "resume": at(Status.NEEDS_INFO),
    "resume-verifying": at(Status.NEEDS_INFO),
    "verify": at(NOW, call_the_payer="on"),
    "payer-wait": at(Status.VERIFYING, reason="call_back", next_at=tomorrow),
    "payer-back": at(Status.PAYER_WAIT),
    "verify-again": at(Status.VERIFIED),
    "ask": at(NOW, missing="member_id", next_at=tomorrow),
    "assign": at(Status.RECEIVED, to=colleague, note="For you"),
    "hand-over": at(NOW, to=colleague, note="For you"),
    "snooze": at(NOW, step="day"),
    "remind": at(NOW, next_at=tomorrow, reason="call"),
    "flags": at(NOW, today="on"),
    "release": at(NOW),
    "close": at(NOW, outcome="declined"),
    "admit": at(NOW, override="recorded_elsewhere"),
    "reopen": at(Status.CLOSED, reason="called_back"),
    "attempt": at(NOW, channel="phone", direction="out", result="no_answer"),
    "payer-call": at(Status.VERIFYING, outcome="answered", representative="Kim"),
    "new-way": at(NOW, phone="(949) 555-0143"),
    "screen": at(NOW, suicide="no"),
    "consent": at(NOW, who="Pat", relation="mother", scope=Scope.ASKED, how=WRITING, ends=REQUEST),
    "take-back": with_a_consent,
    "note": at(NOW, text="A note"),
}
# The moves of a worksheet ask a lot of it first: what is pressed is what counts here.
WORKSHEET = {
    "ready": Status.VERIFYING,
    "sign": Status.WORKSHEET_READY,
    "send-back": Status.WORKSHEET_READY,
    "share": Status.VERIFIED,
}
# Answered where it was typed, and refused where there is no secret to compare.
NOTHING_WRITTEN = {"agree", "secret"}


def typed_into(desk: Client, submission: Submission, slug: str, data: dict[str, str]) -> dict[str, str]:
    """Return what a button of the page sends, with its form filled in."""
    page = Document(desk.get(reverse("desk:detail", args=[submission.reference])))
    own = {
        str(field.attributes["name"]): field.attributes.get("value") or ""
        for field in page.all(f"input[type=hidden][form=work], #work input, input[name^='{slug}-']")
        if field.attributes.get("name") and field.attributes.get("type") != "checkbox"
    }
    return own | {f"{slug}-{name}": value for name, value in data.items()}


def everything() -> dict[str, list[Any]]:
    """Return every row of the desk's tables, without what a look or a page counts."""
    left_out = {"PhiAccess", "ChainHead", "Anchor", "Duty"}

    def columns(model: Any) -> list[str]:
        return [field.attname for field in model._meta.concrete_fields if field.name != "touched_at"]

    return {
        model.__name__: sorted(map(str, model._default_manager.values_list(*columns(model))))
        for model in apps.get_app_config("admissions").get_models()
        if model.__name__ not in left_out
    }


# admissions/desk/press.py tells a second press from a first for all actions, before any service of theirs is
# asked; so the gate tries one of four.
@pytest.mark.parametrize("slug", by_day((slug for slug in ACTIONS if slug not in NOTHING_WRITTEN), 4))
def test_a_button_pressed_twice_counts_once_and_says_so(desk, somebody, slug, monkeypatch):
    if slug in WORKSHEET:
        submission, data = in_status(WORKSHEET[slug], somebody), {"comment": "x", "how": "phone"}
        attempted(submission, somebody, AttemptResult.SPOKE)
        run = lambda request, actor, **typed: services.states.record(request, slug, actor)  # noqa: E731
        monkeypatch.setitem(ACTIONS, slug, dataclasses.replace(ACTIONS[slug], run=run))
    else:
        submission, data = PRESSES[slug](somebody)
    sent = typed_into(desk, submission, slug, data)
    before = everything()
    here = reverse("desk:act", args=[submission.reference, slug])
    first = desk.post(here, sent)
    once = everything()
    assert once != before, Document(desk.get(first.url)).text("main")
    second = desk.post(here, sent, follow=True)
    assert everything() == once
    assert second.status_code == 200
    assert "done already" in Document(second).text(".messagelist")


def test_every_action_is_pressed_twice():
    assert PRESSES.keys() | WORKSHEET.keys() | NOTHING_WRITTEN == ACTIONS.keys()


def test_two_attempts_of_two_pages_are_two(desk, somebody):
    submission, data = PRESSES["attempt"](somebody)
    for _ in range(2):
        desk.post(
            reverse("desk:act", args=[submission.reference, "attempt"]),
            typed_into(desk, submission, "attempt", data),
        )
    assert submission.attempts.count() == 2


def test_another_text_of_the_same_page_is_another_note(desk, somebody):
    submission, data = PRESSES["note"](somebody)
    sent = typed_into(desk, submission, "note", data)
    here = reverse("desk:act", args=[submission.reference, "note"])
    desk.post(here, sent)
    desk.post(here, sent | {"note-text": "And one more"})
    assert submission.notes.count() == 2


def test_what_was_refused_can_be_pressed_again(desk, somebody):
    submission, data = PRESSES["hand-over"](somebody)
    sent = typed_into(desk, submission, "hand-over", data | {"note": ""})
    here = reverse("desk:act", args=[submission.reference, "hand-over"])
    for _ in range(2):
        page = Document(desk.post(here, sent, follow=True))
        assert "Write a note for your colleague" in page.text("main")


def test_what_the_service_refused_can_be_pressed_again(desk, somebody):
    submission, data = PRESSES["attempt"](somebody)
    Submission.objects.filter(pk=submission.pk).update(voicemail="no", version=submission.version)
    sent = typed_into(desk, submission, "attempt", data | {"result": "left_message"})
    here = reverse("desk:act", args=[submission.reference, "attempt"])
    for _ in range(2):
        assert "They asked for no messages" in Document(desk.post(here, sent, follow=True)).text("main")


def test_at_the_same_moment_one_of_two_presses_counts(desk, somebody, monkeypatch):
    submission, data = PRESSES["note"](somebody)
    sent = typed_into(desk, submission, "note", data)
    here = reverse("desk:act", args=[submission.reference, "note"])
    desk.post(here, sent)
    monkeypatch.setattr("admissions.desk.press.is_done", lambda *_: False)  # it had looked before
    assert "done already" in Document(desk.post(here, sent, follow=True)).text(".messagelist")
    assert submission.notes.count() == 1


# --- flags of two tabs ------------------------------------------------------------------------------------


def pressed_until_done(desk: Client, submission: Submission, slug: str, sent: dict[str, str]) -> None:
    """Press a button of an old page, and once more on the page that says that it was old."""
    here = reverse("desk:act", args=[submission.reference, slug])
    page = Document(desk.post(here, sent, follow=True))
    assert "Look at it again" in page.text("[role=alert]")
    shown = {
        str(field.attributes["name"]): field.attributes.get("value")
        or ("on" if field.attributes.get("type") == "checkbox" else "")
        for field in page.all("#work input, input[type=hidden][form=work], input[form=work][checked]")
    }
    desk.post(here, shown)
    submission.refresh_from_db()


def test_a_flag_that_another_tab_has_set_stays(desk, somebody):
    submission, _ = PRESSES["flags"](somebody)
    old = typed_into(desk, submission, "flags", {"clinician_first": "on"})
    services.set_flags(submission, somebody, today=True, clinician_first=False)
    pressed_until_done(desk, submission, "flags", old)
    assert (submission.today, submission.clinician_first) == (True, True)
    new = typed_into(desk, submission, "flags", {"clinician_first": "on"})
    desk.post(reverse("desk:act", args=[submission.reference, "flags"]), new)
    submission.refresh_from_db()
    assert (submission.today, submission.clinician_first) == (False, True)


def test_a_flag_of_another_tab_is_nothing_typed_here(desk, somebody):
    submission, _ = PRESSES["release"](somebody)
    old = typed_into(desk, submission, "flags", {})
    services.set_flags(submission, somebody, today=True, clinician_first=False)
    pressed_until_done(desk, submission, "release", old)
    assert submission.owner is None
    assert submission.today


# --- what is no action of the table -----------------------------------------------------------------------


def pressed_twice(desk: Client, path: str, data: Any, words: str) -> None:
    """Send a form twice as it is; the second changes nothing and is no error."""
    before = everything()
    desk.post(path, data)
    once = everything()
    assert once != before
    if photo := data.get("photo"):
        photo.seek(0)
    page = Document(desk.post(path, data, follow=True))
    assert everything() == once
    assert not page.all("[role=alert]")
    assert words in page.text("main") + page.text(".messagelist")


def filled(desk: Client, path: str, form: str = "form.step", **values: Any) -> dict[str, Any]:
    return typed(Document(desk.get(path)), form, **values)


def test_take_next_pressed_twice_takes_one(desk, somebody):
    received(), received()
    first = desk.post(reverse("desk:take_next"))
    second = desk.post(reverse("desk:take_next"))
    assert first.url == second.url
    assert Submission.objects.filter(owner=somebody).count() == 1


def test_take_next_after_giving_it_back_takes_one(desk, somebody):
    submission = received()
    desk.post(reverse("desk:take_next"))
    submission.refresh_from_db()
    services.release(submission, somebody)
    desk.post(reverse("desk:take_next"))
    submission.refresh_from_db()
    assert submission.owner == somebody


@pytest.mark.parametrize(("step", "data"), [("asked", {}), ("planned", {"care_on": "2026-12-20"})])
@time_machine.travel(datetime.datetime(2026, 11, 23, 20, tzinfo=datetime.UTC), tick=False)
def test_a_step_of_an_estimate_pressed_twice_is_one(client, somebody, step, data):
    client.force_login(somebody)
    submission = in_status(Status.CLAIMED, somebody)
    values = {f"estimate-{step}-{name}": value for name, value in data.items()} | {"version": "0"}
    path = reverse("desk:estimate_step", args=[submission.reference, step])
    pressed_twice(client, path, values, "done already")


def test_a_worksheet_saved_twice_is_saved_once(desk, somebody):
    submission = in_status(Status.VERIFYING, somebody)
    path = reverse("desk:worksheet", args=[submission.reference, "primary"])
    pressed_twice(
        desk, path, filled(desk, path, "form[data-worksheet]", active="yes"), "the worksheet is saved"
    )


def test_a_call_recorded_twice_on_the_worksheet_is_one(desk, somebody):
    submission = in_status(Status.VERIFYING, somebody)
    path = reverse("desk:worksheet", args=[submission.reference, "primary"])
    data = filled(desk, path, "form#work", active="yes")
    call = {"act": "payer-call", "payer-call-outcome": "answered", "payer-call-representative": "Ana"}
    pressed_twice(desk, path, data | call, "The call with the payer is in the file.")


def test_an_estimate_saved_twice_is_saved_once(desk, somebody):
    submission = in_status(Status.CLAIMED, somebody)
    path = reverse("desk:estimate", args=[submission.reference])
    pressed_twice(desk, path, {"saves": "0", "service": "Day program"}, "the estimate is saved")


def test_a_correction_saved_twice_is_one(desk, somebody):
    submission = in_status(Status.CLAIMED, somebody)
    path = reverse("desk:correct", args=[submission.reference])
    data = filled(desk, path, first_name="Samara")
    pressed_twice(desk, path, data, "this is how it stands already")


def test_a_card_photo_sent_twice_is_one(desk, somebody):
    submission = in_status(Status.CLAIMED, somebody)
    data = {
        "rank": "secondary",
        "side": "front",
        "photo": upload(encoded()),
    }
    path = reverse("desk:add_card", args=[submission.reference])
    pressed_twice(desk, path, data, "the photo is in the file")


def test_a_payer_added_twice_is_one(desk):
    path = reverse("desk:new_payer")
    pressed_twice(desk, path, filled(desk, path, name="Example Health"), "done already")


def test_a_hold_set_twice_is_one(client, db):
    client.force_login(StaffFactory(group=PRIVACY_OFFICER))
    data = {"request": received().reference, "reason": "A letter"}
    pressed_twice(client, reverse("desk:hold"), data, "done already")


@pytest.mark.parametrize(
    ("shown", "pressed", "data"),
    [
        ("new_payer", "new_payer", {"name": "Example Health"}),
        ("retention", "hold", {"reason": "A letter"}),
        ("estimate", "estimate_step", {}),
    ],
)
def test_a_page_left_open_for_ten_minutes_knows_its_own_press(client, somebody, shown, pressed, data):
    """The words are the same as ten minutes ago: the number of the page tells them from a new wish."""
    somebody.groups.add(group_named(PRIVACY_OFFICER))
    with time_machine.travel(datetime.datetime(2026, 11, 23, 20, tzinfo=datetime.UTC), tick=False) as clock:
        client.force_login(somebody)
        reference = in_status(Status.CLAIMED, somebody).reference
        if shown == "retention":
            data = data | {"request": reference}
        page = reverse(f"desk:{shown}", args=[reference] if shown == "estimate" else [])
        path = reverse(f"desk:{pressed}", args=[reference, "asked"] if pressed == "estimate_step" else [])
        sent = filled(client, page, f'form.step:is([action="{path}"], :not([action]))', **data)
        client.post(path, sent)
        before = everything()
        clock.shift(datetime.timedelta(minutes=10))
        assert "done already" in client.post(path, sent, follow=True).content.decode()
        assert everything() == before


def test_a_packet_asked_for_twice_left_once(client, lead, coordinator):
    theirs = verified(coordinator)
    client.force_login(lead)
    answers = [client.post(reverse("desk:hand_off", args=[theirs.reference]), ASKED) for _ in range(2)]
    assert {answer["Content-Type"] for answer in answers} == {answers[0]["Content-Type"]}
    assert answers[1].status_code == 200
    assert theirs.disclosures.count() == 1
