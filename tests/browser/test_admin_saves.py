"""Saves in a real browser: Enter never saves over a colleague, and whoever may only look meets no fault."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import expect

from alter_site.content.editions import publishing
from alter_site.content.models import Picture
from alter_site.staff.groups import CLINICAL_REVIEWER
from tests.factories import MarketerFactory, StaffFactory, approved, changed
from tests.support.axe import accessibility_problems
from tests.support.chromium import PHONE
from tests.support.screens import saved, screen
from therapies.models import Therapy

TOO_LARGE = 26_000_000


@pytest.fixture
def therapy(demo: None) -> Therapy:
    return Therapy.objects.get(slug="attachment-based-therapy")


def test_neither_enter_nor_a_double_click_saves_over_a_colleague(open_page, therapy):
    page = open_page(screen(therapy), user=MarketerFactory())
    caption = page.locator("#id_featured_caption")
    saved(changed(therapy, summary="From a colleague.", featured_caption="Theirs"))
    caption.fill("Mine")
    page.locator("#id_title").press("Enter")
    expect(page.get_by_role("heading", name="This page was saved after you opened it")).to_be_visible()
    assert accessibility_problems(page) == []
    page.get_by_role("radio", name="What you typed").first.press("Enter")
    expect(page.get_by_text("What is saved stays as it is.")).to_be_visible()
    expect(caption).to_have_value("Theirs")
    page.get_by_role("link", name="Saves", exact=True).click()
    expect(page.get_by_role("link", name="Put together with the form")).to_be_visible()
    assert accessibility_problems(page) == []
    page.get_by_role("link", name="Put together with the form").click()
    chosen = page.get_by_role("group", name="Featured caption")
    expect(chosen.get_by_role("radio").first).to_be_checked()
    chosen.get_by_role("textbox").fill("Both")
    page.get_by_role("button", name="Save what is chosen", exact=True).dblclick()
    expect(caption).to_have_value("Both")
    therapy.refresh_from_db()
    assert (therapy.summary, therapy.featured_caption) == ("From a colleague.", "Both")


def test_two_saves_are_compared_on_a_phone_and_one_section_is_put_back(open_page, therapy):
    later = therapy.introduction.replace("<p>", "<p>Later: ", 1)
    saved(changed(therapy, introduction=later, summary="Changed too."))
    page = open_page(screen(therapy, "saves"), user=MarketerFactory(), screen=PHONE, scheme="dark")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    page.get_by_role("radio", name="From save 1").check()
    page.get_by_role("button", name="Compare the two chosen").press("Enter")
    section = page.get_by_role("region", name="Introduction")
    expect(section.locator("ins")).to_have_text("Added: Later:")
    assert accessibility_problems(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    section.get_by_role("button", name="Put this section back").click()
    expect(page.get_by_text("What the form held before is in Saves.")).to_be_visible()
    therapy.refresh_from_db()
    assert ("Later:" in therapy.introduction, therapy.summary) == (False, "Changed too.")


def test_a_reviewer_opens_pages_and_pictures_without_a_fault(open_page, therapy):
    page = open_page(screen(therapy), user=StaffFactory(group=CLINICAL_REVIEWER))
    expect(page.locator(".field-introduction .readonly p").first).to_be_visible()
    assert "<p>" not in page.locator("#content-main").inner_text()
    page.goto(screen(Picture.objects.first()))
    expect(page.locator(".field-large img")).to_be_visible()


@pytest.mark.usefixtures("unsigned")
def test_text_that_was_taken_back_stays_away_with_the_next_publication(open_page, therapy):
    was = therapy.summary
    publishing.publish(approved(saved(changed(therapy, summary="Later, and wrong."))), None)
    page = open_page(screen(therapy, "history"), user=MarketerFactory())
    page.get_by_role("link", name="Make live again (edition 1)").click()
    expect(page.get_by_text("It is set aside in Saves")).to_be_visible()
    assert accessibility_problems(page) == []
    page.get_by_role("button", name="Make it live").dblclick()
    expect(page.get_by_text("The form starts from edition 1.")).to_be_visible()
    page.goto(screen(therapy))
    expect(page.get_by_text("Taken back", exact=True)).to_be_visible()
    expect(page.locator("#id_summary")).to_have_value(was)
    page.locator("#id_featured_caption").fill("A new caption")
    page.get_by_role("button", name="Save and publish").click()
    expect(page.get_by_text("is live at")).to_be_visible()
    expect(page.get_by_text("Taken back", exact=True)).to_have_count(0)
    assert publishing.live_edition(therapy).summary == was


def test_a_file_that_is_too_large_is_named_before_it_is_sent(open_page, demo, tmp_path):
    file = tmp_path / "large.png"
    file.touch()
    os.truncate(file, TOO_LARGE)
    page = open_page("/admin/content/picture/add/", user=MarketerFactory())
    page.get_by_label("Title").fill("Kept")
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_role("alert")).to_have_text(
        "This file has 26 MB; 25 MB are allowed. Export it again with a lower quality."
    )
    assert page.locator("input[type=file]").input_value() == ""
    expect(page.get_by_label("Title")).to_have_value("Kept")
