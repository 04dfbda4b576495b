"""The site's generation: a mark that changes whenever anything the public sees has changed.

Publishing, facts and redirects call :func:`advance_after_commit`; whatever is cached is cached under
:func:`current`. On one machine the mark is a file's modification time, seen by every process at once.
With ``REDIS_URL`` it is a key that each process asks for at most once a second.
"""

import os
import secrets
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
            return str(os.stat(self.path).st_mtime_ns)  # noqa: PTH116 (asked by every request: half the time)
        except FileNotFoundError:
            return "0"

    def advance(self) -> None:
        # Changes inside one tick of the clock must differ, and so must one after the clock was set back.
        later = max(time.time_ns(), int(self.current()) + 1)
        self.path.touch()
        os.utime(self.path, ns=(later, later))


class RedisGeneration:
    """A key shared by several web nodes. Its marks never repeat, whatever becomes of the server's memory.

    While Redis is away nobody can tell this process of a change, so every second starts a generation:
    pages are rendered once a second, slower and still correct.
    """

    def __init__(self) -> None:
        self._asking = threading.Lock()
        self._known = ""
        self._asked = float("-inf")
        self._is_owed = False  # a change of ours that Redis was not there to hear of

    def current(self) -> str:
        is_due = time.monotonic() - self._asked >= REDIS_ASK_EVERY
        # One thread asks; the others go on with what is known, unless nothing is.
        if is_due and self._asking.acquire(blocking=not self._known):
            try:
                self._asked = time.monotonic()
                self._known = self._ask()
            finally:
                self._asking.release()
        return self._known

    def advance(self) -> None:
        self._is_owed = True
        with self._asking:
            self._asked = time.monotonic()
            self._known = self._ask()

    def _ask(self) -> str:
        if self._is_owed:
            cache.set(REDIS_KEY, _new_mark(), timeout=None)
        mark = cache.get(REDIS_KEY)
        if mark is None:
            cache.add(REDIS_KEY, _new_mark(), timeout=None)
            mark = cache.get(REDIS_KEY)
        self._is_owed = self._is_owed and mark is None
        return mark or _new_mark()


def _new_mark() -> str:
    return f"{time.time_ns()}-{secrets.token_hex(4)}"


_redis = RedisGeneration()


def _store() -> FileGeneration | RedisGeneration:
    return _redis if settings.REDIS_URL else FileGeneration(settings.GENERATION_FILE)


def current() -> str:
    """Return the generation now in force."""
    return _store().current()


def advance_after_commit() -> None:
    """Start a new generation once the running transaction has committed."""
    transaction.on_commit(lambda: _store().advance())
