"""The admin as a marketer uses it: by keyboard, on every width, with and without script."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from alter_site.content.editions import publishing, reviews, scheduled
from alter_site.content.editions.unpublishing import Destination
from alter_site.content.models import Organization
from alter_site.staff.models import User
from tests.factories import AdministratorFactory, MarketerFactory, changed
from tests.support import admin_screens, one_of_each
from tests.support.axe import accessibility_problems
from tests.support.chromium import DESKTOP, NARROW, PHONE, TABLET
from tests.support.document import Document
from tests.support.layout import enlarge, over_the_edge
from tests.support.passes import at_night
from tests.support.screens import screen
from tests.support.sign_in import StaffClient
from therapies.models import Technique, Therapy

PUBLIC = "/therapies/attachment-based-therapy/"
LIST = "/admin/therapies/therapy/"

# What Word puts on the clipboard, and what an attacker might.
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p {color: red}</style></head>
<body><!--StartFragment--><p class=Mso style='margin:0in'><b><span style='font-size:12pt'>Trust</span></b>
grows<o:p></o:p></p><script>document.title = "run"</script><p onclick="document.title = 'run'">slowly
<a href="javascript:alert(1)">now</a> <img src=x onerror="document.title = 'run'"></p><!--EndFragment-->
</body></html>"""

PASTE = """html => {
    const data = new DataTransfer();
    data.setData("text/html", html);
    const paste = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
    document.activeElement.dispatchEvent(paste);
}"""


@pytest.fixture
def therapy(demo: None) -> Therapy:
    return Therapy.objects.get(slug="attachment-based-therapy")


@pytest.fixture
def form(open_page, therapy):
    """The therapy's form, opened by a marketer."""
    return open_page(screen(therapy), user=MarketerFactory())


def techniques(page: Page) -> Any:
    return page.get_by_role("group", name="Techniques").locator("[data-title]")


def save(page: Page, button: str = "Save") -> None:
    page.get_by_role("button", name=button, exact=True).click()


# --- the way of a change ------------------------------------------------------------------------------


@pytest.mark.usefixtures("unsigned")
def test_readers_see_a_change_when_it_is_published_and_not_before(open_page, form, therapy):
    reader = open_page(PUBLIC)
    headings = reader.locator("h3", has_text="Technique #")
    before = headings.all_inner_texts()
    first, second = (technique.title for technique in therapy.techniques.all()[:2])

    # Moved by keyboard: the button keeps the focus and the move is announced.
    up = form.get_by_role("button", name="Move up: technique 2")
    up.focus()
    form.keyboard.press("Enter")
    expect(form.get_by_role("button", name="Move up: technique 1")).to_be_focused()
    expect(form.get_by_role("group", name="Techniques").get_by_role("status")).to_have_text(
        f"Technique “{second}” is now number 1 of 3."
    )
    form.get_by_text(f"Technique {second}").click()
    form.locator("#id_techniques-1-title").fill("Mindful Minutes")
    expect(techniques(form)).to_have_text(["Mindful Minutes", first, "Relational Repair"])

    save(form, "Save and preview")
    expect(form.get_by_role("complementary", name="Preview")).to_be_visible()
    expect(form.locator("h3", has_text="Technique #").first).to_have_text("Technique #1 - Mindful Minutes")
    reader.reload()
    assert headings.all_inner_texts() == before

    form.get_by_role("link", name="Back", exact=True).click()
    expect(form.locator(".page-panel .status")).to_have_text("Live with changes")
    save(form, "Save and publish")
    expect(form.get_by_text("is live at")).to_be_visible()
    reader.reload()
    expect(headings.first).to_have_text("Technique #1 - Mindful Minutes")

    form.get_by_role("link", name="History", exact=True).click()
    form.get_by_role("link", name="Make live again (edition 1)").click()
    form.get_by_role("button", name="Make it live").click()
    expect(form.get_by_text("The form starts from edition 1.")).to_be_visible()
    reader.reload()
    assert headings.all_inner_texts() == before


# --- rows ---------------------------------------------------------------------------------------------


