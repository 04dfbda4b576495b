"""A reader's ways, and an editor's, in the engines of the iPhone and of Firefox; Chromium tries the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver

from admissions.models import Draft
from admissions.verification import guards
from tests.factories import MarketerFactory
from tests.support import engines
from tests.support.screens import screen
from tests.support.sign_in import StaffClient
from tests.support.visitor import ANSWERS, card_photo
from tests.support.waiting import wait_until
from therapies.models import Therapy

pytestmark = pytest.mark.usefixtures("demo")

SMOKE = ("/", "/therapies/attachment-based-therapy/", "/facilities/dana-point/")
UNSEEN = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
ANSWER = """
const [name, value] = arguments;
const fields = [...document.querySelectorAll(`main [name="${name}"]`)];
for (const field of fields) {
    if (field.type === "radio" || field.type === "checkbox") {
        if (field.value === value) field.click();
    } else {
        field.value = value;
        field.dispatchEvent(new Event("input", {bubbles: true}));
        field.dispatchEvent(new Event("change", {bubbles: true}));
    }
}
"""
# The last: the first may be hidden, for the Enter key.
BUTTON = """
const all = [...document.querySelectorAll("button, .button, input[type=submit]")];
const found = all.findLast((one) => (one.value || one.textContent).trim() === arguments[0]);
found?.scrollIntoView({block: "center", behavior: "instant"});
return found;
"""


# One worker for each: an engine is started once. The gate tries the iPhone's, the night both.
ENGINES = {
    "webkit": [pytest.mark.xdist_group("webkit")],
    "firefox": [pytest.mark.xdist_group("firefox"), pytest.mark.nightly],
}


@pytest.fixture(scope="session", params=[pytest.param(name, marks=marks) for name, marks in ENGINES.items()])
def engine(request: pytest.FixtureRequest) -> Iterator[WebDriver]:
    with engines.started(request.param) as driver:
        yield driver


class Reader:
    """Somebody at a phone with this engine."""

    def __init__(self, driver: WebDriver, home: str) -> None:
        self.driver, self.home = driver, home

    def open(self, path: str) -> None:
        self.driver.get(self.home + path)

    def all(self, selector: str) -> list[Any]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector: str) -> Any:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def script(self, code: str, *arguments: Any) -> Any:
        return self.driver.execute_script(code, *arguments)

    @property
    def step(self) -> str:
        found = re.search("/request/([a-z-]+)/", self.driver.current_url)
        return found[1] if found else ""

    def press(self, words: str) -> None:
        """Press the button that says this, and wait until its page has gone."""
        self.script("window.isStillHere = true")
        button = self.script(BUTTON, words)
        assert button, f"no button says {words}: {self.driver.current_url}"
        button.click()
        wait_until(
            lambda: self.script("return !window.isStillHere && document.readyState === 'complete'"),
            f"{words} leads on",
        )

    def walk(self, until: str, photo: Path | None = None) -> None:
        while (now := self.step) != until:
            for name, value in ANSWERS[now].items():
                for each in value if isinstance(value, list) else [value]:
                    self.script(ANSWER, name, each)
            if photo and now == "photo":
                self.one("#id_front").send_keys(str(photo))
            self.press("Continue")
            assert self.step != now, [item.text for item in self.all(".error, .error-summary")]


@pytest.fixture
def reader(engine: WebDriver, base_url: str, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Reader:
    # As in the demo: WebKit keeps no secure cookie of plain http, not even of localhost.
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "session", "csrf"
    settings.DRAFT_COOKIE_NAME = "request"
    monkeypatch.setattr(guards, "SOONEST", -1)
    monkeypatch.setattr(guards, "LIMITS", {name: guards.Limit(10_000, 60) for name in guards.LIMITS})
    found = Reader(engine, base_url)
    found.open("/robots.txt")  # cookies are those of the page that is open
    engine.delete_all_cookies()
    return found


def faults(reader: Reader, path: str) -> list[str]:
    """Open a page; return what is wrong with how it stands on a phone."""
    reader.open(path)
    heading = next(iter(reader.all("h1")), None)
    found = []
    if heading is None or not heading.text.strip() or heading.rect["y"] <= 0:
        found.append("no heading can be seen")
    if reader.script("return getComputedStyle(document.documentElement).getPropertyValue('--ink') === ''"):
        found.append("it has no style")
    if (wider := reader.script(UNSEEN)) > 0:
        found.append(f"{wider} px wider than the screen")
    if not reader.all('a[href="tel:988"]'):
        found.append("988 is missing")
    return [f"{path}: {fault}" for fault in found]


def test_pages_stand_on_a_phone(reader: Reader) -> None:
    assert [fault for path in SMOKE for fault in faults(reader, path)] == []


def test_the_menu_opens_leads_on_and_closes(reader: Reader) -> None:
    reader.open(SMOKE[1])
    button = next(each for each in reader.all("[popovertarget=menu]") if each.is_displayed())
    menu = reader.one("#menu")
    assert not menu.is_displayed()
    button.click()
    wait_until(menu.is_displayed, "the menu opens")
    reader.one("body").send_keys(Keys.ESCAPE)
    wait_until(lambda: not menu.is_displayed(), "the menu closes")
    button.click()
    link = reader.one("#menu a[href^='/']")
    wait_until(link.is_displayed, "the menu opens again")
    target = link.get_property("href")
    link.click()
    wait_until(lambda: reader.driver.current_url == target, "its link leads on")


def test_the_form_leads_to_its_check_page_with_a_photo_and_leave_forgets_it(
    reader: Reader, tmp_path: Path
) -> None:
    photo = tmp_path / "card.jpg"
    photo.write_bytes(card_photo().read())
    reader.open("/request/photo/?way=photo")
    reader.walk("check", photo)
    assert "Sam" in reader.one("main").text
    assert "photo" in reader.one("main").text.lower()
    assert Draft.objects.count() == 1
    button = next(item for item in reader.all("button.leave") if item.is_displayed())
    with suppress(WebDriverException):  # where it leads cannot be reached from here, and Firefox says so
        button.click()
    wait_until(lambda: not Draft.objects.exists(), "the answers are forgotten")


def previewed(reader: Reader) -> str:
    """Return the heading of the page in the preview's frame; empty while there is none."""
    frame = "document.querySelector('#preview-pane iframe')"
    return reader.script(f"return {frame}.contentDocument?.querySelector('h1')?.textContent ?? ''")


