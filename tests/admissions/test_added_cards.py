"""Staff add photos of a card: decoded and sealed like a visitor's, and every one stands in the timeline."""

from __future__ import annotations

import io
import tempfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from admissions import services
from admissions.custody.access import Purpose, open_bytes_for
from admissions.desk.groups import bare_id
from admissions.models import Submission
from alter_site.delivery.body_limits import FILES, largest_body
from tests.admissions.test_card_photos import encoded, upload
from tests.support.document import Document
from tests.support.markup import check_admin
from tests.support.requests import received

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(coordinator) -> Submission:
    return services.claim(received(), coordinator)


@pytest.fixture
def add(client, coordinator):
    def add(submission: Submission, data: bytes | None = None, **more: str):
        client.force_login(coordinator)
        files = {} if data is None else {"photo": upload(data)}
        address = reverse("desk:add_card", args=[submission.reference])
        return client.post(address, {"rank": "secondary", "side": "front", **files, **more})

    return add


def test_a_second_card_is_drawn_anew_sealed_and_in_the_timeline(add, client, mine, monkeypatch):
    def no_file(*args, **kwargs):
        raise AssertionError("A photo was written to a file.")

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", no_file)
    answer = add(mine, encoded(comment=b"CANARY"))
    assert answer.url == reverse("desk:detail", args=[mine.reference])
    image = mine.card_images.get()
    jpeg = open_bytes_for(Purpose.CHECK, image, "image")
    assert b"CANARY" not in jpeg
    assert Image.open(io.BytesIO(jpeg)).size == (image.width, image.height) == (40, 24)
    page = Document(client.get(answer.url))
    assert "Card photo added: second plan, front" in page.text("main")
    assert "Second plan, front" in page.text("#group-insurance")
    services.start_verifying(mine, mine.owner)


def test_a_photo_replaces_another_only_when_that_was_meant(add, mine):
    add(mine, encoded())
    first = mine.card_images.get().pk
    other = encoded(Image.effect_noise((900, 600), 60).convert("RGB"))
    page = Document(add(mine, other))
    assert "There is a photo of this side already" in page.text("#id_replaces_error")
    check_admin(page)
    assert mine.card_images.get().pk == first
    add(mine, other, replaces="on")
    assert mine.card_images.get().pk != first
    assert mine.events.filter(move="card photo").count() == 2


@pytest.mark.parametrize(
    ("data", "words"), [(None, "Choose a photo"), (b"", "empty"), (b"MZ\x90 nothing", "not a photo")]
)
def test_what_is_no_photo_is_refused_in_words(add, mine, data, words):
    page = Document(add(mine, data))
    assert words in page.text("#id_photo_error")
    assert not mine.card_images.exists()


def test_a_photo_has_room_on_its_address_alone(mine):
    assert largest_body(reverse("desk:add_card", args=[mine.reference])) == FILES


def test_a_forged_form_adds_no_photo(mine, coordinator):
    from django.test import Client

    forger = Client(enforce_csrf_checks=True)
    forger.force_login(coordinator)
    data = {"rank": "primary", "side": "back", "photo": SimpleUploadedFile("x", encoded())}
    assert forger.post(reverse("desk:add_card", args=[mine.reference]), data).status_code == 403
    assert not mine.card_images.exists()


@pytest.mark.parametrize(
    ("name", "typed", "bare"),
    [
        ("member_id", "xyz 123-456", "XYZ123456"),
        ("group_number", "G-1", "G1"),
        ("member_id", "XYZ123456", ""),
        ("payer", "Example-Health", ""),
        ("member_id", "", ""),
    ],
)
def test_an_id_is_shown_as_typed_and_as_payers_want_it(name, typed, bare):
    assert bare_id(name, typed) == bare
