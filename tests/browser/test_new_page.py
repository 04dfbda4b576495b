"""A new page from nothing: how many clicks it takes by hand, and with a prepared text pasted whole."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.factories import MarketerFactory
from tests.support.axe import accessibility_problems
from tests.support.chromium import PHONE
from tests.support.clipboards import pasted
from tests.support.passes import SCHEMES
from tests.support.prepared_document import CONDITIONS, DOCUMENT, QUESTIONS, TECHNIQUES
from therapies.models import Therapy

LIST = "/admin/therapies/therapy/"
MOST_CLICKS = 45
MOST_EFFORT = 180  # of a person, with a prepared text
# What a person needs, generously: to find, point at and press something; to strike a key (40 words a minute);
# to read one line of what would go where and agree.
A_CLICK, A_KEY, A_LINE = 4.0, 0.3, 3.0


class Person:
    """Clicks and types as somebody does, and counts how long they would take."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks, self.keys, self.lines = page, 0, 0, 0
        self.began = self.now()

    def now(self) -> float:
        return float(self.page.evaluate("Date.now()")) / 1000

    def click(self, target: Any) -> None:
        target.click()
        self.clicks += 1

    def button(self, name: str, within: Any = None) -> None:
        self.click((within or self.page).get_by_role("button", name=name, exact=True))

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)
        self.keys += len(words)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.keys += 1

    def read(self, lines: int) -> None:
        self.lines += lines

    def effort(self, what: str) -> float:
        """Return so many seconds of a person, and print the machine's own beside them."""
        seconds = self.clicks * A_CLICK + self.keys * A_KEY + self.lines * A_LINE
        print(  # noqa: T201 (read by people)
            f"{what}: {self.clicks} clicks, {self.keys} keys, {self.lines} lines read: {seconds:.0f} s of a"
            f" person, {self.now() - self.began:.0f} s here"
        )
        return seconds


def made(page: Page) -> Therapy:
    expect(page.get_by_role("complementary", name="Preview")).to_be_visible()
    therapy = Therapy.objects.get(title="Harbor Therapy")
    assert therapy.slug == "harbor-therapy"
    assert [row.title for row in therapy.techniques.all()] == TECHNIQUES
    assert [row.question for row in therapy.questions.all()] == QUESTIONS
    assert [row.text for row in therapy.indications.all()] == CONDITIONS
    assert therapy.featured_picture
    assert '<th scope="col">What we do</th>' in therapy.use_text
    assert "<li><p>Talk</p><ul><li><p>alone</p></li></ul></li>" in therapy.use_text
    return therapy


def choose_a_picture(person: Person) -> None:
    person.button("Choose from thumbnails: Featured picture")
    person.click(person.page.get_by_role("dialog").get_by_role("listitem").first.get_by_role("button"))
    expect(person.page.locator(".chosen-picture")).to_be_visible()


def add_a_therapy(person: Person) -> None:
    person.click(person.page.get_by_role("link", name="Add therapy"))
    expect(person.page.locator("#id_title")).to_be_visible()
    person.page.wait_for_load_state()  # a button that a script serves does nothing before


@pytest.mark.nightly
def test_a_new_therapy_by_hand_takes_at_most_45_clicks(open_page):
    page = open_page(LIST, user=MarketerFactory())
    person = Person(page)
    add_a_therapy(person)
    person.click(page.locator("#id_title"))
    person.type("Harbor Therapy")
    person.click(page.get_by_role("textbox", name="Introduction"))
    person.type("It helps people who find it hard to trust.")
    choose_a_picture(person)

    person.click(page.get_by_role("textbox", name="Use text"))
    bar = page.get_by_role("toolbar", name="Format: Use text")
    person.button("List", bar)
    for key in ("Talk", "Enter", "Tab", "alone", "Enter", "Enter", "Enter"):
        person.press(key) if key in {"Enter", "Tab"} else person.type(key)
    person.button("Table", bar)
    for words in ("Week", "What we do", "Who", "One", "Talk", "A therapist"):
        person.type(words)
        person.press("Tab")

    for name in CONDITIONS:
        person.button("Add another indication")
        person.type(name)
    for noun, rows, text in (("technique", TECHNIQUES, "Text"), ("question", QUESTIONS, "Answer")):
        for words in rows:
            person.button(f"Add another {noun}")
            person.type(words)
            person.click(page.get_by_role("textbox", name=text, exact=True).last)
            person.type("It depends.")
    person.button("Save and preview")
    made(page)
    person.effort("a new therapy by hand")
    assert person.clicks <= MOST_CLICKS


