"""Many readers at once, each with a connection of their own, who write down what they were shown and when."""

from __future__ import annotations

import functools
import http.client
import itertools
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import brotli

from .publisher import numbers_in
from .waiting import PATIENCE, wait_until

FOUND, UNCHANGED = 200, 304


@dataclass(frozen=True, slots=True)
class Read:
    """One answer, or why there was none."""

    reader: int
    port: int
    path: str
    begun: float
    ended: float
    status: int
    numbers: frozenset[int]
    fault: str = ""


@dataclass
class Readers:
    """People who read ``paths`` in turn as fast as they are answered, spread over the servers at ``ports``.

    Every other one says what they have already, as a browser does that shows a page again.
    """

    ports: Sequence[int]
    paths: Sequence[str]
    number: int
    reads: list[Read] = field(default_factory=list)
    _is_over: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Read until the block ends; it begins when everybody has read every page once."""
        threads = [threading.Thread(target=self._read, args=(reader,)) for reader in range(self.number)]
        for thread in threads:
            thread.start()
        try:
            self.wait_until_all_have_asked_since(0)
            yield
        finally:
            self._is_over.set()
            for thread in threads:
                thread.join()

    def wait_until_all_have_asked_since(self, moment: float) -> None:
        """Wait until each reader was answered every page that they asked for after this moment."""
        wanted = set(itertools.product(range(self.number), self.paths))
        seen = 0

        def all_have() -> bool:
            nonlocal seen
            seen, new = len(self.reads), self.reads[seen:]
            wanted.difference_update((read.reader, read.path) for read in new if read.begun > moment)
            return not wanted

        wait_until(all_have, "everybody is answered every page")

    def _read(self, reader: int) -> None:
        port = self.ports[reader % len(self.ports)]
        connection = http.client.HTTPConnection("localhost", port, timeout=PATIENCE)
        kept: dict[str, tuple[str, frozenset[int]]] = {}
        is_returning = reader // len(self.ports) % 2 == 1
        # Not all of them in step: some read one page while others read another.
        for turn in itertools.count(reader):
            if self._is_over.is_set():
                break
            path = self.paths[turn % len(self.paths)]
            headers = {"Accept-Encoding": "br"}
            if is_returning and path in kept:
                headers["If-None-Match"] = kept[path][0]
            begun, status, numbers, fault = time.monotonic(), 0, frozenset[int](), ""
            try:
                connection.request("GET", path, headers=headers)
                answer = connection.getresponse()
                status, body = answer.status, answer.read()
                if status == FOUND:
                    numbers = _numbers(body, answer.headers["Content-Encoding"])
                    kept[path] = (answer.headers["ETag"], numbers)
                elif status == UNCHANGED:
                    numbers = kept[path][1]
            except (OSError, http.client.HTTPException, brotli.error) as error:
                fault = repr(error)
                connection.close()
            self.reads.append(Read(reader, port, path, begun, time.monotonic(), status, numbers, fault))
        connection.close()


# Everybody is sent the same few pages: unpacking each of them once leaves the machine to the servers.
@functools.lru_cache(maxsize=256)
def _numbers(body: bytes, encoding: str | None) -> frozenset[int]:
    return frozenset(numbers_in(brotli.decompress(body) if encoding == "br" else body))
