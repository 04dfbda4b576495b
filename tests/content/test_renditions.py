"""Renditions: a picture at fixed widths in three formats, made once, and how a page shows them."""

from __future__ import annotations

import datetime
import io
import os
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.template import Context, Template
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from PIL import Image
from selectolax.lexbor import LexborHTMLParser

from alter_site.content import demo, tasks
from alter_site.content.admin.pictures import picture_use
from alter_site.content.admin.status import of as status_of_page
from alter_site.content.editions import publishing
from alter_site.content.editions.publishing import CannotPublish, Status
from alter_site.content.models import Picture
from alter_site.content.pictures import masters, media_files, renditions
from alter_site.delivery.media import CONTENT_TYPES, RENDITIONS
from tests.factories import FacilityFactory, PictureFactory, StandardPageFactory, committed, published

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _small_pictures_are_enough(monkeypatch):
    monkeypatch.setattr(masters, "MIN_WIDTH", 4)
    monkeypatch.setattr(renditions, "WIDTHS", (8, 16, 32))


def saved(size=(20, 10), color="red", picture=None):
    picture = picture or Picture(title="Terrace", alt="A terrace above the sea", permission="Own, 2026")
    buffer = io.BytesIO()
    Image.new("RGB", size, color).save(buffer, "JPEG")
    picture.master.save("photo.jpg", ContentFile(buffer.getvalue()))
    return picture


def fresh(picture):
    return Picture.objects.get(pk=picture.pk)


def status(page):
    return status_of_page(type(page).objects.get(pk=page.pk)).status


def stored():
    return set(default_storage.listdir(RENDITIONS)[1]) if default_storage.exists(RENDITIONS) else set()


# --- making -------------------------------------------------------------------------------------------