def test_a_prepared_text_becomes_a_page_in_a_few_clicks_and_can_be_taken_back(open_page):
    page = open_page(LIST, user=MarketerFactory())
    person = Person(page)
    add_a_therapy(person)
    person.button("Paste a whole document")
    pasted(page, html=DOCUMENT)
    plan = page.get_by_role("dialog", name="What goes where")
    expect(plan.get_by_role("listitem").first).to_be_visible()
    goes = {
        item.locator("b").all_inner_texts()[0]: item.locator("select")
        for item in plan.get_by_role("listitem").all()
        if item.locator("b").count()
    }
    assert goes["Harbor Therapy"].input_value() == "title"
    assert goes["How does Alter use Harbor Therapy?"].input_value() == "field:id_use_text"
    assert goes["Useful for"].input_value() == "rows:indications"
    assert {goes[name].input_value() for name in TECHNIQUES} == {"rows:techniques"}
    assert {goes[name].input_value() for name in QUESTIONS} == {"rows:questions"}
    assert not accessibility_problems(page)

    person.read(plan.get_by_role("listitem").count())

    # Taken back, everything is as before; and what is left out stays out.
    goes["Naming feelings"].select_option("none")
    person.button("Take over")
    techniques = page.get_by_role("group", name="Techniques").locator("[data-title]")
    expect(techniques).to_have_text(TECHNIQUES[1:])
    person.button("Take it back")
    expect(techniques).to_have_count(0)
    expect(page.locator("#id_title")).to_have_value("")

    person.button("Paste a whole document")
    pasted(page, html=DOCUMENT)
    person.button("Take over")
    choose_a_picture(person)
    person.button("Save and preview")
    therapy = made(page)
    assert therapy.introduction.count("<p>") == 2
    assert "<em>small</em>" in therapy.use_text
    person.clicks -= 3  # the way there and back, which is of this test alone
    assert person.effort("a new therapy from a prepared text") <= MOST_EFFORT
    assert person.clicks <= 10


@SCHEMES
def test_a_document_in_a_text_is_offered_to_the_whole_page_on_a_phone(open_page, scheme):
    page = open_page("/admin/content/standardpage/add/", screen=PHONE, scheme=scheme, user=MarketerFactory())
    page.locator("#id_title").fill("Mine")
    page.get_by_role("button", name="Add another section").click()
    page.get_by_role("textbox", name="Text").click()
    pasted(page, text="# Theirs\n\nHello.\n\n## One\n\nFirst.\n\n## Two\n\nSecond.\n\n### Smaller\n\nThird.")
    plan = page.get_by_role("dialog", name="What goes where")
    expect(plan).to_be_visible()
    assert not accessibility_problems(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    # A title that is there is not replaced unasked.
    expect(plan.get_by_label("Part 1, Theirs: goes to")).to_have_value("none")
    if scheme == "dark":
        plan.get_by_role("button", name="Paste it into this text only").click()
        expect(page.get_by_role("textbox", name="Text").locator("h3, h4")).to_have_text(
            ["Theirs", "One", "Two", "Smaller"]
        )
        return
    plan.get_by_role("button", name="Take over").click()
    expect(page.get_by_role("group", name="Sections").locator("[data-title]")).to_have_text(
        ["new", "One", "Two"]
    )
    expect(page.locator("#id_lede")).to_have_value("Hello.")
    expect(page.locator("#id_title")).to_have_value("Mine")
