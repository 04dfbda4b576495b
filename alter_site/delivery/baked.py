"""Every live page as files that a web server can send by itself, and the page cache's second level.

``BAKED_DIR/current`` leads to a folder with each page as ``index.html`` at its path (``robots.txt`` and its
like under their own names) and beside it the same page as ``.br`` and ``.gz``. The record has their headers;
nginx has its own (:mod:`.nginx_headers`). :mod:`.baking` fills a folder; one in use never changes.
"""

from __future__ import annotations

import functools
import gzip
import json
import math
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import brotli
from django.conf import settings

from .ready_page import ReadyPage
from .release import release

CURRENT = "current"
RECORD = "pages.json"
SUFFIXES = {"": "", "br": ".br", "gzip": ".gz"}
DECODERS: dict[str, Callable[[bytes], bytes]] = {"": bytes, "br": brotli.decompress, "gzip": gzip.decompress}


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
    broken: dict[str, float] = field(default_factory=dict)  # path: when it is tried again

    def is_good(self, now: float) -> bool:
        """Has the clock made nothing of it another page, and is nothing broken due for another attempt?"""
        return all(page.is_good(now) for page in self.pages.values()) and all(
            moment > now for moment in self.broken.values()
        )

    def is_of(self, mark: str) -> bool:
        return (self.generation, self.release) == (mark, release())


def file_of(path: str) -> str:
    """Return where a page lies in its folder."""
    name = path.removeprefix("/")
    return f"{name}index.html" if path.endswith("/") else name


def read(path: str) -> ReadyPage | None:
    """Return a baked page; none if its files are not what was written.

    One of another release is of no generation: good only where nothing else is.
    """
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
    if not _are_whole(bodies):
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


def _are_whole(bodies: dict[str, bytes]) -> bool:
    """Do all encodings unpack to the same page?"""
    try:
        plain = {DECODERS[encoding](body) for encoding, body in bodies.items()}
    except (OSError, EOFError, zlib.error, brotli.error):
        return False
    return len(plain) == 1


@functools.lru_cache(maxsize=1)
def _record(folder: Path) -> Record:
    """Return the record of a folder. One that is not as we write it is as good as none."""
    try:
        found = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        record = Record(
            **found | {"pages": {path: BakedPage(**page) for path, page in found["pages"].items()}}
        )
        return record if _is_as_written(record) else Record()
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Record()


def _is_as_written(record: Record) -> bool:
    texts = (record.generation, record.release)
    pairs = [pair for headers in record.headers for pair in headers]
    return (
        all(isinstance(text, str) for text in texts)
        and all(len(pair) == 2 and all(isinstance(text, str) for text in pair) for pair in pairs)
        and all(isinstance(moment, int | float) for moment in record.broken.values())
        and all(_is_page(path, page, len(record.headers)) for path, page in record.pages.items())
    )


def _is_page(path: str, page: BakedPage, sets: int) -> bool:
    return (
        page.file == file_of(path)
        and isinstance(page.headers, int)
        and 0 <= page.headers < sets
        and set(page.encodings) in ({""}, {"br", "gzip"})
        and isinstance(page.etag, str)
        and isinstance(page.route, str)
        and isinstance(page.until, int | float | None)
    )
