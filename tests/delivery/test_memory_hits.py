"""What the server's loop answers itself: a page that lies in memory, and nothing that could make it wait."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from gunicorn.config import Config

from alter_site import wsgi
from alter_site.delivery import generation
from alter_site.delivery.generation import RedisGeneration
from alter_site.delivery.memory_hits import MemoryHit, has_read_everything, memory_hit_of
from alter_site.delivery.page_cache import FEW_BYTES, PageCache
from alter_site.delivery.ready_page import Answer, ReadyPage
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


def test_a_page_in_memory_is_a_memory_hit_of_what_the_server_runs():
    answer = keeping(page()).memory_hit(dict(ASKED))
    assert answer is not None
    assert (answer.status, answer.body) == ("200 OK", b"small")
    assert isinstance(wsgi.application, PageCache)


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
    assert keeping(page()).memory_hit(ASKED | changed) is None


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
    assert keeping(page(**changed)).memory_hit(dict(ASKED)) is None


def test_behind_a_proxy_only_encrypted_requests_are_memory_hits(settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert keeping(page()).memory_hit(dict(ASKED)) is None
    assert keeping(page()).memory_hit(ASKED | {"HTTP_X_FORWARDED_PROTO": "https"}) is not None


def test_a_generation_that_redis_has_to_be_asked_for_is_no_memory_hit():
    assert RedisGeneration().current_if_known() == ""


# --- reading the request ----------------------------------------------------------------------------------


def hit_of(request: bytes) -> MemoryHit | None:
    application = Application()
    return memory_hit_of(application, Config(), ("203.0.113.7", 40_001), request)


def test_the_page_cache_and_the_log_are_told_what_gunicorn_read():
    found = hit_of(b"GET /hot/caf%C3%A9/?a=1 HTTP/1.1\r\nHost: testserver\r\nX-Request-ID: 0123\r\n\r\n")
    assert found is not None
    assert found.environ == {
        "HTTP_HOST": "testserver",
        "HTTP_X_REQUEST_ID": "0123",
        "PATH_INFO": "/hot/café/".encode().decode("latin-1"),
        "QUERY_STRING": "a=1",
        "REMOTE_ADDR": "203.0.113.7",
    }


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param(b"POST /hot/ HTTP/1.1\r\nHost: testserver\r\n\r\n", id="something is sent"),
        pytest.param(b"GET /hot/ HTTP/1.0\r\nHost: testserver\r\n\r\n", id="an older protocol"),
        pytest.param(b"GET /hot/ HTTP/1.1\r\nAccept: a\r\nAccept: b\r\n\r\n", id="a header twice"),
        pytest.param(b"GET /hot/ HTTP/1.1\r\nConnection: close\r\n\r\n", id="the connection ends"),
        pytest.param(b"GET /hot/ HTTP/1.1\r\nContent-Length: 2\r\n\r\nab", id="a body"),
        pytest.param(
            b"GET /hot/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", id="a body in chunks"
        ),
        pytest.param(b"GET /hot/ HTTP/1.1\r\nBad Name: a\r\n\r\n", id="malformed"),
    ],
)
def test_any_other_request_is_left_to_a_thread(request_):
    assert hit_of(request_) is None


def test_a_page_cache_that_fails_leaves_the_request_to_a_thread_and_the_loop_goes_on(monkeypatch):
    application = Application()
    monkeypatch.setattr(application, "memory_hit", lambda environ: 1 / 0)
    with working(application) as address, socket.create_connection(address, timeout=PATIENCE) as connection:
        for _ in range(2):
            ask(connection, "/hot/")
            assert answered(connection, "/hot/")
    assert application.asked == {"/hot/"}


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
    """Its hot pages are memory hits; everything else waits until it is let go."""

    def __init__(self) -> None:
        self.let_go = threading.Event()
        self.asked: set[str] = set()

    def memory_hit(self, environ: dict[str, Any]) -> Answer | None:
        body = environ["PATH_INFO"].encode()[:5]
        is_hot = environ["PATH_INFO"].startswith("/hot/")
        return Answer.of("200 OK", [("Content-Length", "5")], body) if is_hot else None

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        self.asked.add(environ["PATH_INFO"])
        if environ["PATH_INFO"] != "/hot/":
            assert self.let_go.wait(PATIENCE)
        start_response("200 OK", [("Content-Length", "5")])
        return [environ["PATH_INFO"].encode()]


@contextlib.contextmanager
def working(application: Any) -> Iterator[tuple[str, int]]:
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
        getattr(application, "let_go", threading.Event()).set()
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
        assert "/hot/" not in application.asked
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


@pytest.mark.parametrize(
    ("method", "more"),
    [
        pytest.param("GET", "", id="a page"),
        pytest.param("HEAD", "", id="its headers only"),
        pytest.param("GET", 'If-None-Match: W/"a"\r\n', id="a page that the reader has"),
    ],
)
def test_the_loop_sends_the_same_bytes_as_a_thread(method, more, settings):
    settings.SITE_ENV = "production"  # a demo names where a page came from
    ours = f"{method} /a/ HTTP/1.1\r\nHost: testserver\r\nAccept-Encoding: br\r\n{more}\r\n".encode()
    application = keeping(page())
    found = memory_hit_of(application, Config(), ("127.0.0.1", 40_001), ours)
    assert found is not None
    with working(application) as address:
        by_the_loop = sent_back(address, ours)
        by_a_thread = sent_back(address, ours.replace(b"HTTP/1.1", b"HTTP/1.1\r\nConnection: close"))
    assert by_the_loop == by_a_thread.replace(b"Connection: close", b"Connection: keep-alive")


def sent_back(address: tuple[str, int], request: bytes) -> bytes:
    """Return all that is sent until the visitor says that nothing else comes, without the date."""
    received = b""
    with socket.create_connection(address, timeout=PATIENCE) as connection:
        connection.sendall(request)
        while part := connection.recv(65_536):
            received += part
            with contextlib.suppress(OSError):  # the other end was faster
                connection.shutdown(socket.SHUT_WR)
    return re.sub(rb"Date: [^\r]*\r\n", b"", received)
