"""The editor of texts: every tool by keyboard, a paste keeps its structure, links are found by title."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.factories import MarketerFactory, TherapyFactory, changed, published
from tests.support.axe import accessibility_problems
from tests.support.chromium import PHONE
from tests.support.clipboards import (
    EXPECTED,
    EXPECTED_OF_MARKED,
    EXPECTED_OF_TEXT,
    EXPECTED_OF_TRACKED,
    FROM_HTML,
    MARKED,
    TEXT,
    TRACKED,
    pasted,
)
from tests.support.screens import screen
from tests.support.waiting import wait_until
from therapies.models import Condition, Therapy


@pytest.fixture
def therapy(demo: None) -> Therapy:
    return Therapy.objects.get(slug="attachment-based-therapy")


def stored(page: Page, therapy: Therapy) -> str:
    """Save the form and return the introduction that came of it."""
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved. Visitors will see it")).to_be_visible()
    therapy.refresh_from_db()
    return therapy.introduction


def emptied(page: Page) -> tuple[Any, Any]:
    """Empty the introduction; return its text box and its toolbar."""
    box = page.get_by_role("textbox", name="Introduction")
    box.click()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.press("Delete")
    return box, page.get_by_role("toolbar", name="Format: Introduction")


def press(bar: Any, name: str) -> None:
    """Press a button of the toolbar as a keyboard does."""
    bar.get_by_role("button", name=name, exact=True).focus()
    bar.page.keyboard.press("Enter")


def test_every_tool_works_by_keyboard(open_page, therapy):
    page = open_page(screen(therapy), user=MarketerFactory())
    box, bar = emptied(page)
    keys = page.keyboard
    assert box.get_attribute("spellcheck") == "true"

    # The way to the buttons and back.
    keys.press("Alt+F10")
    expect(bar.get_by_role("button").first).to_be_focused()
    keys.press("Enter")
    expect(box).to_be_focused()
    expect(bar.get_by_role("button", name="Sub-heading")).to_have_attribute("aria-pressed", "true")
    keys.type("A part")
    keys.press("Enter")
    press(bar, "List")
    keys.type("One")
    keys.press("Enter")
    keys.press("Tab")
    keys.type("inner")
    keys.press("Enter")
    keys.press("Shift+Tab")
    keys.type("Two")
    keys.press("Enter")
    press(bar, "Indent item")
    keys.type("deep")
    press(bar, "Outdent item")
    keys.press("Enter")
    keys.press("Enter")
    press(bar, "Quote")
    keys.type("Said")
    keys.press("Enter")
    keys.press("Enter")

    press(bar, "Table")
    expect(bar.get_by_role("button", name="Header row")).to_have_attribute("aria-pressed", "true")
    press(bar, "Remove column")
    press(bar, "Remove row")
    press(bar, "Header row")
    keys.type("Day")
    keys.press("Tab")
    keys.type("Time")
    keys.press("Tab")
    keys.type("One")
    keys.press("Shift+Tab")
    keys.press("Tab")
    keys.press("Tab")
    keys.type("10 min")
    keys.press("Tab")  # out of the last cell: a new row
    keys.type("Two")
    press(bar, "Add column")
    press(bar, "Add row")
    keys.press("ControlOrMeta+Enter")
    keys.type("Below")
    assert stored(page, therapy) == (
        "<h3>A part</h3><ul><li><p>One</p><ul><li><p>inner</p></li></ul></li><li><p>Two</p></li>"
        "<li><p>deep</p></li></ul><blockquote><p>Said</p></blockquote>"
        '<table><thead><tr><th scope="col">Day</th><td></td><th scope="col">Time</th></tr></thead>'
        "<tbody><tr><td>One</td><td></td><td>10 min</td></tr><tr><td>Two</td><td></td><td></td></tr>"
        "<tr><td></td><td></td><td></td></tr></tbody></table><p>Below</p>"
    )


def test_tab_leaves_a_table_after_escape(open_page, therapy):
    page = open_page(screen(therapy), user=MarketerFactory())
    box, bar = emptied(page)
    press(bar, "Table")
    expect(page.get_by_text("Escape, then Tab, leaves the text", exact=False).first).to_be_visible()
    page.keyboard.press("Tab")
    expect(box).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(box).not_to_be_focused()


def test_what_six_programs_put_on_the_clipboard_keeps_its_structure(open_page, therapy):
    page = open_page(screen(therapy), user=MarketerFactory())
    script = "async ([name, on]) => (await import('/static/js/admin/paste.js'))[name](on)"
    found = {name: page.evaluate(script, ["fromHtml", html]) for name, html in FROM_HTML.items()}
    assert found == dict.fromkeys(FROM_HTML, EXPECTED)
    assert page.evaluate(script, ["fromHtml", MARKED]) == EXPECTED_OF_MARKED
    assert page.evaluate(script, ["fromHtml", TRACKED]) == EXPECTED_OF_TRACKED
    assert page.evaluate(script, ["fromText", TEXT]) == EXPECTED_OF_TEXT

    # And by the way an editor takes: into a text, with its undo.
    box, _ = emptied(page)
    pasted(page, html=FROM_HTML["Word"])
    expect(box.locator("ul ul li")).to_have_text("on a chair")
    expect(box.locator("th")).to_have_text(["Day", "Time"])
    assert stored(page, therapy).startswith("<h3>Finding calm</h3><p><strong>Breathing</strong> helps <em>")


@pytest.mark.nightly
def test_the_tools_fit_a_phone_in_the_dark(open_page, therapy):
    page = open_page(screen(therapy), screen=PHONE, scheme="dark", user=MarketerFactory())
    _, bar = emptied(page)
    press(bar, "Table")
    for words in ("A long word such as Uncharacteristically", "What we do", "Who"):
        page.keyboard.type(words)
        page.keyboard.press("Tab")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert not accessibility_problems(page)


def test_a_link_is_found_by_title_and_part_by_keyboard(open_page, therapy):
    page = open_page(screen(therapy), user=MarketerFactory())
    emptied(page)
    page.keyboard.type("here")
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.press("ControlOrMeta+K")
    dialog = page.get_by_role("dialog", name="Where does the link lead?")
    dialog.get_by_role("combobox").press_sequentially("depresion")  # a letter is missing
    other = Condition.objects.get(slug="depression")
    expect(dialog.get_by_role("option").first).to_contain_text(other.title)
    page.keyboard.press("ArrowDown")
    assert not accessibility_problems(page)
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("combobox")).to_have_value(other.path)
    expect(dialog.get_by_role("option").first).to_contain_text("The whole page")
    questions = dialog.get_by_role("option", name=other.questions_heading)
    for _ in range(dialog.get_by_role("option").count()):
        page.keyboard.press("ArrowDown")
        if questions.get_attribute("aria-selected") == "true":
            break
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    assert stored(page, therapy) == f'<p><a href="page:{other.pk}#part-questions">here</a></p>'


def test_a_link_to_a_page_that_is_gone_says_so(open_page, therapy):
    changed(therapy, introduction=f'<p><a href="page:{uuid.uuid4()}">here</a></p>')
    page = open_page(screen(therapy), user=MarketerFactory())
    page.get_by_role("textbox", name="Introduction").locator("a").click()
    page.keyboard.press("ControlOrMeta+K")
    dialog = page.get_by_role("dialog", name="Where does the link lead?")
    expect(dialog.get_by_role("status")).to_have_text("The link leads to a page that is gone.")
    expect(dialog.get_by_role("combobox")).to_have_value("")
    assert "page:" not in dialog.inner_text()


def test_a_wide_table_scrolls_by_itself_on_a_reader_s_phone(open_page):
    cells = "".join(f"<td>What we do in hour {number}</td>" for number in range(6))
    names = "".join(f"<th>Hour {number}</th>" for number in range(6))
    text = (
        f"<h3>A part</h3><table><tr>{names}</tr><tr>{cells}</tr></table><blockquote><p>Said.</p></blockquote>"
    )
    therapy = published(TherapyFactory(use_text=text, techniques=[{"title": "One", "text": text}]))
    page = open_page(therapy.path, screen=PHONE)
    table = page.get_by_role("group", name="Table: Hour 0, Hour 1").first
    table.focus()
    page.keyboard.press("ArrowRight")
    wait_until(lambda: table.evaluate("node => node.scrollLeft") > 0, "the keyboard scrolls it")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert not accessibility_problems(page)
