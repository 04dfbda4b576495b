"""The first view while somebody answers and while nobody does, and one whole Friday evening, on a phone."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Page, ViewportSize, expect

from admissions.verification import guards
from alter_site.content.models import Publication
from tests.browser.test_request import send, walk
from tests.support.chromium import DESKTOP, PHONE
from tests.support.passes import SCRIPT_OR_NOT, at_night

pytestmark = pytest.mark.usefixtures("demo")

PACIFIC = ZoneInfo("America/Los_Angeles")
FRIDAY = 4
OURS = 'a[href="tel:+18669893395"]'
NOBODY = "Nobody answers until Saturday"
NOT_EDITIONS = ("/no-such-page/", "/request/who/?way=full", "/tonight/", "/money/")


def next_friday(hour: int, minute: int) -> datetime.datetime:
    """Return a moment of next week: what is live now is live then too."""
    today = timezone.localtime(timezone=PACIFIC).date()
    day = today + datetime.timedelta(days=7 + (FRIDAY - today.weekday()) % 7)
    return datetime.datetime.combine(day, datetime.time(hour, minute), PACIFIC)


MOMENTS = {"somebody answers": (11, 0), "nobody answers": (20, 12)}


@contextmanager
def at(name: str) -> Iterator[datetime.datetime]:
    moment = next_friday(*MOMENTS[name])
    with time_machine.travel(moment):
        yield moment


def opened(open_page: Callable[..., Page], moment: datetime.datetime, path: str, **how: Any) -> Page:
    """Open a page in a browser whose clock shows the same time as the server's."""
    page = open_page("/robots.txt", **how)
    if how.get("javascript", True):
        page.clock.install(time=moment)
    page.goto(path)
    return page


def stands_before(page: Page, one: str, other: str) -> bool:
    """Does the first visible match of ``one`` come before the first of ``other`` on the page?"""
    return page.evaluate(
        """([one, other]) => {
            const [a, b] = [one, other].map(
                selector => [...document.querySelectorAll(selector)].find(found => found.checkVisibility())
            );
            return !!a && (!b || !!(a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING));
        }""",
        [one, other],
    )


def in_first_view(page: Page, selector: str) -> bool:
    return page.evaluate(
        """selector => [...document.querySelectorAll(selector)].some(found => {
            const box = found.getBoundingClientRect();
            return found.checkVisibility() && box.height > 0 && box.top >= 0 && box.bottom <= innerHeight;
        })""",
        selector,
    )


def one_of_each_kind() -> list[str]:
    live = Publication.objects.live(timezone.now()).order_by("edition__kind", "path")
    first = {kind: path for path, kind in reversed(live.values_list("path", "edition__kind"))}
    assert len(first) >= 7
    return [*first.values(), *NOT_EDITIONS]


def faults(page: Page, path: str, name: str) -> list[str]:
    """Return what is wrong with the first view of a page at that hour."""
    lines = ("tel:988", "tel:911")
    found = [
        f"{line} is not in the first view" for line in lines if not in_first_view(page, f'a[href="{line}"]')
    ]
    says_nobody = NOBODY in page.locator("body").inner_text()
    if path == "/tonight/":
        return found  # it says when somebody answers again, and has no banner
    if says_nobody != (name == "nobody answers"):
        found.append(f"says that nobody answers: {says_nobody}")
    if path != "/crisis/" and not in_first_view(page, OURS):
        found.append("our number is not in the first view")
    return found


@pytest.mark.parametrize("name", ["nobody answers", at_night("somebody answers")])
@pytest.mark.parametrize("screen", [PHONE, at_night(DESKTOP)], ids=["390", "1440"])
def test_the_first_view_of_every_kind_of_page_has_988_and_says_truly_who_answers(
    open_page: Callable[..., Page], complaints: list[str], name: str, screen: ViewportSize
) -> None:
    with at(name) as moment:
        page = opened(open_page, moment, "/", screen=screen)
        wrong = {}
        for path in one_of_each_kind():
            page.goto(path)
            wrong[path] = faults(page, path, name)
    complaints[:] = [line for line in complaints if NOT_EDITIONS[0] not in line]
    assert {path: found for path, found in wrong.items() if found} == {}


@SCRIPT_OR_NOT
def test_on_friday_evening_somebody_with_thoughts_of_suicide_sees_988_before_anything_of_ours(
    open_page: Callable[..., Page], monkeypatch: pytest.MonkeyPatch, javascript: bool
) -> None:
    monkeypatch.setattr(guards, "SOONEST", -1)
    with at("nobody answers") as moment:
        page = opened(open_page, moment, "/", screen=PHONE, javascript=javascript)
        for path in ("/", "/therapies/attachment-based-therapy/"):
            page.goto(path)
            assert stands_before(page, 'a[href="tel:988"]', OURS), path
            assert in_first_view(page, 'a[href="tel:988"]'), path
            expect(page.locator("aside.banner")).to_contain_text(NOBODY)
        page.goto("/request/who/?way=full")
        assert stands_before(page, 'a[href="tel:988"]', OURS)
        assert in_first_view(page, 'a[href="tel:988"]')
        expect(page.locator("main")).to_contain_text(NOBODY)
        cannot_wait: dict[str, dict[str, Any]] = {
            "contact": {"slot": "soon"},
            "help": {"concerns": ["safety"], "how_soon": "today"},
        }
        walk(page, cannot_wait)
        send(page)
        main = page.locator("main")
        expect(main.locator("a").first).to_have_attribute("href", "tel:988")
        expect(main).to_contain_text("Saturday")
        expect(main).not_to_contain_text("Monday")
        assert in_first_view(page, 'main a[href="tel:988"]')
