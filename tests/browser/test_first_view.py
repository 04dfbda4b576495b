"""What was painted stays where it is while the fonts, the rest of the style and the rest of a page arrive."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route

from tests.support.chromium import DESKTOP, PHONE
from tests.support.passes import at_night

WATCH = """
  window.moves = [];
  new PerformanceObserver(list => list.getEntries().forEach(shift => shift.sources.forEach(({ node }) =>
    window.moves.push(`${shift.value} ${node?.nodeName} ${(node?.textContent ?? "").trim().slice(0, 40)}`))
  )).observe({ type: "layout-shift", buffered: true });
"""
PAINTED = """new Promise(painted => new PerformanceObserver(list =>
  list.getEntriesByName("first-contentful-paint").length && painted()
).observe({ type: "paint", buffered: true }))"""
SEEN = "new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(drawn))))"
PAGES = [
    "/",
    "/therapies/attachment-based-therapy/",
    "/conditions/substance-use-disorder/",
    "/facilities/",
    "/facilities/dana-point/",
    "/levels-of-care/residential/",
    "/articles/the-first-night/",
    "/about/team/",
    "/crisis/",
]


def moved(page: Page) -> list[str]:
    """Return what has moved since the page was painted, by its first words."""
    page.evaluate(SEEN)
    found: list[str] = page.evaluate("window.moves")
    return found


@pytest.mark.parametrize("screen", [PHONE, at_night(DESKTOP)], ids=["phone", "wide"])
def test_nothing_moves_when_the_fonts_and_the_rest_of_the_style_arrive(
    open_page: Callable[..., Page], screen: Any
):
    page = open_page("/robots.txt", screen=screen)
    page.add_init_script(WATCH)
    held: list[Route] = []
    page.route("**/*.woff2", lambda route: held.append(route))
    page.route("**/site*.css", lambda route: held.append(route))
    wrong = {}
    for path in PAGES:
        page.goto(path, wait_until="commit")
        page.evaluate(PAINTED)
        while held:
            held.pop().continue_()
        page.wait_for_load_state()
        page.evaluate("document.fonts.ready.then(() => null)")
        if found := moved(page):
            wrong[path] = found
    assert wrong == {}


def test_the_bar_is_shown_once_all_of_it_is_there(open_page: Callable[..., Page]):
    page = open_page("/robots.txt", screen=PHONE)
    page.add_init_script(WATCH)
    page.goto("/verify-insurance/")
    html = page.request.get("/verify-insurance/").text()
    before, bar, after = html.rpartition('<aside class="bar')
    buttons, leave, others = after.partition('<a class="leave"')
    page.evaluate("half => { document.open(); document.write(half) }", before + bar + buttons)
    page.wait_for_selector(".bar", state="attached")
    page.evaluate(SEEN)
    page.evaluate("rest => { document.write(rest); document.close() }", leave + others)
    page.wait_for_selector(".bar .leave")
    assert moved(page) == []
