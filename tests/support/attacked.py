"""A site under attack: real servers, slow or malicious connections, and an ordinary visitor meanwhile."""

from __future__ import annotations

import contextlib
import http.client
import http.cookiejar
import io
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.bench.durability import HIDDEN, Person

from . import stoppable
from .demo_site import demo_environment, free_port
from .nginx import nginx, wait_until_there
from .prepared import prepare
from .stoppable import FORM, THERAPY, Site
from .waiting import PATIENCE

LEAVE = "/request/leave/"
MAKE_PAGES = f"{stoppable.MAKE_PAGES}\npublished(HomePageFactory())\n"
# What production sets beside what the demo does.
PRODUCTION = {
    "SITE_ENV": "production",
    "STAFF_SECOND_FACTOR": "required",
    "PHI_ACTIVE": "",
    "TRUSTED_PROXIES": "127.0.0.1",
}


@dataclass
class Honest:
    """Somebody who reads a page, answers the first question and leaves; ``times`` says how long each took."""

    origin: str
    context: ssl.SSLContext | None = None
    sends_chunks: bool = False
    times: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(
            cookies, urllib.request.HTTPSHandler(context=self.context or ssl.create_default_context())
        )

    def walk(self) -> None:
        """Go all the way; whoever is refused anywhere fails."""
        assert "</h1>" in self.ask("page", THERAPY)[1]
        path, question = self.ask("question", FORM)
        answers = Person(self.origin, 1).answers(path) | dict(HIDDEN.findall(question))
        onward, _ = self.ask("answer", path, answers)
        assert onward != path, "the form asks the same question again"
        self.ask("leave", LEAVE, {})
        shown = ", ".join(f"{name} {1000 * took:.0f} ms" for name, took in self.times.items())
        print(f"\n  the honest visitor: {shown}")  # noqa: T201

    def ask(self, name: str, path: str, form: dict[str, str] | None = None) -> tuple[str, str]:
        """Fetch a page or send a form; return where it leads and what is shown, and note how long it took."""
        data: Any = None if form is None else urllib.parse.urlencode(form).encode()
        if data and self.sends_chunks:  # whatever has no length is sent so
            data = iter([data[:9], data[9:]])
        request = urllib.request.Request(  # noqa: S310 (our own server)
            self.origin + path, data, {"Referer": self.origin + path}
        )
        begun = time.monotonic()
        with self._opener.open(request, timeout=PATIENCE) as answer:
            page = answer.read().decode()
        self.times[name] = time.monotonic() - begun
        return urllib.parse.urlsplit(answer.url).path, page


@dataclass
class Attacked:
    """A running site as it is met by everybody."""

    port: int
    log: Path
    context: ssl.SSLContext | None = None

    @property
    def honest(self) -> Honest:
        return Honest(f"{'https' if self.context else 'http'}://localhost:{self.port}", self.context)

    def connect(self, from_address: str = "127.0.0.1") -> socket.socket:
        raw = socket.create_connection(
            ("127.0.0.1", self.port), timeout=PATIENCE, source_address=(from_address, 0)
        )
        return self.context.wrap_socket(raw, server_hostname="localhost") if self.context else raw

    def said(self, request: bytes) -> bytes:
        """Send bytes as they are; return everything that comes back until the server hangs up."""
        with contextlib.closing(self.connect()) as connection:
            connection.sendall(request)
            received = b""
            with contextlib.suppress(ConnectionResetError):
                while part := connection.recv(65536):
                    received += part
            return received

    @contextmanager
    def held(self, number: int, beginning: bytes, from_address: str = "127.0.0.1") -> Iterator[Held]:
        """Open so many connections that each send a beginning and are not done until the block ends."""
        with ExitStack() as stack:
            sockets = [
                stack.enter_context(contextlib.closing(self.connect(from_address))) for _ in range(number)
            ]
            for each in sockets:
                each.sendall(beginning)
            yield Held(sockets)


@dataclass
class Held:
    """Connections that somebody holds."""

    sockets: list[socket.socket]

    def trickle(self) -> None:
        """Send one byte more on each that is still open."""
        for each in self.sockets:
            with contextlib.suppress(OSError):
                each.sendall(b"a")

    def number_unanswered(self) -> int:
        """Count those that the server still waits for: neither answered nor hung up on."""
        return sum(map(_is_waited_for, self.sockets))


def _is_waited_for(connection: socket.socket) -> bool:
    connection.setblocking(False)
    try:
        connection.recv(1)
    except (BlockingIOError, ssl.SSLWantReadError):
        return True
    except OSError:
        return False
    return False


def post(path: str, port: int, length: int) -> bytes:
    """Return the beginning of a POST whose body is never sent."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Length: {length}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\na"
    )
    return head.encode()


def statuses(said: bytes) -> list[int]:
    """Return the status of each answer that came over one connection, whose bodies have lengths."""
    found, stream = [], io.BytesIO(said)
    while stream.tell() < len(said):
        answer = http.client.HTTPResponse(_Said(stream))  # type: ignore[arg-type]
        answer.begin()
        answer.read()
        found.append(answer.status)
    return found


class _Said:
    """What came over a connection, as http.client reads answers: one after the other."""

    def __init__(self, stream: io.BytesIO) -> None:
        self.stream = stream

    def makefile(self, _: str) -> Any:
        return self

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)

    def close(self) -> None:
        """Stay open for the next answer."""


@contextmanager
def site_alone() -> Iterator[Attacked]:
    """Serve a site by gunicorn alone until the block ends."""
    with tempfile.TemporaryDirectory(prefix="alter-alone-") as name:
        site = Site(Path(name), free_port(), {})
        site.environment = demo_environment(site.folder, site.port)
        site.prepare(MAKE_PAGES)
        with site.served():
            yield Attacked(site.port, site.log_file)


@contextmanager
def site_behind_nginx() -> Iterator[Attacked]:
    """Serve a production site behind nginx until the block ends."""
    # Not below pytest's own folder: the path of a Unix socket has a hundred characters at most.
    with tempfile.TemporaryDirectory(prefix="alter-front-") as name, ExitStack() as stack:
        folder, port = Path(name), free_port()
        environment = (
            demo_environment(folder, port)
            | PRODUCTION
            | {
                "SITE_URL": f"https://localhost:{port}",
                "LOOK_ANCHORS": f"file://{folder}/anchors",
            }
        )
        prepare(
            environment, MAKE_PAGES + "from alter_site import maintenance_page\nmaintenance_page.write()\n"
        )
        listening, log = folder / "web.sock", folder / "web.log"
        with log.open("ab") as lines:
            web = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", f"--bind=unix:{listening}"],
                env=environment,
                stdout=lines,
                stderr=lines,
            )
        stack.callback(web.wait)
        stack.callback(web.terminate)
        wait_until_there(listening)
        front = stack.enter_context(nginx(folder / "nginx", folder, listening, port))
        yield Attacked(port, log, front.trusting())
