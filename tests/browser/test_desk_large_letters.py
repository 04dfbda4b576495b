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
from tests.support.layout import enlarge, over_the_edge
from tests.support.passes import at_night
from tests.support.requests import received

SMALL, WIDE = {"width": 390, "height": 664}, {"width": 1280, "height": 720}
OF_THE_DESK = ("queue", "call", "find", "workload", "closed", "dashboard", "counts", "payers", "new_payer")
OF_ONE = ("detail", "correct", "estimate", "add_card", "hand_off", "answer")

# What gets the focus and then lies under something that stays on the screen, or out of it.
COVERED = """async () => {
  const found = [];
  const all = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const bars = ".sheet-save, .call-save, .stale-note, .submit-row, .sheet aside";
  for (const one of document.querySelectorAll(all)) {
    if (!one.checkVisibility() || one.disabled || one.closest(".visually-hidden")) continue;
    one.focus();
    await new Promise(requestAnimationFrame);
    if (document.activeElement !== one) continue;
    const box = one.getBoundingClientRect();
    const lowest = Math.min(box.bottom, innerHeight) - 3;
    const y = Math.min(lowest, Math.max(box.top + 3, (box.top + box.bottom) / 2));
    const hit = document.elementFromPoint(Math.max(0, box.left + Math.min(box.width, 20) / 2), y);
    const bar = hit && hit.closest(bars);
    if (!hit) found.push(`${one.tagName} ${one.name} is out of sight`);
    else if (bar && !bar.contains(one)) found.push(`${one.tagName} ${one.name} under ${bar.className}`);
  }
  return found.slice(0, 8);
}"""


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
def test_large_letters_cut_nothing_and_cover_no_focus(open_page, verified, screen, percent):
    wrong = {}
    page = open_page("/admin/desk/", user=verified.owner, screen=screen)
    for name, path in addresses(verified).items():
        status = Status.VERIFIED if name in {"answer", "hand_off"} else Status.VERIFYING
        Submission.objects.filter(pk=verified.pk).update(status=status)
        page.goto(path)
        enlarge(page, percent)
        if folder := os.environ.get("SHOTS"):
            page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
        found = over_the_edge(page) + page.evaluate(COVERED)
        if found:
            wrong[name] = found
            if folder:
                page.screenshot(path=Path(folder) / f"{name}-focus.png")
    assert wrong == {}
