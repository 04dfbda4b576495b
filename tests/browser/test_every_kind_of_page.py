"""Every kind of public page in a real browser: axe, the Nu checker, no overflow, no complaint."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.template import loader
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from alter_site.content import facts
from alter_site.content.models import Publication
from tests.support.axe import accessibility_problems
from tests.support.chromium import DESKTOP, NARROW, PHONE, TABLET
from tests.support.layout import lay_out_all
from tests.support.nu import markup_errors
from tests.support.passes import SCHEMES, at_night

MISSING = "/no-such-page/"
ERROR_TEMPLATES = ("400.html", "403.html", "403_csrf.html", "404.html", "413.html", "500.html", "503.html")

# A page with something on it that only some pages of its kind have.
ALSO = ("/conditions/substance-use-disorder/",)


@pytest.fixture
def pages(demo: None) -> list[str]:
    """One page of each kind that is live, and one with a safety card; a new kind comes in by itself."""
    live = Publication.objects.live(timezone.now()).order_by("edition__kind", "path")
    first_of_each = {kind: path for path, kind in reversed(live.values_list("path", "edition__kind"))}
    assert len(first_of_each) >= 7
    return [*first_of_each.values(), *ALSO]


# The narrowest in dark and the widest in light stand for the others in the gate.
LOOKS = pytest.mark.parametrize(
    ("screen", "scheme"),
    [
        pytest.param(NARROW, "dark", id="320-dark"),
        at_night(DESKTOP, "light", id="1440-light"),
        at_night(NARROW, "light", id="320-light"),
        at_night(TABLET, "light", id="768-light"),
        at_night(TABLET, "dark", id="768-dark"),
        at_night(DESKTOP, "dark", id="1440-dark"),
    ],
)


@LOOKS
def test_axe_finds_nothing_on_any_kind_of_page(
    open_page: Callable[..., Any], complaints: list[str], pages: list[str], screen: Any, scheme: str
):
    page = open_page("/", screen=screen, scheme=scheme)
    found = {}
    for path in (*pages, MISSING):
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach(answer => { answer.open = true })")
        found[path] = accessibility_problems(page)
    # The browser itself reports that the missing page was missing.
    complaints[:] = [line for line in complaints if MISSING not in line]
    assert not {path: problems for path, problems in found.items() if problems}


def test_no_page_is_wider_than_the_narrowest_phone(
    open_page: Callable[..., Any], complaints: list[str], pages: list[str]
):
    page, widths = open_page("/", screen=NARROW), {}
    for path in (*pages, MISSING):
        page.goto(path)
        lay_out_all(page)
        widths[path] = page.evaluate("document.documentElement.scrollWidth")
    complaints[:] = [line for line in complaints if MISSING not in line]
    assert not {path: width for path, width in widths.items() if width > NARROW["width"]}


# A picture's natural width is what its sizes attribute promised, whichever file was chosen for it.
PROMISED = """async () => {
  const pictures = [...document.querySelectorAll("img[sizes]")];
  for (const picture of pictures) picture.loading = "eager";
  return Promise.all(pictures.map(async picture => {
    await picture.decode();
    return [picture.currentSrc, picture.naturalWidth / picture.clientWidth];
  }));
}"""


@pytest.mark.parametrize("screen", [PHONE, at_night(TABLET), at_night(DESKTOP)], ids=["390", "768", "1440"])
def test_a_picture_stands_about_as_wide_as_it_says(
    open_page: Callable[..., Any], pages: list[str], screen: Any
):
    page, found = open_page("/", screen=screen), {}
    for path in pages:
        page.goto(path)
        lay_out_all(page)
        for address, ratio in page.evaluate(PROMISED):
            found[path, address] = ratio
    assert len({path for path, _ in found}) >= 7, "pages of most kinds show a picture"
    assert {place: ratio for place, ratio in found.items() if not 0.9 <= ratio <= 1.3} == {}


@SCHEMES
def test_paper_is_white_and_shows_nothing_to_press_on_any_kind_of_page(
    open_page: Callable[..., Any], pages: list[str], scheme: str
):
    page = open_page("/", scheme=scheme)
    page.emulate_media(media="print")
    for path in pages:
        page.goto(path)
        paper = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        assert paper == "rgb(255, 255, 255)", path
        shown = [button for button in page.locator("button, .leave, .bar").all() if button.is_visible()]
        assert not shown, path


def test_a_sentence_that_is_past_is_hidden_on_a_page_that_was_left_open(open_page: Callable[..., Any]):
    page = open_page("/")
    sentences = page.locator("time[data-until]")
    expect(sentences.first).to_be_visible()
    page.clock.install(time=timezone.now() + datetime.timedelta(days=3))
    page.reload()
    for sentence in sentences.all():
        expect(sentence).to_be_hidden()


def test_the_nu_checker_finds_no_error_in_what_goes_wrong(demo: None, client: Client):
    """Every page that goes right is checked in tests/site/test_every_edition.py."""
    documents = {MISSING: client.get(MISSING).content.decode()}
    for name in ERROR_TEMPLATES:
        documents[name] = loader.get_template(name).render({"facts": facts.from_file()})
    assert not markup_errors(documents)
