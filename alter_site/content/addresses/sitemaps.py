"""Sitemaps: the live pages of each kind, with the moment each edition was frozen, some to a file."""

from __future__ import annotations

import datetime
import functools
from collections import Counter
from collections.abc import Iterable
from xml.sax.saxutils import escape

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count
from django.urls import reverse

from ..kinds import page_models
from ..models import Publication

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
PER_FILE = 100  # pages; a file costs the same on a site of any size


def urls(kind: str, number: int, now: datetime.datetime) -> list[tuple[str, datetime.datetime]]:
    """Return address and date of each page in one file. One query."""
    options = page_models()[kind]._meta
    start = (number - 1) * PER_FILE
    rows = (
        Publication.objects.live(now)
        .filter(content_type__app_label=options.app_label, content_type__model=options.model_name)
        .order_by("path")
    )
    # Each demo page asks not to be indexed, and on the real site none is offered either. On a demo site the
    # files stay whole: they are the list of its pages, which audits and tests walk.
    if settings.SITE_ENV == "production":
        rows = rows.filter(edition__is_demo=False)
    return list(rows.values_list("path", "edition__frozen_at")[start : start + PER_FILE])


def files(now: datetime.datetime) -> list[tuple[str, int]]:
    """Return kind and number of every file that lists a live page. Two queries, three in a new process."""
    types = ContentType.objects.get_for_models(*page_models().values())
    # Not of a column: SQLite would read it from every row, which doubles the time.
    counted = Publication.objects.values_list("content_type").annotate(pages=Count("*"))
    pages = Counter(dict(counted))
    # Those that are not live are few and have indexes of their own; asking each whether it is takes longer.
    not_live = Publication.objects.filter(live_until__lte=now)
    pages.subtract(not_live.values_list("content_type", flat=True))
    return [
        (kind, number)
        for kind, model in page_models().items()
        for number in range(1, -(-pages[types[model].pk] // PER_FILE) + 1)
    ]


@functools.lru_cache(maxsize=1_000)
def address(kind: str, number: int) -> str:
    """Return the address of a file; the first of each kind has no number."""
    return reverse("sitemap_section", kwargs={"kind": kind} | ({"number": number} if number > 1 else {}))


def urlset(rows: Iterable[tuple[str, datetime.datetime]]) -> str:
    """Return one file: https://www.sitemaps.org/protocol.html."""
    return _document(
        "urlset",
        (f"<url>{_location(path)}<lastmod>{frozen_at:%Y-%m-%d}</lastmod></url>" for path, frozen_at in rows),
    )


def index(paths: Iterable[str]) -> str:
    """Return the list of all files."""
    return _document("sitemapindex", (f"<sitemap>{_location(path)}</sitemap>" for path in paths))


def _document(root: str, entries: Iterable[str]) -> str:
    # A template took twenty times as long for each entry.
    lines = "\n".join(entries)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{NAMESPACE}">\n{lines}\n</{root}>\n'


def _location(path: str) -> str:
    """Say where a page is, on the canonical origin: the request's host could be anything."""
    return f"<loc>{escape(settings.SITE_URL + path)}</loc>"
