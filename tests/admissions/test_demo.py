"""The demo’s requests: something in every corner of the desk, and nobody real."""

from __future__ import annotations

import pytest
from django.utils import timezone

from admissions import demo
from admissions.custody.access import Look, reveal
from admissions.models import CardImage, Submission
from alter_site.content.models import CoverageHours
from alter_site.staff.groups import COORDINATOR
from tests.factories import StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded():
    StaffFactory(email=demo.COORDINATOR, group=COORDINATOR)
    for weekday in CoverageHours.Weekday:
        CoverageHours.objects.create(weekday=weekday, opens="00:00", closes="00:00", is_demo=True)
    demo.load(timezone.localdate())


def test_the_queue_shows_every_kind_of_work(loaded):
    found = set(Submission.objects.values_list("status", flat=True))
    assert {"received", "claimed", "needs_info", "closed"} <= found
    assert CardImage.objects.count() == 1


def test_every_request_has_a_clock(loaded):
    assert not Submission.objects.filter(due_first_contact=None).exists()


def test_every_demo_request_says_that_it_is_invented(loaded, lead):
    for request in Submission.objects.all():
        (told,) = reveal(lead, request, [Look(request, ["preferred_name", "phone", "email"])])
        assert told["preferred_name"].startswith("Demo ")
        assert "555" in told["phone"] or told["email"].endswith("@demo.example")


def test_a_second_run_changes_nothing_and_all_of_it_can_be_removed(loaded):
    before = set(Submission.objects.values_list("reference", "version"))
    demo.load(timezone.localdate())
    assert set(Submission.objects.values_list("reference", "version")) == before
    demo.delete()
    assert not Submission.objects.exists()
