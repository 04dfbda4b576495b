"""Receiving: everything or nothing, and once however often it is sent."""

from __future__ import annotations

import datetime
import re
import uuid
from dataclasses import replace

import pytest
from django.db import IntegrityError
from django.utils import timezone

from admissions import consents, notifications, reference, services
from admissions.choices import Rank, Relationship, WayIn
from admissions.custody.access import Look, Purpose, open_for, reveal
from admissions.models import CardImage, Consent, Draft, Event, Outbox, Policy, Submission
from admissions.services import Plan, duplicates, receive
from tests.support.requests import PLAN, intake, received
from tests.support.together import together

pytestmark = pytest.mark.django_db

STORED = (Submission, Policy, Consent, Event, Outbox)


def number_stored():
    return {model.__name__: model.objects.count() for model in STORED}


def test_a_request_is_stored_whole(lead):
    received = services.receive(intake(phone="949-555-0100"))
    submission = received.submission
    assert received.is_new
    assert submission.policies.count() == 1
    assert submission.consents.count() == 2
    assert Event.objects.get(submission=submission).move == "received"
    assert Outbox.objects.get(submission=submission).sent_at is None
    (opened,) = reveal(lead, submission, [Look(submission, ["phone"])])
    assert opened == {"phone": "949-555-0100"}


def test_a_consent_keeps_the_wording_that_was_read():
    submission = received()
    for wording in (consents.USE_DETAILS, consents.CONTACT):
        kind = wording.kind
        consent = submission.consents.get(kind=kind)
        assert (consent.wording_version, consent.wording_hash) == (wording.version, wording.hash)


def test_the_secret_is_told_once_and_kept_as_a_code():
    stored = receive(intake())
    assert re.fullmatch(r"([0-9A-Z]{4}-){2}[0-9A-Z]{4}", stored.secret)
    assert stored.submission.status_secret == reference.status_code(stored.secret)


def test_a_reference_can_be_said_on_the_phone():
    submission = received()
    heard = submission.reference.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert reference.read_reference(heard) == submission.reference


def test_a_second_plan_is_stored_and_an_empty_one_is_not():
    plans = (Plan(PLAN), Plan({"payer": "Other", "member_id": "9"}, Rank.SECONDARY))
    made = intake()
    both = receive(services.Intake(made.plain, made.personal, plans)).submission
    assert [policy.rank for policy in both.policies.all()] == ["primary", "secondary"]
    assert not received(plan={"payer": "", "member_id": ""}).policies.exists()


def test_a_call_taken_by_staff_goes_the_same_way(coordinator):
    stored = receive(intake(plain={"source": WayIn.PHONE}), actor=coordinator).submission
    event = stored.events.get()
    assert (event.by, event.detail) == (coordinator, "Phone")


def test_three_answers_are_enough():
    bare = services.Intake(
        {"relation": Relationship.UNSAID}, {"preferred_name": "Sam", "phone": "949 555 0100"}
    )
    submission = receive(bare).submission
    assert submission.phone_index
    assert submission.email is None
    assert submission.email_index == submission.person_index == ""


# --- once -----------------------------------------------------------------------------------------------


def test_the_same_draft_twice_is_one_request():
    same = intake()
    first, second = services.receive(same), services.receive(same)
    assert second.submission == first.submission
    assert (first.is_new, second.is_new, second.secret) == (True, False, "")
    assert Submission.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_draft_sent_eight_times_at_once_is_one_request():
    same, references = intake(), []

    def send():
        references.append(receive(same).submission.reference)

    assert together(*[send] * 8) == [None] * 8
    assert len(references) == 8
    assert set(references) == {Submission.objects.get().reference}
    assert number_stored() == {"Submission": 1, "Policy": 1, "Consent": 2, "Event": 1, "Outbox": 1}


@pytest.mark.django_db(transaction=True)
def test_eight_people_who_send_at_once_are_eight_requests():
    assert together(*[lambda: receive(intake())] * 8) == [None] * 8
    assert number_stored() == {"Submission": 8, "Policy": 8, "Consent": 16, "Event": 8, "Outbox": 8}


