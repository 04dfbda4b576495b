"""From Friday evening to Monday morning at the desk, with the clock moved: by keyboard, and on a phone."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from admissions import services
from admissions.alerts import alert_leads
from admissions.contact_plan import ContactPlan
from admissions.models import Outbox, Submission
from alter_site.content.facts.coverage import moment
from alter_site.content.models import CoverageException, CoverageHours
from alter_site.staff.groups import COORDINATOR
from alter_site.staff.models import User
from tests.factories import StaffFactory, facts_saved
from tests.support.axe import accessibility_problems
from tests.support.chromium import PHONE
from tests.support.requests import received
from tests.support.waiting import wait_until

FRIDAY = datetime.date(2027, 6, 11)
MONDAY = FRIDAY + datetime.timedelta(days=3)
QUEUE = reverse("desk:queue")
NINE_TO_FIVE = {"window_from": datetime.time(9), "window_until": datetime.time(17)}


@pytest.fixture
def coordinator(demo: None) -> User:
    """The demo's own requests and hours make way for the test's."""
    Submission.objects.all().delete()
    CoverageException.objects.all().delete()
    CoverageHours.objects.all().delete()
    for weekday in range(5):
        CoverageHours.objects.create(weekday=weekday, opens="08:00", closes="20:00")
    facts_saved()
    return StaffFactory(group=COORDINATOR)


def asked(day: datetime.date, at: str, **plain: Any) -> Submission:
    with time_machine.travel(moment(day, at), tick=False):
        return received(plain=plain)


def in_focus(page: Page) -> str:
    return page.evaluate("document.activeElement.textContent.trim()")


def worker() -> None:
    """Come by as the worker does."""
    services.settle(timezone.now())
    services.release_untouched(timezone.now())
    alert_leads(timezone.now())


def friday_evening(open_page: Callable[..., Page], coordinator: User) -> Submission:
    """Go on duty, take the last request of the week, and set a reminder for Monday."""
    submission = asked(FRIDAY, "17:30")
    with time_machine.travel(moment(FRIDAY, "19:30")):
        page = open_page(QUEUE, user=coordinator)
        page.get_by_role("button", name="Go on duty").click()
        expect(page.locator(".duty")).to_contain_text("You are on duty until 8:00")
        expect(page.get_by_text("1 promised by 8:00 pm, one person on duty")).to_be_visible()
        expect(page).to_have_title(re.compile(r"^Call now \(1\)"))
        page.get_by_role("button", name="Take next").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(submission.reference)
        services.record_attempt(
            Submission.objects.get(pk=submission.pk), coordinator, channel="phone", result="no_answer"
        )
        page.get_by_text("Set a reminder", exact=True).first.click()
        page.locator("#remind-next_at").fill("2027-06-14T08:30")
        page.locator("#remind-reason").select_option(label="Call again")
        page.get_by_role("button", name="Set a reminder").click()
        expect(page.get_by_text("It comes back at that time.")).to_be_visible()
        page.get_by_text("Flags", exact=True).click()
        page.get_by_label("Reach them today").check()
        page.get_by_role("button", name="Set the flags").click()
        expect(page.get_by_text("The flags are set.")).to_be_visible()
    return submission


def weekend() -> dict[str, Submission]:
    found = {
        "eastern": asked(FRIDAY, "23:10", time_zone="America/New_York", **NINE_TO_FIVE),
        "hawaii": asked(FRIDAY, "23:20", time_zone="Pacific/Honolulu", **NINE_TO_FIVE),
        "any time": asked(MONDAY - datetime.timedelta(days=1), "03:00"),
        "never": asked(
            MONDAY - datetime.timedelta(days=1),
            "04:00",
            window_from=datetime.time(21),
            window_until=datetime.time(22),
        ),
    }
    with time_machine.travel(moment(MONDAY, "07:50"), tick=False):
        worker()
    return found


def test_from_friday_evening_to_monday_morning(open_page, coordinator):
    kept = friday_evening(open_page, coordinator)
    night = weekend()
    assert not Outbox.objects.filter(kind=Outbox.Kind.LATE).exists()
    with time_machine.travel(moment(MONDAY, "08:02")):
        page = open_page(QUEUE, user=coordinator, screen=PHONE)
        expect(page.get_by_text("You are off duty.")).to_be_visible()
        expect(page.get_by_text("Nobody is on duty.")).to_be_visible()
        assert not accessibility_problems(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        expect(page).to_have_title(re.compile(r"^Call now \(2\) · Queue"))
        references = [night["any time"].reference, night["eastern"].reference]
        expect(page.locator(".queue .ref")).to_have_text(references)

        # By keyboard. Outside the list a single key does nothing.
        page.keyboard.press("t")
        page.locator(".queue .ref").first.focus()
        page.keyboard.press("j")
        wait_until(lambda: in_focus(page) == references[1], "j goes to the next")
        page.keyboard.press("ArrowUp")
        wait_until(lambda: in_focus(page) == references[0], "the arrow goes back")
        page.keyboard.press("t")
        expect(page.get_by_text("It is yours.")).to_be_visible()
        expect(page.get_by_role("heading", level=1)).to_have_text(references[0])
        assert ContactPlan.of(Submission.objects.get(reference=references[0])).is_open(timezone.now())

        page.goto(f"{QUEUE}?view=later")
        expect(page.locator(".queue .ref")).to_have_text([kept.reference, night["hawaii"].reference])
        expect(page.get_by_text("Comes back at 8:30")).to_be_visible()
        expect(page.get_by_text("Opens at 12:00")).to_be_visible()
        expect(page.locator(".dup", has_text="Today")).to_be_visible()
        page.goto(f"{QUEUE}?view=decision")
        expect(page.locator(".queue .ref")).to_have_text([night["never"].reference])
        expect(page.get_by_text("our hours and theirs never meet")).to_be_visible()
        page.locator(".queue .ref").first.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text(night["never"].reference)
    with time_machine.travel(moment(MONDAY, "08:31")):
        page = open_page(f"{QUEUE}?view=due", user=coordinator, javascript=False)
        expect(page.locator(".queue .ref")).to_have_text([kept.reference])
        expect(page.get_by_text("Call again now")).to_be_visible()
