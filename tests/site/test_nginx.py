"""nginx with the configuration of the project: answers, headers, logs, limits and TLS."""

from __future__ import annotations

import gzip
import http.client
import io
import json
import re
import resource
import socket
import socketserver
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import brotli
import pytest

from alter_site.content.kinds import page_models
from tests.site.test_project import PRODUCTION
from tests.support import observatory
from tests.support.demo_site import demo_environment, free_port
from tests.support.migrated import run_in_site
from tests.support.nginx import Nginx, nginx, wait_until_there
from tests.support.prepared import THEN_BAKE, prepare
from tests.support.programs import need
from tests.support.waiting import PATIENCE, wait_until

pytestmark = [pytest.mark.xdist_group("nginx"), pytest.mark.own_servers]

SECRET = "grief-and-loss"
THERAPY = "/therapies/a-walk/"
PICTURE = "0a1b2c3d-0a1b-4a1b-8a1b-0a1b2c3d4e5f-0123456789abcdef-480.avif"
CONTENT = ["/", "/therapies/", THERAPY, "/conditions/low-mood/", "/robots.txt", "/sitemap.xml"]

# One page of every kind there is.
MAKE_PAGES = f"""
from tests.factories import *
named = {{TherapyFactory: {THERAPY.split("/")[2]!r}, ConditionFactory: "low-mood"}}
kinds = {{*PageFactory.__subclasses__(), *ClinicalPageFactory.__subclasses__()}} - {{ClinicalPageFactory}}
for kind in sorted(kinds, key=lambda kind: kind.__name__):
    published(kind(slug=named[kind]) if kind in named else kind())
facts_saved()
"""


@dataclass
class Site:
    """A site behind nginx, and what it writes to."""

    folder: Path
    port: int
    environment: dict[str, str]
    front: Nginx = field(init=False)
    web: subprocess.Popen[bytes] = field(init=False)
    direct_port: int = field(default_factory=free_port)  # past nginx, for tests

    @property
    def listening(self) -> Path:
        return self.folder / "web.sock"

    @contextmanager
    def application(self) -> Iterator[None]:
        """Run gunicorn until the block ends."""
        binds = [f"--bind=unix:{self.listening}", f"--bind=127.0.0.1:{self.direct_port}"]
        command = [sys.executable, "-m", "gunicorn", *binds]
        with (self.folder / "web.log").open("ab") as log:
            self.web = subprocess.Popen(command, env=self.environment, stdout=log, stderr=subprocess.STDOUT)
            try:
                wait_until_there(self.listening)
                yield
            finally:
                self.web.terminate()
                self.web.wait()

    def connection(self) -> http.client.HTTPSConnection:
        context = self.front.trusting()
        return http.client.HTTPSConnection("localhost", self.port, context=context, timeout=PATIENCE)

    def ask(self, path: str, method: str = "GET", body: Any = None, **headers: str) -> Answer:
        """Ask, and wait until nginx has written its line about it."""
        before = len(self.front.log)
        connection = self.connection()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, {"Connection": "close", **named})
        said = b""
        while part := connection.sock.recv(65536):
            said += part
        connection.close()
        wait_until(lambda: len(self.front.log) > before, "nginx writes a line")
        answer = http.client.HTTPResponse(Said(said), method=method)  # type: ignore[arg-type]
        answer.begin()
        return Answer(answer.status, dict(answer.headers), answer.read())

    def log_of(self, path: str, **options: Any) -> dict[str, Any]:
        """Ask, and return the line that nginx writes about it."""
        before = len(self.front.log)
        self.ask(path, **options)
        line: dict[str, Any] = json.loads(self.front.log[before:].splitlines()[-1])
        return line


@dataclass(frozen=True)
class Said:
    """What came over a connection, as http.client reads it."""

    content: bytes

    def makefile(self, _: str) -> io.BytesIO:
        return io.BytesIO(self.content)


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    need("nginx")
    # Not below pytest's own folder: the path of a Unix socket has a hundred characters at most.
    with tempfile.TemporaryDirectory(prefix="alter-nginx-") as name:
        folder, port = Path(name), free_port()
        (folder / "tmp").mkdir()
        environment = demo_environment(folder, port) | {
            **PRODUCTION,
            "PHI_ACTIVE": "",
            "STAFF_SECOND_FACTOR": "required",
            "SITE_URL": f"https://localhost:{port}",
            "TRUSTED_PROXIES": "127.0.0.1",
            "TMPDIR": str(folder / "tmp"),
        }
        site = Site(folder, port, environment)
        write = "from alter_site import maintenance_page\nmaintenance_page.write()\n"
        prepare(environment, MAKE_PAGES + write)
        (folder / "media/renditions").mkdir(parents=True, exist_ok=True)
        (folder / "media/renditions" / PICTURE).write_bytes(b"pixels")
        with nginx(folder / "nginx", folder, site.listening, port) as site.front, site.application():
            yield site


