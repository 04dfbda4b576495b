"""The line to the clearinghouse: one POST, to a host that is on the list, and nothing that it could lead to.

The clearinghouse's own library needs a newer Python and an event loop; this needs the standard library.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

CONNECT, READ = 5.0, 60.0  # seconds
MOST = 2 * 1024 * 1024  # bytes of an answer
PIECE = 65_536


class NoAnswer(Exception):
    """Nobody answered in time, or the line broke: it can be tried again."""


class Refused(Exception):
    """This may not be asked there: the lead has to look at the settings."""


class TooLong(Exception):
    """The answer is longer than any answer is."""


@dataclass(frozen=True)
class Response:
    """What a server said."""

    status: int
    body: bytes


def is_on() -> bool:
    """Can payers be asked electronically?"""
    return bool(settings.ELIGIBILITY_BACKEND == "stedi")


def is_simulated() -> bool:
    """Does the simulator on this machine answer?"""
    return urlsplit(settings.ELIGIBILITY_URL).hostname in settings.ELIGIBILITY_LOOPBACK


def post(body: str) -> Response:
    """Send one request and return what came back, whatever its status; no redirect is followed.

    Raises:
        NoAnswer: no connection in 5 seconds, or no whole answer in 60.
        Refused: the address is not on the list, or its certificate is not the host's.
        TooLong: more than 2 MiB.
    """
    if not is_on():
        raise Refused
    headers = {
        "Authorization": settings.ELIGIBILITY_KEY,  # as it is: no "Bearer" before it
        "Content-Type": "application/json",
        "Accept": "application/json",
        "Accept-Encoding": "identity",
    }
    line = _line()
    expired = threading.Event()
    try:
        line.connect()
        with _ends(line.sock, expired):
            line.request("POST", urlsplit(settings.ELIGIBILITY_URL).path, body.encode(), headers)
            with line.getresponse() as answer:  # it holds the socket, and may not be read to its end
                found = Response(answer.status, _whole(answer))
    except ssl.SSLCertVerificationError as error:
        raise Refused from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NoAnswer(type(error).__name__) from None
    finally:
        line.close()
    if expired.is_set():  # what was cut off can look whole
        raise NoAnswer("TimeoutError")
    return found


def _line() -> http.client.HTTPConnection:
    address = urlsplit(settings.ELIGIBILITY_URL)
    host = address.hostname or ""
    if address.scheme == "https" and host in settings.ELIGIBILITY_HOSTS:
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(host, address.port, timeout=CONNECT, context=context)
    if address.scheme == "http" and host in settings.ELIGIBILITY_LOOPBACK:
        return http.client.HTTPConnection(host, address.port, timeout=CONNECT)
    raise Refused


@contextlib.contextmanager
def _ends(line: socket.socket, expired: threading.Event) -> Iterator[None]:
    """Hang up when the time is over: a server that sends a byte now and then resets every other limit."""

    def hang_up() -> None:
        expired.set()
        with contextlib.suppress(OSError):
            socket.socket.shutdown(line, socket.SHUT_RDWR)

    line.settimeout(READ)
    timer = threading.Timer(READ, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _whole(answer: http.client.HTTPResponse) -> bytes:
    pieces, total = [], 0
    while piece := answer.read(PIECE):
        total += len(piece)
        if total > MOST:
            raise TooLong
        pieces.append(piece)
    return b"".join(pieces)
