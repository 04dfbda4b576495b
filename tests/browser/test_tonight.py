"""The night as people meet it: a page that opens with no signal, and 988 and 911 in every first view."""

from __future__ import annotations

from functools import partial

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_public import WEATHER, forget_the_weather
from tests.support.chromium import DESKTOP, PHONE
from tests.support.waiting import wait_until

TONIGHT = "/tonight/"


def _is_nothing(page: Page, number: str) -> bool:
    return bool(page.evaluate(number) == 0)


def test_the_page_opens_with_no_signal_and_nothing_else_does(open_page, complaints):
    page = open_page(TONIGHT, screen=PHONE)
    page.evaluate("async () => { await navigator.serviceWorker.ready; }")
    wait_until(lambda: page.evaluate("navigator.serviceWorker.controller !== null"), "the page is kept")
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_role("link", name="Call 988")).to_be_visible()
    assert page.evaluate("document.styleSheets.length") == 1
    kept = page.evaluate(
        "async () => (await (await caches.open('tonight')).keys()).map(one => new URL(one.url).pathname)"
    )
    assert len(kept) == 3
    assert kept.count(TONIGHT) == 1
    # The rules for fetching ahead are kept for good from a real site; the test's server says no such thing.
    complaints[:] = [each for each in complaints if ".speculationrules" not in each]


def test_the_page_opens_where_the_signal_is_so_weak_that_nothing_comes(open_page):
    page = open_page(TONIGHT, screen=PHONE)
    page.evaluate("async () => { await navigator.serviceWorker.ready; }")
    wait_until(lambda: page.evaluate("navigator.serviceWorker.controller !== null"), "the page is kept")
    [worker] = page.context.service_workers
    worker.evaluate(
        "globalThis.fetch = () => new Promise(() => {}); void (globalThis.setTimeout = queueMicrotask)"
    )
    page.reload()
    expect(page.get_by_role("link", name="Call 988")).to_be_visible()


def test_a_device_that_is_full_shows_the_page_that_came(open_page):
    page = open_page(TONIGHT, screen=PHONE)
    page.evaluate("async () => { await navigator.serviceWorker.ready; }")
    wait_until(lambda: page.evaluate("navigator.serviceWorker.controller !== null"), "the page is kept")
    page.evaluate("async () => (await caches.open('tonight')).delete(location.pathname)")
    full = {"origin": page.evaluate("location.origin"), "quotaSize": 1}
    page.context.new_cdp_session(page).send("Storage.overrideQuotaForOrigin", full)
    page.reload()
    expect(page.get_by_role("link", name="Call 988")).to_be_visible()


def test_leaving_ends_what_keeps_the_page_and_forgets_it(open_page, complaints):
    page = open_page(TONIGHT, screen=PHONE)
    page.evaluate("async () => { await navigator.serviceWorker.ready; }")
    page.route(WEATHER, lambda route: route.fulfill(body="weather"))
    page.locator("a.leave").click()
    expect(page).to_have_url(WEATHER)
    page.goto("/robots.txt")
    for what in ("await navigator.serviceWorker.getRegistrations()", "await caches.keys()"):
        number = f"async () => ({what}).length"
        wait_until(partial(_is_nothing, page, number), f"nothing is left: {what}")
    forget_the_weather(complaints)


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize(
    "path", ["/", "/therapies/attachment-based-therapy/", "/crisis/", "/money/", "/request/"]
)
def test_988_and_911_stand_in_the_first_view(path, screen, open_page):
    page = open_page(path, screen=screen)
    for line in ("tel:988", "tel:911"):
        box = page.locator(f"a[href='{line}']:visible").first.bounding_box()
        assert box["y"] + box["height"] <= screen["height"]


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_page_for_a_crisis_opens_with_two_buttons_as_wide_as_the_page(screen, open_page):
    page = open_page("/crisis/", screen=screen)
    buttons = page.locator("main .button")
    width = page.locator("main .crisis-first").bounding_box()["width"]
    assert buttons.count() == 2
    for button in buttons.all():
        box = button.bounding_box()
        assert box["height"] >= 56
        assert box["width"] == pytest.approx(width)
        assert box["y"] + box["height"] <= screen["height"]
