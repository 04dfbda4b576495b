"""The site's generation: a mark that changes whenever anything the public sees has changed.

Publishing, facts and redirects call :func:`advance_after_commit`; whatever is cached is cached under
:func:`current`. On one machine the mark is a number in a file, seen by every process at once.
With ``REDIS_URL`` it is a key that each process asks for so often that it is at most a second behind.
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
# Together a second, less what a publisher may take between the commit and telling Redis.
REDIS_ASK_EVERY = 0.5  # seconds
REDIS_GOOD_FOR = 0.75  # seconds; whoever comes later waits for the answer
REDIS_PATIENCE = 0.25  # seconds; then Redis counts as away


class FileGeneration:
    """A number in a file that every process of the machine has mapped: reading it is no system call."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._mapped: mmap.mmap | bytes = NO_GENERATION
        self._file = (0, 0)
        self._look_at = float("-inf")

    def current(self) -> str:
        if time.monotonic() >= self._look_at:
            self._look()
        return str(int.from_bytes(self._mapped[:SIZE], "big"))

    current_if_known = current

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
        except OSError:  # too many files are open: what is mapped tells of every change all the same
            if self._mapped is NO_GENERATION:
                raise


class RedisGeneration:
    """A key shared by web nodes, whose marks never repeat. While Redis is away each second has its own."""

    def __init__(self) -> None:
        self._asking = threading.Lock()
        # One value, so that nobody reads a mark with the moment of another.
        self._known = ("", float("-inf"))  # the mark, and when it was certainly in force
        self._is_owed = False  # a change of ours that Redis has not heard of yet
        self._newest = ""

    def current(self) -> str:
        mark, known_at = self._known
        age = time.monotonic() - known_at
        if age < REDIS_ASK_EVERY:
            return mark
        # One thread asks. The others go on with what is known, unless it is so old that it may be wrong: a
        # node that nobody has read for an hour must not show what it knew then.
        is_good = age < REDIS_GOOD_FOR
        if self._asking.acquire(timeout=0 if is_good else REDIS_PATIENCE):
            try:
                if self._age() >= REDIS_ASK_EVERY:
                    self._learn()
            finally:
                self._asking.release()
        elif not is_good and self._age() >= REDIS_GOOD_FOR:
            self._known = (_new_mark(), time.monotonic())
        return self._known[0]

    def current_if_known(self) -> str:
        mark, known_at = self._known
        return mark if time.monotonic() - known_at < REDIS_ASK_EVERY else ""

    def advance(self) -> None:
        with self._asking:
            # Not before: who asks at this moment would take the answer for one to this change.
            self._is_owed = True
            self._learn()

    def _age(self) -> float:
        return time.monotonic() - self._known[1]

    def _learn(self) -> None:
        asked_at = time.monotonic()
        mark = self._ask()
        self._known = (mark, asked_at) if mark else (_new_mark(), time.monotonic())

    def _ask(self) -> str | None:
        """Return the mark that Redis holds; None while it is away or does not take what we have to tell."""
        mark = self._held()
        # One that was restored from its disk holds a mark that pages may still be kept under.
        if self._is_owed or mark is None or mark < self._newest:
            ours = _new_mark()
            cache.set(REDIS_KEY, ours, timeout=None)
            mark = self._held()
            # One that is full, or a replica, refuses what it is told and still answers: with the old mark.
            if mark != ours:
                return None
        self._is_owed, self._newest = False, mark
        return mark

    def _held(self) -> str | None:
        mark = cache.get(REDIS_KEY)
        return mark if isinstance(mark, str) else None


def _new_mark() -> str:
    """Return a mark that was never in force; later ones are greater as long as the clocks agree."""
    return f"{time.time_ns()}-{secrets.token_hex(4)}"


# Made before any thread asks: what it still owes to Redis must not be forgotten with a second one.
_redis = RedisGeneration()


@functools.cache
def _store() -> FileGeneration | RedisGeneration:
    """Decide once: asking the settings at every request took half as long as all else about a warm page."""
    return _redis if settings.REDIS_URL else FileGeneration(settings.GENERATION_FILE)


def current() -> str:
    """Return the generation now in force."""
    return _store().current()


def current_if_known() -> str:
    """Return the same without ever waiting for it; nothing where somebody would have to be asked first."""
    return _store().current_if_known()


def advance_after_commit() -> None:
    """Start a new generation once the running transaction has committed."""
    transaction.on_commit(lambda: _store().advance())
