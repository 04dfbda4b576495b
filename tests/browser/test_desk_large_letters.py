"""The desk on a phone with letters twice as large: nothing is cut, and what has the focus is in sight."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

import pytest
from django.urls import reverse

from admissions import services
from admissions.benefits.worksheet import Answers, Given
from admissions.choices import Status, WorksheetState
from admissions.models import BenefitsWorksheet, Submission
from alter_site.staff.groups import BENEFITS_VERIFIER, COORDINATOR, LEAD
from tests.admissions.test_worksheet import IN_NETWORK_PPO
from tests.factories import StaffFactory, group_named
from tests.support.layout import broken_words, covered_focus, enlarge, over_the_edge
from tests.support.passes import at_night
from tests.support.requests import received

SMALL, WIDE = {"width": 390, "height": 664}, {"width": 1280, "height": 720}
OF_THE_DESK = ("queue", "call", "find", "workload", "closed", "dashboard", "counts", "payers", "new_payer")
OF_ONE = ("detail", "correct", "estimate", "add_card", "hand_off", "answer")


@pytest.fixture
def verified(demo: None) -> Submission:
    """A request of a lead who may do everything, with a signed worksheet."""
    Submission.objects.all().delete()
    lead = StaffFactory(group=LEAD)
    for group in (COORDINATOR, BENEFITS_VERIFIER):
        lead.groups.add(group_named(group))
    submission = services.start_verifying(services.claim(received(), lead), lead)
    given = {name: Given(value) for name, value in IN_NETWORK_PPO.items()}
    sheet = BenefitsWorksheet(
        submission=submission,
        number=1,
        state=WorksheetState.SIGNED,
        author=lead,
        saved_at=submission.received_at,
        signed_by=lead,
        signed_at=submission.received_at,
    )
    sheet.seal(answers=Answers(given, ("residential",)).as_json())
    sheet.save(force_insert=True)
    late = received()
    Submission.objects.filter(pk=late.pk).update(
        due_first_contact=late.received_at, first_attempt_at=late.received_at + datetime.timedelta(hours=1)
    )
    for _ in range(2):
        received()
    return submission


def addresses(submission: Submission) -> dict[str, str]:
    reference = submission.reference
    return {
        **{name: reverse(f"desk:{name}") for name in OF_THE_DESK},
        "everything open": f"{reverse('desk:queue')}?view=all",
        **{name: reverse(f"desk:{name}", args=[reference]) for name in OF_ONE},
        "worksheet": reverse("desk:worksheet", args=[reference, "primary"]),
        "status": "/request/status/",
    }


@pytest.mark.parametrize(
    ("screen", "percent"),
    [(SMALL, 200), at_night(SMALL, 150), at_night(WIDE, 100), at_night(WIDE, 200)],
    ids=["phone-200", "phone-150", "wide-100", "wide-200"],
)
def test_large_letters_cut_nothing_break_no_word_and_cover_no_focus(open_page, verified, screen, percent):
    wrong = {}
    page = open_page("/admin/desk/", user=verified.owner, screen=screen)
    for name, path in addresses(verified).items():
        status = Status.VERIFIED if name in {"answer", "hand_off"} else Status.VERIFYING
        Submission.objects.filter(pk=verified.pk).update(status=status)
        page.goto(path)
        enlarge(page, percent)
        if folder := os.environ.get("SHOTS"):
            page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
        found = over_the_edge(page) + broken_words(page) + covered_focus(page)
        if found:
            wrong[name] = found
            if folder:
                page.screenshot(path=Path(folder) / f"{name}-focus.png")
    assert wrong == {}