# --- what is answered, and by whom --------------------------------------------------------------------


@pytest.mark.parametrize("path", CONTENT)
def test_a_baked_page_is_sent_by_nginx_itself(path, site):
    assert site.log_of(path)["served"] == "file"


@pytest.mark.parametrize(
    "path",
    ["/nothing/", "/?p=12", "/therapies/a-walk", "/request/", "/index.html", "/pages.json", "//robots.txt"],
)
def test_everything_else_goes_to_the_application(path, site):
    assert site.log_of(path)["served"] == "application"


def test_a_post_goes_to_the_application_even_where_a_baked_page_exists(site):
    assert site.log_of(THERAPY, method="POST", body=b"x=1")["served"] == "application"


BY_SERVER = {"Server", "Date", "Connection", "Last-Modified", "Accept-Ranges", "ETag", "Transfer-Encoding"}
# nginx says these of every page, the application where they matter.
HARMLESS = {"Vary", "Speculation-Rules"}


@pytest.mark.parametrize("path", CONTENT)
def test_a_page_has_the_same_headers_from_nginx_and_from_the_application(path, site):
    left_out = BY_SERVER if path.endswith("/") else BY_SERVER | HARMLESS
    # A query of this name is the application's; it is no short link, so the page is the same.
    ours, theirs = (headers_of(site.ask(address), left_out) for address in (path, f"{path}?p=1"))
    assert ours == theirs
    assert len(ours["Content-Security-Policy"]) == 10


def headers_of(answer: Answer, left_out: set[str]) -> dict[str, Any]:
    """Return the headers but for some; a policy's directives may stand in any order."""
    headers: dict[str, Any] = {name: value for name, value in answer.headers.items() if name not in left_out}
    return headers | {"Content-Security-Policy": sorted(headers["Content-Security-Policy"].split("; "))}


@pytest.mark.parametrize(("accepted", "sent"), [("br, gzip", "br"), ("gzip", "gzip"), ("identity", None)])
def test_a_page_is_sent_in_the_encoding_that_the_browser_reads(accepted, sent, site):
    answer = site.ask(THERAPY, Accept_Encoding=accepted)
    assert answer.headers.get("Content-Encoding") == sent
    plain = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[sent](answer.body)
    assert plain == site.ask(THERAPY).body


def test_a_page_that_the_browser_has_is_not_sent_again(site):
    tag = site.ask(THERAPY, Accept_Encoding="br").headers["ETag"]
    again = site.ask(THERAPY, Accept_Encoding="br", If_None_Match=tag)
    assert (again.status, again.body) == (304, b"")


def test_a_static_file_is_sent_by_nginx_and_kept_for_good(site):
    path = a_static_file(site)
    answer = site.ask(path, Accept_Encoding="br")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert answer.headers["Content-Encoding"] == "br"
    assert site.log_of(path)["served"] == "file"


def a_static_file(site: Site) -> str:
    (path,) = re.findall(rb'href="(/static/css/[^"]+\.css)"', site.ask(THERAPY).body)[:1]
    return path.decode()


def asked_directly(site: Site, path: str) -> dict[str, str]:
    """Return the headers of the application's own answer, without nginx."""
    connection = http.client.HTTPConnection("127.0.0.1", site.direct_port)
    host = {"Host": f"localhost:{site.port}", "X-Forwarded-Proto": "https"}
    connection.request("HEAD", path, headers=host)
    headers = dict(connection.getresponse().headers)
    connection.close()
    return headers


OF_SAFETY = {
    "Content-Security-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Permissions-Policy",
    "Referrer-Policy",
    "Strict-Transport-Security",
    "X-Content-Type-Options",
    "X-Frame-Options",
}


