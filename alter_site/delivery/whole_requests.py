"""A gunicorn worker whose threads wait for no visitor: a loop takes requests in and hands on the whole ones.

A page that lies in memory the loop sends itself: see :mod:`.memory_hits`. Whoever sends slowly holds a
connection and what they have sent, for so long, and whoever has been at it longest makes room for others. A
thread still waits where somebody is slow to read an answer larger than the kernel takes at once: what stands
in front, and ends TLS, is there for that.
"""

from __future__ import annotations

import contextlib
import socket
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from selectors import EVENT_READ
from typing import Any

from gunicorn import util
from gunicorn.http.errors import InvalidHeader
from gunicorn.workers.gthread import TConn, ThreadWorker

from .client_address import is_ours, network_of
from .host_named import HostNamedParser
from .memory_hits import MemoryHit, has_read_everything, memory_hit_of
from .request_buffer import OneRequest, RequestBuffer

# --- patience, in seconds -----------------------------------------------------------------------------

FOR_A_HEAD = 10.0
FOR_A_BODY = 15.0  # and as long again as the slowest phone takes for what has come so far
SLOWEST = 16_000  # bytes a second
LONGEST = 600.0  # whatever comes
TO_HANG_UP = 2.0  # for a visitor who has not read the answer yet
TO_TAKE_AN_ANSWER = 20.0
TO_BE_REPLACED = 0.5
LOOK_EVERY = 0.5

# --- room, in each process ----------------------------------------------------------------------------

MOST_UNFINISHED = 300  # requests
MOST_FROM_ONE_NETWORK = 100
MOST_BYTES = 96_000_000  # three of the largest bodies
MOST_HANGING_UP = 100
MOST_IDLE = 300
AT_ONCE = 262_144  # bytes read before another connection has its turn
IN_THE_KERNEL = 262_144  # bytes of an answer: a page and most pictures


