"""The pages that were read last, at most so many bytes of them.

Redirects and pages that are gone have a small room of their own: there may be one for every address that
somebody makes up, and none of them may push out a page that people read.
"""

from __future__ import annotations

import threading
from collections import OrderedDict

from .ready_page import ReadyPage

Key = tuple[str, str]  # host and path


FOR_THE_REST = 16  # one part in so many is for what is no page


class PageMemory:
    """Keeps pages, and apart from them what only leads to one or says that it is gone."""

    def __init__(self, capacity: int) -> None:
        self.pages = Room(capacity)
        self.rest = Room(capacity // FOR_THE_REST)

    @property
    def size(self) -> int:
        return self.pages.size + self.rest.size

    def get(self, key: Key) -> ReadyPage | None:
        return self.pages.get(key) or self.rest.get(key)

    def put(self, key: Key, page: ReadyPage) -> None:
        """Keep an answer in the place of the one that this address had."""
        room, other = (self.pages, self.rest) if page.is_a_page else (self.rest, self.pages)
        other.drop(key)
        room.put(key, page)

    def drop(self, key: Key) -> None:
        self.pages.drop(key)
        self.rest.drop(key)


class Room:
    """Forgets the page that nobody has read for longest. Reading takes no lock."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.size = 0
        self._pages: OrderedDict[Key, ReadyPage] = OrderedDict()
        self._writing = threading.Lock()

    def get(self, key: Key) -> ReadyPage | None:
        page = self._pages.get(key)
        if page is not None:
            try:  # noqa: SIM105 (a context manager would take as long as all the rest)
                self._pages.move_to_end(key)
            except KeyError:  # another thread may just have dropped it
                pass
        return page

    def put(self, key: Key, page: ReadyPage) -> None:
        with self._writing:
            self._forget(key)
            self._pages[key] = page
            self.size += page.size
            while self.size > self.capacity:
                self.size -= self._pages.popitem(last=False)[1].size

    def drop(self, key: Key) -> None:
        if key in self._pages:  # most are in the other room
            with self._writing:
                self._forget(key)

    def _forget(self, key: Key) -> None:
        if (page := self._pages.pop(key, None)) is not None:
            self.size -= page.size
