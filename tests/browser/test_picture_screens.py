"""Pictures: several uploaded at once, and chosen from thumbnails, by keyboard and on a phone."""

from __future__ import annotations

import io
import os
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from alter_site.content.models import Picture
from tests.factories import MarketerFactory
from tests.support.axe import accessibility_problems
from tests.support.chromium import PHONE
from tests.support.screens import screen
from therapies.models import Therapy

DROP = """name => {
    const data = new DataTransfer();
    data.items.add(new File(["<svg>"], name, {type: "image/jpeg"}));
    const drop = new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true});
    document.querySelector("#upload").dispatchEvent(drop);
}"""


def jpeg() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (1600, 900), (90, 120, 140)).save(buffer, "JPEG", quality=30)
    return buffer.getvalue()


def test_several_pictures_are_sent_and_a_bad_one_stops_no_other(open_page, tmp_path):
    page = open_page("/admin/content/picture/", screen=PHONE, scheme="dark", user=MarketerFactory())
    page.get_by_role("link", name="Add several pictures").click()
    files = {
        "terrace.jpg": jpeg(),
        "phone.heic": b"\x00\x00\x00\x28ftypheic\x00\x00\x00\x00mif1heic" + bytes(400),
        "poster.jpg": b"",
        "broken.jpg": b"\xff\xd8\xff\xe0 cut off",
        "garden.jpg": jpeg(),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    os.truncate(tmp_path / "poster.jpg", 46_000_000)
    chosen = [tmp_path / name for name in files]
    page.get_by_label("Pictures").set_input_files(chosen)
    expect(page.get_by_role("alert").first).to_contain_text("Say first who allowed us to show them")
    page.get_by_label("Permission").fill("Own photographs, 2026")
    page.get_by_role("button", name="Upload").click()
    said = page.get_by_role("list", name="Uploads").get_by_role("listitem")
    expect(said).to_contain_text(
        [
            "terrace.jpg Taken.",
            "phone.heic This is a HEIC picture",
            "poster.jpg This file has 46 MB; 25 MB are allowed.",
            "broken.jpg This",
            "garden.jpg Taken.",
        ]
    )
    page.evaluate(DROP, "dropped.jpg")
    expect(said.last).to_contain_text("dropped.jpg This is not a JPEG, PNG or WebP picture")
    assert not accessibility_problems(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    drafts = page.locator(".drafts li")
    expect(drafts).to_have_count(2)
    drafts.nth(0).get_by_label("Description").fill("A terrace in the sun")
    page.get_by_role("button", name="Save descriptions").click()
    expect(page.get_by_text("Described: 1.", exact=False)).to_be_visible()
    expect(page.locator(".drafts li")).to_have_count(1)
    assert Picture.objects.usable().filter(title__in=["terrace", "garden"]).count() == 1


@pytest.fixture
def therapy(demo: None) -> Therapy:
    return Therapy.objects.get(slug="attachment-based-therapy")


def test_a_picture_is_chosen_from_thumbnails_by_keyboard(open_page, therapy):
    other = Picture.objects.usable().exclude(pk=therapy.featured_picture_id).filter(facility=None).first()
    page = open_page(screen(therapy), screen=PHONE, scheme="dark", user=MarketerFactory())
    page.get_by_role("button", name="Choose from thumbnails: Featured picture").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Choose a picture: Featured picture")
    expect(dialog.get_by_role("listitem").first).to_be_visible()
    assert dialog.get_by_role("button", pressed=True).count() <= 1
    assert not accessibility_problems(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    dialog.get_by_label("Place").select_option("none")
    expect(dialog.get_by_role("listitem")).not_to_have_count(0)
    # The last answer makes the list anew, and what had the focus goes with the old one.
    with page.expect_response(re.compile(r"[?&]q=\w")):
        dialog.get_by_role("listitem").first.evaluate("item => { item.id = 'before' }")
        dialog.get_by_label("Words").fill(other.title)
    expect(dialog.locator("#before")).to_have_count(0)
    first = dialog.get_by_role("listitem").first.get_by_role("button")
    expect(first).to_contain_text(other.title)
    first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(page.locator("#id_featured_picture")).to_have_value(str(other.pk))
    expect(page.locator(".chosen-picture")).to_be_visible()
