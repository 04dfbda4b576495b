"""The one door to every picture somebody sends: asked for its size, then drawn by a process of its own.

One picture at a time in each process of ours, with limits of memory and time that only the drawing process
can run into. The file goes there through a pipe and is never written anywhere.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from . import drawing, picture_header
from .drawing import DAMAGED, PIXELS, TYPE, NotDrawn, Order

WAIT = 4.0  # seconds for one's turn
IN_LINE = 2  # of the four threads of a process; the others are for pages
WAIT_FOR_A_PLACE = 0.25  # seconds; in a page's way, so not for long
LONGEST = 15.0  # seconds for one picture on a busy machine, ``drawing.MOST_SECONDS`` of them its own

# Semaphores wake who has waited longest; a lock does not.
_slot = threading.BoundedSemaphore(1)
_line = threading.BoundedSemaphore(IN_LINE)


class Busy(Exception):
    """Other pictures are being drawn; nothing is wrong with this one."""


@dataclass(frozen=True)
class Drawn:
    """A picture encoded by us."""

    jpeg: bytes
    width: int
    height: int


def draw(data: bytes, order: Order) -> Drawn:
    """Return the picture in ``data`` as a JPEG of our own.

    Raises:
        NotDrawn: it cannot be used; ``reason`` says why.
        Busy: others came first, and it was not looked at.
    """
    if not picture_header.is_ours(data):
        raise NotDrawn(TYPE)
    size = picture_header.size(data)
    if size is None:
        raise NotDrawn(DAMAGED)
    if size[0] * size[1] > drawing.MOST_PIXELS:
        raise NotDrawn(PIXELS)
    with _turn():
        answer, jpeg = _asked(picture_header.without_extras(data), order)
    if "reason" in answer:
        raise NotDrawn(answer["reason"], answer["width"])
    return Drawn(jpeg, answer["width"], answer["height"])


@contextlib.contextmanager
def _turn() -> Iterator[None]:
    """Wait for the slot, but not for long, and not many at once: threads that wait answer nobody."""
    if not _slot.acquire(blocking=False):
        if not _line.acquire(timeout=WAIT_FOR_A_PLACE):
            raise Busy
        try:
            if not _slot.acquire(timeout=WAIT):
                raise Busy
        finally:
            _line.release()
    try:
        yield
    finally:
        _slot.release()


def _asked(data: bytes, order: Order) -> tuple[dict[str, Any], bytes]:
    # Isolated, and without our environment: neither our keys nor our folder are within its reach.
    command = [sys.executable, "-I", drawing.__file__, json.dumps(dataclasses.asdict(order))]
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, env=kept, timeout=LONGEST, check=True, cwd="/"
        )
        said, _, jpeg = done.stdout.partition(b"\n")
        answer: dict[str, Any] = json.loads(said)
    except (subprocess.SubprocessError, ValueError):
        # Out of memory or time, or a decoder that broke.
        raise NotDrawn(DAMAGED) from None
    return answer, jpeg
