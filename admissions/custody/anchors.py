"""Anchors: where the log of looks ended, told to a place that nobody inside can rewrite.

``LOOK_ANCHORS`` names the sink. The worker tells it number, code and time of the last look after every 50
looks or 15 minutes, whichever comes first. :func:`admissions.custody.chain.verify_chain` compares the table
with what lies there.

=============================== ================================================================
``file:///path/anchors.log``    appended and synced; on a file that only the system may shorten
``syslog:///dev/log``           to the machine's own syslog, which passes it on
``syslog://host:514``           to a collector, by UDP
``s3://bucket/folder``          an object each, in a bucket whose objects are locked by default; elsewhere
                                than at Amazon with ``?endpoint=https://store.example.com``
=============================== ================================================================
"""

from __future__ import annotations

import contextlib
import datetime
import logging
import logging.handlers
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from django.utils.module_loading import import_string

from ..models.access import ChainHead, PhiAccess

EVERY_LOOKS = 50
EVERY = datetime.timedelta(minutes=15)
# The worker looks four times a minute; what is twice as old as it should be, or as much, was held back.
LATE = 2
LINE = re.compile(r"look-anchor (?P<number>\d{1,18}) (?P<code>[0-9a-f]{64}) (?P<at>[0-9TZ:-]{20})")


class CannotBeRead(Exception):
    """The sink only takes: whoever checks has to bring what it wrote. The message says so."""


@dataclass(frozen=True)
class Anchor:
    """Where the log ended at a moment: the last look's number and code."""

    number: int
    code: str
    at: str  # 2026-11-23T20:00:00Z

    @property
    def line(self) -> str:
        """Return it as a sink keeps it."""
        return f"look-anchor {self.number} {self.code} {self.at}"


def in_text(text: Iterable[str]) -> Iterator[Anchor]:
    """Yield the anchors in the lines of a file, whatever else a collector wrote into them."""
    for line in text:
        if found := LINE.search(line):
            yield Anchor(int(found["number"]), found["code"], found["at"])


# --- sinks --------------------------------------------------------------------------------------------


# Each keeps an anchor, and reads all of them again. They raise OSError, or what a bucket's client raises.


