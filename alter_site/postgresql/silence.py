"""Does a database server answer at all? Asked before libpq is, which waits for two seconds at least.

A server that has stopped refuses a connection at once. One whose machine or network is gone takes what is
sent and says nothing, and whoever waits for it holds a thread that others need.
"""

from __future__ import annotations

import socket
import struct
import threading
import time
from typing import Any

from django.db.utils import OperationalError

PATIENCE = 0.5  # seconds; a server that is near answers in a thousandth
# A silent server is asked again so much later, by one request. All others are told at once.
ASK_AGAIN_AFTER = 1.0  # seconds

# The first thing that any client may send: may it be TLS? The answer is one letter.
QUESTION = struct.pack("!ii", 8, 80877103)


class Silent(OperationalError):
    """The server takes what is sent and does not answer."""

    def __init__(self) -> None:
        super().__init__("The database server does not answer.")


class Listener:
    """What this process knows about one server."""

    def __init__(self, host: str, port: int) -> None:
        self.address = (host, port)
        self._ask_at: float | None = None  # while it is silent
        self._asking = threading.Lock()

    def refuse_silence(self) -> None:
        """Raise ``Silent`` unless the server answers. Other faults are left to libpq, which tells them."""
        if self._ask_at is None:
            self._find_out()
        elif time.monotonic() < self._ask_at or not self._asking.acquire(blocking=False):
            raise Silent
        else:
            try:
                self._find_out()
            finally:
                self._asking.release()

    def _find_out(self) -> None:
        try:
            self._ask()
        except TimeoutError as error:
            self._ask_at = time.monotonic() + ASK_AGAIN_AFTER
            raise Silent from error
        except OSError:
            pass
        self._ask_at = None

    def _ask(self) -> None:
        end = time.monotonic() + PATIENCE
        with socket.create_connection(self.address, PATIENCE) as connection:
            connection.sendall(QUESTION)
            connection.settimeout(max(end - time.monotonic(), 0.01))
            connection.recv(1)


_listeners: dict[tuple[str, int], Listener] = {}


def refuse_silence(settings: dict[str, Any]) -> None:
    """Raise ``Silent`` when the server that a connection's settings name takes all and says nothing."""
    host, port = settings["HOST"], int(settings["PORT"] or 5432)
    # A socket file is on this machine; of several hosts libpq knows how to try one after the other.
    if host and not host.startswith(("/", "@")) and "," not in host:
        _listeners.setdefault((host, port), Listener(host, port)).refuse_silence()
