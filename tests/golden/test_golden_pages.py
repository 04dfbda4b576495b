"""Every demo page, compared with what it was before the content package was rebuilt.

The stored file holds, for each page: its content as a new edition would store it, the content hash, its
links and the HTML that is served. ``GOLDEN=write`` in the environment writes the file anew.
"""

from __future__ import annotations

import json
import lzma
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from alter_site.content.models import EditionLink, Publication
from tests.support.demo import loaded_demo

pytestmark = [pytest.mark.xdist_group("golden"), pytest.mark.django_db]

STORED = Path(__file__).with_name("pages.json.xz")
MOMENT = "2026-12-08T18:00:00Z"


@pytest.fixture(scope="module", autouse=True)
def _demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with loaded_demo(django_db_blocker):
        yield


def pages() -> dict[str, Any]:
    with time_machine.travel(MOMENT, tick=False):
        live = Publication.objects.live(timezone.now()).select_related("edition").order_by("path")
        return {row.path: page(row) for row in live}


def page(row: Publication) -> dict[str, Any]:
    links = EditionLink.objects.filter(edition=row.edition).order_by("position")
    return {
        "hash": row.edition.content_hash,
        "kind": row.edition.kind,
        "body": row.edition.body,
        "picture": row.edition.picture,
        "links": [[link.relation, str(link.target_id)] for link in links],
        "html": Client().get(row.path).content.decode().split("\n"),
    }


@pytest.fixture(scope="module")
def both(_demo: None, django_db_blocker: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    with django_db_blocker.unblock():
        now = pages()
    if os.environ.get("GOLDEN") == "write":
        STORED.write_bytes(lzma.compress(json.dumps(now, indent=0).encode()))
    return json.loads(lzma.decompress(STORED.read_bytes())), now


@pytest.mark.parametrize("part", ["hash", "kind", "body", "picture", "links", "html"])
def test_every_demo_page_is_what_it_was(both, part):
    before, now = both
    assert now.keys() == before.keys()
    changed = [path for path in now if now[path][part] != before[path][part]]
    assert changed == [], difference(before[changed[0]][part], now[changed[0]][part])


def difference(before: Any, now: Any) -> str:
    old, new = (json.dumps(value, indent=0).split("\n") for value in (before, now))
    return "\n".join(
        [f"- {line}" for line in old if line not in new] + [f"+ {line}" for line in new if line not in old]
    )[:3000]