class AppendOnlyFile:
    """A file that is only ever appended to."""

    def __init__(self, address: str) -> None:
        self.path = Path(urlsplit(address).path)

    def write(self, anchor: Anchor) -> None:
        descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.write(descriptor, f"{anchor.line}\n".encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def read(self) -> list[Anchor]:
        try:
            with self.path.open(encoding="ascii", errors="replace") as lines:
                return list(in_text(lines))
        except FileNotFoundError:
            return []


class _Heard(logging.handlers.SysLogHandler):
    """Says when a line did not leave, where the stock handler keeps quiet."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (logging's name)
        error = sys.exc_info()[1]
        if error is not None:
            raise error


class Syslog:
    """The system's log, here or on another machine."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        port = parts.port or logging.handlers.SYSLOG_UDP_PORT
        self.where = (parts.hostname, port) if parts.hostname else parts.path

    def write(self, anchor: Anchor) -> None:
        with contextlib.closing(_Heard(self.where, logging.handlers.SysLogHandler.LOG_AUTH)) as out:
            out.emit(logging.makeLogRecord({"msg": f"alter: {anchor.line}", "levelname": "WARNING"}))

    def read(self) -> list[Anchor]:
        raise CannotBeRead("A syslog cannot be read back. Give its file: verify_chain --anchors FILE.")


class LockedBucket:
    """A bucket whose own rule locks each object: nobody can replace or remove one before its time."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.folder = parts.path.strip("/")
        endpoint = dict(parse_qsl(parts.query)).get("endpoint")
        store: Any = import_string("alter_site.object_store.ObjectStore")
        self.bucket = store(bucket_name=parts.netloc, endpoint_url=endpoint).bucket

    def write(self, anchor: Anchor) -> None:
        # The whole anchor is the name: an object that somebody puts over it changes nothing.
        name = f"{anchor.number:018d}_{anchor.code}_{anchor.at.replace(':', '.')}"
        key = f"{self.folder}/{name}".lstrip("/")
        self.bucket.put_object(Key=key, Body=f"{anchor.line}\n".encode(), ContentType="text/plain")

    def read(self) -> list[Anchor]:
        # Every version: a mark of deletion hides an object and leaves its versions.
        versions = self.bucket.object_versions.filter(Prefix=f"{self.folder}/".lstrip("/"))
        names = {version.object_key.rpartition("/")[2] for version in versions}
        lines = (f"look-anchor {name.replace('_', ' ').replace('.', ':')}" for name in sorted(names))
        return list(in_text(lines))


Sink = AppendOnlyFile | Syslog | LockedBucket
SINKS: dict[str, type[Sink]] = {"file": AppendOnlyFile, "syslog": Syslog, "s3": LockedBucket}


def sink() -> Sink | None:
    """Return where anchors go; None when nothing is set, in production. Raises ImproperlyConfigured.

    Elsewhere it is a file beside the database: whoever tries the site out sees how it works.
    """
    address: str = settings.LOOK_ANCHORS
    if not address and settings.SITE_ENV == "production":
        return None
    address = address or f"file://{Path(settings.VAR_DIR).absolute()}/look-anchors.log"
    parts = urlsplit(address)
    has_place = parts.netloc if parts.scheme == "s3" else parts.path if parts.scheme == "file" else address
    if parts.scheme not in SINKS or not has_place or (parts.scheme == "file" and parts.netloc):
        raise ImproperlyConfigured(
            "LOOK_ANCHORS must read file:///path, syslog:///dev/log, syslog://host:514 or s3://bucket/folder."
        )
    return SINKS[parts.scheme](address)


# --- writing and demanding ----------------------------------------------------------------------------


def write_due() -> Anchor | None:
    """Tell the sink where the log ends, if enough looks or time have passed. The worker calls it.

    Raises what the sink raises: the worker says so in its log and tries again at the next tick.
    """
    place, now = sink(), timezone.now()
    head = ChainHead.objects.filter(pk=ChainHead.ONLY).first()
    if place is None or head is None or head.sequence == head.anchored:
        return None
    is_time = head.anchored_at is None or abs(now - head.anchored_at) >= EVERY
    if abs(head.sequence - head.anchored) < EVERY_LOOKS and not is_time:
        return None
    anchor = Anchor(head.sequence, head.code, now.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    place.write(anchor)
    # Of two workers at once the later look stays; one anchor too many does no harm.
    ChainHead.objects.filter(pk=ChainHead.ONLY).update(anchored=anchor.number, anchored_at=now)
    return anchor


def without_anchor(last: int, not_held: Sequence[datetime.datetime]) -> Iterator[str]:
    """Say that looks after the last anchor should have had one; ``not_held`` is when they were written."""
    if not not_held:
        return
    is_late = timezone.now() - min(not_held) > LATE * EVERY
    if is_late or len(not_held) > LATE * EVERY_LOOKS:
        first = last - len(not_held) + 1
        yield f"Looks {first} to {last} have no anchor outside. Does the worker run?"


def are_kept() -> bool:
    """Are all looks anchored that should be? Only what the database says of it; ``/readyz`` asks often."""
    head = ChainHead.objects.filter(pk=ChainHead.ONLY).first()
    if head is None:
        return True
    waiting = (
        PhiAccess.objects.filter(sequence__gt=head.anchored).order_by("sequence").values_list("at", flat=True)
    )
    return not list(without_anchor(head.sequence, list(waiting[: LATE * EVERY_LOOKS + 1])))


def known(file: Path | None = None) -> list[Anchor]:
    """Return every anchor there is, from ``file`` if one is given. Raises CannotBeRead, in words."""
    try:
        if file is not None:
            with file.open(encoding="utf-8", errors="replace") as lines:
                return list(in_text(lines))
        place = sink()
        if place is None:
            raise CannotBeRead("LOOK_ANCHORS is not set: nothing outside says where the log ends.")
        return place.read()
    except CannotBeRead:
        raise
    except Exception as error:
        raise CannotBeRead(f"The anchors cannot be read ({type(error).__name__}).") from error