@pytest.mark.parametrize("kind", ["static", "picture"])
def test_a_file_has_the_same_security_headers_from_nginx_and_from_the_application(kind, site):
    path = a_static_file(site) if kind == "static" else f"/media/renditions/{PICTURE}"
    by_nginx, by_us = site.ask(path).headers, asked_directly(site, path)
    assert site.log_of(path)["served"] == "file"
    # A file can be neither framed nor run: the policies of a page say nothing about it.
    of_a_file = OF_SAFETY & {
        "Cross-Origin-Resource-Policy",
        "Strict-Transport-Security",
        "X-Content-Type-Options",
    }
    for name in of_a_file | {"Cache-Control", "Content-Type"}:
        assert by_nginx[name] == by_us[name].replace('"', "") != "", name


def test_an_answer_nginx_gives_for_the_stopped_application_has_the_same_security_headers(alone, site):
    theirs, ours = alone.ask("/request/").headers, asked_directly(site, "/request/")
    for name in OF_SAFETY | {"X-Robots-Tag"}:
        sorts = sorted if name == "Content-Security-Policy" else list
        assert sorts(theirs[name].split("; ")) == sorts(ours[name].split("; ")), name


TOO_LONG = "/" + "x" * 9000


@pytest.mark.parametrize(
    ("request_line", "status"),
    [
        ("POST /therapies/ HTTP/1.1\r\nContent-Length: 1100000", 413),
        ("POST /admin/ HTTP/1.1\r\nContent-Length: 99000000", 413),
        ("GET / HTTP/1.1\r\nContent-Length: x", 400),
        ("GET / HTTP/1.1\r\nX: " + "y" * 9000, 400),
        (f"GET {TOO_LONG} HTTP/1.1", 414),
        ("GET /away.html HTTP/1.1", 404),
        ("TRACE / HTTP/1.1", 405),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_refusal_by_nginx_has_the_same_security_headers_as_ours(request_line, status, site):
    answer = said_to(site, request_line)
    assert answer.status == status
    ours = asked_directly(site, "/nothing/")
    for name in OF_SAFETY | {"X-Robots-Tag", "Cache-Control"}:
        sorts = sorted if name == "Content-Security-Policy" else list
        assert sorts(answer.headers[name].split("; ")) == sorts(ours[name].split("; ")), name


def test_nginx_duplicates_no_header_of_the_application(site):
    for path in ("/nothing/", "/request/", "/admin/login/", f"{THERAPY}?p=x"):
        connection = site.connection()
        connection.request("GET", path)
        answer = connection.getresponse()
        names = [name for name, _ in answer.getheaders() if name != "Set-Cookie"]
        connection.close()
        assert sorted(names) == sorted(set(names)), path


def said_to(site: Site, request_line: str) -> http.client.HTTPResponse:
    """Send raw bytes as the beginning of a request, and return the response."""
    with (
        socket.create_connection(("127.0.0.1", site.port), timeout=PATIENCE) as raw,
        site.front.trusting().wrap_socket(raw, server_hostname="localhost") as connection,
    ):
        head, _, rest = request_line.partition("\r\n")
        lines = "\r\n".join(
            [head, f"Host: localhost:{site.port}", "Connection: close", *filter(None, [rest])]
        )
        connection.sendall(f"{lines}\r\n\r\n".encode())
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        return answer


@pytest.mark.parametrize("path", [*CONTENT, "/request/", "/request/contact/?way=short", "/nothing/"])
def test_pages_behind_nginx_lose_no_points_under_the_observatory_rules(path, site):
    connection = site.connection()
    connection.request("GET", path)
    answer = connection.getresponse()
    html, cookies = answer.read().decode(), answer.headers.get_all("Set-Cookie") or []
    connection.close()
    assert answer.status == (404 if path == "/nothing/" else 200)
    page = observatory.Page(dict(answer.headers), cookies, html)
    assert observatory.deductions(page) == {}
    assert observatory.score(page) >= observatory.TOP_GRADE


def test_the_page_nginx_shows_without_the_application_loses_no_observatory_points(alone):
    answer = alone.ask("/request/")
    page = observatory.Page(answer.headers, html=answer.body.decode())
    assert observatory.deductions(page) == {}
    assert observatory.score(page) >= observatory.TOP_GRADE


def test_the_redirect_to_tls_loses_no_observatory_points(site):
    plain = http.client.HTTPConnection("127.0.0.1", site.front.plain_port)
    plain.request("GET", "/", headers={"Host": f"localhost:{site.front.plain_port}"})
    location = plain.getresponse().headers["Location"]
    plain.close()
    assert observatory.redirection(["http://localhost/", location]) == 0


def test_without_tls_a_visitor_is_sent_to_our_own_host(site):
    plain = http.client.HTTPConnection("127.0.0.1", site.front.plain_port)
    plain.request("GET", f"/{SECRET}/", headers={"Host": "localhost"})
    answer = plain.getresponse()
    plain.close()
    assert (answer.status, answer.headers["Location"]) == (301, f"https://localhost:{site.port}/{SECRET}/")


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "localhost.evil.example"])
@pytest.mark.parametrize("is_safe", [True, False], ids=["tls", "plain"])
def test_a_host_that_is_not_ours_gets_no_answer(host, is_safe, site):
    port = site.port if is_safe else site.front.plain_port
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        if is_safe:  # it names ours in the handshake and another one afterwards
            connection = site.front.trusting().wrap_socket(connection, server_hostname="localhost")
        said = b""
        with connection, suppress(ConnectionResetError):
            connection.sendall(f"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
            said = connection.recv(100)
        assert said == b""


def test_a_host_that_is_not_ours_gets_no_certificate(site):
    with socket.create_connection(("127.0.0.1", site.port)) as connection, pytest.raises(ssl.SSLError):
        site.front.trusting().wrap_socket(connection, server_hostname="evil.example")


@pytest.mark.parametrize(("cipher", "is_taken"), [("AES128-GCM-SHA256", False), ("ECDHE+AESGCM", True)])
def test_only_ciphers_with_forward_secrecy_are_accepted(cipher, is_taken, site):
    """Before, a client that asked for it was given a key exchange without forward secrecy."""
    context = site.front.trusting()
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(cipher)
    with socket.create_connection(("127.0.0.1", site.port)) as connection:
        try:
            with context.wrap_socket(connection, server_hostname="localhost"):
                assert is_taken
        except ssl.SSLError:
            assert not is_taken


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
def test_old_versions_of_tls_are_refused(version, site):
    context = site.front.trusting()
    context.minimum_version, context.maximum_version = version, version
    context.set_ciphers("ALL:@SECLEVEL=0")
    with socket.create_connection(("127.0.0.1", site.port)) as connection, pytest.raises(ssl.SSLError):
        context.wrap_socket(connection, server_hostname="localhost")


def test_machines_beside_it_may_ask_how_the_site_is(site):
    assert site.ask("/healthz").body == b"ok\n"


def change(site: Site, code: str) -> None:
    """Change the site as an editor would, and bake what comes of it."""
    run_in_site(site.environment, f"from tests.factories import *\n{code}\n{THEN_BAKE}")


@pytest.mark.parametrize(
    "title", ["A long walk", pytest.param("A walk", marks=pytest.mark.nightly)], ids=["once", "and again"]
)
def test_a_page_that_is_baked_anew_is_sent_a_second_later(title, site):
    therapy = f"Therapy.objects.get(slug={THERAPY.split('/')[2]!r})"
    assert site.log_of(THERAPY)["served"] == "file"  # and is held open
    change(site, f"published(changed({therapy}, title={title!r}))")
    time.sleep(1.1)
    assert f"<h1>{title} ".encode() in site.ask(THERAPY).body
    assert site.log_of(THERAPY)["served"] == "file"


@pytest.mark.nightly
def test_a_page_that_was_not_there_is_sent_at_once_and_goes_a_second_after_it_was_taken_back(site):
    path = "/conditions/sleepless/"
    assert site.ask(path).status == 404
    change(site, "published(ConditionFactory(slug='sleepless'))")
    assert site.log_of(path)["served"] == "file"
    change(site, "publishing.unpublish(Condition.objects.get(slug='sleepless'), None)")
    time.sleep(1.1)
    assert site.log_of(path)["served"] == "application"
    assert site.ask(path).status == 404


# --- what is written down -----------------------------------------------------------------------------


def test_no_log_contains_addresses_paths_or_agents(site):
    hidden = {"User_Agent": SECRET, "Referer": f"https://x.example/{SECRET}", "X_Request_ID": SECRET}
    line = site.log_of(f"/conditions/{SECRET}/?q={SECRET}", **hidden)
    site.ask(f"/{SECRET}/%00/", Cookie=SECRET)
    site.ask("/" + SECRET * 700)
    site.ask(f"/{SECRET}/", method="POST", body=b"x" * 1_100_000)
    assert set(line) == {
        "time", "logger", "request", "served", "status", "bytes", "seconds", "application_seconds",
    }  # fmt: skip
    for path in [*(site.folder / "nginx/log").iterdir(), site.folder / "web.log"]:
        lines = path.read_text().split("\n")
        # The server's own address, of which it tells as it starts.
        said = "\n".join(line for line in lines if '"message": "Listening at: ' not in line)
        assert SECRET not in said, path.name
        assert "127.0.0.1" not in said, path.name


def test_the_lines_of_nginx_and_of_the_application_share_an_id(site):
    line = site.log_of(f"/conditions/{SECRET}/")
    wanted = f'"request": "{line["request"]}"'
    wait_until(lambda: wanted in (site.folder / "web.log").read_text(), "the application writes the id")


# --- bodies -------------------------------------------------------------------------------------------

BODY = b"x" * 9_000_000


@contextmanager
def nearly_sent(site: Site, path: str) -> Iterator[http.client.HTTPSConnection]:
    """Send nine megabytes but for the last byte, so that the folders can be looked at meanwhile."""
    connection = http.client.HTTPSConnection(
        "localhost", site.port, context=site.front.trusting(), timeout=PATIENCE
    )
    connection.putrequest("POST", path)
    connection.putheader("Content-Length", str(len(BODY)))
    connection.putheader("Content-Type", "multipart/form-data; boundary=x")
    connection.endheaders()
    connection.send(BODY[:-1])
    time.sleep(0.5)
    try:
        yield connection
        connection.send(BODY[-1:])
        connection.getresponse().read()
    finally:
        connection.close()


def written(site: Site) -> list[str]:
    """Return the temporary files that nginx or the application has open: most have no name any more."""
    folders = (str(site.front.folder / "lib"), str(site.folder / "tmp"))
    with_names = [str(path) for folder in folders for path in Path(folder).rglob("*") if path.is_file()]
    processes = (*with_children(site.front.process_id), *with_children(site.web.pid))
    held = [target for process in processes for target in opened_by(process) if target.startswith(folders)]
    return with_names + held


def opened_by(process: int) -> Iterator[str]:
    for descriptor in Path(f"/proc/{process}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed while we look
            yield str(descriptor.readlink())


def with_children(process: int) -> list[int]:
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [process, *map(int, children)]


def test_nine_megabytes_to_the_form_touch_no_disk(site):
    with nearly_sent(site, "/request/photo/"):
        assert written(site) == []
    assert written(site) == []


def test_control_an_upload_in_the_admin_is_buffered_on_disk(site):
    with nearly_sent(site, "/admin/content/picture/add/"):
        wait_until(lambda: written(site) != [], "nginx keeps the body in a file")
        (name,) = written(site)
        assert name.startswith(str(site.front.bodies))


@pytest.mark.parametrize(
    ("path", "size"),
    [
        (THERAPY, 70_000),
        ("/request/contact/", 70_000),
        ("/request/leave/", 30_000_000),
        ("/admin/login/", 1_100_000),
        ("/admin/desk/find/", 70_000),
        ("/request/photo/", 34_000_000),
    ],
)
def test_a_body_larger_than_its_address_takes_is_refused_unread_and_in_words(path, size, site):
    with (
        socket.create_connection(("127.0.0.1", site.port), timeout=PATIENCE) as raw,
        site.front.trusting().wrap_socket(raw, server_hostname="localhost") as connection,
    ):
        head = f"POST {path} HTTP/1.1\r\nHost: localhost:{site.port}\r\nContent-Length: {size}\r\n\r\n"
        connection.sendall(head.encode())
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        assert answer.status == 413
        body = answer.read().decode()
        assert "too large for us" in body
        assert 'href="tel:+1' in body
        assert "Retry-After" not in answer.headers


# --- what the application is told ---------------------------------------------------------------------


class Echo(socketserver.StreamRequestHandler):
    """Answers with the headers that arrived."""

    def handle(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in {b"\r\n", b""}:
            lines.append(line)
        body = b"".join(lines)
        self.wfile.write(
            b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body) + body
        )


@pytest.fixture
def told(site: Site) -> Iterator[Callable[..., dict[str, str]]]:
    """What nginx tells an application, as a function of what a visitor says."""
    with tempfile.TemporaryDirectory(prefix="alter-echo-") as name:
        listening, port = Path(name) / "echo.sock", free_port()
        with (
            socketserver.ThreadingUnixStreamServer(str(listening), Echo) as server,
            nginx(Path(name) / "nginx", Path(name), listening, port) as front,
        ):
            threading.Thread(target=server.serve_forever, daemon=True).start()
            stand_in = Site(Path(name), port, {})
            stand_in.front = front

            def ask(**headers: str) -> dict[str, str]:
                lines = stand_in.ask("/nothing/", **headers).body.decode().splitlines()[1:]
                return dict(line.split(": ", 1) for line in lines)

            yield ask
            server.shutdown()


def test_nginx_reports_the_real_client_address_whatever_the_client_claims(told):
    heard = told(X_Forwarded_For="203.0.113.9", X_Forwarded_Proto="http", X_Request_ID=SECRET)
    assert heard["X-Forwarded-For"] == "203.0.113.9, 127.0.0.1"
    assert heard["X-Forwarded-Proto"] == "https"
    assert re.fullmatch("[0-9a-f]{32}", heard["X-Request-ID"])


# --- patience -----------------------------------------------------------------------------------------


THREADS = 8  # two processes with four each: all would be held


@pytest.mark.parametrize("number", [100, pytest.param(1000, marks=pytest.mark.nightly)])
def test_slow_connections_do_not_delay_other_clients(number, site):
    """Others are answered while more requests than there are threads are still being sent."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, most), most))
    with ExitStack() as stack:
        slow = []
        for turn in range(number):
            raw = stack.enter_context(socket.create_connection(("127.0.0.1", site.port)))
            if turn % (number // 20):
                raw.sendall(b"\x16\x03\x01")  # the beginning of a handshake
                continue
            each = stack.enter_context(site.front.trusting().wrap_socket(raw, server_hostname="localhost"))
            each.sendall(
                b"POST /request/contact/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500\r\n\r\na"
            )
            slow.append(each)
        for each in slow:
            each.sendall(b"b")  # who still sends has as long again
        for path, status in [(THERAPY, 200), ("/nothing/", 404), ("/request/", 200)] * 3:
            assert site.ask(path).status == status
        assert sum(map(is_waited_for, slow)) > THREADS


def is_waited_for(connection: ssl.SSLSocket) -> bool:
    """Has a request that is not yet whole been neither answered nor given up?"""
    connection.setblocking(False)
    try:
        connection.recv(1)
    except ssl.SSLWantReadError:
        return True
    return False


# --- without the application --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def alone(site: Site) -> Iterator[Site]:
    """The same nginx without a single Python process behind it."""
    with tempfile.TemporaryDirectory(prefix="alter-alone-") as name:
        port = free_port()
        with nginx(Path(name) / "nginx", site.folder, Path(name) / "nobody.sock", port) as front:
            stand_in = Site(site.folder, port, {})
            stand_in.front = front
            yield stand_in


def test_without_the_application_every_address_of_the_sitemaps_is_there_with_its_headers(alone, site):
    def listed(path: str) -> list[str]:
        found = re.findall("<loc>(.*?)</loc>", alone.ask(path).body.decode())
        return [urlsplit(address).path for address in found]

    sections = listed("/sitemap.xml")
    pages = [path for section in sections for path in listed(section)]
    assert len(sections) == len(page_models())
    assert len(pages) >= len(sections)
    for path in pages:
        answer = alone.ask(path)
        assert answer.status == 200, path
        assert headers_of(answer, BY_SERVER) == headers_of(site.ask(f"{path}?p=1"), BY_SERVER), path


@pytest.mark.parametrize("path", ["/robots.txt", "/llms.txt", "/.well-known/security.txt", "/sitemap.xml"])
def test_without_the_application_nginx_serves_the_files_for_crawlers(path, alone, site):
    answer, left_out = alone.ask(path), BY_SERVER | HARMLESS
    assert answer.status == 200
    assert headers_of(answer, left_out) == headers_of(site.ask(f"{path}?p=1"), left_out)


@pytest.mark.parametrize("options", [{}, {"method": "POST", "body": b"a=b"}], ids=["read", "sent"])
def test_without_the_application_a_form_is_answered_with_the_number_after_one_try(options, alone):
    answer = alone.ask("/request/contact/", **options)
    assert (answer.status, answer.headers["Retry-After"]) == (503, "30")
    assert (answer.headers["Cache-Control"], answer.headers["X-Robots-Tag"]) == (
        "no-store",
        "noindex, nofollow",
    )
    assert b'href="tel:+1' in answer.body
    assert answer.headers["Content-Type"].startswith("text/html")
    line = alone.log_of("/request/contact/", **options)
    # A time for each try, with commas between: where nobody listens there is nothing to wait for.
    assert re.fullmatch(r"\d+\.\d+", line["application_seconds"])
