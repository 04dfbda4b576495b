"""Saves in a real browser: Enter never saves over a colleague, and whoever may only look meets no fault."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from alter_site.content.editions import publishing
from alter_site.content.models import Picture
from alter_site.staff.groups import CLINICAL_REVIEWER
from tests.factories import MarketerFactory, StaffFactory, changed
from tests.support.axe import accessibility_problems
from tests.support.screens import saved, screen
from therapies.models import Therapy

TOO_LARGE = b"\0" * 26_000_000


@pytest.fixture
def therapy(demo: None) -> Therapy:
    return Therapy.objects.get(slug="attachment-based-therapy")


def test_neither_enter_nor_a_double_click_saves_over_a_colleague(open_page, therapy):
    page = open_page(screen(therapy), user=MarketerFactory())
    saved(changed(therapy, summary="From a colleague."))
    page.locator("#id_featured_caption").fill("Mine")
    refused = page.get_by_role("heading", name="This page was saved after you opened it")
    page.get_by_role("button", name="Save", exact=True).dblclick()
    expect(refused).to_be_visible()
    for field in ("title", "featured_caption", "benefits_subtitle"):
        page.locator(f"#id_{field}").press("Enter")
        expect(refused).to_be_visible()
    therapy.refresh_from_db()
    assert therapy.summary == "From a colleague."
    assert therapy.featured_caption != "Mine"
    page.get_by_role("button", name="Save mine over it").click()
    expect(page.get_by_text("is kept in the history as edition")).to_be_visible()
    therapy.refresh_from_db()
    assert therapy.featured_caption == "Mine"


def test_a_reviewer_opens_pages_and_pictures_without_a_fault(open_page, therapy):
    page = open_page(screen(therapy), user=StaffFactory(group=CLINICAL_REVIEWER))
    expect(page.locator(".field-introduction .readonly p").first).to_be_visible()
    assert "<p>" not in page.locator("#content-main").inner_text()
    page.goto(screen(Picture.objects.first()))
    expect(page.locator(".field-large img")).to_be_visible()


def test_the_screens_about_text_that_was_taken_back_are_accessible(open_page, therapy):
    published = saved(changed(therapy, summary="Later, and wrong."))
    publishing.publish(published, None)
    page = open_page(screen(therapy, "make_live", 1), user=MarketerFactory())
    assert accessibility_problems(page) == []
    page.get_by_label("Keep the other text in the form.").check()
    page.get_by_role("button", name="Make it live").click()
    page.goto(screen(therapy))
    expect(page.get_by_text("still holds the later text that was taken back")).to_be_visible()
    assert accessibility_problems(page) == []
    page.get_by_role("button", name="Save and publish").click()
    expect(page.get_by_role("cell", name="Later, and wrong.")).to_be_visible()
    assert accessibility_problems(page) == []


def test_a_file_that_is_too_large_is_named_before_it_is_sent(open_page, demo):
    page = open_page("/admin/content/picture/add/", user=MarketerFactory())
    page.get_by_label("Title").fill("Kept")
    file = {"name": "large.png", "mimeType": "image/png", "buffer": TOO_LARGE}
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_role("alert")).to_have_text(
        "This file has 26 MB; 25 MB are allowed. Export it again with a lower quality."
    )
    assert page.locator("input[type=file]").input_value() == ""
    expect(page.get_by_label("Title")).to_have_value("Kept")
