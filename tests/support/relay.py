"""A relay between a program and its server that can fall silent, as a machine does whose network is gone."""

from __future__ import annotations

import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from .demo_site import free_port


class Relay:
    """Listens on ``port`` and passes on what is sent; while it is silent, it takes all and says nothing."""

    def __init__(self, server_port: int) -> None:
        self.port, self._server_port = free_port(), server_port
        self.is_silent = False
        self._is_over = False
        self._listening = socket.create_server(("127.0.0.1", self.port), backlog=128)
        self._others: dict[socket.socket, socket.socket] = {}
        self._ready = selectors.DefaultSelector()
        self._ready.register(self._listening, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._is_over = True
        self._thread.join()
        for connection in (self._listening, *self._others):
            connection.close()

    def _run(self) -> None:
        while not self._is_over:
            for key, _ in self._ready.select(timeout=0.02):
                if self.is_silent:
                    break
                if key.fileobj is self._listening:
                    self._accept()
                else:
                    self._pass_on(key.fileobj)  # type: ignore[arg-type]
            else:
                continue
            threading.Event().wait(0.02)

    def _accept(self) -> None:
        near, _ = self._listening.accept()
        try:
            far = socket.create_connection(("127.0.0.1", self._server_port))
        except OSError:
            near.close()
            return
        for one, other in ((near, far), (far, near)):
            self._others[one] = other
            self._ready.register(one, selectors.EVENT_READ)

    def _pass_on(self, one: socket.socket) -> None:
        other = self._others.get(one)
        if other is None:
            return
        data = b""
        with suppress(OSError):
            data = one.recv(65536)
            other.sendall(data)
        if not data:
            for connection in (one, other):
                self._ready.unregister(connection)
                del self._others[connection]
                connection.close()


@contextmanager
def relay(server_port: int) -> Iterator[Relay]:
    """Relay to a server of this machine until the block ends."""
    running = Relay(server_port)
    try:
        yield running
    finally:
        running.close()
