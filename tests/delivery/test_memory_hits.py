"""What the server's loop answers itself: a page that lies in memory, and nothing that could make it wait."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from gunicorn.config import Config
from gunicorn.http.parser import RequestParser

from alter_site.delivery import generation
from alter_site.delivery.chunked import ChunkedBodies
from alter_site.delivery.generation import RedisGeneration
from alter_site.delivery.memory_hits import LookedAt, environ_of, has_read_everything
from alter_site.delivery.page_cache import FEW_BYTES, PageCache
from alter_site.delivery.ready_page import ReadyPage
from alter_site.delivery.request_buffer import OneRequest
from alter_site.delivery.whole_requests import WholeRequestWorker
from tests.support.waiting import PATIENCE

ASKED = {"HTTP_HOST": "testserver", "HTTP_ACCEPT_ENCODING": "br", "PATH_INFO": "/a/", "QUERY_STRING": ""}


def page(**changed: Any) -> ReadyPage:
    return replace(
        ReadyPage(
            status="200 OK",
            headers=[("Content-Type", "text/html")],
            bodies={"br": b"small", "gzip": b"small"},
            etag='W/"a"',
            route="therapy",
            until=time.time() + 3600,
            generation=generation.current(),
        ),
        **changed,
    )


def keeping(kept: ReadyPage) -> PageCache:
    def no_django(environ: Any, start_response: Any) -> Any:
        raise AssertionError("Django was asked")

    cache = PageCache(no_django)
    cache.memory.put(("testserver", "/a/"), kept)
    return cache


def test_a_page_in_memory_is_a_memory_hit_through_every_wrapper():
    assert ChunkedBodies(keeping(page())).is_memory_hit(ASKED)
    assert not ChunkedBodies(lambda environ, start_response: ()).is_memory_hit(ASKED)


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"PATH_INFO": "/b/"}, id="another address"),
        pytest.param({"HTTP_HOST": "elsewhere.example"}, id="another host"),
        pytest.param({"QUERY_STRING": "p=12"}, id="a query"),
        pytest.param({"HTTP_ACCEPT_ENCODING": ""}, id="nothing compressed"),
    ],
)
def test_a_request_that_django_may_have_to_answer_is_no_memory_hit(changed):
    assert not keeping(page()).is_memory_hit(ASKED | changed)


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"generation": "an older one"}, id="something was published since"),
        pytest.param({"until": 1.0}, id="the clock has made it another one"),
        pytest.param({"status": "301 Moved Permanently"}, id="a redirect, which is counted"),
        pytest.param({"bodies": {"br": b"a" * (FEW_BYTES + 1)}}, id="more than a socket takes at once"),
    ],
)
def test_a_page_that_may_have_changed_is_no_memory_hit(changed):
    assert not keeping(page(**changed)).is_memory_hit(ASKED)


def test_behind_a_proxy_only_encrypted_requests_are_memory_hits(settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert not keeping(page()).is_memory_hit(ASKED)
    assert keeping(page()).is_memory_hit(ASKED | {"HTTP_X_FORWARDED_PROTO": "https"})


def test_a_generation_that_redis_has_to_be_asked_for_is_no_memory_hit():
    assert RedisGeneration().current_if_known() == ""


# --- reading first ----------------------------------------------------------------------------------------


def read(request: bytes, parser: type[RequestParser] = LookedAt) -> Any:
    made = parser(Config(), (), ("203.0.113.7", 40_001))
    made.unreader = OneRequest(request)
    return made


def test_a_request_that_was_looked_at_is_the_one_the_server_takes():
    parser = read(b"GET /caf%C3%A9/?a=1 HTTP/1.1\r\nHost: testserver\r\nX-Forwarded-Proto: https\r\n\r\n")
    seen = parser.look()
    assert next(parser) is seen
    assert environ_of(seen) == {
        "HTTP_HOST": "testserver",
        "HTTP_X_FORWARDED_PROTO": "https",
        "PATH_INFO": "/café/".encode().decode("latin-1"),
        "QUERY_STRING": "a=1",
    }


def test_a_header_that_was_sent_twice_is_left_to_a_thread():
    request = b"GET /a/ HTTP/1.1\r\nHost: testserver\r\nAccept: a\r\nAccept: b\r\n\r\n"
    assert environ_of(read(request).look()) is None


def test_the_socket_tells_whether_a_visitor_has_read_all_that_was_sent():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        assert has_read_everything(ours)
        ours.sendall(b"not read yet")
        assert not has_read_everything(ours)
        theirs.recv(100)
        assert has_read_everything(ours)


# --- in a worker ------------------------------------------------------------------------------------------


class Application:
    """Its hot page is a memory hit; everything else waits until it is let go."""

    def __init__(self) -> None:
        self.let_go = threading.Event()
        self.threads: dict[str, str] = {}

    def is_memory_hit(self, environ: dict[str, Any]) -> bool:
        return bool(environ["PATH_INFO"] == "/hot/")

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        self.threads[environ["PATH_INFO"]] = threading.current_thread().name
        if environ["PATH_INFO"] != "/hot/":
            assert self.let_go.wait(PATIENCE)
        start_response("200 OK", [("Content-Length", "5")])
        return [environ["PATH_INFO"].encode()]


@contextlib.contextmanager
def working(application: Application) -> Iterator[tuple[str, int]]:
    """Run a worker's loop in this process until the block ends."""
    config = Config()
    config.set("threads", 2)
    listener = socket.create_server(("127.0.0.1", 0))
    log = SimpleNamespace(
        access=lambda *_: None, debug=lambda *_: None, info=lambda *_: None, exception=lambda *_: None
    )
    worker = WholeRequestWorker(1, 0, [listener], SimpleNamespace(wsgi=lambda: application), 30, config, log)
    # What a process of its own would need besides: signals, a new user, the parent's pulse.
    worker.wsgi, worker.is_parent_alive, worker.notify = application, lambda: True, lambda: None
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("gunicorn.workers.base.Worker.init_process", lambda self: None)
        worker.init_process()
    loop = threading.Thread(target=worker.run, name="loop")
    loop.start()
    try:
        yield listener.getsockname()
    finally:
        application.let_go.set()
        worker.handle_exit(None, None)
        loop.join(PATIENCE)
        assert not loop.is_alive()
        worker.tmp.close()


