"""Pictures: only pixels pass, every refusal is a sentence, and nothing is ever half saved."""

from __future__ import annotations

import contextlib
import io
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.forms import modelform_factory
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageCms

from alter_site.content.admin.pictures.picture_form import PictureForm
from alter_site.content.models import Picture
from alter_site.content.pictures import drawing, masters
from alter_site.content.pictures.masters import reencode
from tests.factories import PictureFactory, StandardPageFactory, committed
from tests.support.document import Document

pytestmark = pytest.mark.django_db

RED, BLUE = (254, 0, 0), (0, 0, 254)
SCRIPT = b"<script>alert(1)</script>"
ADD = "admin:content_picture_add"


@pytest.fixture(autouse=True)
def _small_pictures_are_allowed(monkeypatch):
    monkeypatch.setattr(masters, "MIN_WIDTH", 16)


def image(size=(24, 16), mode="RGB", color=RED):
    return Image.new(mode, size, color)


def encoded(picture=None, kind="JPEG", **options):
    buffer = io.BytesIO()
    (picture or image()).save(buffer, kind, **options)
    return buffer.getvalue()


def upload(data=None, name="photo.jpg"):
    return SimpleUploadedFile(name, encoded() if data is None else data)


def form(data=None, *, name="photo.jpg", instance=None, **values):
    """Return the form as a marketer sends it."""
    fields = {
        "title": "Terrace",
        "alt": "A terrace above the sea",
        "permission": "Own picture, 2026",
        "focal_x": "50",
        "focal_y": "50",
    }
    form_class: Any = modelform_factory(Picture, PictureForm, fields="__all__")
    return form_class(fields | values, {"master": upload(data, name)}, instance=instance)


def saved(data=None, **values):
    words = {"title": "Terrace", "alt": "A terrace above the sea", "permission": "Own picture, 2026"}
    picture = Picture(**words | values)
    picture.master.save("photo.jpg", ContentFile(encoded() if data is None else data))
    return picture


def _turned():
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6  # turn it right to see it upright
    return exif


def pixels(stored):
    with stored.open() as file:
        opened = Image.open(file)
        opened.load()
        return opened


def files():
    root = Path(default_storage.path(""))
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def about(color):
    """Return a check that a JPEG's pixel is near ``color``."""
    return pytest.approx(color, abs=6)


