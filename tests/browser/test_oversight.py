"""A lead's morning: who has what, three given at once, one closed and taken up again, and the figures."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from admissions import services
from admissions.choices import AttemptResult, Outcome
from admissions.figures import counting
from admissions.models import Remnant, Submission
from alter_site.staff.groups import COORDINATOR, LEAD
from alter_site.staff.models import User
from tests.factories import StaffFactory
from tests.support.axe import accessibility_problems
from tests.support.chromium import DESKTOP, PHONE
from tests.support.passes import SCRIPT_OR_NOT
from tests.support.requests import received
from tests.support.waiting import wait_until

WORKLOAD, CLOSED, QUEUE, DASHBOARD = (
    reverse(f"desk:{name}") for name in ("workload", "closed", "queue", "dashboard")
)


@pytest.fixture
def kim(demo: None) -> User:
    """Somebody who takes requests; the demo's own make way for the test's."""
    Submission.objects.all().delete()
    return StaffFactory(group=COORDINATOR, first_name="Kim", last_name="Example")


@pytest.fixture
def lead(kim: User) -> User:
    return StaffFactory(group=LEAD, first_name="Lea", last_name="Example")


def is_sound(page: Page) -> None:
    """No sideways scroll and nothing that axe finds."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert accessibility_problems(page) == []


@SCRIPT_OR_NOT
def test_three_are_given_at_once_and_their_receiver_reads_why(open_page, lead, kim, javascript):
    references = [received().reference for _ in range(4)]
    page = open_page(WORKLOAD, user=lead, javascript=javascript, screen=PHONE)
    for reference in references[:3]:
        page.get_by_role("checkbox", name=reference).focus()
        page.keyboard.press("Space")
    page.get_by_role("button", name="Give what is ticked").press("Enter")
    expect(page.get_by_role("heading", name="Nothing was given yet")).to_be_visible()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(3)
    page.get_by_label("To", exact=True).select_option(label="Kim Example")
    page.get_by_label("A word for them").select_option(label="Please call first")
    page.get_by_label("A note for them, sealed").fill("Two are sisters")
    services.close(Submission.objects.get(reference=references[0]), lead, outcome=Outcome.INVALID)
    page.get_by_role("button", name="Give what is ticked").press("Enter")
    expect(page.get_by_text(f"Given to Kim Example: {', '.join(references[1:3])}")).to_be_visible()
    expect(page.get_by_text(f"{references[0]} was not given. It was closed meanwhile.")).to_be_visible()
    expect(page.get_by_role("checkbox")).to_have_count(1)
    if javascript:
        is_sound(page)

    theirs = open_page(f"{QUEUE}?view=mine", user=kim, javascript=javascript, screen=PHONE)
    expect(theirs.get_by_text("From Lea Example: Please call first")).to_have_count(2)
    theirs.get_by_role("link", name=references[1]).click()
    expect(theirs.get_by_role("link", name="A note for you waits: Reveal notes opens it.")).to_be_visible()
    theirs.get_by_role("button", name="Reveal notes").click()
    expect(theirs.get_by_text("Two are sisters")).to_be_visible()
    theirs.goto(f"{QUEUE}?view=mine")
    expect(theirs.get_by_text("Note to read")).to_have_count(1)


def test_one_is_found_closed_and_opened_again_and_the_figures_are_read_by_keyboard(open_page, lead):
    submission = services.claim(received(plain={"source_page": "condition"}), lead)
    services.record_attempt(submission, lead, channel="phone", result=AttemptResult.SPOKE, departure="urgent")
    services.close(submission, lead, outcome=Outcome.DECLINED)
    received()
    page = open_page(CLOSED, user=lead, screen=PHONE)
    page.get_by_label("How it ended").select_option(label="Decided against it")
    page.get_by_role("button", name="Show").press("Enter")
    expect(page).to_have_url(re.compile("outcome=declined"))
    is_sound(page)
    page.get_by_role("link", name=submission.reference).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(submission.reference)
    page.get_by_text("Reopen it", exact=True).first.press("Enter")
    page.get_by_label("Why", exact=True).select_option(label="They called back")
    page.get_by_role("button", name="Reopen it").press("Enter")
    expect(page.get_by_text("Reopened: they called back")).to_be_visible()

    month = "2026-10-01"
    Remnant.objects.bulk_create(
        Remnant(month=month, source="form", source_page="home", outcome="declined") for _ in range(14)
    )
    counting.count_now()
    page.goto(DASHBOARD)
    expect(page.get_by_role("heading", name=re.compile("2 requests"))).to_be_visible()
    expect(page.get_by_role("img", name="How far requests came")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("^First attempt"))).to_contain_text("0 min")
    for table in (
        "Table by day",
        "Table of promises by hour of the week",
        "Table of endings by kind of page",
    ):
        page.get_by_text(table, exact=True).press("Enter")
    expect(page.get_by_role("row", name=re.compile("^Condition page"))).to_be_visible()
    is_sound(page)
    page.get_by_label("Days").select_option(label="Last 7 days")
    page.get_by_role("button", name="Show").press("Enter")
    expect(page).to_have_url(re.compile("span=7"))
    page.get_by_role("link", name="Counts by month").press("Enter")
    expect(page.get_by_role("heading", name="October 2026")).to_be_visible()
    is_sound(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download all months as CSV").press("Enter")
    assert (
        "2026-10,outcome by kind of page,First page,Decided against it,14"
        in download.value.path().read_text()
    )


@pytest.mark.nightly
def test_the_figures_at_night_on_a_wide_screen(open_page, lead):
    received()
    counting.count_now()
    page = open_page(DASHBOARD, user=lead, screen=DESKTOP, scheme="dark")
    wait_until(lambda: page.evaluate("document.readyState") == "complete", "the page to be there")
    is_sound(page)
