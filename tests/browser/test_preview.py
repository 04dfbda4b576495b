"""The form of a page at work: a preview that follows typing, Ctrl+S, an outline, and the place one was at."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.factories import MarketerFactory, TherapyFactory, changed
from tests.support.axe import accessibility_problems
from tests.support.chromium import DESKTOP, PHONE
from tests.support.screens import screen
from tests.support.waiting import wait_until
from therapies.models import Therapy

PUBLIC = "/therapies/attachment-based-therapy/"


@pytest.fixture
def therapy(demo: None) -> Therapy:
    return Therapy.objects.get(slug="attachment-based-therapy")


@pytest.mark.usefixtures("unsigned")
def test_the_preview_follows_typing_beside_the_form(open_page, therapy):
    before = therapy.title
    page = open_page(screen(therapy), user=MarketerFactory())
    page.get_by_role("button", name="Preview", exact=True).click()
    shown = page.frame_locator("#preview-pane iframe")
    expect(shown.locator("h1")).to_contain_text(before)
    page.locator("#id_title").fill("Typed and not saved")
    expect(shown.locator("h1")).to_contain_text("Typed and not saved")
    therapy.refresh_from_db()
    assert therapy.title == before

    # The page keeps its place while somebody types.
    frame = page.frames[1]
    frame.evaluate("scrollTo(0, 900)")
    page.locator("#id_summary").fill("Another summary.")
    expect(page.locator("#preview-pane")).not_to_have_attribute("aria-busy", "true")
    wait_until(
        lambda: page.evaluate("!document.querySelector('#preview-pane').hasAttribute('aria-busy')"),
        "the preview is there",
    )
    assert frame.evaluate("scrollY") == 900

    page.get_by_role("button", name="Dark").click()
    page.get_by_role("button", name="Desktop").click()
    dark = "getComputedStyle(document.documentElement).backgroundColor"
    wait_until(lambda: frame.evaluate(dark) == "rgb(11, 33, 38)", "the preview is dark")
    wait_until(lambda: frame.evaluate("innerWidth") == 1280, "the preview is as wide as a desk's screen")
    frame.evaluate("scrollTo(0, 0)")
    assert accessibility_problems(page) == []

    page.locator("#id_title").fill("")
    expect(page.locator("#preview-pane [data-words]")).to_contain_text("Title: This field is required.")
    page.locator("#id_title").fill("Typed and not saved")
    expect(page.locator("#preview-pane [data-words]")).to_be_empty()
    shown.get_by_role("link", name="Therapies").first.click()
    expect(page.locator("#preview-pane [data-words]")).to_contain_text("leads to /therapies/")

    page.get_by_role("separator").press("ArrowLeft")
    page.reload()
    expect(page.get_by_role("separator")).to_have_attribute("aria-valuenow", "50")
    expect(shown.locator("h1")).to_contain_text(before)
    page.locator("#id_title").fill("Published from here")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("is live at")).to_be_visible()
    expect(open_page(PUBLIC).locator("h1")).to_contain_text("Published from here")


def test_on_a_phone_the_preview_is_a_sheet(open_page, therapy):
    page = open_page(screen(therapy), screen=PHONE, scheme="dark", user=MarketerFactory())
    page.locator("#id_title").fill("On a phone")
    page.get_by_role("button", name="Preview", exact=True).click()
    shown = page.frame_locator("#preview-pane iframe")
    expect(shown.locator("h1")).to_contain_text("On a phone")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert accessibility_problems(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Preview", exact=True)).to_be_focused()
    expect(page.locator("#preview-pane")).to_be_hidden()


def test_saving_by_keyboard_comes_back_where_one_was(open_page, therapy):
    page = open_page(screen(therapy), screen=DESKTOP, user=MarketerFactory())
    outline = page.get_by_role("navigation", name="Sections of this form")
    outline.get_by_role("link", name="Sharing").click()
    field = page.get_by_label("neutral share title")
    field.fill("A page of ours")
    expect(outline.get_by_role("listitem").filter(has_text="Sharing")).to_contain_text("changed")
    place = page.evaluate("scrollY")
    assert place > 500
    page.keyboard.press("ControlOrMeta+s")
    expect(page.locator("[data-save-state]")).to_contain_text("Saved.")
    expect(field).to_be_focused()
    assert abs(page.evaluate("scrollY") - place) < 120
    therapy.refresh_from_db()
    assert therapy.share_title == "A page of ours"

    # A refused save comes to the first fault, and the outline names its section.
    page.locator("#id_title").fill("")
    field.fill("Another")
    page.keyboard.press("ControlOrMeta+s")
    expect(page.get_by_role("heading", name="Nothing was saved yet")).to_be_visible()
    expect(page.locator("#id_title")).to_be_focused()
    expect(outline).to_contain_text("1 to mend, changed")
    expect(outline.get_by_role("listitem").filter(has_text="Sharing")).to_contain_text("changed")
    page.set_viewport_size(PHONE)
    outline.get_by_text("Sections, 1 to mend").click()
    assert accessibility_problems(page) == []


def test_a_guest_opens_a_link_until_it_is_ended(open_page, therapy):
    changed(therapy, title="Not public yet")
    page = open_page(screen(therapy), user=MarketerFactory())
    page.get_by_role("link", name="Preview links for people without an account").click()
    page.get_by_role("button", name="Make a link for seven days").click()
    link = page.get_by_label("Address of the preview").input_value()
    page.get_by_role("button", name="Copy the link").click()
    expect(page.locator("[data-copied]")).not_to_be_empty()
    assert accessibility_problems(page) == []
    guest = open_page(link, screen=PHONE)
    expect(guest.locator("h1")).to_contain_text("Not public yet")
    expect(guest.get_by_role("complementary", name="Preview")).to_contain_text("This link ends on")
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="End it now").click()
    expect(page.get_by_text("The link has ended")).to_be_visible()


def test_a_list_is_put_in_order_by_keys_and_by_dragging(open_page, therapy):
    page = open_page("/admin/therapies/therapy/", user=MarketerFactory())
    page.get_by_role("link", name="Change the order").click()
    names = page.locator(".order-name")
    expect(page.get_by_role("button", name="Save and publish the order")).to_be_attached()
    first, second, third = names.all_inner_texts()[:3]
    down = page.get_by_role("button", name=f"Move down: {first}", exact=True)
    down.press("Enter")
    expect(down).to_be_focused()
    expect(page.locator("[data-announce]")).to_contain_text(f"{first} is now number 2 of")
    grip = page.locator("[data-grip]").nth(2)
    box, target = grip.bounding_box(), page.locator("[data-grip]").first.bounding_box()
    page.mouse.move(box["x"] + 9, box["y"] + 9)
    page.mouse.down()
    page.mouse.move(target["x"] + 9, target["y"] + 2, steps=8)
    page.mouse.up()
    expect(names.first).to_have_text(third)
    expect(page.get_by_text("This order is not saved yet.")).to_be_visible()
    assert accessibility_problems(page) == []
    page.get_by_role("button", name="Save and publish the order").click()
    expect(page.get_by_text("visitors see it now")).to_be_visible()
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert list(Therapy.objects.values_list("title", flat=True)[:3]) == [third, second, first]


@pytest.mark.nightly
def test_a_row_that_is_dragged_to_the_end_of_the_window_scrolls_a_long_list(open_page, therapy):
    for number in range(30):
        TherapyFactory(title=f"Invented {number}")
    page = open_page("/admin/therapies/therapy/", user=MarketerFactory(), screen=PHONE)
    page.get_by_role("link", name="Change the order").click()
    first = page.locator(".order-name").first.inner_text()
    box = page.locator("[data-grip]").first.bounding_box()
    page.mouse.move(box["x"] + 9, box["y"] + 9)
    page.mouse.down()
    page.mouse.move(box["x"] + 9, PHONE["height"] - 20, steps=8)
    last = page.locator("[data-order] > li").last
    expect(last).to_contain_text(first)
    expect(last).to_be_in_viewport()
    page.mouse.up()
    before = page.evaluate("scrollY")
    page.mouse.move(box["x"] + 9, 5)
    page.wait_for_timeout(200)
    assert page.evaluate("scrollY") == before


def test_high_contrast_shows_which_width_is_chosen_and_that_save_is_a_button(open_page, therapy):
    page = open_page(screen(therapy), user=MarketerFactory())
    page.get_by_role("button", name="Preview", exact=True).click()
    page.emulate_media(forced_colors="active")
    background = "one => getComputedStyle(one).backgroundColor"
    tools = page.locator(".preview-tools")
    chosen = tools.get_by_role("button", pressed=True).first.evaluate(background)
    assert chosen != tools.get_by_role("button", pressed=False).first.evaluate(background)
    save = page.get_by_role("button", name="Save", exact=True)
    assert save.evaluate("one => getComputedStyle(one).borderTopStyle") == "solid"
