"""Where uploads are decoded: in a process of their own, one at a time for each of ours.

A picture of a few kilobytes may unpack to hundreds of megabytes. One at a time, so that many of them cost no
more memory than one; the others wait their turn, and are told after :data:`PATIENCE` that there are too many.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from dataclasses import dataclass
from typing import Any

from . import decoder
from .decoder import FORMATS, Refused, Wanted

PATIENCE = 10  # seconds that an upload waits for its turn
LONGEST = 15  # seconds that one may take, reading and waiting for the processor included
# Phones of today write 5712 x 4284 pixels and call it 24 megapixels.
MOST_PIXELS = 24_500_000

BUSY, DAMAGED = "busy", "damaged"
_turn = threading.Lock()


@dataclass(frozen=True)
class Drawn:
    """A picture that we encoded ourselves."""

    jpeg: bytes
    width: int
    height: int


def draw(upload: bytes, wanted: Wanted) -> Drawn:
    """Return the upload drawn anew.

    Raises:
        Refused: it cannot be used (see :mod:`~alter_site.content.decoder`), or too many wait (``busy``).
    """
    if not _turn.acquire(timeout=PATIENCE):
        raise Refused(BUSY)
    try:
        answer = run(decoder.question(upload, wanted))
    finally:
        _turn.release()
    line, _, jpeg = answer.partition(b"\n")
    told: dict[str, Any] = json.loads(line) if line else {"reason": DAMAGED}
    if reason := told.get("reason"):
        raise Refused(reason, told.get("width", 0))
    return Drawn(jpeg, told["width"], told["height"])


def run(question: bytes) -> bytes:
    """Ask the decoder in a process without our environment. Returns nothing if it broke down."""
    try:
        ended = subprocess.run(
            [sys.executable, "-I", decoder.__file__],
            input=question,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            timeout=LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return b""
    return ended.stdout if ended.returncode == 0 else b""


__all__ = ["BUSY", "FORMATS", "MOST_PIXELS", "Drawn", "Refused", "Wanted", "draw"]
