"""A TCP relay between a program and its server that can stop answering, as when a network is gone."""

from __future__ import annotations

import selectors
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from .demo_site import free_port
from .waiting import wait_until


class Relay:
    """Listens on ``port`` and passes on what is sent; while it is silent, it takes all and says nothing.

    It counts: ``tries``, the connections that were opened to it, and ``most_held``, the most that waited
    for a word at one moment of its silence. ``notes`` is called with the port of whoever sent something,
    and what it was.
    """

    def __init__(self, server_port: int, notes: Callable[[int, bytes], None] | None = None) -> None:
        self.port, self._server_port, self._notes = free_port(), server_port, notes
        self.is_silent = False
        self.tries = self.most_held = 0
        self._is_over = self._is_refusing = False
        self._listening: socket.socket | None = None
        self._others: dict[socket.socket, socket.socket] = {}
        self._near: dict[socket.socket, int] = {}
        self._held: dict[socket.socket, bytes] = {}  # and what they have said
        self._ready = selectors.DefaultSelector()
        self._listen()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """Refuse connections until the block ends, as a machine does where no server runs."""
        self._is_refusing = True
        wait_until(lambda: self._listening is None, "the relay refuses")
        try:
            yield
        finally:
            self._is_refusing = False
            wait_until(lambda: self._listening is not None, "the relay listens again")

    @contextmanager
    def silence(self) -> Iterator[None]:
        """Say nothing until the block ends; what is counted as held begins anew."""
        self.most_held, self.is_silent = 0, True
        try:
            yield
        finally:
            self.is_silent = False

    def close(self) -> None:
        self._is_over = True
        self._thread.join()
        for connection in (self._listening, *self._others, *self._held):
            if connection:
                connection.close()

    def _listen(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", self.port), backlog=128)
        self._ready.register(self._listening, selectors.EVENT_READ)

    def _refuse(self) -> None:
        if self._listening:
            self._ready.unregister(self._listening)
            self._listening.close()
            self._listening = None

    def _run(self) -> None:
        while not self._is_over:
            for key, _ in self._ready.select(timeout=0.02):
                one: socket.socket = key.fileobj  # type: ignore[assignment]
                if one is self._listening:
                    self._accept(one)
                elif one in self._held:
                    self._look_at_held(one)
                elif not self.is_silent:
                    self._pass_on(one)
            if self.is_silent:
                threading.Event().wait(0.02)  # what is not read stays ready
                continue
            while self._held:
                near, said = self._held.popitem()
                self._ready.unregister(near)
                self._connect(near, said)
            if self._is_refusing:
                self._refuse()
            elif self._listening is None:
                self._listen()

    def _accept(self, listening: socket.socket) -> None:
        near, _ = listening.accept()
        self.tries += 1
        if not self.is_silent:
            self._connect(near)
            return
        for one in list(self._held):  # who came before and has given up by now waits no more
            self._look_at_held(one)
        self._held[near] = b""
        self._ready.register(near, selectors.EVENT_READ)
        self.most_held = max(self.most_held, len(self._held))

    def _look_at_held(self, near: socket.socket) -> None:
        """Keep what somebody says for later, and let go of whoever has given up."""
        said = b""
        with suppress(OSError):
            near.setblocking(False)
            try:
                said = near.recv(65536)
            except BlockingIOError:
                return
            finally:
                near.setblocking(True)
        self._held[near] += said
        if not said:
            del self._held[near]
            self._ready.unregister(near)
            near.close()

    def _connect(self, near: socket.socket, said: bytes = b"") -> None:
        try:
            far = socket.create_connection(("127.0.0.1", self._server_port))
            far.sendall(said)
        except OSError:
            near.close()
            return
        with suppress(OSError):
            self._near[near] = near.getpeername()[1]
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
            if self._notes and one in self._near:
                self._notes(self._near[one], data)
            other.sendall(data)
        if not data:
            for connection in (one, other):
                self._ready.unregister(connection)
                del self._others[connection]
                self._near.pop(connection, None)
                connection.close()


@contextmanager
def relay(server_port: int, notes: Callable[[int, bytes], None] | None = None) -> Iterator[Relay]:
    """Relay to a server of this machine until the block ends."""
    running = Relay(server_port, notes)
    try:
        yield running
    finally:
        running.close()
