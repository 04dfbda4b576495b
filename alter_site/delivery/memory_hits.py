"""Requests that the server's loop answers itself: those for a page that lies in memory.

gunicorn has read and judged the request; what is sent are the bytes that it would send, made once for all.
"""

from __future__ import annotations

import datetime
import fcntl
import functools
import socket
import struct
import termios
import time
from typing import Any, NamedTuple

from gunicorn.http.wsgi import SERVER
from gunicorn.util import http_date, unquote_to_wsgi_str

from .host_named import HostNamed
from .ready_page import Answer, Environ
from .request_buffer import OneRequest

NOTHING_UNREAD = struct.pack("i", 0)
TO_TAKE_A_PAGE = 1.0  # seconds, where the kernel has less room than it said


class Sent(NamedTuple):
    """What the log is told of an answer, under gunicorn's names."""

    status: str
    sent: int  # bytes of the body


class MemoryHit(NamedTuple):
    """A request and its answer, which leaves the connection open."""

    request: Any
    environ: Environ
    answer: Answer

    def send(self, sock: socket.socket, log: Any) -> None:
        """Answer; raises OSError where the visitor has gone."""
        began = time.perf_counter()
        status, body = self.answer.status, b"" if self.request.method == "HEAD" else self.answer.body
        first = f"HTTP/1.1 {status}\r\n{_of_the_server(int(time.time()))}".encode("latin-1")
        content = b"".join((first, self.answer.head, b"\r\n", body))
        taken = sock.send(content)
        if taken < len(content):
            sock.settimeout(TO_TAKE_A_PAGE)
            sock.sendall(content[taken:])
        took = datetime.timedelta(seconds=time.perf_counter() - began)
        log.access(Sent(status, len(body)), self.request, self.environ, took)


def memory_hit_of(
    application: Any, config: Any, client: Any, received: bytes | bytearray
) -> MemoryHit | None:
    """Find the answer to a whole request where nothing has to be waited for; a thread answers any other."""
    find = getattr(application, "memory_hit", None)  # not every application keeps pages
    if find is None or not received.startswith((b"GET ", b"HEAD ")):
        return None
    unread = OneRequest(received)
    try:
        request = HostNamed(config, unread, client)
        environ = environ_of(request, client)
        if environ is None or request.version != (1, 1) or request.should_close():
            return None
        answer = find(environ)
    except Exception:  # whatever it is, a thread meets it again; here it would end the process
        return None
    return MemoryHit(request, environ, answer) if answer is not None and unread.is_used_up else None


def environ_of(request: Any, client: Any) -> Environ | None:
    """Return what the page cache and the log go by; nothing where a header was sent twice, or a body."""
    environ = {f"HTTP_{name.replace('-', '_')}": value for name, value in request.headers}
    has_body = "HTTP_CONTENT_LENGTH" in environ or "HTTP_TRANSFER_ENCODING" in environ
    if has_body or len(environ) < len(request.headers):
        return None
    environ["PATH_INFO"] = unquote_to_wsgi_str(request.path)
    environ["QUERY_STRING"] = request.query or ""
    environ["REMOTE_ADDR"] = client[0] if isinstance(client, tuple) else ""
    return environ


def has_read_everything(sock: socket.socket) -> bool:
    """Has the visitor taken all that was sent before, so that the kernel has room for a whole page?"""
    try:
        unread = fcntl.ioctl(sock, termios.TIOCOUTQ, NOTHING_UNREAD)
    except OSError:  # only Linux can say
        return False
    return unread == NOTHING_UNREAD


@functools.lru_cache(maxsize=1)
def _of_the_server(second: int) -> str:
    return f"Server: {SERVER}\r\nDate: {http_date(second)}\r\nConnection: keep-alive\r\n"
