"""Card photos: in memory only, drawn anew, sealed; every refusal is a sentence for a visitor."""

from __future__ import annotations

import io
import struct
import tempfile
import uuid
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.urls import include, path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt
from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags, Image, PngImagePlugin

from admissions.choices import Rank, Side
from admissions.custody.access import Purpose, open_bytes_for
from admissions.models import CardImage, Draft
from admissions.verification import card_photos
from admissions.verification.card_photos import Unacceptable, read, store, takes_card_photos, takes_no_files
from alter_site.delivery.body_limits import FILES, takes_up_to
from tests.support.requests import received

CANARY = b"CANARY-7f3a"


def picture(size=(40, 24), mode="RGB"):
    """Return a picture whose left half is dark and whose right half is light."""
    drawn = Image.new(mode, size, "black")
    drawn.paste("white", (size[0] // 2, 0, *size))
    return drawn


def encoded(drawn=None, kind="JPEG", **options):
    buffer = io.BytesIO()
    (drawn or picture()).save(buffer, kind, **options)
    return buffer.getvalue()


def upload(data):
    return SimpleUploadedFile("Sam's card.jpg", data)


def pixels(photo):
    return Image.open(io.BytesIO(photo.jpeg))


def png_of_size(width, height):
    """Return a small PNG that says it is large, and holds no pixels worth the name."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


# --- reading ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_of_each_kind_becomes_a_jpeg(kind):
    photo = read(upload(encoded(kind=kind)))
    assert (photo.width, photo.height) == (40, 24)
    assert pixels(photo).format == "JPEG"


def test_a_photo_held_sideways_is_turned_upright():
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    photo = read(upload(encoded(exif=exif)))
    assert (photo.width, photo.height) == (24, 40)
    assert ExifTags.Base.Orientation not in pixels(photo).getexif()


def test_a_large_photo_is_made_smaller_and_keeps_its_shape():
    photo = read(upload(encoded(picture((4400, 2000)))))
    assert (photo.width, photo.height) == (2200, 1000)


def test_metadata_of_a_photo_is_dropped():
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = CANARY.decode()
    jpeg = encoded(exif=exif, comment=CANARY, icc_profile=CANARY) + CANARY
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", CANARY.decode())
    for data in (jpeg, encoded(kind="PNG", pnginfo=notes) + CANARY):
        assert CANARY in data
        assert CANARY not in read(upload(data)).jpeg


def test_what_is_a_photo_and_something_else_at_once_is_only_a_photo():
    script = b"<script>alert(1)</script>"
    photo = read(upload(encoded(comment=script) + b"PK\x03\x04" + script))
    assert script not in photo.jpeg
    assert b"PK\x03\x04" not in photo.jpeg


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", card_photos.EMPTY),
        (b"%PDF-1.7 a scan of the card", card_photos.WRONG_TYPE),
        (b"GIF89a" + bytes(50), card_photos.WRONG_TYPE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", card_photos.WRONG_TYPE),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", card_photos.HEIC),
        (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00", card_photos.WRONG_TYPE),
        (encoded(picture((400, 400)))[:-400], card_photos.UNREADABLE),
        (encoded(kind="PNG")[:-40], card_photos.UNREADABLE),
        (encoded(Image.new("RGB", (300, 200), "black")), card_photos.BLANK),
        (png_of_size(5000, 5000), card_photos.TOO_MANY_PIXELS),
        (png_of_size(60_000, 60_000), card_photos.TOO_MANY_PIXELS),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_reason(data, message):
    with pytest.raises(Unacceptable) as refused:
        read(upload(data))
    assert str(refused.value) == message


def test_a_missing_photo_and_a_bad_one_get_different_words():
    with pytest.raises(Unacceptable, match="Choose a photo"):
        read(None)


@given(
    start=st.sampled_from([b"", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"RIFF\x40\x00\x00\x00WEBPVP8 "]),
    rest=st.binary(min_size=1, max_size=400),
)
def test_random_bytes_are_refused_and_never_crash(start, rest):
    with pytest.raises(Unacceptable):
        read(upload(start + rest))


@given(at=st.integers(0, 600), byte=st.integers(0, 255), kind=st.sampled_from(["JPEG", "PNG", "WEBP"]))
def test_a_photo_with_a_changed_byte_is_read_or_refused(at, byte, kind):
    data = bytearray(encoded(kind=kind))
    data[at % len(data)] = byte
    try:
        photo = read(upload(bytes(data)))
    except Unacceptable:
        return
    assert pixels(photo).size == (photo.width, photo.height)


# --- on the way in ------------------------------------------------------------------------------------


def answer(request):
    """Say which files came, and how much of each was kept."""
    if request.method == "GET":
        return HttpResponse(get_token(request))
    files = [file for field in request.FILES for file in request.FILES.getlist(field)]
    return HttpResponse(
        "\n".join(f"{file.field_name} {file.size} {len(file.read())} {file.refusal}" for file in files)
    )


@method_decorator(takes_card_photos, name="dispatch")
class Step(View):
    def dispatch(self, request):
        return answer(request)


urlpatterns = [
    path("", include("alter_site.selfhelp.urls")),  # error pages link there
    path("photos/", takes_card_photos(answer)),
    path("step/", Step.as_view()),
    path("answers/", takes_no_files(answer)),
    path("open/", csrf_exempt(takes_up_to(FILES)(lambda request: HttpResponse(str(len(request.FILES)))))),
]


@pytest.fixture
def _routes(settings):
    settings.ROOT_URLCONF = __name__


@pytest.fixture
def no_temporary_file(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("a temporary file was opened")

    for name in ("NamedTemporaryFile", "TemporaryFile", "mkstemp", "SpooledTemporaryFile"):
        monkeypatch.setattr(tempfile, name, refuse)
    monkeypatch.setattr("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", refuse)


def big(size=3_000_000):
    # Above 2.5 MB Django's own handlers write to the folder for temporary files.
    return SimpleUploadedFile("card.jpg", bytes(size))


@pytest.mark.usefixtures("_routes", "no_temporary_file")
def test_two_photos_stay_in_memory(client):
    response = client.post("/photos/", {"front": big(), "back": big(card_photos.LARGEST)})
    assert response.content.decode().splitlines() == [
        "front 3000000 3000000 ",
        "back 10000000 10000000 ",
    ]


@pytest.mark.usefixtures("_routes")
def test_the_stock_handlers_would_write_a_temporary_file(client, monkeypatch):
    opened = []
    stock = tempfile.NamedTemporaryFile
    monkeypatch.setattr(
        "django.core.files.uploadedfile.tempfile.NamedTemporaryFile",
        lambda *args, **kwargs: opened.append(1) or stock(*args, **kwargs),
    )
    client.post("/open/", {"front": big()})
    assert opened


@pytest.mark.usefixtures("_routes", "no_temporary_file")
def test_a_photo_that_is_too_big_is_marked_and_not_kept(client):
    response = client.post("/photos/", {"front": big(card_photos.LARGEST + 1), "back": big(5)})
    assert response.content.decode().splitlines() == [
        f"front 10000001 0 {card_photos.TOO_BIG}",
        "back 5 5 ",
    ]


@pytest.mark.usefixtures("_routes", "no_temporary_file")
def test_a_third_file_is_marked_and_not_kept(client):
    response = client.post("/photos/", {"front": [big(5), big(6), big(7)]})
    assert response.content.decode().splitlines()[2] == f"front 7 0 {card_photos.TOO_MANY}"


def test_a_marked_file_is_refused_with_its_mark():
    with pytest.raises(Unacceptable, match="larger than 10 MB"):
        read(card_photos.CardUpload("front", b"", 10_000_001, card_photos.TOO_BIG))


def test_the_name_a_photo_had_on_the_phone_is_not_kept():
    handler = card_photos.CardPhotosInMemory()
    handler.new_file("front", "Sam Example insurance.jpg", "image/jpeg", None)
    assert handler.file_complete(0).name == "photo"


@pytest.mark.usefixtures("_routes", "no_temporary_file")
def test_a_route_without_photos_passes_over_files(client):
    response = client.post("/answers/", {"name": "Sam", "front": big(50_000)})
    assert (response.status_code, response.content) == (200, b"")
    # Django's own answer, since these routes have no pages for errors: ours is 413.
    assert client.post("/answers/", {"name": "Sam", "front": big()}).status_code == 400


@pytest.mark.usefixtures("_routes", "no_temporary_file")
@pytest.mark.parametrize("address", ["/photos/", "/step/", "/answers/"])
def test_a_forged_request_is_refused(address):
    client = Client(enforce_csrf_checks=True)
    size = 50_000 if address == "/answers/" else 3_000_000
    assert client.post(address, {"front": big(size)}).status_code == 403
    token = client.get(address).content.decode()
    sent = client.post(address, {"front": big(size), "csrfmiddlewaretoken": token})
    assert sent.status_code == 200


@pytest.mark.usefixtures("_routes", "no_temporary_file")
@pytest.mark.parametrize("address", ["/photos/", "/step/", "/answers/"])
def test_a_body_that_breaks_off_is_no_server_error(address):
    whole = RequestFactory().post(address, {"front": big(100_000)})
    body = whole.read()
    for length in (0, 10, 60, 200, 50_000, len(body) - 3):
        response = Client().generic("POST", address, body[:length], content_type=whole.content_type)
        assert response.status_code in {200, 400}


# --- keeping ------------------------------------------------------------------------------------------


@pytest.fixture
def draft(db):
    now = timezone.now()
    return Draft.objects.create(cookie_code=uuid.uuid4().hex, started_at=now, expires_at=now)


def test_a_stored_photo_is_sealed_and_opens_as_it_was(draft):
    photo = read(upload(encoded()))
    stored = store(draft, Rank.PRIMARY, Side.FRONT, photo)
    again = CardImage.objects.get()
    assert again.pk == stored.pk
    assert (again.width, again.height, again.draft) == (40, 24, draft)
    assert str(again.image) == "••••••"
    assert open_bytes_for(Purpose.OWN_DRAFT, again, "image") == photo.jpeg


def test_a_new_photo_takes_the_place_of_the_same_side_only(draft):
    first, second = (read(upload(encoded(picture(size)))) for size in ((40, 24), (50, 30)))
    store(draft, Rank.PRIMARY, Side.FRONT, first)
    store(draft, Rank.PRIMARY, Side.BACK, first)
    store(draft, Rank.SECONDARY, Side.FRONT, first)
    store(draft, Rank.PRIMARY, Side.FRONT, second)
    widths = {(image.rank, image.side): image.width for image in CardImage.objects.all()}
    assert widths == {("primary", "front"): 50, ("primary", "back"): 40, ("secondary", "front"): 40}


def test_the_same_photo_has_the_same_code_and_another_has_not(draft):
    photo, other = read(upload(encoded())), read(upload(encoded(picture((50, 30)))))
    front = store(draft, Rank.PRIMARY, Side.FRONT, photo)
    back = store(draft, Rank.PRIMARY, Side.BACK, photo)
    second = store(draft, Rank.SECONDARY, Side.FRONT, other)
    assert front.image_code == back.image_code != second.image_code
    assert front.image != back.image


def test_a_photo_that_comes_after_the_request_was_sent_is_not_stored(draft):
    draft.submission = received()
    draft.save()
    with pytest.raises(Draft.DoesNotExist):
        store(draft, Rank.PRIMARY, Side.FRONT, read(upload(encoded())))
    assert not CardImage.objects.exists()
