"""Pictures in a bucket, with production settings, at a store with the part of S3 that most stores have."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.demo_site import demo_environment, free_port
from tests.support.migrated import migrate
from tests.support.object_store import ObjectStore, object_store

pytestmark = [pytest.mark.xdist_group("object-store"), pytest.mark.nightly]

PICTURE = "0a1b2c3d-0a1b-4a1b-8a1b-0a1b2c3d4e5f-0123456789abcdef-480.avif"

UPLOAD_AND_READ = f"""
import io, json
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image
from alter_site.content.pictures import media_files, renditions
from alter_site.content.models import Picture

name = "renditions/{PICTURE}"
first, second = media_files.write(name, b"pixels"), media_files.write(name, b"others")

buffer = io.BytesIO()
Image.effect_noise((1600, 900), 60).convert("RGB").save(buffer, "JPEG")
picture = Picture(title="Terrace", alt="A terrace", permission="Own, 2026")
picture.master.save("photo.jpg", ContentFile(buffer.getvalue()))
renditions.WIDTHS = (480,)
renditions.make(picture)
picture.refresh_from_db()

def ask(name):
    answer = Client().get(f"/media/renditions/{{name}}", HTTP_HOST="localhost")
    kept = {{key: answer.headers.get(key) for key in ("Content-Type", "Content-Length", "Cache-Control")}}
    return [answer.status_code, kept, len(answer.getvalue())]

print(json.dumps({{
    "written": [first, second],
    "there": ask("{PICTURE}"),
    "missing": ask("{PICTURE.replace("0a1b", "0000")}")[0],
    "widths": picture.ready_widths,
}}))
"""


@pytest.fixture(scope="module")
def store() -> Iterator[ObjectStore]:
    with object_store() as running:
        yield running


@pytest.fixture(scope="module")
def environment(store: ObjectStore, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("bucket")
    bucket = {"S3_MEDIA_BUCKET": "alter-media", "S3_ENDPOINT_URL": store.url}
    keys = {"AWS_ACCESS_KEY_ID": "somebody", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "us-west-1"}
    return demo_environment(folder, free_port()) | bucket | keys


def manage(environment: dict[str, str], *command: str) -> str:
    return subprocess.run(
        [sys.executable, "manage.py", *command], env=environment, check=True, capture_output=True, text=True
    ).stdout


@pytest.fixture(scope="module")
def found(environment: dict[str, str]) -> Any:
    migrate(environment)
    manage(environment, "collectstatic", "--no-input", "--verbosity=0", "-i=admin", "-i=django_*")
    return json.loads(manage(environment, "shell", "-v0", "-c", UPLOAD_AND_READ))


def test_a_picture_is_written_once_and_read_with_its_headers(found):
    assert found["written"] == [True, False]
    status, headers, length = found["there"]
    assert (status, length) == (200, 6)
    assert headers == {
        "Content-Type": "image/avif",
        "Content-Length": "6",
        "Cache-Control": "public, max-age=31536000, immutable",
    }
    assert found["missing"] == 404


def test_masters_and_renditions_lie_in_the_bucket_and_nothing_on_the_disk(found, store, environment):
    names = [path.removeprefix("/alter-media/") for path in store.objects]
    assert found["widths"] == [480]
    assert sum(name.startswith("renditions/") for name in names) == 5  # a shared link's picture as well
    assert sum(name.startswith("masters/") for name in names) == 1
    assert not Path(environment["MEDIA_ROOT"]).exists()


def test_the_store_refused_nothing(found, store):
    assert store.refused == []


def test_a_store_that_is_away_is_given_up_after_some_seconds(environment):
    settings = "from django.core.files.storage import default_storage as s; print(s.client_config.{})"
    limits = [
        int(manage(environment, "shell", "-v0", "-c", settings.format(name)))
        for name in ("connect_timeout", "read_timeout")
    ]
    assert max(limits) <= 10