def test_rows_are_added_moved_and_removed_without_losing_a_word(form, therapy):
    titles = [technique.title for technique in therapy.techniques.all()]
    group = form.get_by_role("group", name="Techniques")
    add = form.get_by_role("button", name="Add another technique")
    for title in ("Fourth", "Fifth"):
        add.click()
        expect(group.locator("[data-row]").last.get_by_label("Title")).to_be_focused()
        form.keyboard.type(title)
        group.locator(".ProseMirror").last.click()
        form.keyboard.type(f"About {title}.")
    fifth = group.locator("[data-row]", has_text="Fifth")
    for _ in range(4):
        fifth.get_by_role("button", name="Move up").click()
    form.get_by_role("button", name="Remove: technique 5").click()
    expect(group.get_by_role("status")).to_have_text("Technique “Fourth” was removed.")
    expect(techniques(form)).to_have_text(["Fifth", *titles])
    save(form)
    expect(form.get_by_text("Saved. Visitors will see it")).to_be_visible()
    assert [technique.title for technique in therapy.techniques.all()] == ["Fifth", *titles]
    assert therapy.techniques.get(title="Fifth").text == "<p>About Fifth.</p>"


def test_a_row_at_the_end_stays_and_says_so(form, therapy):
    first = therapy.techniques.first()
    form.get_by_role("button", name="Move up: technique 1").focus()
    form.keyboard.press("Enter")
    expect(form.get_by_role("group", name="Techniques").get_by_role("status")).to_have_text(
        f"Technique “{first}” is already first."
    )


def test_without_script_rows_are_ordered_by_number(open_page, therapy):
    titles = [technique.title for technique in therapy.techniques.all()]
    page = open_page(screen(therapy), user=MarketerFactory(), javascript=False)
    page.locator("#id_techniques-1-ORDER").fill("1")
    save(page)
    expect(page.get_by_text("Saved. Visitors will see it")).to_be_visible()
    assert [row.title for row in Technique.objects.filter(page=therapy)] == [titles[1], titles[0], titles[2]]


# --- texts --------------------------------------------------------------------------------------------


def test_a_paste_from_word_comes_out_clean(form, therapy):
    form.get_by_role("textbox", name="Introduction").click()
    form.keyboard.press("ControlOrMeta+A")
    form.evaluate(PASTE, WORD)
    save(form)
    expect(form.get_by_text("Saved. Visitors will see it")).to_be_visible()
    therapy.refresh_from_db()
    assert re.sub(r"\s+", " ", therapy.introduction) == "<p><strong>Trust</strong> grows</p><p>slowly now</p>"


@pytest.mark.nightly
def test_a_link_is_set_by_the_address_of_a_page(form, therapy):
    form.get_by_role("textbox", name="Introduction").click()
    form.keyboard.press("ControlOrMeta+A")
    form.get_by_role("toolbar", name="Format: Introduction").get_by_role("button", name="Link").click()
    form.get_by_role("dialog").get_by_label("Address").fill("/conditions/ptsd/")
    assert not accessibility_problems(form)
    form.keyboard.press("Enter")
    save(form)
    expect(form.get_by_text("Saved. Visitors will see it")).to_be_visible()
    therapy.refresh_from_db()
    assert 'href="page:' in therapy.introduction


def test_an_error_leads_to_its_field_even_in_an_editor(form):
    form.get_by_role("button", name="Add another technique").click()
    form.keyboard.type("A title alone")
    save(form)
    form.get_by_role("link", name="Technique 4, text: This field is required.").click()
    expect(form.get_by_role("textbox", name="Text").last).to_be_focused()


def test_a_counter_says_how_long_a_search_title_is(form):
    form.get_by_role("heading", name="Search engines and lists").click()
    field = form.get_by_label("Search title")
    field.fill("x" * 61)
    said = "61 of about 60 characters: search engines may cut the end"
    expect(form.locator("#id_seo_title ~ .counter")).to_have_text(said)
    expect(form.locator("#id_seo_title ~ [role=status]")).to_have_text(said)


def test_leaving_with_unsaved_changes_asks_first(form):
    asked = []
    form.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    form.get_by_label("Summary").fill("Never saved.")
    form.get_by_role("link", name="Therapies").click()
    expect(form.get_by_role("heading", level=1)).to_have_text("Therapies")
    assert asked == ["beforeunload"]


def test_what_is_typed_after_a_save_that_was_stopped_is_kept_and_asked_about(form):
    """Before, nothing was kept for half a minute, and the page could be left without a question."""
    form.route("**/change/", lambda route: route.abort("aborted"), times=1)
    form.get_by_label("Summary").fill("Never saved.")
    with form.expect_event("requestfailed"):
        form.get_by_role("button", name="Save", exact=True).click()
    asked = []
    form.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    form.get_by_role("link", name="Therapies").click()
    assert asked == ["beforeunload"]
    form.get_by_label("Summary").press_sequentially(" Nor this.")
    expect(form.locator("[data-drafts]")).to_contain_text("Kept at")


