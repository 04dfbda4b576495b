"""A payer is asked electronically, and its answer is taken into the worksheet by keyboard."""

from __future__ import annotations

import sys

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from admissions import services
from admissions.benefits.worksheet import Source
from admissions.models import Submission
from admissions.services.benefits import answers_of
from alter_site.staff.groups import BENEFITS_VERIFIER, COORDINATOR
from tests.admissions.test_eligibility import MEMBER
from tests.factories import StaffFactory
from tests.support.axe import accessibility_problems
from tests.support.chromium import DESKTOP, PHONE
from tests.support.payer_answers import OUT, amount, in_network_ppo, left, shares
from tests.support.requests import received
from tests.support.simulated_payer import a_payer, simulated, work

SAID = in_network_ppo(
    deductible=[amount("2000"), amount("3000"), amount("4000", network=OUT), left("4000", network=OUT)],
    coInsurance=[shares("0.2", priorAuthIndicator="REQUIRED"), shares("0.4", network=OUT)],
)
# What the payer says on the phone, and the electronic answer does not.
CHOSEN = {"network": "in", "residential_covered": "yes", "exclusions": "no"}
TYPED = {
    "administrator": "Example Behavioral",
    "administrator_phone": "(800) 555-0100",
    "in_deductible_met": "500",
    "precertification_phone": "(800) 555-0101",
}


@pytest.fixture
def verifying(demo: None) -> Submission:
    Submission.objects.all().delete()
    coordinator = StaffFactory(group=COORDINATOR)
    return services.start_verifying(services.claim(received(), coordinator), coordinator)


class Clicks:
    """Counts what a verifier does: keys that press a button, choices, fields filled in."""

    def __init__(self, page: Page) -> None:
        self.page, self.number = page, 0

    def press(self, button: str) -> None:
        self.number += 1
        self.page.get_by_role("button", name=button).first.focus()
        self.page.keyboard.press("Enter")

    def choose(self, name: str, value: str) -> None:
        self.number += 1
        self.page.locator(f"#id_{name}").select_option(value)

    def fill(self, name: str, text: str) -> None:
        self.number += 1
        self.page.locator(f"#id_{name}").fill(text)


def is_as_wide_as_the_screen(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_a_verifier_fills_a_worksheet_from_an_electronic_answer_by_keyboard(open_page, settings, verifying):
    verifier = StaffFactory(group=BENEFITS_VERIFIER)
    a_payer(behavioral_phone="800-555-0111")
    sheet = reverse("desk:worksheet", args=[verifying.reference, "primary"])
    with simulated(settings, {MEMBER: SAID}):
        page = open_page(sheet, screen=DESKTOP, user=verifier)
        mine = Clicks(page)
        expect(page.locator(".payer-lines")).to_contain_text("800-555-0111")
        mine.fill("in_maximum", "7,000")
        mine.number += 1
        page.locator("#id_ask_payer").press("Enter")
        expect(page.locator("#electronic")).to_contain_text("Asked, no answer yet")
        work()
    mine.press("Save, and look whether the answer is here")
    expect(page.get_by_role("button", name="Active today: Accept Yes")).to_be_visible()
    expect(page.locator("#electronic .band")).to_contain_text("SIMULATED")
    assert accessibility_problems(page) == []
    mine.press("Active today: Accept Yes")
    expect(page.locator("#id_active")).to_have_value("yes")
    expect(page.locator("#id_active")).to_be_focused()
    mine.press("In network: deductible, individual: Accept 3,000")
    expect(page.locator("#id_in_deductible")).to_have_value("3,000")
    page.locator("#id_administrator").focus()
    page.keyboard.press("Enter")  # saves, and accepts nothing
    expect(page.locator(".messagelist")).to_contain_text("the worksheet is saved")
    expect(page.locator("#id_plan_type")).to_have_value("")
    mine.press("that are clear and empty")
    expect(page.locator("#id_plan_type")).to_have_value("ppo")
    expect(page.locator("#id_in_maximum")).to_have_value("7,000")
    expect(page.locator("#id_in_maximum")).to_be_visible()
    page.get_by_label("Residential", exact=True).check()
    for name, value in CHOSEN.items():
        mine.choose(name, value)
    for name, text in TYPED.items():
        mine.fill(name, text)
    mine.press("Save the worksheet")
    expect(page.locator("#state")).to_contain_text("Everything that a signature needs is answered")
    actions = mine.number + 1  # and the level of care
    sys.stdout.write(f"A worksheet from a prepared answer: {actions} actions\n")
    assert actions <= 24  # ten seconds each are four minutes

    given = answers_of(services.newest(verifying)).given
    assert (given["in_maximum"].value, given["in_maximum"].source) == (7000_00, Source.CALL)
    assert (given["in_deductible"].value, given["in_deductible"].source) == (3000_00, Source.SIMULATED)

    phone = open_page(sheet, screen=PHONE, user=verifier, scheme="dark")
    expect(phone.locator("#electronic .band")).to_be_visible()
    assert is_as_wide_as_the_screen(phone)
    assert accessibility_problems(phone) == []
    for place in ("payers", "new_payer", "import_payers"):
        phone.goto(f"{phone.url.partition('/admin/')[0]}{reverse(f'desk:{place}')}")
        expect(phone.locator("h1")).to_be_visible()
        assert is_as_wide_as_the_screen(phone)
        assert accessibility_problems(phone) == []
