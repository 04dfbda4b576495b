"""The therapy page as people use it: by keyboard, without script, on paper, without motion, in a hurry."""

from __future__ import annotations

import contextlib
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.support.chromium import DESKTOP, NARROW, PHONE
from tests.support.layout import broken_words, lay_out_all, over_the_edge
from tests.support.passes import SCRIPT_OR_NOT, at_night
from tests.support.waiting import wait_until

THERAPY = "/therapies/attachment-based-therapy/"
# A browser takes 200 milliseconds for a sign that somebody means to go there.
LONG_ENOUGH = 1000
WEATHER = "https://www.weather.gov/"

DRAWN = "new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))"
# Judged as it is drawn: a reader’s next look comes later than the frame after a key. A link that runs over
# two lines has two boxes, and what lies between them is no part of it.
FOCUS = """async () => {
  await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  const element = document.activeElement;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const lines = [...element.getClientRects()].filter(line => line.width && line.height);
  const at = line => document.elementFromPoint(line.x + line.width / 2, line.y + line.height / 2);
  return {
    tag: element.tagName,
    name: element.innerText || element.getAttribute("aria-label") || "",
    isMarked: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0,
    isInView: box.bottom > 0 && box.top < innerHeight && box.width > 0,
    isUncovered: lines.map(at).every(other => element.contains(other) || other?.contains(element)),
  };
}"""


def is_near_the_top(page: Page, top: str) -> bool:
    return bool(0 < page.evaluate(top) < 150)


def focused(page: Page) -> dict[str, Any]:
    return page.evaluate(FOCUS)


def stops(page: Page) -> list[dict[str, Any]]:
    """Press Tab through the whole page; return what had the focus at each stop."""
    found: list[dict[str, Any]] = []
    for _ in range(300):
        page.keyboard.press("Tab")
        stop = focused(page)
        if stop["tag"] == "BODY":
            return found
        found.append(stop)
    raise AssertionError("the keyboard never comes to the end of the page")


# --- keyboard -----------------------------------------------------------------------------------------


def test_the_first_stop_of_the_keyboard_skips_to_the_main_content(open_page):
    page = open_page(THERAPY)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to main content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("screen", [NARROW, *map(at_night, (PHONE, DESKTOP))], ids=["320", "390", "1440"])
def test_every_stop_of_the_keyboard_is_marked_and_nothing_lies_over_it(screen, open_page):
    found = stops(open_page(THERAPY, screen=screen))
    assert len(found) > 25
    assert [stop for stop in found if not stop["isMarked"]] == []
    assert [stop for stop in found if not (stop["isInView"] and stop["isUncovered"])] == []
    assert all(stop["name"].strip() for stop in found)


def test_the_keyboard_reaches_calling_and_insurance_before_the_long_text(open_page):
    names = [stop["name"].strip() for stop in stops(open_page(THERAPY))]
    first_question = next(place for place, name in enumerate(names) if name.endswith("?"))
    assert any("Call" in name for name in names[:first_question])
    assert "Verify insurance" in names[:first_question]


def test_the_menu_opens_and_closes_by_keyboard_and_gives_the_focus_back(open_page):
    page = open_page(THERAPY, screen=PHONE)
    button, menu = page.get_by_role("button", name="Menu"), page.locator("#menu")
    expect(menu).to_be_hidden()
    button.focus()
    page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('#menu').contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(button).to_be_focused()


def test_the_menu_needs_no_button_on_a_wide_screen(open_page):
    page = open_page(THERAPY, screen=DESKTOP)
    expect(page.get_by_role("button", name="Menu")).to_be_hidden()
    expect(page.get_by_role("navigation", name="Main").get_by_role("link").first).to_be_visible()


def test_an_answer_opens_and_closes_by_keyboard(open_page):
    page = open_page(THERAPY)
    question = page.locator("details").first
    answer = question.locator("div").first
    expect(answer).to_be_hidden()
    question.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(answer).to_be_visible()
    page.keyboard.press("Space")
    expect(answer).to_be_hidden()


def test_a_link_to_a_question_opens_its_answer(open_page):
    identity = open_page(THERAPY).locator("details").nth(2).get_attribute("id")
    page = open_page(f"{THERAPY}#{identity}")
    answer = page.locator("details").nth(2).locator("div").first
    expect(answer).to_be_visible()
    expect(answer).to_be_in_viewport()


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["390", "1440"])
def test_a_link_to_a_part_of_the_page_leads_to_its_beginning(screen, open_page):
    # On a phone the parts that nobody has scrolled to have guessed heights.
    part = "part-questions"
    for page in (open_page(f"{THERAPY}#{part}"), open_page(THERAPY)):
        page.set_viewport_size(screen)
        page.emulate_media(reduced_motion="reduce")
        page.locator(f".jump a[href='#{part}']").click()
        top = f"document.getElementById('{part}').getBoundingClientRect().top"
        wait_until(partial(is_near_the_top, page, top), "its beginning is in sight")
        page.evaluate(DRAWN)
        assert is_near_the_top(page, top), "and stays there"