def test_a_reference_in_use_is_not_given_again(monkeypatch):
    first = received()
    offers = iter([first.reference, first.reference, "AB4-K7M2Q"])
    monkeypatch.setattr(reference, "new_reference", lambda: next(offers))
    assert received().reference == "AB4-K7M2Q"


# --- all or nothing -------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", [Policy, Consent, Event, Outbox])
def test_a_failure_half_way_leaves_nothing(monkeypatch, model):
    def fail(*args, **kwargs):
        raise RuntimeError("the power is out")

    before = number_stored()
    monkeypatch.setattr(model, "save", fail)
    with pytest.raises(RuntimeError):
        receive(intake())
    assert number_stored() == before


def test_a_fault_that_is_no_second_post_is_not_hidden(monkeypatch):
    def fail(*args):
        raise IntegrityError("something else")

    monkeypatch.setattr(notifications, "queue", fail)
    with pytest.raises(IntegrityError):
        receive(intake())
    assert not Submission.objects.exists()


def test_after_a_failure_the_same_draft_can_be_sent_again(monkeypatch):
    same = intake()
    with monkeypatch.context() as patch:
        patch.setattr(notifications, "queue", lambda *args: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            receive(same)
    assert receive(same).is_new


def test_card_photos_move_from_the_draft_to_the_request_and_still_open():
    now = timezone.now()
    draft = Draft.objects.create(cookie_code=uuid.uuid4().hex, started_at=now, expires_at=now)
    image = CardImage(draft=draft, side="front", width=1, height=1, image_code="x")
    image.seal(image="pixels")
    image.save()
    submission = receive(replace(intake(), photos=(("primary", "front"),)), draft=draft).submission
    moved = submission.card_images.get()
    assert (moved.pk, moved.draft) == (image.pk, None)
    assert open_for(Purpose.OWN_DRAFT, moved, "image") == {"image": "pixels"}


# --- the same person again ------------------------------------------------------------------------------

STRANGER = {
    "phone": "(714) 555-0101",
    "email": "other@example.com",
    "last_name": "Different",
    "birth_date": "1970-01-01",
    "plan": {"payer": "Other", "member_id": "9"},
}


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({"phone": "949.555.0142 ext 3"}, ("the same phone number",)),
        ({"email": "SAM@example.com"}, ("the same e-mail address",)),
        ({"last_name": "EXAMPLE", "birth_date": "1990-02-28"}, ("the same surname and birth date",)),
        (
            {"plan": {"payer": "example health plan", "member_id": "XYZ123456"}},
            ("the same insurance membership",),
        ),
        (
            {"phone": "9495550142", "email": "sam@example.com"},
            ("the same phone number", "the same e-mail address"),
        ),
    ],
)
def test_the_same_person_is_noticed_with_the_reason(changes, reasons):
    first = received(email="sam@example.com")
    second = received(**{**STRANGER, **changes})
    (found,) = duplicates(second)
    assert (found.submission, found.reasons) == (first, reasons)
    assert duplicates(first)[0].submission == second


@pytest.mark.parametrize(
    "changes", [{}, {"birth_date": "1990-02-28"}, {"last_name": "Example"}, {"zip_code": "92629"}]
)
def test_a_request_with_nothing_in_common_is_no_duplicate(changes):
    received(email="sam@example.com")
    assert duplicates(received(**{**STRANGER, **changes})) == []


def test_two_empty_values_do_not_make_a_duplicate():
    nobody = {"phone": "", "email": "", "last_name": "", "birth_date": "", "plan": {}}
    received(**nobody)
    assert duplicates(received(**nobody)) == []


def test_the_newest_duplicates_come_first_and_each_once():
    made = [received() for _ in range(7)]
    for day, submission in enumerate(made):
        Submission.objects.filter(pk=submission.pk).update(
            received_at=timezone.now() - datetime.timedelta(days=day)
        )
    found = [duplicate.submission for duplicate in duplicates(made[0])]
    assert found == made[1:6]
