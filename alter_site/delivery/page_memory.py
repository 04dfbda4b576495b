"""The pages that were read last, at most so many bytes of them."""

from __future__ import annotations

import threading
from collections import OrderedDict

from .ready_page import ReadyPage

Key = tuple[str, str]  # host and path


class PageMemory:
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
        with self._writing:
            self._forget(key)

    def _forget(self, key: Key) -> None:
        if (page := self._pages.pop(key, None)) is not None:
            self.size -= page.size