# --- what becomes of an upload ------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_jpeg_png_or_webp_becomes_a_jpeg_master(kind):
    master = Image.open(reencode(upload(encoded(kind=kind))))
    assert (master.format, master.mode, master.size) == ("JPEG", "RGB", (24, 16))
    assert master.getpixel((5, 5)) == about(RED)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_master_tells_nothing_of_place_camera_or_time(kind):
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Camera maker"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (33.0, 28.0, 1.0)
    data = encoded(kind=kind, exif=exif)
    assert Image.open(io.BytesIO(data)).getexif().get_ifd(ExifTags.IFD.GPSInfo)

    master = reencode(upload(data)).read()
    assert b"Camera" not in master
    opened = Image.open(io.BytesIO(master))
    assert not opened.getexif()
    assert set(opened.info) == {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_only_the_pixels_of_a_file_that_is_also_a_web_page_are_kept():
    master = reencode(upload(encoded(comment=SCRIPT) + SCRIPT)).read()
    assert b"<script" not in master


def test_a_picture_taken_sideways_is_stored_upright():
    sideways = image((32, 16))
    sideways.paste(BLUE, (0, 0, 16, 16))
    master = Image.open(reencode(upload(encoded(sideways, exif=_turned()))))
    assert master.size == (16, 32)
    assert master.getpixel((8, 4)) == about(BLUE)


def test_width_is_what_a_reader_sees_not_what_the_camera_held():
    with pytest.raises(ValidationError, match="This picture is 8 pixels wide"):
        reencode(upload(encoded(image((32, 8)), exif=_turned())))


@pytest.mark.parametrize("size", [(20, 40), (60, 20)])
def test_what_a_telephone_or_a_panorama_holds_is_taken_up_to_the_last_shape_that_fits(size):
    assert Image.open(reencode(upload(encoded(image(size))))).size == size


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_master_is_no_larger_than_any_screen_needs(monkeypatch, kind):
    monkeypatch.setattr(masters, "MAX_SIDE", 20)
    assert Image.open(reencode(upload(encoded(image((400, 200)), kind)))).size == (20, 10)


@pytest.mark.parametrize(
    ("mode", "color"), [("RGBA", (0, 0, 0, 0)), ("LA", (0, 0)), ("P", 0)], ids=["color", "gray", "palette"]
)
def test_what_is_transparent_becomes_paper(mode, color):
    options = {"transparency": 0} if mode == "P" else {}
    master = Image.open(reencode(upload(encoded(image(mode=mode, color=color), "PNG", **options))))
    assert master.getpixel((5, 5)) == about(drawing.PAPER)


def test_colors_are_converted_to_what_every_screen_shows():
    # A profile in which what is called red looks blue.
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = profile.replace(b"rXYZ", b"----").replace(b"bXYZ", b"rXYZ").replace(b"----", b"bXYZ")
    master = Image.open(reencode(upload(encoded(icc_profile=swapped))))
    assert master.getpixel((5, 5)) == about(BLUE)


def test_a_picture_with_an_unreadable_color_profile_is_taken_as_it_is():
    master = Image.open(reencode(upload(encoded(icc_profile=b"nothing of use"))))
    assert master.getpixel((5, 5)) == about(RED)


def test_a_phone_picture_with_a_second_frame_inside_is_a_still_picture():
    data = encoded(kind="MPO", save_all=True, append_images=[image(color=BLUE)])
    assert Image.open(reencode(upload(data))).getpixel((5, 5)) == about(RED)


# --- what is refused ----------------------------------------------------------------------------------


def bomb(width, height):
    """Return a few bytes that call themselves a picture of that size."""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


def noise():
    return Image.effect_noise((64, 64), 50).convert("RGB")


FRAMES = {"save_all": True, "append_images": [image(color=BLUE)]}

REFUSED = {
    "a GIF": (lambda: encoded(kind="GIF"), "not a JPEG, PNG or WebP"),
    "a web page": (lambda: b"<!doctype html>" + SCRIPT, "not a JPEG, PNG or WebP"),
    "a drawing": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>', "not a JPEG, PNG or WebP"),
    "a web page behind the mark of a JPEG": (lambda: b"\xff\xd8\xff\xe0" + SCRIPT, "damaged or incomplete"),
    "nothing": (lambda: b"", "empty"),
    "half a JPEG": (lambda: encoded(noise())[:900], "damaged or incomplete"),
    "half a PNG": (lambda: encoded(noise(), "PNG")[:900], "damaged or incomplete"),
    "half a WebP": (lambda: encoded(noise(), "WEBP")[:900], "damaged or incomplete"),
    "25 million pixels": (lambda: bomb(5_000, 5_000), "more than 24 megapixels"),
    "100 million pixels": (lambda: bomb(10_000, 10_000), "more than 24 megapixels"),
    "a moving PNG": (lambda: encoded(kind="PNG", **FRAMES), "This picture moves"),
    "a moving WebP": (lambda: encoded(kind="WEBP", **FRAMES), "This picture moves"),
    "print colors": (lambda: encoded(image(mode="CMYK", color=(0, 1, 2, 3))), "for print"),
    "a small picture": (lambda: encoded(image((15, 40))), "is 15 pixels wide. It needs 16"),
    "a tower": (lambda: encoded(image((20, 41))), "4 by 5 upright and 3 by 2 across fit"),
    "a strip": (lambda: encoded(image((61, 20))), "3 by 2 and 16 by 9 fit"),
    "a line": (lambda: encoded(image((24, 1))), "3 by 2 and 16 by 9 fit"),
    "a strip held upright": (lambda: encoded(image((48, 20)), exif=_turned()), "more than twice as high"),
}


@pytest.mark.parametrize(("make", "message"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_cannot_be_used_is_an_error_on_the_field_in_words(make, message):
    errors = form(make()).errors
    assert list(errors) == ["master"]
    assert message in errors["master"][0]


def test_a_file_larger_than_any_picture_is_refused_before_it_is_decoded(monkeypatch):
    monkeypatch.setattr(masters, "MAX_BYTES", 100)
    assert "0 MB are allowed" in form().errors["master"][0]


def test_the_name_of_the_upload_may_be_as_long_as_it_likes():
    assert "master" not in form(name=f"{'a' * 240}.jpg").errors


@pytest.mark.parametrize(
    ("values", "is_valid"),
    [
        ({"alt": "A terrace above the sea"}, True),
        ({"alt": "", "is_decorative": "on"}, True),
        ({"alt": ""}, False),
        ({"alt": "  "}, False),
        ({"alt": "A terrace above the sea", "is_decorative": "on"}, False),
    ],
)
def test_a_picture_is_described_or_called_decorative(values, is_valid):
    assert form(**values).is_valid() is is_valid
    assert ("alt" in form(**values).errors) is not is_valid


def test_the_database_too_refuses_a_picture_without_a_description():
    with pytest.raises(IntegrityError), transaction.atomic():
        PictureFactory(alt="")


def test_a_picture_cannot_be_its_own_night_picture():
    picture = PictureFactory()
    picture.night = picture
    with pytest.raises(ValidationError, match="its own night picture"):
        picture.full_clean()


# --- saving -------------------------------------------------------------------------------------------


def test_every_way_of_saving_stores_a_master_and_never_the_upload():
    data = encoded(kind="PNG")
    by_form = form(data)
    by_form.save()
    by_code = Picture(title="A", alt="A", permission="A", master=File(io.BytesIO(data), name="a.png"))
    by_code.save()
    (in_bulk,) = Picture.objects.bulk_create(
        [Picture(title="B", alt="B", permission="B", master=ContentFile(data, name="b.png"))]
    )
    for picture in (by_form.instance, by_code, in_bulk, saved(data)):
        picture.refresh_from_db()
        assert pixels(picture.master).format == "JPEG"
        assert (picture.width, picture.height) == (24, 16)
        assert picture.master.name == f"masters/{picture.pk}-{picture.digest}.jpg"
    assert len(files()) == 4


def test_a_refused_file_leaves_nothing_behind():
    with pytest.raises(ValidationError):
        saved(b"no picture")
    assert not files()
    assert not Picture.objects.exists()


def test_a_refused_file_leaves_the_picture_as_it_was():
    picture = saved()
    assert not form(b"no picture", instance=picture).is_valid()
    picture.refresh_from_db()
    assert files() == [picture.master.name]


def test_a_row_that_cannot_be_written_takes_its_file_with_it():
    with pytest.raises(IntegrityError), transaction.atomic():
        saved(permission=None)
    assert not files()


@pytest.mark.django_db(transaction=True)
def test_a_row_that_cannot_be_written_takes_its_file_with_it_outside_a_transaction_too():
    with pytest.raises(IntegrityError):
        saved(night_id=Picture().pk)
    assert not files()


def test_a_transaction_that_fails_later_takes_the_file_with_it():
    with contextlib.suppress(ZeroDivisionError), transaction.atomic():
        saved()
        raise ZeroDivisionError
    assert not files()


def test_a_new_master_takes_the_place_of_the_old_one_after_the_commit():
    picture = saved()
    with committed():
        picture.master.save("new.jpg", ContentFile(encoded(image(color=BLUE))))
        assert len(files()) == 2
    assert files() == [picture.master.name]
    assert pixels(picture.master).getpixel((5, 5)) == about(BLUE)


def test_the_old_master_stays_when_the_new_one_is_not_committed():
    picture = saved()
    before = picture.master.name
    with contextlib.suppress(ZeroDivisionError), transaction.atomic():
        picture.master.save("new.jpg", ContentFile(encoded(image(color=BLUE))))
        raise ZeroDivisionError
    assert files() == [before]


def test_the_same_file_saved_again_is_kept():
    with committed():
        picture = saved()
    with committed():
        picture.master.save("again.jpg", ContentFile(encoded()))
    assert files() == [picture.master.name]


def test_a_deleted_picture_takes_its_master_with_it():
    saved()
    with committed():
        Picture.objects.all().delete()
    assert not files()


def half_known_files():
    """Files that begin like a picture and go on like anything."""
    whole = st.sampled_from([encoded(noise(), kind) for kind in ("JPEG", "PNG", "WEBP")])

    def spoiled(data, cut, spots):
        changed = bytearray(data[: len(data) * cut // 100])
        for place, value in spots if changed else ():
            changed[place % len(changed)] = value
        return bytes(changed)

    spots = st.lists(st.tuples(st.integers(0, 9999), st.integers(0, 255)), max_size=8)
    return st.builds(spoiled, whole, st.integers(0, 100), spots)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=200) | half_known_files())
@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
def test_whatever_bytes_arrive_the_answer_is_a_picture_or_a_sentence(data):
    sent = form(data)
    if sent.is_valid():
        assert pixels(sent.save().master).format == "JPEG"
    else:
        assert list(sent.errors) == ["master"]


# --- in the admin -------------------------------------------------------------------------------------


@pytest.fixture
def send(client, marketer):
    client.force_login(marketer)

    def post(data, **values):
        return client.post(reverse(ADD), form().data | {"master": upload(data)} | values)

    return post


def test_a_marketer_uploads_a_picture(send):
    assert send(encoded()).status_code == 302
    assert Picture.objects.get().title == "Terrace"


def test_a_marketer_reads_why_a_file_was_refused_and_what_was_typed_is_kept(send):
    answer = Document(send(bomb(10_000, 10_000)))
    assert answer.response.status_code == 200
    assert "more than 24 megapixels" in answer.text(".field-master .errorlist")
    assert answer.one("#id_title").attributes["value"] == "Terrace"
    assert not files()


def test_the_picture_screens_are_sound(visit_admin):
    day = saved(night=saved())
    StandardPageFactory(title="About us", share_picture=day.night)
    visit_admin(reverse(ADD))
    listed = visit_admin(reverse("admin:content_picture_changelist"))
    assert "By waits for a description" in [
        " ".join(title.split()) for title in listed.texts("#changelist-filter summary")
    ]
    screen = visit_admin(reverse("admin:content_picture_change", args=[day.night.pk]))
    assert "Still being prepared" in screen.text(".field-state")
    assert "About us" in screen.texts(".field-shown_on a")
    assert screen.one(".focal-point img").attributes["alt"] == "A terrace above the sea"


def test_staff_see_a_master_and_nobody_else_does(client, marketer):
    picture = saved()
    address = reverse("admin:content_picture_master", args=[picture.pk])
    assert client.get(address).status_code == 302
    client.force_login(marketer)
    answer = client.get(address)
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert "no-store" in answer.headers["Cache-Control"]
    with picture.master.open() as file:
        assert answer.getvalue() == file.read()
    default_storage.delete(picture.master.name)
    assert client.get(address).status_code == 404
