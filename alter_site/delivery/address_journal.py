"""Notes which redirects were followed and which addresses were not found, without a query and without who.

Each is one short line at the end of a file that the worker of this machine takes away at every tick. The file
has a largest size: whoever asks for a million made-up addresses fills it, and the rest is not noted.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

MOST_BYTES = 256_000  # between two ticks


def note(line: str) -> None:
    """Note one line. Nobody's answer fails or waits because it cannot be noted."""
    with contextlib.suppress(OSError, UnicodeError):
        file = os.open(settings.ADDRESS_JOURNAL, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            if os.fstat(file).st_size < MOST_BYTES:
                os.write(file, f"{line}\n".encode("ascii"))
        finally:
            os.close(file)


def taken() -> Iterator[str]:
    """Take away and yield what was noted since; a line of this very moment may be lost."""
    path = Path(settings.ADDRESS_JOURNAL)
    away = path.with_name(f"{path.name}-taken")
    # One may be left by a worker that was killed meanwhile.
    if not away.exists():
        try:
            path.replace(away)
        except FileNotFoundError:
            return
    text = away.read_text(encoding="ascii", errors="replace")
    away.unlink()
    yield from text.splitlines()
