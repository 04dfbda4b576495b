"""Finding and tidying as a marketer does it: search, where used, copies, several at once, redirects."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from alter_site.content.models import Redirect
from alter_site.content.search import index
from tests.factories import AdministratorFactory, MarketerFactory
from tests.support.axe import accessibility_problems
from tests.support.chromium import DESKTOP, PHONE
from tests.support.screens import screen
from therapies.models import Condition, Therapy

CSV = "Old address;New address\n/trust/;/therapies/\n/lost/;/missing/\n/trust;/contact/\n"


def faults(page):
    """Return the accessibility problems of this screen, and whether it scrolls sideways."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*accessibility_problems(page), *([f"{wide} pixels too wide"] if wide else [])]


def test_a_marketer_finds_copies_and_tidies_with_keys_and_mouse(open_page):
    therapy = Therapy.objects.get(slug="attachment-based-therapy")
    condition = Condition.objects.get(slug="ptsd")
    therapy.introduction += f'<p>The lighthouse keeper waits. <a href="page:{condition.pk}">More</a></p>'
    therapy.save()
    index.note_all()
    page = open_page("/admin/", user=MarketerFactory())
    assert not faults(page)

    # A phrase of a body, with a slip, from the keyboard.
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="Search all content")).to_be_focused()
    page.keyboard.type("lighthuose keeper")
    page.keyboard.press("Enter")
    expect(page.locator(".found mark").first).to_have_text("lighthouse keeper")
    assert not faults(page)
    page.get_by_role("link", name=str(therapy)).click()
    expect(page.get_by_role("heading", level=1, name=str(therapy))).to_be_visible()
    # The key is a letter where somebody types.
    page.locator("#id_title").press("End")
    page.keyboard.type("/")
    expect(page.locator("#id_title")).to_be_focused()
    page.keyboard.press("Backspace")

    # A copy, from the form.
    page.get_by_role("link", name="Duplicate").click()
    expect(page.get_by_role("button", name="Make the draft")).to_be_visible()
    assert not faults(page)
    page.get_by_role("button", name="Make the draft").click()
    expect(page.locator(".page-panel .status")).to_have_text("Draft")
    copy = Therapy.objects.get(slug="attachment-based-therapy-copy")
    assert copy.techniques.count() == therapy.techniques.count()

    # Where the condition is used: by the therapy and its copy.
    page.goto(screen(condition))
    page.get_by_role("link", name="Where used").click()
    rows = page.get_by_role("row")
    expect(rows.filter(has_text=str(copy))).to_contain_text("yes")
    expect(rows.filter(has_text=str(therapy)).first).to_be_visible()
    assert not faults(page)

    # Several at once, after a look at what will happen.
    page.goto("/admin/therapies/therapy/")
    assert not faults(page)
    for name in (str(copy), str(therapy)):
        page.get_by_role("row", name=re.compile(re.escape(name))).first.get_by_role("checkbox").check()
    page.locator("select[name=action]").select_option("Unpublish")
    page.get_by_role("button", name="Go").click()
    expect(page.get_by_role("row", name=re.compile(re.escape(str(copy))))).to_contain_text("Nothing")
    page.get_by_role("button", name="Take them off the site").click()
    expect(page.get_by_role("alert")).to_contain_text(
        "Say first where the addresses of these pages shall lead"
    )
    assert not faults(page)
    page.get_by_role("link", name="Leave them as they are").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Therapies")

    # Redirects from a file.
    page.goto("/admin/content/redirect/")
    assert not faults(page)
    page.get_by_role("link", name="Import from a file").click()
    expect(page.get_by_label("CSV file")).to_be_visible()
    assert not faults(page)
    file = {"name": "moved.csv", "mimeType": "text/csv", "buffer": CSV.encode("utf-16")}
    page.get_by_label("CSV file").set_input_files(file)
    page.get_by_role("button", name="Try it out").click()
    expect(page.get_by_text("3 lines: 2 left out, 1 new. Nothing is written yet.")).to_be_visible()
    expect(page.get_by_role("row", name="/lost/")).to_contain_text("No page is live at /missing/")
    assert not faults(page)
    assert not Redirect.objects.filter(old_path="/trust/").exists()
    page.get_by_role("button", name="Write 1 redirect").click()
    expect(page.get_by_text("1 new, 0 changed")).to_be_visible()
    assert Redirect.objects.get(old_path="/trust/").new_path == "/therapies/"


@pytest.mark.nightly
@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "dark"), (DESKTOP, "dark")])
def test_the_screens_fit_a_phone_and_the_dark(open_page, size, scheme):
    index.note_all()
    page = open_page("/admin/home/", user=AdministratorFactory(), screen=size, scheme=scheme)
    for path in (
        "",
        "/admin/search/?q=trust",
        "/admin/content/redirect/not-found/",
        "/admin/therapies/therapy/",
    ):
        if path:
            page.goto(path)
        assert not faults(page), path
