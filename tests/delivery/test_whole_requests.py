"""How long a visitor may take to send a request: the more has come, the longer, and never without end."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from gunicorn.config import Config

from alter_site.delivery import whole_requests
from alter_site.delivery.body_limits import FILES
from alter_site.delivery.whole_requests import (
    FOR_A_BODY,
    FOR_A_HEAD,
    LONGEST,
    SLOWEST,
    TO_BE_REPLACED,
    TO_HANG_UP,
    Connection,
    WholeRequestWorker,
)

HEAD = b"POST /request/photo/ HTTP/1.1\r\nContent-Length: 30000000\r\n\r\n"


@contextlib.contextmanager
def connected(client: object = ("203.0.113.7", 40_001)) -> Iterator[Connection]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        connection = Connection(Config(), ours, client, ("127.0.0.1", 8000))
        connection.began = 0
        yield connection


def test_whoever_says_nothing_has_as_long_as_a_head_takes():
    with connected() as connection:
        assert connection.ends() == FOR_A_HEAD
        assert connection.ends(is_last=True) == TO_HANG_UP


def test_who_trickles_gains_next_to_nothing_and_who_sends_has_as_long_as_it_takes():
    with connected() as connection:
        connection.buffer.add(HEAD)
        assert FOR_A_BODY < connection.ends() < FOR_A_BODY + 1
        connection.buffer.add(b"a" * 100)  # one byte at a time for as long
        assert connection.ends() < FOR_A_BODY + 1
        connection.buffer.add(b"a" * SLOWEST * 60)
        assert FOR_A_BODY + 60 < connection.ends() < FOR_A_BODY + 61


def test_a_request_that_never_ends_is_cut_off():
    with connected() as connection:
        connection.buffer.add(HEAD + b"a" * (FILES - 3_000_000))
        assert connection.ends() <= LONGEST


@pytest.mark.parametrize(
    ("client", "network"),
    [
        (("203.0.113.7", 40_001), "203.0.113.7/32"),
        (("2001:db8:0:a::7", 40_001, 0, 0), "2001:db8:0:a::/64"),
        (("10.0.0.5", 40_001), ""),
        ("", ""),
        (b"", ""),
    ],
    ids=str,
)
def test_visitors_are_counted_by_network_and_our_proxies_are_not(client, network, settings):
    settings.TRUSTED_PROXIES = ["10.0.0.5"]
    with connected(client) as connection:
        assert connection.network == network


def test_the_largest_bodies_have_room_for_more_than_one():
    assert whole_requests.MOST_BYTES >= 3 * FILES
    assert whole_requests.MOST_FROM_ONE_NETWORK < whole_requests.MOST_UNFINISHED


def test_a_process_that_ends_still_takes_in_who_comes_before_another_one_listens():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        worker = WholeRequestWorker.__new__(WholeRequestWorker)
        worker.cfg, worker.sockets = SimpleNamespace(reuse_port=True), [listener]
        worker.alive = worker._accepting = False
        taken_in: list[socket.socket] = []

        def accept(listener: socket.socket) -> bool:
            with contextlib.suppress(BlockingIOError):
                taken_in.append(listener.accept()[0])
                return True
            return False

        worker.accept = accept  # type: ignore[method-assign]
        with contextlib.ExitStack() as visitors:

            def come() -> None:
                visitors.enter_context(socket.create_connection(listener.getsockname()))

            late = threading.Timer(TO_BE_REPLACED / 5, come)
            late.start()
            worker.set_accept_enabled(False)
            late.join()
            assert [client.close() for client in taken_in] == [None]
        assert listener.fileno() == -1
