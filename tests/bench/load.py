"""A load client that needs Python only: keep-alive connections that ask for one page again and again."""

from __future__ import annotations

import contextlib
import selectors
import socket
import time
from dataclasses import dataclass

# Each server process has to have answered before; its first answer may name another source of the page.
WARM_UP = 40


@dataclass(frozen=True, slots=True)
class Load:
    """What a server managed: answers a second, the time that one in a hundred exceeded, and how many."""

    rate: float
    p99: float
    number: int


def request_line(path: str, port: int) -> bytes:
    """Return the request a browser would send, as far as it changes the answer."""
    return f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nAccept-Encoding: br\r\n\r\n".encode()


def warm_up(path: str, port: int) -> None:
    """Ask over so many connections that every process has answered."""
    for _ in range(WARM_UP):
        answer_length(path, port, silence=0.02)


def measured(path: str, port: int, seconds: float, connections: int) -> Load:
    """Ask for ``path`` over several connections for a while.

    Every answer has the same length, so counting bytes counts answers: parsing them here would take the
    processor from the server that is measured.
    """
    request = request_line(path, port)
    length = answer_length(path, port)
    times: list[float] = []
    with selectors.DefaultSelector() as ready:
        missing: dict[socket.socket, int] = {}
        asked: dict[socket.socket, float] = {}
        for _ in range(connections):
            connection = socket.create_connection(("127.0.0.1", port))
            ready.register(connection, selectors.EVENT_READ)
            missing[connection] = length
            asked[connection] = time.perf_counter()
            connection.sendall(request)
        start = time.perf_counter()
        while (now := time.perf_counter()) < start + seconds:
            for key, _ in ready.select(timeout=1):
                connection = key.fileobj  # type: ignore[assignment]
                chunk = connection.recv(1 << 20)
                if not chunk:
                    raise ConnectionError("The server closed a connection that should stay open.")
                missing[connection] -= len(chunk)
                if missing[connection] == 0:
                    again = time.perf_counter()
                    times.append(again - asked[connection])
                    missing[connection], asked[connection] = length, again
                    connection.sendall(request)
                elif missing[connection] < 0:
                    raise ValueError("An answer is longer than the first one was.")
        for connection in missing:
            connection.close()
    return Load(len(times) / (now - start), sorted(times)[len(times) * 99 // 100], len(times))


def answer_length(path: str, port: int, silence: float = 1.0) -> int:
    """Return how many bytes the whole answer to one request has, its headers included."""
    answer = b""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(request_line(path, port))
        connection.settimeout(20)
        answer = connection.recv(1 << 20)
        connection.settimeout(silence)
        # The connection stays open: silence says that the answer is complete.
        with contextlib.suppress(TimeoutError):
            while chunk := connection.recv(1 << 20):
                answer += chunk
    status = answer.split(b" ", 2)[1:2]
    if status != [b"200"]:
        raise ValueError(f"{path} answered {status}.")
    return len(answer)
