"""Picture files: only renditions have an address, and what is there may be kept for ever."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from alter_site.content.pictures import media_files

NAME = "0a1b2c3d-0a1b-4a1b-8a1b-0a1b2c3d4e5f-0123456789abcdef-480"


@pytest.fixture
def rendition():
    default_storage.save(f"renditions/{NAME}.avif", ContentFile(b"pixels"))
    return f"/media/renditions/{NAME}.avif"


def test_a_rendition_is_the_same_for_everybody_and_for_ever(client, rendition):
    answer = client.get(rendition)
    assert answer.getvalue() == b"pixels"
    assert answer.headers["Content-Type"] == "image/avif"
    assert answer.headers["Content-Length"] == "6"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "X-Robots-Tag" not in answer.headers
    assert "Vary" not in answer.headers
    assert not answer.cookies


def test_a_head_request_has_the_same_headers_and_no_body(client, rendition):
    answer = client.head(rendition)
    assert answer.headers["Content-Length"] == "6"
    assert answer.getvalue() == b""


def test_a_rendition_can_only_be_read(client, rendition):
    assert client.post(rendition).status_code == 405


@pytest.mark.parametrize(
    "name",
    [
        f"{NAME}.jpg",
        f"{NAME}.gif",
        f"{NAME}.avif.bak",
        f"{NAME.upper()}.avif",
        f"{NAME}0000.avif",
        "..%2Fmasters%2Fa.jpg",
        "../masters/a.jpg",
        "%00.jpg",
        "%0a.jpg",
        "a" * 3000,
    ],
)
def test_anything_else_is_not_found(client, rendition, name, db):
    default_storage.save("masters/a.jpg", ContentFile(b"private"))
    default_storage.save("renditions/.gif", ContentFile(b"never ours"))
    assert client.get(f"/media/renditions/{name}").status_code == 404


def test_a_picture_of_a_shared_link_that_is_still_to_be_made_leads_to_the_brand_card(client, db):
    name = NAME.replace("-480", "-share-50-100.jpg")
    answer = client.get(f"/media/renditions/{name}")
    assert (answer.status_code, answer.url) == (302, "/static/illustrations/social-card.jpg")
    assert answer.headers["Cache-Control"] == "no-store"
    default_storage.save(f"renditions/{name}", ContentFile(b"pixels"))
    answer = client.get(f"/media/renditions/{name}")
    assert (answer.getvalue(), answer.headers["Content-Type"]) == (b"pixels", "image/jpeg")
    assert "immutable" in answer.headers["Cache-Control"]


def test_a_master_has_no_address(client, db):
    default_storage.save("masters/a.jpg", ContentFile(b"private"))
    assert client.get("/media/masters/a.jpg").status_code == 404


def test_an_object_store_serves_as_well_as_a_disk(client, settings):
    backend = "django.core.files.storage.InMemoryStorage"
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": backend}}
    assert media_files.write(f"renditions/{NAME}.webp", b"pixels")
    assert not media_files.write(f"renditions/{NAME}.webp", b"others")
    answer = client.get(f"/media/renditions/{NAME}.webp")
    assert answer.getvalue() == b"pixels"
