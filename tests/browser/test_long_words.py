"""Words without a space, as addresses and some names are: a phone shows all of the admin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from admissions import services
from admissions.models import Consent
from alter_site.content.models import HomePage
from alter_site.staff.groups import COORDINATOR
from facilities.models import Facility
from tests.factories import AdministratorFactory, StaffFactory
from tests.support.chromium import NARROW, PHONE
from tests.support.layout import covered_focus, enlarge, over_the_edge
from tests.support.requests import intake, received
from tests.support.screens import screen
from therapies.models import Therapy

pytestmark = pytest.mark.usefixtures("demo")

WORD = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewis"  # 60 letters
SMALL_LETTERS = """() => [...document.querySelectorAll("input, select, textarea")]
  .filter((one) => one.checkVisibility() && !["checkbox", "radio"].includes(one.type))
  .filter((one) => parseFloat(getComputedStyle(one).fontSize) < 16)
  .map((one) => one.name)"""


def test_a_long_word_in_a_title_runs_over_the_edge_of_no_form(
    open_page: Callable[..., Page], demo: None
) -> None:
    Facility.objects.update(title=WORD)
    Therapy.objects.filter(slug="attachment-based-therapy").update(title=WORD)
    page = open_page("/admin/", screen=NARROW, user=AdministratorFactory())
    wrong: dict[str, Any] = {}
    for one in (HomePage.objects.get(), Therapy.objects.get(title=WORD)):
        page.goto(screen(one))
        enlarge(page, 100)
        if found := over_the_edge(page):
            wrong[screen(one)] = found
    assert wrong == {}


def test_a_long_word_runs_over_no_edge_of_an_opened_request(
    open_page: Callable[..., Page], demo: None
) -> None:
    coordinator = StaffFactory(group=COORDINATOR, first_name=WORD)
    told = replace(intake(), may_be_told=WORD, consents=(*intake().consents, Consent.Kind.TELL))
    mine = services.claim(services.receive(told).submission, coordinator)
    page = open_page(reverse("desk:detail", args=[mine.reference]), screen=NARROW, user=coordinator)
    page.get_by_role("button", name="Reveal contact").click()
    expect(page.get_by_text("May be told:").locator("..")).to_contain_text(WORD)
    assert over_the_edge(page) == []


def test_no_field_on_a_phone_has_letters_so_small_that_an_iphone_zooms(
    open_page: Callable[..., Page],
) -> None:
    coordinator = StaffFactory(group=COORDINATOR)
    mine = services.start_verifying(services.claim(received(), coordinator), coordinator)
    page = open_page(
        reverse("desk:worksheet", args=[mine.reference, "primary"]), screen=PHONE, user=coordinator
    )
    assert page.evaluate(SMALL_LETTERS) == []
    page = open_page("/admin/therapies/therapy/", screen=PHONE, user=AdministratorFactory())
    assert page.evaluate(SMALL_LETTERS) == []


def test_the_buttons_of_a_form_cover_no_field_that_has_the_focus(
    open_page: Callable[..., Page], demo: None
) -> None:
    therapy = Therapy.objects.get(slug="attachment-based-therapy")
    page = open_page(screen(therapy), screen=PHONE, user=AdministratorFactory())
    page.wait_for_load_state("networkidle")
    # An editor of many lines is scrolled to its caret, and its middle may be below that.
    assert [one for one in covered_focus(page) if not one.startswith("DIV")] == []