# --- every screen, every width, both schemes ----------------------------------------------------------


SHARES = 12  # every twelfth screen by day, among them the one that stands for every kind of page
BLOCKED = "Our program cures addiction."


def screens(therapy: Therapy, administrator: User) -> list[str]:
    """Return every screen that the URLconf has, each of a state in which it has most to show."""
    one_of_each.make_what_is_no_page(therapy)
    publishing.note_saved(therapy, None)
    publishing.note_saved(changed(therapy, introduction=f"<p>{BLOCKED}</p>"), MarketerFactory())
    reviews.submit(reviews.text_of(therapy), None)
    scheduled.schedule_take_down(
        therapy, administrator, timezone.now() + datetime.timedelta(days=9), Destination()
    )
    client = StaffClient()
    client.force_login(administrator)
    rows = one_of_each.rows() | {Therapy: therapy}
    # The therapy first: it stands for every kind of page.
    found = admin_screens.screens(client, dict(sorted(rows.items(), key=lambda row: row[0] is not Therapy)))
    asking = [
        href for href in Document(client.get(screen(therapy, "check"))).hrefs("a") if "/exception/?" in href
    ]
    return [*dict.fromkeys([route.address for route in found] + asking)]


def problems(page: Page, sizes: Any = (NARROW, TABLET, DESKTOP)) -> list[str]:
    """What is wrong with the open screen at each width, everything unfolded."""
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    found = []
    for size in sizes:
        page.set_viewport_size(size)
        width = size["width"]
        found += [f"{width}: {problem}" for problem in accessibility_problems(page)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{width}: wider than the screen")
    return found


@pytest.mark.parametrize(
    ("scheme", "sizes"),
    [
        ("light", [PHONE]),
        at_night("dark", [PHONE, DESKTOP]),
        at_night("light", [NARROW, TABLET, DESKTOP]),
    ],
    ids=["phone", "dark", "wide"],
)
@pytest.mark.parametrize("share", [0, *map(at_night, range(1, SHARES))])
def test_axe_finds_nothing_on_any_screen_and_large_letters_fit(open_page, therapy, scheme, sizes, share):
    found = {}
    ada = AdministratorFactory(date_joined=timezone.now() - datetime.timedelta(days=90))
    page = open_page(scheme=scheme, user=ada)
    paths = screens(therapy, ada)
    assert len(paths) > 100
    for path in paths[share::SHARES]:
        page.goto(path)
        found[path] = problems(page, sizes)
        enlarge(page, 200)
        found[path] += over_the_edge(page)
    assert not {path: lines for path, lines in found.items() if lines}


def test_the_buttons_of_a_form_leave_room_for_it_beside_large_letters_on_a_phone(open_page, therapy):
    page = open_page(screen(therapy), screen=PHONE, user=MarketerFactory())
    enlarge(page, 200)
    row = page.locator(".submit-row")
    assert row.evaluate("row => row.getBoundingClientRect().height") <= 0.4 * PHONE["height"]
    publish = page.get_by_role("button", name="Save and publish")
    publish.focus()
    expect(publish).to_be_in_viewport(ratio=0.9)


@pytest.mark.parametrize(
    ("scheme", "sizes"), [("light", [PHONE]), at_night("light", [NARROW, DESKTOP]), at_night("dark", [PHONE])]
)
def test_axe_finds_nothing_on_what_a_refused_save_or_a_fact_shows(open_page, therapy, scheme, sizes):
    page = open_page(f"{LIST}add/", scheme=scheme, user=MarketerFactory())
    save(page)
    expect(page.get_by_role("heading", name="Nothing was saved yet")).to_be_visible()
    found = {"errors": problems(page, sizes)}

    page.goto(screen(therapy))
    publishing.note_saved(therapy, None)
    save(page)
    expect(page.get_by_role("heading", name="This page was saved after you opened it")).to_be_visible()
    found["stale"] = problems(page, sizes)

    page.goto(screen(Organization.objects.get()))
    page.get_by_label("Phone").fill("(949) 555-2368")
    page.locator("#id_description").fill("Care by the sea.")
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Check what changes")
    found["facts"] = problems(page, sizes)
    assert not {name: lines for name, lines in found.items() if lines}
