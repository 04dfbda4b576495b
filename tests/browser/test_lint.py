"""The linter beside the form, as a marketer and whoever decides on an exception meet it."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from alter_site.content.models import LintException, Publication
from alter_site.staff.groups import CLINICAL_REVIEWER
from tests.factories import MarketerFactory, StaffFactory
from tests.support.axe import accessibility_problems
from tests.support.chromium import NARROW
from tests.support.screens import screen
from therapies.models import Therapy

BAD = "Our program cures addiction."


@pytest.fixture
def therapy(demo: None) -> Therapy:
    return Therapy.objects.get(slug="attachment-based-therapy")


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.usefixtures("unsigned")
def test_a_sentence_is_found_while_typing_excepted_by_a_second_person_and_published(
    open_page: Any, therapy: Therapy
) -> None:
    form = open_page(screen(therapy), user=MarketerFactory())
    panel = form.get_by_role("region", name="Check the text")
    expect(panel.get_by_role("status")).to_contain_text("Nothing keeps it from going live")
    form.get_by_role("textbox", name="Summary").fill(BAD)
    expect(panel.get_by_role("status")).to_contain_text("1 thing keeps it from going live")
    expect(form.locator(".field-summary .lint-note")).to_contain_text("It promises a cure.")

    # From the panel to the field, by keyboard, also into an editor that stands in a closed row.
    link = panel.get_by_role("link", name=BAD)
    link.focus()
    form.keyboard.press("Enter")
    expect(form.locator("#id_summary")).to_be_focused()
    assert accessibility_problems(form) == []

    form.get_by_role("button", name="Save and publish").click()
    expect(form.locator(".messagelist")).to_contain_text("Not published. “Our program cures addiction.”")
    form.get_by_role("link", name="Check", exact=True).click()
    form.get_by_role("link", name="Ask for an exception from the rule cure").click()
    form.get_by_role("button", name="Ask", exact=True).click()
    expect(form.get_by_role("alert")).to_contain_text("Give a reason.")
    form.get_by_label("Why may this sentence stand?").fill("It is the title of a film that we write about.")
    form.get_by_role("button", name="Ask", exact=True).click()
    expect(form.locator(".messagelist")).to_contain_text("Asked.")
    assert accessibility_problems(form) == []

    row = LintException.objects.get()
    decision = open_page(
        screen(row), screen=NARROW, scheme="dark", user=StaffFactory(group=CLINICAL_REVIEWER)
    )
    expect(decision.locator("#content-main")).to_contain_text("It is the title of a film")
    assert accessibility_problems(decision) == []
    assert fits(decision)
    decision.get_by_role("button", name="Agree").click()
    expect(decision.locator(".messagelist")).to_contain_text("The exception is agreed.")

    before = Publication.objects.get(page_id=therapy.pk).edition_id
    form.get_by_role("link", name="Back to the form").click()
    form.get_by_role("button", name="Save and publish").click()
    expect(form.locator(".messagelist")).to_contain_text("is live at")
    assert Publication.objects.get(page_id=therapy.pk).edition_id != before


def test_without_script_a_button_shows_the_findings_and_loses_nothing(
    open_page: Any, therapy: Therapy
) -> None:
    form = open_page(screen(therapy), screen=NARROW, javascript=False, user=MarketerFactory())
    form.locator("#id_summary").fill(BAD)
    with form.context.expect_page() as opened:
        form.get_by_role("button", name="Check the text").click()
    findings = opened.value
    expect(findings.get_by_role("heading", name="Keeps it from going live (1)")).to_be_visible()
    expect(findings.locator("#content-main")).to_contain_text("still in the other tab")
    expect(form.locator("#id_summary")).to_have_value(BAD)
    therapy.refresh_from_db()
    assert therapy.summary != BAD


def test_enter_in_a_field_saves_and_does_not_check(open_page: Any, therapy: Therapy) -> None:
    form = open_page(screen(therapy), user=MarketerFactory())
    form.locator("#id_title").press("Enter")
    expect(form.locator(".messagelist")).to_contain_text("Saved.")
