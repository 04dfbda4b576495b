"""Verification of benefits in a browser: what is kept, and correcting. The whole way: test_four_people."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from admissions import services
from admissions.models import Submission
from alter_site.staff.groups import BENEFITS_VERIFIER, COORDINATOR
from alter_site.staff.models import User
from tests.factories import StaffFactory
from tests.support.axe import accessibility_problems
from tests.support.chromium import DESKTOP, PHONE
from tests.support.requests import received

TYPED = {
    "effective": "1/1/2026",
    "administrator": "Example Behavioral",
    "administrator_phone": "(800) 555-0100",
    "in_deductible": "1,500",
    "in_deductible_met": "500",
    "in_maximum": "6,000",
    "in_maximum_met": "1,000",
    "in_coinsurance": "20",
    "residential_authorization_phone": "(800) 555-0101",
}
CHOSEN = {
    "active": "yes",
    "plan_type": "ppo",
    "network": "in",
    "residential_covered": "yes",
    "residential_authorization": "yes",
    "exclusions": "no",
}


@pytest.fixture
def coordinator(demo: None) -> User:
    """The demo's own requests make way for the test's."""
    Submission.objects.all().delete()
    return StaffFactory(group=COORDINATOR)


@pytest.fixture
def verifying(coordinator: User) -> Submission:
    return services.start_verifying(services.claim(received(), coordinator), coordinator)


def fill_in(page: Page) -> None:
    for name, value in CHOSEN.items():
        page.locator(f"#id_{name}").select_option(value)
    page.get_by_label("Residential", exact=True).check()
    for name, text in TYPED.items():
        page.locator(f"#id_{name}").fill(text)


def act(page: Page, button: str, fold: str = "") -> None:
    if fold:
        page.locator("summary").filter(has_text=fold).click()
    # The page before may have had a message too.
    page.locator("html").evaluate("page => page.classList.add('before')")
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.locator("html:not(.before) .messagelist")).to_be_visible()


def is_as_wide_as_the_screen(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_a_worksheet_is_kept_though_its_tab_is_closed_before_it_was_saved(open_page, verifying):
    verifier = StaffFactory(group=BENEFITS_VERIFIER)
    sheet = reverse("desk:worksheet", args=[verifying.reference, "primary"])
    page = open_page(sheet, screen=DESKTOP, user=verifier)
    page.locator("#id_administrator").fill("Example Behavioral")
    expect(page.locator("[data-saved]")).to_contain_text("sealed")
    page.close()
    again = open_page(sheet, screen=DESKTOP, user=verifier)
    expect(again.locator("#id_administrator")).to_have_value("Example Behavioral")


def test_a_worksheet_that_could_not_be_kept_is_not_left_without_a_question(open_page, verifying, complaints):
    verifier = StaffFactory(group=BENEFITS_VERIFIER)
    page = open_page(reverse("desk:worksheet", args=[verifying.reference, "primary"]), user=verifier)
    page.context.set_offline(True)
    page.locator("#id_administrator").fill("Example Behavioral")
    expect(page.locator("[data-saved]")).to_contain_text("Not saved yet")
    page.context.set_offline(False)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_role("link", name="Queue", exact=True).first.click()
    expect(page.locator("#id_administrator")).to_have_value("Example Behavioral")
    assert asked == ["beforeunload"]
    complaints[:] = [one for one in complaints if "ERR_INTERNET_DISCONNECTED" not in one]


def test_a_request_is_corrected_beside_its_card_on_a_phone(open_page, verifying, coordinator):
    from admissions.demo import _add_card

    _add_card(verifying)
    page = open_page(reverse("desk:correct", args=[verifying.reference]), screen=PHONE, user=coordinator)
    page.get_by_label("Twice as large").check()
    page.get_by_label("First name on the card").fill("Samara")
    assert is_as_wide_as_the_screen(page)
    assert accessibility_problems(page) == []
    act(page, "Save the corrections")
    expect(page.locator(".log").get_by_text("Corrected: first name on the card")).to_be_visible()
