"""Which requests the server's loop answers itself: those for a page that lies in memory.

Handing such a request to a thread and taking the connection back costs as much as answering it, and while
every thread waits, for a database or for a visitor who reads slowly, pages are still read.
"""

from __future__ import annotations

import fcntl
import socket
import struct
import termios
from typing import Any

from gunicorn.http.parser import RequestParser
from gunicorn.util import unquote_to_wsgi_str

from .ready_page import Environ


class LookedAt(RequestParser):
    """A parser whose request can be looked at before the server takes it."""

    def look(self) -> Any:
        """Read the request; raises what gunicorn raises for one that is malformed."""
        self._seen = super().__next__()
        return self._seen

    def __next__(self) -> Any:
        return self._seen


def environ_of(request: Any) -> Environ | None:
    """Return what the page cache goes by; nothing where a header was sent twice."""
    environ = {f"HTTP_{name.replace('-', '_')}": value for name, value in request.headers}
    if len(environ) < len(request.headers):
        return None
    environ["PATH_INFO"] = unquote_to_wsgi_str(request.path)
    environ["QUERY_STRING"] = request.query or ""
    return environ


def has_read_everything(sock: socket.socket) -> bool:
    """Has the visitor taken all that was sent before, so that the kernel has room for a whole page?"""
    try:
        unread = fcntl.ioctl(sock, termios.TIOCOUTQ, struct.pack("i", 0))
    except OSError:  # only Linux can say
        return False
    return unread == struct.pack("i", 0)
