"""The site's generation: a mark that changes whenever anything the public sees has changed.

Publishing, facts and redirects call :func:`advance` after commit; whatever is cached is cached under
:func:`current`. On one machine the mark is a file's modification time, seen by every process at once.
With ``REDIS_URL`` it is a counter that each process asks for at most once a second.
"""

import os
import threading
import time
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import transaction

REDIS_KEY = "alter:generation"
REDIS_ASK_EVERY = 1.0  # seconds


class FileGeneration:
    """A file whose modification time, in nanoseconds, is the generation."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def current(self) -> str:
        try:
            return str(self.path.stat().st_mtime_ns)
        except FileNotFoundError:
            return "0"

    def advance(self) -> None:
        # Changes inside one tick of the clock must differ, and so must one after the clock was set back.
        later = max(time.time_ns(), int(self.current()) + 1)
        self.path.touch()
        os.utime(self.path, ns=(later, later))


class RedisGeneration:
    """A counter shared by several web nodes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known = ("0", float("-inf"))

    def current(self) -> str:
        value, asked = self._known
        if time.monotonic() - asked < REDIS_ASK_EVERY:
            return value
        with self._lock:
            value = str(cache.get(REDIS_KEY, 0))
            self._known = (value, time.monotonic())
        return value

    def advance(self) -> None:
        cache.add(REDIS_KEY, 0, timeout=None)
        cache.incr(REDIS_KEY)
        self._known = ("0", float("-inf"))


_redis = RedisGeneration()


def _store() -> FileGeneration | RedisGeneration:
    return _redis if settings.REDIS_URL else FileGeneration(Path(settings.GENERATION_FILE))


def current() -> str:
    """Return the generation now in force."""
    return _store().current()


def advance_after_commit() -> None:
    """Start a new generation once the running transaction has committed."""
    transaction.on_commit(lambda: _store().advance())
