"""The focal point of a picture: set by pointer, by keyboard, or as two numbers."""

from __future__ import annotations

from django.urls import reverse
from playwright.sync_api import expect

from alter_site.content.models import Picture
from tests.factories import MarketerFactory
from tests.support.axe import accessibility_problems


def test_an_editor_sets_the_focal_point_on_the_picture_itself(open_page):
    picture = Picture.objects.earliest("title")
    address = reverse("admin:content_picture_change", args=[picture.pk])
    page = open_page(address, user=MarketerFactory())
    image = page.locator(".focal-point img")
    point = page.get_by_role("button", name="Focus:")
    across, down = page.get_by_label("Focus across"), page.get_by_label("Focus down")

    size = image.bounding_box()
    image.click(position={"x": size["width"] * 0.25, "y": size["height"] * 0.75})
    expect(across).to_have_value("25")
    expect(down).to_have_value("75")
    expect(point).to_be_focused()

    point.press("ArrowRight")
    point.press("Shift+ArrowDown")
    point.press("Shift+ArrowDown")
    point.press("Shift+ArrowDown")
    expect(across).to_have_value("26")
    expect(down).to_have_value("100")
    expect(page.locator(".focal-point").get_by_role("status")).to_have_text(
        "26 per cent from the left, 100 per cent from the top"
    )

    down.fill("40")
    expect(point).to_have_accessible_name(
        "Focus: 26 per cent from the left, 40 per cent from the top. Arrow keys move it."
    )
    assert not accessibility_problems(page)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page).not_to_have_url(address)
    picture.refresh_from_db()
    assert (picture.focal_x, picture.focal_y) == (26, 40)


def test_the_focal_point_is_two_numbers_without_script(open_page):
    picture = Picture.objects.earliest("title")
    address = reverse("admin:content_picture_change", args=[picture.pk])
    page = open_page(address, user=MarketerFactory(), javascript=False)
    page.get_by_label("Focus across").fill("30")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page).not_to_have_url(address)
    picture.refresh_from_db()
    assert picture.focal_x == 30
