"""The demo content: loaded once in a run without its pictures, and once with them for browsers."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from PIL import Image

from alter_site.content import facts
from alter_site.content.models import master
from alter_site.content.pictures import decoding, masters, renditions
from alter_site.delivery.media import RENDITIONS

from .databases import folder_of_this_run, in_copy, kept_file


@contextmanager
def loaded_demo(django_db_blocker: Any) -> Iterator[None]:
    """Have the demo content, without the minute its pictures take, until the block ends.

    The tests' transactions lie in one around them, so a test may change it: the next one finds it whole.
    """
    with django_db_blocker.unblock(), in_copy("demo", _load_without_pictures), transaction.atomic():
        # The requests of the demo were promised a time by the facts of the moment when it was loaded.
        facts._cached = None
        with pytest.MonkeyPatch.context() as patch:
            skip_pictures(patch)
            yield
        transaction.set_rollback(True)


def _load_without_pictures() -> None:
    with pytest.MonkeyPatch.context() as patch:
        skip_pictures(patch)
        call_command("load_demo", verbosity=0)


@contextmanager
def drawn_demo() -> Iterator[Path]:
    """Have the demo content with every picture until the block ends; yield the folder of its files."""
    files = folder_of_this_run() / "drawn"
    with (
        override_settings(
            MEDIA_ROOT=files / "media", FACTS_FILE=files / "facts.json", GENERATION_FILE=files / "generation"
        ),
        in_copy("drawn", _load_with_quick_pictures),
    ):
        yield files


def _load_with_quick_pictures() -> None:
    settings.FACTS_FILE.parent.mkdir(exist_ok=True)
    if kept := kept_file("KEPT_RENDITIONS"):
        shutil.copytree(
            kept, Path(settings.MEDIA_ROOT) / RENDITIONS
        )  # what is there already is not made anew
    with pytest.MonkeyPatch.context() as patch:
        # Larger files in half the time; browser tests look at pictures, not at their bytes.
        patch.setitem(renditions.ENCODERS, "avif", renditions.ENCODERS["avif"] | {"speed": 10})
        patch.setitem(renditions.ENCODERS, "webp", renditions.ENCODERS["webp"] | {"method": 0})
        call_command("load_demo", verbosity=0)


def skip_pictures(patch: pytest.MonkeyPatch) -> None:
    """Store one small file for every picture, and say that its renditions exist."""
    small = masters.Master(decoding.Drawn(_jpeg(), 2400, 1500))
    patch.setattr(master, "reencode", lambda upload: small)
    patch.setattr(renditions, "make", _say_that_they_are_made)


def _jpeg() -> bytes:
    encoded = io.BytesIO()
    Image.new("RGB", (2400, 1500)).save(encoded, "JPEG")
    return encoded.getvalue()


def _say_that_they_are_made(picture: Any) -> None:
    type(picture).objects.filter(pk=picture.pk).update(
        ready_widths=list(picture.widths), ready_focal_x=picture.focal_x, ready_focal_y=picture.focal_y
    )
