"""Who may be told, an emergency, and the packet, in a browser: a whole case through four people."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from admissions.choices import Status
from admissions.models import GlassBreak, Submission
from admissions.redisclosure import NOTICE
from alter_site.staff.groups import BENEFITS_VERIFIER, COORDINATOR, LEAD, PRIVACY_OFFICER
from alter_site.staff.models import User
from tests.admissions.test_handoff import verified
from tests.factories import StaffFactory
from tests.support.axe import accessibility_problems
from tests.support.chromium import DESKTOP, PHONE

REASON = "The hospital asks what was taken"


@pytest.fixture
def coordinator(demo: None) -> User:
    """The demo's own requests make way for the test's."""
    Submission.objects.all().delete()
    return StaffFactory(group=COORDINATOR)


def is_sound(page: Page) -> bool:
    """Is nothing wider than the screen, and does axe find nothing?"""
    assert accessibility_problems(page) == []
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def unfold(page: Page, words: str) -> None:
    page.locator("summary").filter(has_text=words).click()


def press(page: Page, button: str, words: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_text(words).first).to_be_visible()


def test_a_consent_is_recorded_used_and_taken_back(open_page, coordinator):
    submission = verified(coordinator)
    page = open_page(reverse("desk:detail", args=[submission.reference]), screen=PHONE, user=coordinator)
    expect(page.get_by_text("Nobody may be told, not even that the person asked us.")).to_be_visible()
    page.locator("#attempt-result").select_option("spoke_other")
    page.locator("#attempt-spoken_to").select_option("other")
    page.locator("#attempt-note").fill("Asked about the deductible")
    press(page, "Record the attempt", "Nobody else may be told this: no consent for it is in force.")
    assert is_sound(page)
    expect(page.locator("#attempt-note")).to_have_value("Asked about the deductible")

    unfold(page, "Record a consent")
    page.locator("#consent-who").fill("Wilhelmina Example")
    page.locator("#consent-relation").fill("mother")
    page.locator("#consent-scope").select_option("plan")
    page.locator("#consent-how").select_option("writing")
    page.locator("#consent-ends").select_option("request")
    press(page, "Record the consent", "The consent is recorded.")
    told = page.locator(".told")
    expect(told).to_contain_text("May be told:")
    expect(told).to_contain_text("until this request ends")
    expect(told).not_to_contain_text("Wilhelmina")
    page.get_by_role("button", name="Reveal contact").click()
    expect(told).to_contain_text("Wilhelmina Example, mother")
    assert is_sound(page)

    page.locator("#attempt-result").select_option("spoke_other")
    page.locator("#attempt-direction").select_option("in")
    page.locator("#attempt-spoken_to").select_option("other")
    page.locator("#attempt-told").select_option(index=1)
    press(page, "Record the attempt", "The attempt is recorded.")
    stale = page.context.new_page()
    stale.goto(page.url)
    unfold(page, "Take a consent back")
    page.locator("#take-back-consent").select_option(index=1)
    page.locator("#take-back-how").select_option("phone")
    press(page, "End the consent", "nothing goes out under it any more")
    expect(page.locator(".told")).to_contain_text("No longer:")
    stale.locator("#share-how").select_option("phone")
    stale.locator("#share-to").select_option("other")
    stale.locator("#share-told").select_option(index=1)
    press(stale, "The person has the answer", "Consent No. 1 is no longer in force.")
    submission.refresh_from_db()
    assert submission.status == Status.VERIFIED


def test_an_emergency_opens_a_request_and_the_privacy_officer_looks_at_it(open_page, coordinator):
    submission = verified(coordinator)
    verifier, officer = StaffFactory(group=BENEFITS_VERIFIER), StaffFactory(group=PRIVACY_OFFICER)
    page = open_page("/admin/desk/glass/", screen=PHONE, scheme="dark", user=verifier)
    page.get_by_label("Request").fill(submission.reference)
    page.get_by_role("button", name="Break the glass").click()
    expect(page.get_by_role("alert")).to_contain_text("Say in a sentence what the emergency is.")
    assert is_sound(page)
    page.get_by_label("What is the emergency?").fill(REASON)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Break-glass until")).to_be_visible()
    page.get_by_role("button", name="Reveal contact").click()
    expect(page.get_by_text("(949) 555-0142")).to_be_visible()
    assert is_sound(page)

    desk = open_page("/admin/", screen=DESKTOP, user=officer)
    expect(desk.get_by_text("1 waiting")).to_be_visible()
    desk.get_by_role("link", name="Break-glass").click()
    desk.get_by_role("link", name=submission.reference).click()
    expect(desk.get_by_text(REASON)).to_be_visible()
    expect(desk.get_by_text("Opened sealed values")).to_be_visible()
    assert is_sound(desk)
    press(desk, "I have looked at it", "You have looked at the break")
    assert GlassBreak.objects.get().seen_by == officer
    desk.goto("/admin/desk/retention/")
    unfold(desk, "Set a legal hold")
    desk.locator("#hold-request").fill(submission.reference)
    desk.locator("#hold-reason").fill("Letter of an attorney")
    press(desk, "Hold it", "is held, with whatever it was merged with")
    assert is_sound(desk)


def test_a_lead_hands_somebody_over_on_a_phone(open_page, coordinator, tmp_path: Path):
    submission = verified(coordinator)
    page = open_page(
        reverse("desk:detail", args=[submission.reference]), screen=PHONE, user=StaffFactory(group=LEAD)
    )
    page.get_by_role("link", name="Hand off to the record system").click()
    page.get_by_label("What allows it").select_option("treatment")
    page.get_by_role("button", name="Make the packet").click()
    expect(page.get_by_role("alert")).to_contain_text("Say what it is needed for.")
    assert is_sound(page)
    page.get_by_label("What it is needed for").fill("Admission planned for Friday")
    with page.expect_download() as download:
        page.get_by_role("button", name="Make the packet").click()
    assert download.value.suggested_filename == f"hand-off-{submission.reference}.json"
    download.value.save_as(tmp_path / "packet.json")
    assert json.loads((tmp_path / "packet.json").read_text())["notice"] == NOTICE
    page.get_by_label("As", exact=True).select_option("sheet")
    page.get_by_role("button", name="Make the packet").click()
    expect(page.get_by_role("heading", name="Packet for the record system")).to_be_visible()
    expect(page.get_by_text(NOTICE).first).to_be_visible()
    assert is_sound(page)
