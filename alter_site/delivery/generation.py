"""The site's generation: a mark that changes whenever anything the public sees has changed.

Publishing, facts and redirects call :func:`advance_after_commit`; whatever is cached is cached under
:func:`current`. On one machine the mark is a number in a file, seen by every process at once.
With ``REDIS_URL`` it is a key that each process asks for at most once a second.
"""

import functools
import mmap
import os
import secrets
import threading
import time
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import transaction

SIZE = 8  # bytes
NO_GENERATION = bytes(SIZE)
LOOK_EVERY = 1.0  # seconds
REDIS_KEY = "alter:generation"
REDIS_ASK_EVERY = 1.0  # seconds


class FileGeneration:
    """A number in a file that every process of the machine has mapped into its memory.

    Reading it costs no system call. Asking the file system each time would be as right, but lets go of the
    interpreter's lock: with many readers at once that took a quarter of the answers a second.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._mapped: mmap.mmap | bytes = NO_GENERATION
        self._file = (0, 0)
        self._look_at = float("-inf")

    def current(self) -> str:
        if time.monotonic() >= self._look_at:
            self._look()
        return str(int.from_bytes(self._mapped[:SIZE], "big"))

    def advance(self) -> None:
        self._look()
        # Changes inside one tick of the clock must differ, and so must one after the clock was set back.
        later = max(time.time_ns(), int.from_bytes(self._mapped[:SIZE], "big") + 1)
        file = os.open(self.path, os.O_WRONLY | os.O_CREAT, 0o644)
        try:
            os.pwrite(file, later.to_bytes(SIZE, "big"), 0)
        finally:
            os.close(file)
        self._look()

    def _look(self) -> None:
        """Map the file anew if it is another one: somebody may have put a back-up in its place."""
        self._look_at = time.monotonic() + LOOK_EVERY
        try:
            with self.path.open("rb") as file:
                found = os.fstat(file.fileno())
                if (found.st_dev, found.st_ino) != self._file and found.st_size >= SIZE:
                    self._mapped = mmap.mmap(file.fileno(), SIZE, prot=mmap.PROT_READ)
                    self._file = (found.st_dev, found.st_ino)
        except FileNotFoundError:
            self._mapped, self._file = NO_GENERATION, (0, 0)


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
    return _redis if settings.REDIS_URL else _file(settings.GENERATION_FILE)


@functools.lru_cache(maxsize=1)
def _file(path: Path) -> FileGeneration:
    return FileGeneration(path)


def current() -> str:
    """Return the generation now in force."""
    return _store().current()


def advance_after_commit() -> None:
    """Start a new generation once the running transaction has committed."""
    transaction.on_commit(lambda: _store().advance())
