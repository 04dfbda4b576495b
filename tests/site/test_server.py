"""The site under gunicorn: malformed requests get a plain answer, and the log names nobody."""

from __future__ import annotations

import platform
import re
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.programs import lacking
from tests.support.stoppable import Site
from tests.support.waiting import PATIENCE

pytestmark = [pytest.mark.xdist_group("machine"), pytest.mark.own_servers]

SECRET = "grief-and-loss"


@dataclass(frozen=True)
class Server:
    """A running gunicorn and the file its lines go to."""

    port: int
    log: Path

    def answer(self, request: bytes) -> bytes:
        """Send bytes as they are; return everything that comes back."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as connection:
            received = b""
            try:
                connection.sendall(request)
                connection.shutdown(socket.SHUT_WR)
                while part := connection.recv(65536):
                    received += part
            except (BrokenPipeError, ConnectionResetError):
                pass  # the server had heard enough
            return received

    def status(self, request: bytes) -> int:
        head = re.match(rb"HTTP/1\.[01] (\d{3}) ", self.answer(request))
        return int(head[1]) if head else 0

    def get(self, path: str, *headers: str) -> int:
        lines = [
            f"GET {path} HTTP/1.1",
            f"Host: localhost:{self.port}",
            "Connection: close",
            *headers,
            "",
            "",
        ]
        return self.status("\r\n".join(lines).encode("latin-1"))


@pytest.fixture(scope="module")
def server(machine: Site) -> Server:
    return Server(machine.port, machine.log_file)


def test_the_server_answers(server):
    assert server.get("/robots.txt") == 200
    assert server.get("/nothing/") == 404


def test_the_demo_names_the_cache_that_served_a_page_in_server_timing(server):
    request = f"GET /robots.txt HTTP/1.1\r\nHost: localhost:{server.port}\r\nConnection: close\r\n\r\n"
    sources = [
        re.findall(rb'\r\nServer-Timing: cache;desc="(\w+)"\r\n', server.answer(request.encode()))
        for _ in range(16)  # of two processes
    ]
    assert sources[-1] == [b"memory"]
    assert all(len(source) == 1 for source in sources)


@pytest.mark.parametrize(
    "headers",
    [
        [f"Cookie: {'a' * 9_000}"],
        [f"X-{'n' * 9_000}: 1"],
        [f"X-Header-{number}: 1" for number in range(200)],
        ["X-Null: a\0b"],
        ["X-Bare: a\rb"],
        ["No colon here"],
        ["Space before : colon"],
        ["Content-Length: 5", "Content-Length: 6"],
        ["Content-Length: -1"],
        ["Content-Length: many"],
        ["Transfer-Encoding: chunked", "Content-Length: 5"],
        ["Transfer-Encoding: nonsense"],
        ["Host: evil.example"],
        ["Expect: miracles"],
    ],
    ids=lambda headers: headers[0][:24],
)
def test_headers_that_no_browser_sends_are_refused(headers, server):
    # 501: the standard's own answer to an encoding nobody knows.
    assert server.get("/robots.txt", *headers) in {400, 417, 431, 501}


@pytest.mark.parametrize(
    "request_line",
    [
        b"GET /" + b"a" * 9_000 + b" HTTP/1.1",
        b"GET /nothing/",
        b"GET  /  HTTP/1.1",
        b"GET /nothing/ HTTP/9.9",
        b"get /nothing/ HTTP/1.1",
        b"GE\0T / HTTP/1.1",
        b"GET \xff\xfe/ HTTP/1.1",
        b"GET /%ff%fe/%00/ HTTP/1.1",
        b"GET /a b/ HTTP/1.1",
        b"GET http://evil.example/ HTTP/1.1",
        b"CONNECT evil.example:443 HTTP/1.1",
        b"PRI * HTTP/2.0",
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"\0" * 64,
    ],
    ids=lambda line: repr(line[:24]),
)
def test_a_first_line_that_no_browser_sends_is_refused(request_line, server):
    request = request_line + f"\r\nHost: localhost:{server.port}\r\nConnection: close\r\n\r\n".encode()
    assert 400 <= server.status(request) < 500


def test_a_body_larger_than_any_form_is_refused_before_it_is_read(server):
    request = (
        f"POST /nothing/ HTTP/1.1\r\nHost: localhost:{server.port}\r\nConnection: close\r\n"
        "Content-Type: application/octet-stream\r\nContent-Length: 99000000\r\n\r\n"
    )
    assert server.status(request.encode()) == 413


def test_a_body_that_ends_early_is_refused(server):
    request = (
        f"POST /admin/login/ HTTP/1.1\r\nHost: localhost:{server.port}\r\nConnection: close\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 500\r\n\r\na=b"
    )
    assert server.status(request.encode()) in {400, 403}


@pytest.mark.parametrize("charset", ["klingon", "utf-7", "utf-16", "idna"])
def test_a_body_in_a_strange_charset_is_refused(charset, server):
    request = (
        f"POST /admin/login/ HTTP/1.1\r\nHost: localhost:{server.port}\r\nConnection: close\r\n"
        f"Content-Type: application/x-www-form-urlencoded; charset={charset}\r\nContent-Length: 3\r\n\r\na=b"
    )
    assert server.status(request.encode()) == 400


def test_a_host_that_is_not_ours_is_answered_with_the_number(server):
    answer = server.answer(b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
    assert b" 400 " in answer.splitlines()[0]
    assert b"tel:+18669893395" in answer


@pytest.mark.parametrize(
    "said",
    [
        "GET /robots.txt HTTP/1.1",
        "GET /robots.txt HTTP/1.1\r\nHost:",
        "GET /robots.txt HTTP/1.1\r\nHost: localhost\r\nHost: localhost",
        "GET /robots.txt HTTP/1.1\r\nHost: localhost\r\nHost: evil.example",
        "GET /robots.txt HTTP/1.1\r\nHost: evil@localhost",
        "GET /robots.txt HTTP/1.1\r\nHost: localhost, evil.example",
        "GET http://evil.example/robots.txt HTTP/1.1\r\nHost: localhost",
        "GET http://evil@localhost/robots.txt HTTP/1.1\r\nHost: localhost",
        "GET http://localhost/robots.txt HTTP/1.0",
    ],
)
def test_a_request_that_does_not_say_plainly_whom_it_is_for_is_refused(said, server):
    assert server.status(f"{said}\r\nConnection: close\r\n\r\n".encode()) == 400


@pytest.mark.parametrize(
    "said",
    [
        "GET /robots.txt HTTP/1.0",  # which knew no hosts
        "GET http://localhost/robots.txt HTTP/1.1\r\nHost: LOCALHOST",
        "GET //localhost/robots.txt HTTP/1.1\r\nHost: localhost",
        "GET /robots.txt?to=https://evil.example/ HTTP/1.1\r\nHost: localhost",
    ],
)
def test_a_request_that_says_so_in_another_form_is_answered(said, server):
    assert server.status(f"{said}\r\nConnection: close\r\n\r\n".encode()) in {200, 404}


def test_no_log_contains_addresses_paths_or_agents(server):
    server.get(f"/conditions/{SECRET}/?q={SECRET}", f"User-Agent: {SECRET}", f"Referer: https://x/{SECRET}")
    server.get("/" + SECRET * 1_000)
    server.get("/robots.txt", f"X-{SECRET}\0: {SECRET}")
    server.status(f"GET /{SECRET} HTTP/9.9\r\n\r\n".encode())
    lines = server.log.read_text()
    assert '"route": "therapies:condition_detail", "status": 404' in lines
    assert SECRET not in lines
    assert "127.0.0.1" not in lines.split("Listening at", 1)[1].split("\n", 1)[1]


THREADS_THAT_ALLOCATE = """
import ctypes, runpy, threading
configuration = runpy.run_path("gunicorn.conf.py")
together = threading.Barrier(configuration["threads"])
def work():
    held = bytes(100_000)
    together.wait()
threads = [threading.Thread(target=work) for _ in range(configuration["threads"])]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
libc = ctypes.CDLL(None)
libc.malloc_info(0, ctypes.c_void_p.in_dll(libc, "stdout"))
libc.fflush(None)
"""


def test_the_threads_of_a_process_share_one_heap():
    if platform.libc_ver()[0] != "glibc":
        lacking("glibc, which alone gives each thread a heap, is not the library here")
    program = [sys.executable, "-c", THREADS_THAT_ALLOCATE]
    told = subprocess.run(program, check=True, capture_output=True, text=True).stdout
    assert re.findall(r'<heap nr="(\d+)">', told) == ["0"]


def test_the_server_still_answers_after_malformed_requests(server):
    assert server.get("/robots.txt") == 200
    assert "Traceback" not in server.log.read_text()
