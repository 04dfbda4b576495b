"""A load client that needs Python only: keep-alive connections that ask for one page again and again."""

from __future__ import annotations

import contextlib
import selectors
import socket
import time

CONNECTIONS = 8


def request_line(path: str, port: int) -> bytes:
    """Return the request a browser would send, as far as it changes the answer."""
    return f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nAccept-Encoding: br\r\n\r\n".encode()


def requests_per_second(path: str, port: int, seconds: float) -> float:
    """Ask for ``path`` over several connections for a while; return how many answers came each second.

    Every answer has the same length, so counting bytes counts answers: parsing them here would take the
    processor from the server that is measured.
    """
    request = request_line(path, port)
    length = answer_length(path, port)
    received = 0
    with selectors.DefaultSelector() as ready:
        missing: dict[socket.socket, int] = {}
        for _ in range(CONNECTIONS):
            connection = socket.create_connection(("127.0.0.1", port))
            ready.register(connection, selectors.EVENT_READ)
            missing[connection] = length
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
                    received += 1
                    missing[connection] = length
                    connection.sendall(request)
                elif missing[connection] < 0:
                    raise ValueError("An answer is longer than the first one was.")
        for connection in missing:
            connection.close()
    return received / (now - start)


def answer_length(path: str, port: int) -> int:
    """Return how many bytes the whole answer to one request has, its headers included."""
    answer = b""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(request_line(path, port))
        connection.settimeout(1)
        # The connection stays open: silence says that the answer is complete.
        with contextlib.suppress(TimeoutError):
            while chunk := connection.recv(1 << 20):
                answer += chunk
    status = answer.split(b" ", 2)[1:2]
    if status != [b"200"]:
        raise ValueError(f"{path} answered {status}.")
    return len(answer)