class Connection(TConn):
    """A visitor's connection, with what has arrived of the request that comes next."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.initialized = True  # its parser is made for each request
        self.buffer = RequestBuffer()
        self.began = time.monotonic()
        self.is_cut = self.is_refused = False
        address = self.client[0] if isinstance(self.client, tuple) else ""
        # What comes through a proxy of ours is many visitors', whom the proxy counts.
        self.network = "" if is_ours(address) else network_of(address)

    @property
    def size(self) -> int:
        return len(self.buffer.received)

    def ends(self, *, is_last: bool = False) -> float:
        """Return when this must have been all; ``is_last`` where the server ends and no other is begun."""
        if not self.size:
            return self.began + (TO_HANG_UP if is_last else FOR_A_HEAD)
        return self.began + min(FOR_A_BODY + self.size / SLOWEST, LONGEST)


class WholeRequestWorker(ThreadWorker):
    """gunicorn's threaded worker, whose threads begin when a request is there."""

    def init_process(self) -> None:
        self.unfinished: dict[Connection, None] = {}  # the oldest first
        self.hanging_up: dict[Connection, float] = {}  # and until when
        self.by_network: Counter[str] = Counter()
        self.bytes_held = 0
        self.look_at = 0.0
        self.max_keepalived = MOST_IDLE
        super().init_process()

    # --- taking in --------------------------------------------------------------------------------------

    def set_accept_enabled(self, enabled: bool) -> None:
        """Take in new connections or stop; at the end with those that only this process can take."""
        super().set_accept_enabled(enabled)
        if self.cfg.reuse_port and not self.alive:
            # What replaces this process may not listen yet, and where nobody listens a visitor is refused.
            ends = time.monotonic() + TO_BE_REPLACED
            while time.monotonic() < ends:
                time.sleep(0.02)
                for listener in self.sockets:
                    while self.accept(listener):
                        pass
            for listener in self.sockets:
                listener.close()

    def accept(self, listener: Any) -> bool:
        """Take in a connection; tell whether there was one."""
        try:
            client, address = listener.accept()
        except OSError:  # it has gone, or another process was faster
            return False
        self.nr_conns += 1
        with contextlib.suppress(OSError):
            client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, IN_THE_KERNEL)
        connection = Connection(self.cfg, client, address, listener.getsockname())
        self._watch(connection, self._on_more)
        self._begin(connection)
        return True

    def _watch(self, connection: Connection, call: Callable[[Connection], None]) -> None:
        connection.sock.setblocking(False)
        is_watched = connection.sock in self.poller.get_map()
        watch = self.poller.modify if is_watched else self.poller.register
        watch(connection.sock, EVENT_READ, partial(_called, call, connection))

    def _begin(self, connection: Connection) -> None:
        """Wait for a request on a connection that is watched, at the expense of whoever has been slowest."""
        connection.began = time.monotonic()
        self.unfinished[connection] = None
        self.bytes_held += connection.size
        if connection.network:
            self.by_network[connection.network] += 1
            if self.by_network[connection.network] > MOST_FROM_ONE_NETWORK:
                self._give_up(next(other for other in self.unfinished if other.network == connection.network))
        if len(self.unfinished) > MOST_UNFINISHED:
            self._give_up(next(iter(self.unfinished)))

    def _on_more(self, connection: Connection) -> None:
        try:
            data = connection.sock.recv(AT_ONCE)
        except BlockingIOError:
            return
        except OSError:
            self._give_up(connection)
            return
        if not data:
            connection.is_cut = True
            if connection.size:
                self._hand_on(connection)
            else:
                self._give_up(connection)
            return
        self.bytes_held += len(data)
        connection.buffer.add(data)
        self._hand_on_if_ready(connection)
        while self.bytes_held > MOST_BYTES and self.unfinished:
            self._give_up(max(self.unfinished, key=lambda other: (other.size > AT_ONCE, -other.began)))

    def _hand_on_if_ready(self, connection: Connection) -> None:
        if connection.buffer.is_ready:
            self._hand_on(connection)
        elif connection.buffer.expects_continue:
            connection.buffer.expects_continue = False
            with contextlib.suppress(OSError):
                connection.sock.send(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _hand_on(self, connection: Connection) -> None:
        self._forget(connection)
        connection.is_refused = not connection.buffer.is_whole
        received = connection.buffer.take()
        connection.buffer.look()
        if (hit := self._memory_hit(connection, received)) is not None:
            self._answer_from_memory(connection, hit)
            return
        self.poller.unregister(connection.sock)
        connection.parser = HostNamedParser(self.cfg, (), connection.client)
        connection.parser.unreader = OneRequest(received)
        self.enqueue_req(connection)

    def _memory_hit(self, connection: Connection, received: bytes | bytearray) -> MemoryHit | None:
        """Find what the loop can answer without waiting, on a connection that stays open.

        One of several requests that were sent at once never is: they would be answered one inside the other.
        """
        is_alone = not (connection.size or connection.is_cut or connection.is_refused)
        stays_open = self.alive and len(self.keepalived_conns) < MOST_IDLE and self.nr + 1 < self.max_requests
        if not (is_alone and stays_open and has_read_everything(connection.sock)):
            return None
        return memory_hit_of(self.wsgi, self.cfg, connection.client, received)

    def _answer_from_memory(self, connection: Connection, hit: MemoryHit) -> None:
        self.nr += 1
        try:
            hit.send(connection.sock, self.log)
        except OSError:  # they have gone, or do not read; nobody needs a line about it
            self._give_up(connection)
        else:
            self._wait_for_the_next(connection)

    def _forget(self, connection: Connection) -> None:
        if connection in self.unfinished:
            del self.unfinished[connection]
            self.bytes_held -= connection.size
            if connection.network:
                self.by_network[connection.network] -= 1
                if not self.by_network[connection.network]:
                    del self.by_network[connection.network]

    # --- answering, in a thread -------------------------------------------------------------------------

    def handle_request(self, req: Any, conn: Connection) -> bool:
        if conn.is_cut:
            raise InvalidHeader("it ends before its end", req=req)
        req._expected_100_continue = False  # it was told
        if conn.is_refused:
            req.force_close()
        conn.sock.settimeout(TO_TAKE_AN_ANSWER)
        try:
            return bool(super().handle_request(req, conn))
        except TimeoutError as error:
            raise StopIteration from error  # they do not read; nobody needs a line about it

    # --- afterwards -------------------------------------------------------------------------------------

    def finish_request(self, conn: Connection, fs: Future[Any]) -> None:
        is_answered = not fs.cancelled() and not fs.exception() and fs.result()
        # Bytes that gunicorn left over are nobody's next request: it saw another end than we did.
        if not is_answered or conn.is_refused or not conn.parser.unreader.is_used_up:
            self._hang_up(conn)
        elif conn.size:
            self._watch(conn, self._on_more)
            self._begin(conn)
            self._hand_on_if_ready(conn)
        else:
            self._wait_for_the_next(conn)

    def _wait_for_the_next(self, connection: Connection) -> None:
        connection.set_timeout()
        if not self.alive:
            connection.timeout = min(connection.timeout, time.monotonic() + TO_HANG_UP)
        self.keepalived_conns.append(connection)
        self._watch(connection, self._on_the_next)

    def _on_the_next(self, connection: Connection) -> None:
        self.keepalived_conns.remove(connection)
        self.poller.modify(connection.sock, EVENT_READ, partial(_called, self._on_more, connection))
        self._begin(connection)
        self._on_more(connection)

    def _hang_up(self, connection: Connection) -> None:
        """Let the visitor read to the end: closing at once would take back what they have not read yet."""
        try:
            connection.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self._give_up(connection)
            return
        self.hanging_up[connection] = time.monotonic() + TO_HANG_UP
        self._watch(connection, self._on_the_last)
        if len(self.hanging_up) > MOST_HANGING_UP:
            self._give_up(next(iter(self.hanging_up)))

    def _on_the_last(self, connection: Connection) -> None:
        try:
            if connection.sock.recv(AT_ONCE):
                return
        except BlockingIOError:
            return
        except OSError:
            pass
        self._give_up(connection)

    def murder_pending(self) -> None:
        """Close what has taken too long. gunicorn calls it after whatever happens, and once a second."""
        now = time.monotonic()
        if now < self.look_at:
            return
        self.look_at = now + LOOK_EVERY
        late = [one for one, until in self.hanging_up.items() if until < now]
        late += [one for one in self.unfinished if one.ends(is_last=not self.alive) < now]
        for connection in late:
            self._give_up(connection)

    def _give_up(self, connection: Connection) -> None:
        self._forget(connection)
        self.hanging_up.pop(connection, None)
        with contextlib.suppress(KeyError, ValueError, OSError):
            self.poller.unregister(connection.sock)
        self._close(connection)

    def _close(self, connection: Connection) -> None:
        self.nr_conns -= 1
        util.close(connection.sock)


def _called(call: Callable[[Connection], None], connection: Connection, _: Any) -> None:
    """Make a call of the loop's, unless another one of the same turn has closed the connection."""
    if connection.sock.fileno() >= 0:
        call(connection)