def test_the_pictures_of_the_demo_are_drawn_without_a_database_and_loading_finds_them(
    monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(renditions, "WIDTHS", (8, 16))
    rows = demo._picture_rows()[:1]
    monkeypatch.setattr(demo, "_picture_rows", lambda: rows)
    with django_assert_num_queries(0):
        call_command("load_demo", "--draw")
    drawn = stored()
    demo.load(datetime.date(2026, 11, 30))
    picture = Picture.objects.get()
    assert picture.ready_widths == [8, 16]
    assert stored() == drawn
    assert len(drawn) == 2 * len(renditions.ENCODERS) + 1


def test_each_width_is_scaled_once_for_all_formats(monkeypatch):
    stock, scaled = renditions._scaled, []
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    monkeypatch.setattr(renditions, "_scaled", lambda *asked: scaled.append(asked[1]) or stock(*asked))
    renditions.make(saved((40, 20)))
    assert sorted(scaled) == [8, 16, 32]


def test_every_width_up_to_the_masters_own_is_made_in_every_format():
    picture = saved()
    renditions.make(picture)
    made = {}
    for name in stored():
        with default_storage.open(f"{RENDITIONS}{name}") as file:
            opened = Image.open(file)
            made[name.removeprefix(f"{picture.pk}-{picture.digest}-")] = (opened.format, opened.size)
    assert made == {
        "8.avif": ("AVIF", (8, 4)),
        "8.webp": ("WEBP", (8, 4)),
        "8.jpg": ("JPEG", (8, 4)),
        "16.avif": ("AVIF", (16, 8)),
        "16.webp": ("WEBP", (16, 8)),
        "16.jpg": ("JPEG", (16, 8)),
        "share-50-50.jpg": ("JPEG", (1200, 630)),
    }
    assert fresh(picture).ready_widths == picture.ready_widths == [8, 16]


@pytest.mark.parametrize(("focal_x", "color"), [(10, "red"), (90, "blue")])
def test_the_picture_of_a_shared_link_is_cut_around_the_focal_point(focal_x, color):
    halves = Image.new("RGB", (2400, 800), "red")
    halves.paste("blue", (1200, 0, 2400, 800))
    buffer = io.BytesIO()
    halves.save(buffer, "JPEG")
    picture = Picture(title="Terrace", alt="A terrace", permission="Own, 2026", focal_x=focal_x)
    picture.master.save("photo.jpg", ContentFile(buffer.getvalue()))
    renditions.make(picture)
    with default_storage.open(f"{RENDITIONS}{picture.rendition_name}-share-{focal_x}-50.jpg") as file:
        red, _, blue = Image.open(file).crop((600, 315, 601, 316)).convert("RGB").tobytes()
    assert (red > 200, blue > 200) == (color == "red", color == "blue")


def test_another_focal_point_makes_another_picture_for_shared_links_and_keeps_the_one_before():
    with committed():
        picture = saved()
    renditions.make(picture)
    before = stored()
    DBTaskResult.objects.all().delete()
    picture.focal_x = 20
    picture.save()
    assert [task.args_kwargs["args"] for task in DBTaskResult.objects.all()] == [[str(picture.pk)]]
    assert list(Picture.objects.unfinished()) == [picture]
    renditions.make(picture)
    assert stored() - before == {f"{picture.rendition_name}-share-20-50.jpg"}
    assert not Picture.objects.unfinished().exists()


def test_a_picture_of_the_release_before_gets_what_it_lacks_from_the_worker():
    picture = saved()
    renditions.make(picture)
    shared = f"{RENDITIONS}{picture.rendition_name}-share-50-50.jpg"
    default_storage.delete(shared)
    Picture.objects.update(ready_focal_x=None, ready_focal_y=None)  # as the migration leaves it
    DBTaskResult.objects.all().delete()
    tasks.queue_missing_renditions()
    assert DBTaskResult.objects.ready().count() == 1
    renditions.make(fresh(picture))
    assert default_storage.exists(shared)
    assert not Picture.objects.unfinished().exists()


def test_a_page_is_published_although_a_picture_still_lacks_its_cut_for_shared_links():
    picture = saved()
    renditions.make(picture)
    Picture.objects.update(ready_focal_x=None, ready_focal_y=None)  # as the migration leaves it
    published(StandardPageFactory(hero=fresh(picture)))


def test_a_master_smaller_than_every_width_is_made_in_its_own():
    picture = saved((6, 3))
    renditions.make(picture)
    assert fresh(picture).ready_widths == [6]


def test_every_format_that_is_served_is_made():
    assert list(renditions.ENCODERS) == list(CONTENT_TYPES)


def test_what_was_made_before_an_interruption_is_not_made_again(monkeypatch):
    picture = saved()
    assert not renditions.make(picture, is_unwanted=lambda: True)
    assert fresh(picture).ready_widths == []
    before = stored()
    assert before

    made = []

    def write(name, data, as_always=media_files.write):
        made.append(name.removeprefix(RENDITIONS))
        return as_always(name, data)

    monkeypatch.setattr(media_files, "write", write)
    renditions.make(picture)
    assert before.isdisjoint(made)
    assert len(before) + len(made) == 7


def test_a_slow_task_for_an_older_master_does_not_call_the_newer_one_ready():
    older = saved()
    saved(color="blue", picture=fresh(older))
    renditions.make(older)
    assert fresh(older).ready_widths == []


def test_names_change_with_the_content_and_with_how_we_encode(monkeypatch):
    names = {saved().digest, saved(color="blue").digest, saved().digest}
    assert len(names) == 2
    monkeypatch.setattr(renditions, "ENCODING", renditions.ENCODING + 1)
    assert saved().digest not in names


def test_renditions_of_a_replaced_master_stay_for_the_editions_that_name_them():
    with committed():
        picture = saved()
    renditions.make(picture)
    before = stored()
    with committed():
        saved(color="blue", picture=picture)
    assert stored() == before


def test_a_reader_never_meets_half_a_file(monkeypatch):
    picture = saved()

    def disk_is_full(*args):
        raise OSError("no space left")

    monkeypatch.setattr(Path, "replace", disk_is_full)
    with pytest.raises(OSError, match="no space left"):
        renditions.make(picture)
    assert not stored()
    assert fresh(picture).ready_widths == []


# --- on pages -----------------------------------------------------------------------------------------


def test_a_page_waits_for_its_pictures_and_is_not_changed_by_their_becoming_ready():
    picture = saved()
    page = StandardPageFactory(share_picture=picture)
    publishing.note_saved(page, None)
    with pytest.raises(CannotPublish, match="still being prepared: Terrace"):
        publishing.publish(page, None)

    renditions.make(picture)
    published(page)
    assert status(page) is Status.LIVE


def test_a_new_description_marks_the_pages_that_show_the_picture_as_changed():
    picture = PictureFactory()
    alone = published(StandardPageFactory())
    by_night = published(StandardPageFactory(share_picture=PictureFactory(night=picture)))
    in_a_row = published(FacilityFactory(gallery=[picture]))
    for page in (alone, by_night, in_a_row):
        publishing.note_saved(page, None)

    picture.alt = "Another description"
    picture.save()
    picture_use.note_saved(picture)
    states = [status(page) for page in (alone, by_night, in_a_row)]
    assert states == [Status.LIVE, Status.CHANGED, Status.CHANGED]


# --- {% picture %} ------------------------------------------------------------------------------------


def shown(picture, arguments=""):
    template = Template(f'{{% load pictures %}}{{% picture ref sizes="50vw" {arguments} %}}')
    return LexborHTMLParser(template.render(Context({"ref": picture.frozen()})))


def test_a_browser_is_offered_the_best_format_first_at_every_width():
    picture = PictureFactory(ready_widths=[480, 1200], width=2400, height=1500)
    html = shown(picture)
    sources = [(node.attributes["type"], node.attributes["srcset"]) for node in html.css("source")]
    name = reverse("rendition", args=[picture.rendition_name])
    assert sources == [
        ("image/avif", f"{name}-480.avif 480w, {name}-1200.avif 1200w"),
        ("image/webp", f"{name}-480.webp 480w, {name}-1200.webp 1200w"),
    ]
    assert html.css_first("img").attributes == {
        "src": f"{name}-1200.jpg",
        "srcset": f"{name}-480.jpg 480w, {name}-1200.jpg 1200w",
        "sizes": "50vw",
        "width": "2400",
        "height": "1500",
        "alt": picture.alt,
        "loading": "lazy",
    }


def test_the_picture_in_the_first_view_is_fetched_first():
    attributes = shown(PictureFactory(), "priority=True").css_first("img").attributes
    assert attributes["fetchpriority"] == "high"
    assert "loading" not in attributes


def test_a_dark_screen_gets_the_night_picture_undimmed_and_in_its_own_shape():
    night = PictureFactory(is_night=True, width=2400, height=1000)
    html = shown(PictureFactory(night=night))
    dark = [node for node in html.css("source") if "media" in node.attributes]
    assert dark == html.css("source")[:3]
    assert {node.attributes["media"] for node in dark} == {"(prefers-color-scheme: dark)"}
    assert {(node.attributes["width"], node.attributes["height"]) for node in dark} == {("2400", "1000")}
    assert html.css_first("img").attributes["class"] == "night"


def test_a_picture_that_is_not_ready_shows_its_description_in_a_box_of_its_size():
    image = shown(saved()).css_first("img").attributes
    assert (image["alt"], image["width"], image["height"]) == ("A terrace above the sea", "20", "10")


def test_the_focal_point_stays_in_sight():
    assert shown(PictureFactory(focal_x=0, focal_y=96), 'css="tall"').css_first("img").attributes[
        "class"
    ] == ("tall fx0 fy10")


def test_a_decorative_picture_has_an_empty_description():
    image = shown(PictureFactory(alt="", is_decorative=True)).css_first("img")
    assert 'alt=""' in image.html


def test_a_description_cannot_leave_its_attribute():
    html = shown(PictureFactory(alt='"><script>alert(1)</script>'))
    assert not html.css("script")
    assert html.css_first("img").attributes["alt"] == '"><script>alert(1)</script>'
