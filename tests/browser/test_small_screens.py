"""A phone, and large letters on it: nothing is cut, Leave and the menu are at hand, the close is slim."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Route, expect

from alter_site.content.models import CoverageHours, Publication
from tests.factories import facts_saved
from tests.support.chromium import DESKTOP, NARROW, PHONE
from tests.support.layout import enlarge, lay_out_all
from tests.support.passes import at_night

THERAPY = "/therapies/attachment-based-therapy/"
FORM = "/request/"
SIGN_IN = "/admin/login/"
TONIGHT = "/tonight/"
MONEY = "/money/"
MISSING = "/no-such-page/"
SMALL = {"width": 390, "height": 664}  # what a browser's own bars leave of a phone's screen
ZOOMED = {"width": 320, "height": 256}  # what 400 % leaves of 1280 by 1024
WITHOUT_LEAVING = {SIGN_IN}  # for staff
STEPS = ("who", "contact")


@pytest.fixture
def pages(demo: None) -> list[str]:
    """One page of each kind that is live, those that no edition makes, a form, sign-in, an error."""
    live = Publication.objects.live(timezone.now()).order_by("edition__kind", "path")
    first_of_each = {kind: path for path, kind in reversed(live.values_list("path", "edition__kind"))}
    assert len(first_of_each) >= 7
    ours = [*first_of_each.values(), THERAPY, "/facilities/", "/facilities/dana-point/", "/crisis/", "/faqs/"]
    steps = [f"/request/{step}/?way=short" for step in STEPS]
    return [*dict.fromkeys(ours), MONEY, TONIGHT, FORM, *steps, SIGN_IN, MISSING]


@pytest.fixture(params=["open", "closed"])
def hours(request: pytest.FixtureRequest, demo: None) -> str:
    """Somebody answers all day, or nobody does for days."""
    return set_hours(request.param)


def set_hours(state: str) -> str:
    CoverageHours.objects.all().delete()
    today = timezone.localdate()
    days = range(7) if state == "open" else [3]
    for later in days:
        weekday = (today + datetime.timedelta(days=later)).weekday()
        CoverageHours.objects.create(weekday=weekday, opens=datetime.time(0), closes=datetime.time(23, 59))
    facts_saved()
    return state


# What reaches over an edge of the screen or out of its own box, named by its first words.
CUT = """() => {
  const found = [];
  const own = element => [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
  for (const element of document.querySelectorAll("body *")) {
    if (element.closest(".visually-hidden, svg, [popover], .skip, template, script, noscript")) continue;
    const box = element.getBoundingClientRect();
    if (!box.width || !element.checkVisibility()) continue;
    const isOut = box.right > innerWidth + 1 || box.left < -1;
    const hasRoom = getComputedStyle(element).display === "inline" || !element.clientWidth;
    const isCut = !hasRoom && own(element) && element.scrollWidth > element.clientWidth + 3;
    if (isOut || isCut) found.push(`${element.tagName} ${element.textContent.trim().slice(0, 30)}`);
  }
  if (document.documentElement.scrollWidth > innerWidth) found.push("scrolls sideways");
  return found.slice(0, 5);
}"""

# How many ways out are on the screen, whole.
WAYS_OUT = """() => [...document.querySelectorAll(".leave")].filter(one => {
  if (!one.checkVisibility()) return false;
  const box = one.getBoundingClientRect();
  return box.top >= 0 && box.left >= 0 && box.bottom <= innerHeight && box.right <= innerWidth;
}).length"""

# The part of the screen that stays covered.
COVERED = """() => [...document.querySelectorAll(".bar, .banner, header")].filter(one =>
    one.checkVisibility() && ["fixed", "sticky"].includes(getComputedStyle(one).position))
  .reduce((sum, one) => sum + one.getBoundingClientRect().height, 0) / innerHeight"""


@pytest.mark.parametrize("percent", [200, *map(at_night, (100, 150, 400))])
@pytest.mark.parametrize("screen", [SMALL, at_night(NARROW)], ids=["390", "320"])
def test_large_letters_cut_nothing_and_leave_stays_on_every_kind_of_page(
    open_page: Callable[..., Any], complaints: list[str], pages: list[str], screen: Any, percent: int
):
    page, wrong = open_page("/", screen=screen), {}
    for path in pages:
        page.goto(path)
        enlarge(page, percent)
        page.evaluate("scrollTo(0, 700)")
        found = page.evaluate(CUT)
        if path not in WITHOUT_LEAVING and not page.evaluate(WAYS_OUT):
            found.append("no way out in sight")
        if page.evaluate(COVERED) > 0.2:
            found.append(f"{page.evaluate(COVERED):.0%} of the screen stay covered")
        if found:
            wrong[path] = found
    complaints[:] = [line for line in complaints if MISSING not in line]
    assert wrong == {}


@pytest.mark.parametrize(
    ("screen", "percent"),
    [
        *((screen, percent) for screen in (SMALL, NARROW) for percent in (100, 400)),
        (ZOOMED, 100),
        *(at_night(screen, 200) for screen in (SMALL, NARROW)),
    ],
)
def test_the_bar_takes_at_most_a_fifth_of_a_small_screen_and_keeps_leave(
    open_page: Callable[..., Any], hours: str, screen: Any, percent: int
):
    page = open_page(THERAPY, screen=screen)
    enlarge(page, percent)
    box = page.locator(".bar").bounding_box()
    assert box["height"] <= screen["height"] / 5
    assert page.evaluate(WAYS_OUT)
    assert page.evaluate("document.querySelector('.bar').scrollWidth") <= screen["width"]
    for name in ("Menu", "988"):
        expect(page.locator(".bar > *").filter(has_text=name).first).to_be_in_viewport(ratio=1)


def test_the_banner_is_one_line_at_1024(open_page: Callable[..., Any], hours: str):
    page = open_page(THERAPY, screen={"width": 1024, "height": 768})
    tops = page.evaluate(
        """[...document.querySelectorAll(".banner a, .banner time")].filter(one => one.checkVisibility())
            .flatMap(one => [...one.getClientRects()]).map(box => box.top + box.height / 2)"""
    )
    assert len(tops) >= 2
    assert max(tops) - min(tops) < 6
    assert page.locator(".banner").bounding_box()["height"] <= 64


# --- the menu -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [THERAPY, "/crisis/", MONEY])
def test_the_menu_opens_anywhere_on_a_page_and_closes_by_its_own_button_and_escape(
    open_page: Callable[..., Any], hours: str, path: str
):
    page = open_page(path, screen=SMALL)
    button, menu = page.get_by_role("button", name="Menu"), page.locator("#menu")
    for place in (0, 1500):
        page.evaluate(f"scrollTo(0, {place})")
        button.click()
        expect(menu).to_be_in_viewport(ratio=1)
        below = menu.bounding_box()["y"] + menu.bounding_box()["height"]
        assert below <= button.bounding_box()["y"], "the menu lies over its own button"
        button.click()
        expect(menu).to_be_hidden()
        button.click()
        page.keyboard.press("Escape")
        expect(menu).to_be_hidden()


def test_the_menu_leads_to_families_admissions_contact_and_help_tonight(open_page: Callable[..., Any]):
    page = open_page(THERAPY, screen=SMALL)
    page.get_by_role("button", name="Menu").click()
    for name in ("Families", "Admissions", "Contact", "Help tonight", "Call 988", "Call 911"):
        link = page.locator("#menu").get_by_role("link", name=name)
        link.scroll_into_view_if_needed()
        expect(link).to_be_in_viewport()


# --- the close of a page ------------------------------------------------------------------------------

# The call section and all that follows it, and the whole page, in pixels.
CLOSE = """() => {
  const parts = [...document.querySelectorAll(".close, .footer")];
  const outer = parts.filter(part => !parts.some(other => other !== part && other.contains(part)));
  const body = getComputedStyle(document.body);
  return [outer.reduce((sum, part) => sum + part.getBoundingClientRect().height, 0),
          document.body.scrollHeight - parseFloat(body.paddingBottom)];
}"""


@pytest.mark.parametrize("hours", ["closed", at_night("open")], indirect=True)
def test_the_close_of_no_page_is_more_than_a_fifth_of_it_on_a_phone(
    open_page: Callable[..., Any], complaints: list[str], pages: list[str], hours: str
):
    page, shares = open_page("/", screen=PHONE), {}
    for path in pages:
        if path in (SIGN_IN, MISSING):
            continue
        page.goto(path)
        lay_out_all(page)
        close, whole = page.evaluate(CLOSE)
        # Where less than two screens come before it, the same few lines are a larger part of the page.
        if whole - close >= 2 * PHONE["height"]:
            shares[path] = round(close / whole, 3)
    assert len(shares) >= 7
    assert {path: share for path, share in shares.items() if share > 0.2} == {}


def test_the_sections_of_the_close_stand_on_therapy_pages_in_their_order(open_page: Callable[..., Any]):
    page = open_page(THERAPY, screen=PHONE)
    assert page.locator(".close h2").all_inner_texts()[:3] == [
        "Call now for program availability",
        "We accept most insurance",
        "Licensed & accredited",
    ]
    page.get_by_text("Licensed & accredited").click()
    expect(page.get_by_text("Licensed by the State Department of Health Care Services").first).to_be_visible()
    page.locator(".footer summary").click()
    expect(page.get_by_role("link", name="see the State’s list")).to_be_visible()
    expect(page.locator(".footer").get_by_role("link", name="Fair treatment and language")).to_be_visible()


# --- other browsers, as far as this one can stand for them ------------------------------------------------


def test_a_browser_without_cascade_layers_shows_nothing_wider_than_its_screen(
    open_page: Callable[..., Any],
):
    page = open_page("/", screen=PHONE)

    def strip(route: Route) -> None:
        # What such a browser ignores is taken away; it would not know the unit of this condition either.
        style, kept, depth = route.fetch().text(), [], 0
        lines = iter(style.splitlines())
        for line in lines:
            if depth == 0 and line.startswith("@layer"):
                depth = line.count("{") - line.count("}")
                while depth > 0:
                    line = next(lines)
                    depth += line.count("{") - line.count("}")
                continue
            kept.append(line)
        body = "\n".join(kept).replace("@supports not (height: 1svh)", "@supports (height: 1svh)")
        route.fulfill(body=body, content_type="text/css")

    page.route("**/*.css", strip)
    page.goto(THERAPY)
    assert page.evaluate("getComputedStyle(document.querySelector('.bar')).position") == "static"
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    tall = page.evaluate(
        """[...document.querySelectorAll("img, svg")].filter(one => one.checkVisibility())
            .map(one => one.getBoundingClientRect().height)"""
    )
    assert max(tall) <= PHONE["height"]


def test_the_list_of_mistakes_takes_the_focus_also_where_autofocus_does_nothing(
    open_page: Callable[..., Any],
):
    page = open_page(MONEY, screen=PHONE)
    # Before Safari 16.4 only fields took it.
    page.add_init_script("HTMLElement.prototype.focus = (given => function (...how) {"
                         " window.focused = this.className; return given.apply(this, how); })"
                         "(HTMLElement.prototype.focus)")  # fmt: skip
    page.route(f"**{MONEY}", without_autofocus)
    page.get_by_role("button", name="Show my range").click()
    expect(page.locator(".error-summary")).to_be_focused()


def without_autofocus(route: Route) -> None:
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text().replace(" autofocus", ""))


def test_a_caption_stands_under_its_picture_at_every_width(open_page: Callable[..., Any]):
    page = open_page("/facilities/dana-point/", screen=DESKTOP)
    for width in (390, 768, 1024, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        overlaps = page.evaluate(
            """[...document.querySelectorAll("figure")].filter(one => one.querySelector("figcaption, img"))
                .filter(one => one.querySelector("figcaption") && one.querySelector("img"))
                .map(one => one.querySelector("figcaption").getBoundingClientRect().top
                    - one.querySelector("img").getBoundingClientRect().bottom)"""
        )
        assert overlaps
        assert min(overlaps) >= 0


@pytest.mark.parametrize("width", [768, 1024, 1440])
def test_no_home_stands_alone_in_its_row_and_the_invented_one_is_not_among_them(
    open_page: Callable[..., Any], width: int
):
    page = open_page("/facilities/", screen={"width": width, "height": 900})
    tops = page.evaluate(
        """[...document.querySelectorAll(".places > *")]
            .map(one => Math.round(one.getBoundingClientRect().top))"""
    )
    rows = [tops.count(top) for top in set(tops)]
    assert sum(rows) == 3
    assert min(rows) > 1
    assert "Example Home" not in page.locator(".places").inner_text()
    assert "Example Home" in page.locator("main").inner_text()
    assert "Sampletown" not in (page.locator("#map").get_attribute("aria-label") or "")


def test_a_phone_held_sideways_hides_no_text_at_its_ends(open_page: Callable[..., Any]):
    page = open_page(THERAPY, screen={"width": 844, "height": 390})
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setSafeAreaInsetsOverride", {"insets": {"left": 59, "right": 59}})
    lay_out_all(page)
    assert page.locator("main h1").bounding_box()["x"] >= 59
    assert page.evaluate("document.documentElement.scrollWidth") <= 844


def test_on_paper_no_picture_lies_in_a_grid(open_page: Callable[..., Any]):
    page = open_page(THERAPY)
    page.emulate_media(media="print")
    grids = page.evaluate(
        """[...document.querySelectorAll("main img")].filter(one => one.checkVisibility()).filter(one => {
            for (let outer = one.parentElement; outer.tagName !== "MAIN"; outer = outer.parentElement)
              if (["grid", "flex"].includes(getComputedStyle(outer).display)) return true;
        }).length"""
    )
    assert grids == 0
