"""Nothing typed is lost: closed windows, a crash, no connection, an ended session, another account."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from alter_site.content.models import Draft
from tests.browser.conftest import sign_in
from tests.factories import MarketerFactory
from tests.support.axe import accessibility_problems
from tests.support.chromium import PHONE
from tests.support.screens import screen
from tests.support.waiting import wait_until
from therapies.models import Therapy

OFFER = "You typed something at"
NOTHING_KEPT = "() => Object.keys(localStorage).length === 0"
AGED = """() => {
  for (const [key, text] of Object.entries(localStorage)) {
    localStorage.setItem(key, JSON.stringify({ ...JSON.parse(text), at: Date.now() - 60_000 }));
  }
}"""


@pytest.fixture
def therapy(demo: None) -> Therapy:
    return Therapy.objects.get(slug="attachment-based-therapy")


def kept(page):
    return page.locator("[data-drafts]")


def test_what_was_typed_survives_a_crash_and_comes_back_word_by_word(open_page, therapy):
    ana = MarketerFactory()
    page = open_page(screen(therapy), user=ana)
    page.locator("#id_featured_caption").fill("Typed before the crash")
    page.locator(".field-introduction .ProseMirror").press_sequentially("Also typed. ")
    expect(kept(page)).to_contain_text("Kept at")
    browser, address = page.context, page.url
    page.close()

    page = browser.new_page()
    page.set_viewport_size(PHONE)
    page.goto(address)
    expect(page.get_by_role("heading", name=OFFER)).to_be_visible()
    expect(page.locator(".draft-offer ins").first).to_be_visible()
    assert accessibility_problems(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    page.get_by_role("button", name="Take it back into the form").click()
    expect(page.get_by_text("It is not saved yet.")).to_be_visible()
    expect(page.locator("#id_featured_caption")).to_have_value("Typed before the crash")
    expect(page.locator(".field-introduction .ProseMirror")).to_contain_text("Also typed.")
    assert accessibility_problems(page) == []
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved. Visitors will see it")).to_be_visible()
    expect(page.get_by_role("heading", name=OFFER)).to_have_count(0)
    therapy.refresh_from_db()
    assert therapy.featured_caption == "Typed before the crash"


def test_without_a_connection_it_is_kept_in_the_browser_and_sent_later(open_page, demo, complaints):
    page = open_page("/admin/therapies/therapy/add/", user=MarketerFactory())
    browser = page.context
    browser.set_offline(True)
    page.locator("#id_title").fill("Written on a train")
    expect(kept(page)).to_have_text("Not kept yet: no connection. It is kept in this browser.")
    page.evaluate(AGED)
    page.close()
    browser.set_offline(False)
    assert not Draft.objects.exists()

    page = browser.new_page()
    page.goto("/admin/therapies/therapy/add/")
    expect(page.get_by_role("heading", name=OFFER)).to_be_visible()
    page.get_by_role("button", name="Take it back into the form").click()
    expect(page.locator("#id_title")).to_have_value("Written on a train")
    wait_until(lambda: page.evaluate(NOTHING_KEPT), "the browser keeps nothing")
    complaints[:] = [one for one in complaints if "ERR_INTERNET_DISCONNECTED" not in one]


def test_coming_back_by_the_browser_s_back_shows_what_is_saved_and_offers_what_was_typed(open_page, therapy):
    page = open_page(screen(therapy), user=MarketerFactory())
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("#id_title").fill("Typed and left")
    techniques = page.locator("[data-rows=techniques]")
    techniques.get_by_role("button", name="Move down").first.click()
    techniques.locator("[data-add]").click()
    expect(kept(page)).to_contain_text("Kept at")
    page.goto("/admin/")
    page.go_back()
    expect(page.get_by_role("heading", name=OFFER)).to_be_visible()
    expect(page.locator("#id_title")).to_have_value(therapy.title)
    places = techniques.locator(".rows-list .row-place").evaluate_all("all => all.map((one) => one.value)")
    assert places == ["1", "2", "3"]


def test_an_ended_session_keeps_it_in_the_browser_until_its_writer_is_back(open_page, therapy):
    ana = MarketerFactory()
    page = open_page(screen(therapy), user=ana)
    expect(kept(page)).to_be_attached()
    Session.objects.all().delete()
    page.locator("#id_featured_caption").fill("Typed after the end")
    expect(kept(page)).to_have_text("Not kept yet: you are signed out. It is kept in this browser.")
    sign_in(page.context, MarketerFactory())
    with page.expect_response("**/draft/"):
        page.locator("#id_featured_caption").fill("Typed after the end, still")
    assert not Draft.objects.exists()
    sign_in(page.context, ana)
    expect(kept(page)).to_contain_text("Kept at", timeout=15_000)
    assert Draft.objects.get().data["featured_caption"] == ["Typed after the end, still"]

    page.locator("#id_summary").fill("Left in a hurry")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign out")).to_have_count(0)
    wait_until(lambda: page.evaluate(NOTHING_KEPT), "the browser keeps nothing")
