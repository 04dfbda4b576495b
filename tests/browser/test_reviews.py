"""Review in a real browser: submitted at a desk, read and sent back on a phone, mended, signed, published."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.factories import MarketerFactory, ReviewerFactory
from tests.support.axe import accessibility_problems
from tests.support.chromium import PHONE
from tests.support.screens import screen
from therapies.models import Therapy


@pytest.fixture
def therapy(demo: None) -> Therapy:
    """A therapy of the demo whose text is not marked as invented, so that it names who reviewed it."""
    page = Therapy.objects.get(slug="attachment-based-therapy")
    Therapy.objects.filter(pk=page.pk).update(is_demo=False)
    return page


def save_and_submit(page: Page, summary: str, note: str) -> None:
    page.locator("#id_summary").fill(summary)
    page.get_by_role("button", name="Save and submit for review").click()
    page.get_by_label("Note for the reviewer").fill(note)
    page.get_by_role("button", name="Submit for review").dblclick()
    expect(page.locator(".page-panel .status")).to_have_text("In review")


def is_usable(page: Page) -> bool:
    assert accessibility_problems(page) == []
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_a_text_goes_from_a_desk_over_a_phone_to_its_readers_and_an_edit_voids_the_signature(
    open_page, therapy
):
    desk = open_page(screen(therapy), user=MarketerFactory(first_name="Mara"))
    save_and_submit(desk, "Talking, slowly.", "The summary is new")
    assert is_usable(desk)

    phone = open_page("/admin/", screen=PHONE, scheme="dark", user=ReviewerFactory(first_name="Remy"))
    expect(phone.get_by_text("1 waiting")).to_be_visible()
    phone.get_by_role("link", name="Reviews").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Reviews")
    assert is_usable(phone)
    phone.get_by_role("link", name=therapy.title).click()
    expect(phone.get_by_text("Talking, slowly.")).to_be_visible()
    expect(phone.get_by_role("heading", name="Techniques")).to_have_count(0)
    assert is_usable(phone)
    phone.get_by_role("button", name="Send back with comments").click()
    expect(phone.get_by_role("alert")).to_contain_text("Write at least one comment")
    phone.get_by_label("Comment on “Title and summary”").fill("Say for whom.")
    phone.get_by_role("button", name="Send back with comments").click()
    expect(phone.get_by_text("is sent back with your comments")).to_be_visible()

    desk.reload()
    expect(desk.locator(".page-panel .status")).to_have_text("Sent back")
    expect(desk.locator(".review-comment")).to_contain_text("Say for whom.")
    assert is_usable(desk)
    save_and_submit(desk, "Talking, slowly, for adults.", "For adults now")

    phone.goto(screen(therapy, "review"))
    phone.get_by_role("button", name="Approve and sign").dblclick()
    expect(phone.get_by_text("You have signed")).to_be_visible()

    desk.reload()
    expect(desk.locator(".page-panel .status")).to_have_text("Approved")
    desk.get_by_role("button", name="Save and publish").click()
    expect(desk.get_by_text("is live at")).to_be_visible()
    desk.goto(therapy.path)
    expect(desk.locator(".review")).to_contain_text("Medically reviewed: by Remy Reader, LMFT (license")
    expect(desk.get_by_role("link", name="How we review")).to_have_attribute("href", "/about/how-we-review/")

    desk.goto(screen(therapy))
    desk.locator("#id_summary").fill("Edited since.")
    desk.get_by_role("button", name="Save and publish").click()
    expect(desk.get_by_text("No clinical reviewer has approved this very text")).to_be_visible()
    expect(desk.locator(".page-panel .status")).to_have_text("Live with changes")