@pytest.mark.parametrize("screen", [PHONE, {"width": 768, "height": 1400}], ids=["phone", "tall"])
def test_what_waits_for_the_first_frame_is_there_for_a_reader_without_script(screen, open_page):
    page = open_page(screen=screen, javascript=False)
    page.emulate_media(reduced_motion="no-preference")
    page.goto(THERAPY)
    sections = page.locator("main > section")
    expect(sections.first).to_have_css("content-visibility", "auto")
    assert sections.first.evaluate("section => section.getAnimations()") == []
    for heading in page.locator("main > section h2").all():
        heading.scroll_into_view_if_needed()
        expect(heading).to_be_in_viewport()
        assert heading.evaluate("element => element.checkVisibility({contentVisibilityAuto: true})")


def test_an_address_with_a_fragment_that_is_no_part_of_the_page_breaks_nothing(open_page):
    page = open_page(f"{THERAPY}#%E0%A4%A")
    page.keyboard.press("Escape")
    expect(page.locator("h1")).to_be_visible()


# --- the first view -----------------------------------------------------------------------------------


@pytest.mark.parametrize("screen", [NARROW, PHONE, DESKTOP], ids=["320", "390", "1440"])
def test_the_number_is_in_the_first_view_and_stays_there_on_a_phone(screen, open_page):
    page = open_page(THERAPY, screen=screen)
    expect(page.locator("aside.banner a[href^='tel:+']")).to_be_in_viewport(ratio=1)
    bar = page.locator("aside.bar a[href^='tel:+']")
    if screen == DESKTOP:
        expect(bar).to_be_hidden()
        return
    page.evaluate("scrollTo(0, document.body.scrollHeight / 2)")
    expect(bar).to_be_in_viewport(ratio=1)


def test_the_bar_covers_nothing_at_the_end_of_the_page(open_page):
    page = open_page(THERAPY, screen=PHONE)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    bar = page.locator("aside.bar").bounding_box()
    last = page.locator("footer :is(p, li)").last.bounding_box()
    assert last["y"] + last["height"] <= bar["y"]


def test_everything_that_is_touched_is_large_enough(open_page):
    page = open_page(THERAPY, screen=PHONE)
    lay_out_all(page)
    small = page.evaluate(
        """[...document.querySelectorAll('button, summary, a.button, aside a')]
            .map(element => [element.innerText, element.getBoundingClientRect()])
            .filter(([, box]) => box.height && (box.height < 24 || box.width < 24))
            .map(([text]) => text)"""
    )
    assert small == []


# --- without script -----------------------------------------------------------------------------------


def test_everything_is_there_without_script(open_page):
    words = "document.querySelector('main').textContent.replace(/\\s+/g, ' ')"
    with_script = open_page(THERAPY).evaluate(words)
    page = open_page(THERAPY, javascript=False)
    assert page.locator("main").text_content() is not None
    assert " ".join((page.locator("main").text_content() or "").split()) == " ".join(with_script.split())
    for heading in page.locator("main h2").all():
        expect(heading).to_be_visible()


def test_answers_and_the_menu_open_without_script(open_page):
    page = open_page(THERAPY, screen=PHONE, javascript=False)
    question = page.locator("details").first
    question.locator("summary").click()
    expect(question.locator("div").first).to_be_visible()
    page.get_by_role("button", name="Menu").click()
    expect(page.locator("#menu")).to_be_visible()


def test_leaving_works_without_script(open_page, complaints):
    page = open_page(THERAPY, javascript=False)
    page.route(WEATHER, lambda route: route.fulfill(body="weather"))
    page.locator("aside.banner a.leave").click()
    expect(page).to_have_url(WEATHER)
    forget_the_weather(complaints)


# --- leaving ------------------------------------------------------------------------------------------


def test_three_times_escape_leaves_and_back_does_not_return(open_page, complaints):
    page = open_page("/therapies/")
    page.route(WEATHER, lambda route: route.fulfill(body="weather"))
    page.goto(THERAPY)
    for _ in range(3):
        page.keyboard.press("Escape")
    expect(page).to_have_url(WEATHER)
    page.go_back()
    assert THERAPY not in page.url
    forget_the_weather(complaints)


def test_escape_pressed_now_and_then_does_not_leave(open_page):
    page = open_page(THERAPY)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    page.keyboard.press("Escape")
    page.wait_for_timeout(200)
    assert THERAPY in page.url


def forget_the_weather(complaints: list[str]) -> None:
    complaints[:] = [line for line in complaints if "weather.gov" not in line]


# --- paper, motion, color -----------------------------------------------------------------------------


