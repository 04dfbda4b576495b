"""Receiving: everything or nothing, and once however often it is sent."""

from __future__ import annotations

import pytest

from admissions import services
from admissions.models import Event, Outbox, Submission
from admissions.phi.access import Look, reveal
from tests.support.requests import intake

pytestmark = pytest.mark.django_db


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


def test_the_same_draft_twice_is_one_request():
    same = intake()
    first, second = services.receive(same), services.receive(same)
    assert second.submission == first.submission
    assert (first.is_new, second.is_new, second.secret) == (True, False, "")
    assert Submission.objects.count() == 1
