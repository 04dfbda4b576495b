"""Days at the desk that go another way: handed over half-way, a wrong number, one person who asked twice."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from admissions import services
from admissions.choices import Outcome, Status
from admissions.models import Submission
from alter_site.staff.groups import BENEFITS_VERIFIER, COORDINATOR
from alter_site.staff.models import User
from tests.browser.test_worksheet import act, is_as_wide_as_the_screen
from tests.factories import StaffFactory
from tests.support.axe import accessibility_problems
from tests.support.chromium import PHONE
from tests.support.requests import received


@pytest.fixture
def coordinator(demo: None) -> User:
    """The demo's own requests make way for the test's."""
    Submission.objects.all().delete()
    return StaffFactory(group=COORDINATOR)


def test_a_request_is_handed_over_in_the_middle_of_verifying(open_page, coordinator):
    verifier = StaffFactory(group=BENEFITS_VERIFIER, first_name="Vera")
    mine = services.start_verifying(services.claim(received(), coordinator), coordinator)
    detail = reverse("desk:detail", args=[mine.reference])
    sheet = reverse("desk:worksheet", args=[mine.reference, "primary"])

    page = open_page(sheet, user=coordinator)
    page.locator("#id_active").select_option("yes")
    expect(page.locator("[data-saved]")).to_contain_text("sealed")
    page.goto(detail)
    page.locator("summary").filter(has_text="Hand it over").click()
    page.locator("#hand-over-to").select_option(str(verifier.pk))
    page.locator("#hand-over-note").fill("The payer answers until 5.")
    act(page, "Hand it over")

    phone = open_page(f"{reverse('desk:queue')}?view=mine", screen=PHONE, user=verifier)
    phone.get_by_role("link", name=mine.reference).click()
    expect(phone.get_by_role("heading", level=1)).to_have_text(mine.reference)
    assert accessibility_problems(phone) == []
    assert is_as_wide_as_the_screen(phone)
    phone.goto(sheet)
    expect(phone.locator("#id_active")).to_have_value("yes")
    phone.locator("#id_plan_type").select_option("ppo")
    act(phone, "Save the worksheet")
    mine.refresh_from_db()
    assert (mine.owner, mine.status) == (verifier, Status.VERIFYING)

    tomorrow = timezone.localtime(timezone.now() + datetime.timedelta(days=1))
    for slug, what, fold, tab in (
        ("payer-wait", "reason", "Wait for the payer", "payer"),
        ("ask", "missing", "Wait for information", "person"),
    ):
        phone.goto(detail)
        phone.locator("summary").filter(has_text=fold).click()
        phone.locator(f"#{slug}-{what}").select_option(index=1)
        phone.locator(f"#{slug}-next_at").fill(f"{tomorrow:%Y-%m-%d}T10:00")
        act(phone, fold)
        phone.goto(f"{reverse('desk:queue')}?view={tab}")
        expect(phone.get_by_role("link", name=mine.reference)).to_be_visible()
        phone.goto(detail)
        act(phone, "Go on verifying")
    mine.refresh_from_db()
    assert (mine.owner, mine.status) == (verifier, Status.VERIFYING)


def test_a_wrong_number_takes_the_link_away_until_there_is_another(open_page, coordinator):
    mine = services.claim(received(), coordinator)
    page = open_page(reverse("desk:detail", args=[mine.reference]), screen=PHONE, user=coordinator)
    page.get_by_role("button", name="Reveal contact").click()
    expect(page.locator("a[href^='tel:']").filter(has_text="Call").first).to_be_visible()
    page.locator("#attempt-result").select_option("wrong_number")
    act(page, "Record the attempt")
    page.get_by_role("button", name="Reveal contact").click()
    expect(page.get_by_text("Recorded as wrong")).to_be_visible()
    expect(page.locator("#group-contact a[href^='tel:']")).to_have_count(0)
    page.locator("summary").filter(has_text="Set a new number or address").click()
    page.locator("#new-way-phone").fill("949 555 0177")
    act(page, "Set it")
    page.get_by_role("button", name="Reveal contact").click()
    expect(page.locator("#group-contact a[href='tel:+1-949-555-0177']").first).to_be_visible()


def test_one_person_who_asked_twice_becomes_one_request(open_page, coordinator):
    mine = services.claim(received(), coordinator)
    other = received(first_name="Samantha")
    page = open_page(reverse("desk:detail", args=[mine.reference]), screen=PHONE, user=coordinator)
    page.get_by_role("link", name="Compare and merge").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(other.reference)
    assert accessibility_problems(page) == []
    assert is_as_wide_as_the_screen(page)
    page.get_by_role("radio", name="Samantha").check()
    act(page, "Merge them")
    expect(page.get_by_role("heading", level=1)).to_have_text(mine.reference)
    other.refresh_from_db()
    assert (other.outcome, other.merged_into) == (Outcome.DUPLICATE, mine)