@SCRIPT_OR_NOT
def test_paper_shows_every_answer_and_nothing_to_click(javascript, open_page):
    page = open_page(THERAPY, javascript=javascript)
    page.emulate_media(media="print")
    for answer in page.locator("details > div").all():
        assert (answer.bounding_box() or {"height": 0})["height"] > 0
    for selector in ("aside.bar", "a.leave", "button.menu-button", "nav.jump", "a.skip"):
        for element in page.locator(selector).all():
            expect(element).to_be_hidden()
    expect(page.get_by_text("(866) 989-3395").first).to_be_visible()


OURS = "tel:+18669893395"


@pytest.mark.parametrize(
    ("path", "links"),
    [
        (THERAPY, [f"#call [href='{OURS}']"]),
        ("/crisis/", [".crisis-first .button[href='tel:911']", ".crisis-first .button[href='tel:988']"]),
        ("/tonight/", [".main[href='tel:911']", ".main[href='tel:988']", f".door [href='{OURS}']"]),
    ],
)
def test_paper_says_whom_to_call_in_ink_also_when_the_screen_was_dark(path, links, open_page):
    page = open_page(path, scheme="dark")
    page.emulate_media(media="print")
    for link in links:
        assert page.locator(link).is_visible(), link
        ink = page.locator(link).evaluate("one => getComputedStyle(one).color.match(/[\\d.]+/g).map(Number)")
        assert sum(ink[:3]) < 300, link


def test_nothing_moves_for_readers_who_asked_for_no_motion(open_page):
    page = open_page(THERAPY)
    moving = page.evaluate(
        """[...document.querySelectorAll('*')].filter(element => {
            const style = getComputedStyle(element);
            const longest = Math.max(...(style.transitionDuration + ', ' + style.animationDuration)
                .split(', ').map(parseFloat));
            return longest > 0.01 || style.scrollBehavior === 'smooth';
        }).map(element => element.outerHTML.slice(0, 80))"""
    )
    assert moving == []


def test_high_contrast_shows_where_the_bar_ends_and_that_an_answer_opens(open_page):
    page = open_page(THERAPY, screen=PHONE)
    page.emulate_media(forced_colors="active")
    assert page.locator(".bar").evaluate("bar => getComputedStyle(bar).borderTopStyle") == "solid"
    mark = page.locator("main .questions summary").first
    assert "gradient" in mark.evaluate("mark => getComputedStyle(mark, '::after').backgroundImage")


def test_a_dark_scheme_is_dark_and_a_light_one_light(open_page):
    lightness = """() => {
        const color = getComputedStyle(document.documentElement).backgroundColor;
        const [red, green, blue] = color.match(/[\\d.]+/g).map(Number);
        return (red + green + blue) / 3 / 255;
    }"""
    assert open_page(THERAPY, scheme="dark").evaluate(lightness) < 0.25
    assert open_page(THERAPY, scheme="light").evaluate(lightness) > 0.75


def test_text_at_twice_its_size_stays_on_the_screen(open_page):
    page = open_page(THERAPY, screen={"width": 640, "height": 900})
    lay_out_all(page)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    page.set_viewport_size(DESKTOP)
    page.locator(".banner p").evaluate("one => one.append(' Nobody answers until tomorrow at 8.'.repeat(3))")
    assert page.evaluate("document.documentElement.scrollWidth") <= DESKTOP["width"]


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/therapies/mindfulness/",
        "/therapies/case-management/",
        "/therapies/psychiatry-medication-management/",
        "/conditions/schizophrenia/",
        "/facilities/irvine/",
        "/facilities/dana-point/",
        "/levels-of-care/residential/",
        "/verify-insurance/",
        "/admissions/",
        "/no-such-page/",
        "/money/",
    ],
)
def test_no_word_is_broken_on_a_phone_with_letters_twice_as_large(path, open_page, complaints):
    page = open_page(path, screen={"width": 390, "height": 844})
    complaints.clear()  # about the page that is missing
    lay_out_all(page)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert broken_words(page) + over_the_edge(page) == []


def test_no_day_in_a_table_of_a_home_is_on_two_lines(open_page):
    page = open_page("/facilities/irvine/", screen={"width": 1440, "height": 900})
    lay_out_all(page)
    days = "days => days.filter(one => one.getClientRects().length > 1).map(one => one.textContent)"
    assert page.locator("main table time").evaluate_all(days) == []


# --- the next page ------------------------------------------------------------------------------------


def test_pointing_at_a_link_fetches_another_edition_ahead_and_nothing_else(open_page):
    page = open_page("/therapies/")
    ahead = []
    page.on("request", lambda request: request.headers.get("sec-purpose") and ahead.append(request.url))
    for address in ("/contact/", "/for-families/", THERAPY):
        link = page.locator(f'a[href="{address}"]:visible').first
        with page.expect_request(f"**{address}") if address == THERAPY else contextlib.nullcontext():
            link.hover()
            page.wait_for_timeout(LONG_ENOUGH)
    assert [urlsplit(url).path for url in ahead] == [THERAPY]
