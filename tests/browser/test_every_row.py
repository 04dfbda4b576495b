"""An editor's and a reviewer's whole day: each role that may, mouse and keys, on a phone and at a desk.

The rooms have tests of their own, mostly as a marketer at a desk; this one walks through all of them again,
so that nothing works for one role, one hand or one width alone.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import FilePayload, Locator, Page, expect

from alter_site.content.editions import reviews
from alter_site.content.models import Redirect
from alter_site.content.search import index
from tests.factories import AdministratorFactory, MarketerFactory, ReviewerFactory, changed
from tests.support.chromium import DESKTOP, PHONE
from tests.support.clipboards import pasted
from tests.support.passes import at_night
from tests.support.prepared_document import DOCUMENT
from tests.support.screens import saved, screen
from therapies.models import Therapy

LIST = "/admin/therapies/therapy/"
ROLES = {"marketer": MarketerFactory, "reviewer": ReviewerFactory, "administrator": AdministratorFactory}
REACHABLE = "one => one.tabIndex >= 0 && !one.disabled"


@dataclass
class Hand:
    """Presses with a mouse, or with the keyboard alone."""

    page: Page
    has_mouse: bool

    def press(self, target: Locator, key: str = "Enter") -> None:
        if self.has_mouse:
            target.click()
            return
        expect(target).to_be_visible()
        assert target.evaluate(REACHABLE), f"{target} is out of reach for the keyboard"
        target.focus()
        self.page.keyboard.press(key)

    def button(self, name: str) -> None:
        self.press(self.page.get_by_role("button", name=name, exact=True))

    def link(self, name: str) -> None:
        self.press(self.page.get_by_role("link", name=name, exact=True).first)

    def choose(self, name: str) -> None:
        self.press(self.page.get_by_role("radio", name=name).first, key="Space")

    def goes(self, address: str) -> None:
        self.page.goto(address)

    def sees(self, words: str) -> None:
        expect(self.page.get_by_text(words).first).to_be_visible()
        wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{wide} pixels too wide where it says {words}"


@pytest.fixture
def therapy(demo: None) -> Therapy:
    page = Therapy.objects.get(slug="attachment-based-therapy")
    index.note_all()
    return page


# --- what an editor does --------------------------------------------------------------------------------


def writes_and_loses_nothing(hand: Hand, therapy: Therapy) -> None:
    """Preview, autosave, crash, every save kept, compared, a section put back."""
    page = hand.page
    hand.goes(screen(therapy))
    page.locator("#id_title").fill("Seen beside the form")
    hand.button("Preview")
    expect(page.frame_locator("#preview-pane iframe").locator("h1")).to_contain_text("Seen beside the form")
    page.keyboard.press("Escape")
    page.locator("#id_featured_caption").fill("Typed before the crash")
    expect(page.locator("[data-drafts]")).to_contain_text("Kept at")
    hand.goes("about:blank")
    hand.goes(screen(therapy))
    hand.button("Take it back into the form")
    expect(page.locator("#id_featured_caption")).to_have_value("Typed before the crash")
    hand.button("Save")
    hand.sees("Saved. Visitors will see it")
    hand.link("Saves")
    hand.choose("From save 1")
    hand.button("Compare the two chosen")
    section = page.get_by_role("region", name="Featured caption")
    expect(section.locator("ins").first).to_be_attached()
    hand.press(section.get_by_role("button", name="Put this section back"))
    hand.sees("What the form held before is in Saves.")


def saves_over_nobody(hand: Hand, therapy: Therapy) -> None:
    """A stale save: Enter overwrites nothing, and both texts are put together."""
    hand.goes(screen(therapy))
    saved(changed(Therapy.objects.get(pk=therapy.pk), featured_caption="Theirs"))
    hand.page.locator("#id_featured_caption").fill("Mine")
    hand.page.locator("#id_title").press("Enter")
    hand.sees("This page was saved after you opened it")
    hand.choose("What you typed")
    hand.button("Save what is chosen")
    expect(hand.page.locator("#id_featured_caption")).to_have_value("Mine")


def uses_every_tool(hand: Hand, therapy: Therapy) -> None:
    """A table, a link and a picture are chosen; a whole document is pasted."""
    page = hand.page
    hand.goes(screen(therapy))
    page.get_by_role("textbox", name="Introduction").press("ControlOrMeta+A")
    page.keyboard.type("here")
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.press("ControlOrMeta+K")
    links = page.get_by_role("dialog", name="Where does the link lead?")
    links.get_by_role("combobox").press_sequentially("depresion")
    option = links.get_by_role("option").first
    expect(option).to_contain_text("Depression")
    if hand.has_mouse:
        option.click()
    else:
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
    expect(links.get_by_role("option").first).to_contain_text("The whole page")
    page.keyboard.press("Enter")
    expect(links).to_be_hidden()
    page.keyboard.press("End")
    bar = page.get_by_role("toolbar", name="Format: Introduction")
    hand.press(bar.get_by_role("button", name="Table", exact=True))
    expect(page.locator(".field-introduction .ProseMirror th").first).to_be_visible()
    hand.button("Choose from thumbnails: Featured picture")
    hand.press(page.get_by_role("dialog").get_by_role("listitem").nth(1).get_by_role("button"))
    expect(page.locator(".chosen-picture")).to_be_visible()
    hand.button("Paste a whole document")
    pasted(page, html=DOCUMENT)
    hand.sees("What goes where")
    hand.button("Take over")
    expect(page.get_by_role("group", name="Techniques").locator("[data-title]").last).to_have_text(
        "Looking back"
    )
    hand.button("Take it back")
    hand.button("Save")
    hand.sees("Saved. Visitors will see it")


def submits_schedules_and_takes_off(hand: Hand, therapy: Therapy) -> None:
    """A note for the reviewer; a moment, undone; an address that leads to a part of another page."""
    page = hand.page
    hand.goes(screen(therapy, "submit"))
    page.get_by_label("Note for the reviewer").fill("The caption is new")
    hand.button("Submit for review")
    expect(page.locator(".page-panel .status")).to_have_text("In review")
    hand.goes(screen(therapy, "schedule"))
    form = page.locator("form", has=page.get_by_role("button", name="Schedule taking it off"))
    form.get_by_label("Day").fill((timezone.localdate() + datetime.timedelta(days=20)).isoformat())
    form.get_by_label("Time").fill("9am")
    hand.choose("Nowhere: it comes back soon")
    hand.button("Schedule taking it off")
    hand.sees("9:00 am Pacific")
    hand.button("Undo “Take off the site”")
    hand.sees("Undone.")
    hand.goes(screen(therapy, "unpublish"))
    hand.choose("To another page, which you choose")
    page.get_by_label("Which page?").fill("/conditions/depression/#faq")
    hand.button("Take it off the site")
    expect(page.get_by_role("alert")).to_contain_text("has no part #faq.")
    page.get_by_label("Which page?").fill("/conditions/depression/#part-questions")
    hand.button("Take it off the site")
    hand.sees("is off the site")
    assert Redirect.objects.get(old_path=therapy.path).new_path == "/conditions/depression/#part-questions"


def finds_and_tidies(hand: Hand, therapy: Therapy) -> None:
    """Search by a phrase of a body, where used, a copy, several at once, redirects from a file, an upload."""
    page = hand.page
    hand.goes("/admin/search/?q=attachment")
    hand.press(page.locator(".found-title a").first)
    hand.goes(screen(therapy))
    hand.link("Where used")
    expect(page.get_by_role("heading", level=1)).to_contain_text("used")
    hand.goes(screen(therapy))
    hand.link("Duplicate")
    hand.button("Make the draft")
    expect(page.locator(".page-panel .status")).to_have_text("Draft")
    hand.goes(LIST)
    hand.press(page.get_by_role("row").nth(2).get_by_role("checkbox"), key="Space")
    page.locator("select[name=action]").select_option("Submit for review")
    hand.button("Go")
    hand.sees("Submit these pages for review?")
    hand.goes("/admin/content/redirect/import/")
    file: FilePayload = {
        "name": "moved.csv",
        "mimeType": "text/csv",
        "buffer": b"/lost-one/,/therapies/#nowhere",
    }
    page.get_by_label("CSV file").set_input_files(file)
    hand.button("Try it out")
    hand.sees("has no part #nowhere")
    hand.goes("/admin/content/picture/upload/")
    page.get_by_label("Permission").fill("Own photographs, 2026")
    broken: FilePayload = {"name": "broken.jpg", "mimeType": "image/jpeg", "buffer": b"cut off"}
    page.get_by_label("Pictures").set_input_files(broken)
    expect(page.get_by_role("list", name="Uploads").get_by_role("listitem")).to_contain_text("broken.jpg")
    hand.sees("broken.jpg")


PARTS: list[Callable[[Hand, Therapy], None]] = [
    writes_and_loses_nothing,
    saves_over_nobody,
    uses_every_tool,
    submits_schedules_and_takes_off,
    finds_and_tidies,
]
EDITORS = [
    (role, width, has_mouse)
    for role in ("marketer", "administrator")
    for width in (PHONE, DESKTOP)
    for has_mouse in (False, True)
]
# The gate walks two parts, each once and by the keyboard: the other tests have a mouse. All of them at night.
IN_THE_GATE = {
    (writes_and_loses_nothing, "marketer", PHONE["width"], False),
    (submits_schedules_and_takes_off, "administrator", DESKTOP["width"], False),
}


def walks() -> list[Any]:
    found = []
    for part in PARTS:
        for editor in EDITORS:
            role, width, has_mouse = editor
            is_now = (part, role, width["width"], has_mouse) in IN_THE_GATE
            hand = "mouse" if has_mouse else "keys"
            name = f"{part.__name__}-{role}-{width['width']}-{hand}"
            found.append((pytest.param if is_now else at_night)(part, *editor, id=name))
    return found


@pytest.mark.parametrize(("does", "role", "width", "has_mouse"), walks())
def test_an_editor_does_everything_by_any_hand_at_any_width(
    open_page: Any, therapy: Therapy, does: Any, role: str, width: Any, has_mouse: bool
):
    hand = Hand(open_page("/admin/password_change/done/", user=ROLES[role](), screen=width), has_mouse)
    hand.page.on("dialog", lambda dialog: dialog.accept())
    does(hand, therapy)


@pytest.mark.parametrize(
    ("width", "has_mouse"),
    [(PHONE, False), at_night(PHONE, True), at_night(DESKTOP, True), at_night(DESKTOP, False)],
)
def test_a_reviewer_reads_comments_and_signs_by_any_hand_at_any_width(
    open_page: Any, therapy: Therapy, width: Any, has_mouse: bool
):
    saved(changed(therapy, summary="Talking, slowly."), MarketerFactory())
    reviews.submit(reviews.text_of(therapy), MarketerFactory())
    hand = Hand(open_page("/admin/", user=ROLES["reviewer"](), screen=width), has_mouse)
    hand.link("Reviews")
    hand.link(therapy.title)
    hand.sees("Talking, slowly.")
    hand.button("Send back with comments")
    expect(hand.page.get_by_role("alert")).to_contain_text("Write at least one comment")
    hand.page.get_by_label("Comment on “Title and summary”").fill("Good.")
    hand.button("Approve and sign")
    hand.sees("You have signed")
    # Looks at everything else, and changes nothing.
    for name in ("saves", "history", "check", "used"):
        hand.goes(screen(therapy, name))
        expect(hand.page.get_by_role("heading", level=1)).to_be_visible()
    saved(changed(Therapy.objects.get(pk=therapy.pk), summary="Edited since."), MarketerFactory())
    hand.goes(screen(therapy))
    expect(hand.page.locator(".page-panel .status")).not_to_have_text("Approved")
    expect(hand.page.get_by_role("button", name="Save", exact=True)).to_have_count(0)
