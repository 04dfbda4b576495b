"""Every live page as files that a web server can send by itself, and the page cache's second level.

``BAKED_DIR/current`` leads to a folder with each page as ``index.html`` at its path (``robots.txt`` and its
like under their own names) and beside it the same page as ``.br`` and ``.gz``. The record has their headers;
nginx has its own (:mod:`.nginx_headers`). :mod:`.baking` fills a folder; one in use never changes.
"""

from __future__ import annotations

import functools
import json
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from .ready_page import ReadyPage
from .release import release

CURRENT = "current"
RECORD = "pages.json"
SUFFIXES = {"": "", "br": ".br", "gzip": ".gz"}


@dataclass(slots=True)
class BakedPage:
    """What the record says of one page. ``headers`` is a place in the record's list of sets."""

    file: str
    headers: int
    encodings: list[str]
    etag: str
    route: str
    until: float | None

    def is_good(self, now: float) -> bool:
        """Has the clock not made it another page?"""
        return self.until is None or self.until > now


@dataclass(slots=True)
class Record:
    """What a folder holds, and what it was made from."""

    generation: str = ""
    release: str = ""
    headers: list[list[list[str]]] = field(default_factory=list)
    pages: dict[str, BakedPage] = field(default_factory=dict)

    def is_of(self, mark: str) -> bool:
        return (self.generation, self.release) == (mark, release())


def file_of(path: str) -> str:
    """Return where a page lies in its folder."""
    name = path.removeprefix("/")
    return f"{name}index.html" if path.endswith("/") else name


def read(path: str) -> ReadyPage | None:
    """Return a baked page. One of another release is of no generation: good only where nothing else is."""
    folder, record = in_use()
    if folder is None or (page := record.pages.get(path)) is None:
        return None
    try:
        bodies = {
            encoding: (folder / f"{page.file}{SUFFIXES[encoding]}").read_bytes()
            for encoding in page.encodings
        }
    except OSError:  # swapped out and cleared away meanwhile
        return None
    return ReadyPage(
        status="200 OK",
        headers=[(name, value) for name, value in record.headers[page.headers]],
        bodies=bodies,
        etag=page.etag,
        route=page.route,
        until=math.inf if page.until is None else page.until,
        generation=record.generation if record.release == release() else "",
    )


def in_use() -> tuple[Path | None, Record]:
    """Return the folder in use and its record; None before anything was baked."""
    root = Path(settings.BAKED_DIR)
    try:
        folder = root / (root / CURRENT).readlink()
    except OSError:
        return None, Record()
    return folder, _record(folder)


@functools.lru_cache(maxsize=1)
def _record(folder: Path) -> Record:
    try:
        found: dict[str, Any] = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        pages = {path: BakedPage(**page) for path, page in found.pop("pages").items()}
        return Record(**found, pages=pages)
    except (OSError, ValueError, TypeError, KeyError):
        return Record()
