"""The demo content for the tests of a whole module: loaded once, without the minute its pictures take."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from PIL import Image

from alter_site.content import facts, masters, renditions
from alter_site.content.models import master


@contextmanager
def loaded_demo(django_db_blocker: Any) -> Iterator[None]:
    """Load the demo content; when the block ends nothing of it is left.

    It lies in a transaction around those of the tests, so a test may change it: the next one finds it whole.
    """
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        skip_pictures(patch)
        call_command("load_demo", verbosity=0)
        # Half-way through, requests were promised a time by the facts of that moment.
        facts._cached = None
        yield
        transaction.set_rollback(True)


def skip_pictures(patch: pytest.MonkeyPatch) -> None:
    """Store one small file for every picture, and say that its renditions exist."""
    small = masters.Master(Image.new("RGB", (1600, 1000)))
    patch.setattr(master, "reencode", lambda upload: small)
    patch.setattr(renditions, "make", _say_that_they_are_made)


def _say_that_they_are_made(picture: Any) -> None:
    type(picture).objects.filter(pk=picture.pk).update(ready_widths=list(renditions.WIDTHS))
