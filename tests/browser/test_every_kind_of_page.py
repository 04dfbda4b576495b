"""Every kind of public page in a real browser: axe, the Nu checker, no overflow, no complaint."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.template import loader
from django.test import Client

from alter_site.content import facts
from tests.support.axe import accessibility_problems
from tests.support.chromium import DESKTOP, NARROW, TABLET
from tests.support.nu import markup_errors

PAGES = (
    "/",
    "/therapies/",
    "/therapies/attachment-based-therapy/",
    "/conditions/substance-use-disorder/",
    "/facilities/dana-point/",
    "/levels-of-care/residential/",
    "/verify-insurance/",
)
MISSING = "/no-such-page/"
ERROR_TEMPLATES = ("400.html", "403.html", "403_csrf.html", "404.html", "500.html", "503.html")

WIDTHS = pytest.mark.parametrize("screen", [NARROW, TABLET, DESKTOP], ids=["320", "768", "1440"])
SCHEMES = pytest.mark.parametrize("scheme", ["light", "dark"])


@WIDTHS
@SCHEMES
def test_axe_finds_nothing_on_any_kind_of_page(
    open_page: Callable[..., Any], complaints: list[str], screen: Any, scheme: str
):
    page = open_page(PAGES[0], screen=screen, scheme=scheme)
    found = {PAGES[0]: accessibility_problems(page)}
    for path in (*PAGES[1:], MISSING):
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach(answer => { answer.open = true })")
        found[path] = accessibility_problems(page)
    # The browser itself reports that the missing page was missing.
    complaints[:] = [line for line in complaints if MISSING not in line]
    assert not {path: problems for path, problems in found.items() if problems}


@pytest.mark.parametrize("path", [*PAGES, MISSING])
def test_no_page_is_wider_than_the_narrowest_phone(
    open_page: Callable[..., Any], complaints: list[str], path: str
):
    page = open_page(path, screen=NARROW)
    complaints[:] = [line for line in complaints if MISSING not in line]
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


def test_the_nu_checker_finds_no_error(demo: None, client: Client):
    documents = {path: client.get(path).content.decode() for path in (*PAGES, MISSING)}
    for name in ERROR_TEMPLATES:
        documents[name] = loader.get_template(name).render({"facts": facts.from_file()})
    assert not markup_errors(documents)