def ask(connection: socket.socket, path: str) -> None:
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: testserver\r\n\r\n".encode())


def answered(connection: socket.socket, path: str) -> bool:
    received = b""
    while not received.endswith(path.encode()[:5]):
        part = connection.recv(65_536)
        assert part, received
        received += part
    return received.startswith(b"HTTP/1.1 200 OK")


def test_pages_are_read_while_every_thread_waits_and_afterwards_too():
    application = Application()
    with contextlib.ExitStack() as opened, working(application) as address:

        def connect() -> socket.socket:
            return opened.enter_context(socket.create_connection(address, timeout=PATIENCE))

        waiting = [connect() for _ in range(3)]
        for connection in waiting:
            ask(connection, "/slow")
        reader = connect()
        for _ in range(3):  # over one connection, one after the other
            ask(reader, "/hot/")
            assert answered(reader, "/hot/")
        assert application.threads["/hot/"] == "loop"
        application.let_go.set()
        for connection in waiting:
            assert answered(connection, "/slow")
            ask(connection, "/hot/")
            assert answered(connection, "/hot/")


def test_requests_that_were_sent_at_once_are_answered_one_after_the_other_however_many():
    application = Application()
    with working(application) as address, socket.create_connection(address, timeout=PATIENCE) as connection:
        number = 2_000  # one inside the other they would not fit on a stack
        sender = threading.Thread(
            target=connection.sendall, args=(b"GET /hot/ HTTP/1.1\r\nHost: testserver\r\n\r\n" * number,)
        )
        sender.start()
        received = b""
        while received.count(b"/hot/") < number:
            part = connection.recv(65_536)
            assert part
            received += part
        sender.join(PATIENCE)


def test_a_visitor_who_closes_while_they_are_answered_leaves_nothing_behind():
    application = Application()
    with working(application) as address:
        for _ in range(50):
            with socket.create_connection(address, timeout=PATIENCE) as connection:
                ask(connection, "/hot/")
        with socket.create_connection(address, timeout=PATIENCE) as connection:
            ask(connection, "/hot/")
            assert answered(connection, "/hot/")