def test_an_editor_changes_a_therapy_and_the_preview_follows(reader: Reader) -> None:
    therapy = Therapy.objects.get(slug="attachment-based-therapy")
    client, name = StaffClient(), settings.SESSION_COOKIE_NAME
    client.force_login(MarketerFactory())
    reader.driver.add_cookie({"name": name, "value": client.cookies[name].value, "path": "/"})
    reader.open(screen(therapy))
    wait_until(lambda: bool(reader.all(".ProseMirror")), "the editor of texts stands")
    title = reader.one("#id_title")
    title.clear()
    title.send_keys("Attachment, Changed")
    reader.one("[data-preview]").click()
    wait_until(lambda: "Attachment, Changed" in previewed(reader), "the preview says what is typed")
    reader.one("#preview-pane").send_keys(Keys.ESCAPE)
    wait_until(lambda: not reader.one("#preview-pane").is_displayed(), "the preview closes")
    reader.press("Save")
    assert "Saved." in reader.one("body").text
    therapy.refresh_from_db()
    assert therapy.title == "Attachment, Changed"


# --- the rest, at night -------------------------------------------------------------------------------


def listed(sitemap: str) -> list[str]:
    return re.findall(r"<loc>https?://[^/]+([^<]+)</loc>", Client().get(sitemap).text)


@pytest.mark.nightly
def test_every_page_stands_on_a_phone(reader: Reader) -> None:
    paths = [path for part in listed("/sitemap.xml") for path in listed(part)]
    assert len(paths) > len(SMOKE)
    assert [fault for path in paths for fault in faults(reader, path)] == []


@pytest.mark.nightly
def test_the_whole_form_is_typed_and_back_after_a_mistake_meets_the_question(reader: Reader) -> None:
    reader.open("/request/contact/?way=short")
    reader.press("Continue")
    wait_until(lambda: bool(reader.all(".error-summary")), "the mistake is said")
    reader.walk("times")
    reader.driver.back()
    wait_until(lambda: reader.step == "contact", "Back leads to the question")
    assert reader.one("[name=preferred_name]").get_property("value") == "Sam"
    reader.open("/request/who/?way=full")
    reader.walk("check")
