"""HTTP said in unusual ways to the server itself: each answer is right, and each body is one request’s."""

from __future__ import annotations

import re

import pytest

from tests.support.attacked import LEAVE, Attacked, statuses
from tests.support.passes import at_night
from tests.support.stoppable import PICTURE, THERAPY

pytestmark = [pytest.mark.xdist_group("attacks"), pytest.mark.own_servers]


def get(path: str, port: int, *headers: str, last: bool = True) -> bytes:
    lines = [f"GET {path} HTTP/1.1", f"Host: localhost:{port}", *headers, *["Connection: close"][:last]]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def answer(site: Attacked, path: str, *headers: str) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and body."""
    head, _, body = site.said(get(path, site.port, *headers)).partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    return int(first.split()[1]), dict(line.split(": ", 1) for line in lines), body


def a_style(site: Attacked) -> str:
    _, _, page = answer(site, THERAPY)
    (path, *_) = re.findall(rb'href="(/static/css/[^"]+\.css)"', page)
    return path.decode()


# --- parts --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wanted",
    ["bytes=0-0", *map(at_night, ["bytes=-1", "bytes=99999999-", "bytes=5-2", "lines=0-0"])],
)
def test_whoever_asks_for_a_part_is_sent_the_whole(wanted, alone):
    for path in (a_style(alone), THERAPY, f"/media/renditions/{PICTURE}", "/robots.txt", "/request/"):
        _, _, whole = answer(alone, path)
        status, headers, body = answer(alone, path, f"Range: {wanted}")
        assert status == 200
        assert "Content-Range" not in headers
        assert len(body) == len(whole) > 1


# --- encodings ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accepted", "sent"),
    [
        ("br, gzip", "br"),
        ("br;q=0", None),
        ("br;q=0, gzip", "gzip"),
        ("*;q=0", None),
        ("gzip;q=0.0", None),
        ("gzip;q=0.0, br;q=0.000", None),
        ("br;Q=0", None),
        ("br ; q=0 , gzip ; q=1.0", "gzip"),
        ("identity;q=0", "gzip"),
        ("identity;q=0, gzip;q=0, br", "br"),
        ("*;q=0, br", "br"),
        ("brotli, gzipped", None),
        ("deflate", None),
    ],
)
def test_nobody_is_sent_an_encoding_that_they_refuse(accepted, sent, alone):
    """Before, static files came in brotli for ``br;q=0``, and pages knew four ways to write nothing."""
    for path in (a_style(alone), THERAPY):
        status, headers, _ = answer(alone, path, f"Accept-Encoding: {accepted}")
        assert (status, headers.get("Content-Encoding")) == (200, sent), path
        assert "Accept-Encoding" in headers["Vary"]


# --- headers that are not theirs to say ---------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        "SCRIPT_NAME: /x",
        "Script-Name: /x",
        "PATH_INFO: /x/therapies/",
        "X-Script-Name: /x",
        "X-Forwarded-Prefix: /x",
        "X-Forwarded-Host: evil.example",
        "X_Forwarded_Host: evil.example",
        "Forwarded: host=evil.example",
        "X-Original-URL: /x/",
    ],
)
def test_no_header_says_where_the_site_is(header, alone):
    """Before, one request with SCRIPT_NAME led everybody to an address that begins with /x/."""
    path = "/a-page-" + re.sub("[^a-z]", "-", header.lower())
    for _ in range(8):  # of two processes
        answer(alone, f"/x{path}", header)
        answer(alone, path, header)
    for _ in range(8):
        status, headers, _ = answer(alone, path)
        assert (status, headers.get("Location")) in ((404, None), (301, f"{path}/"))


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.parametrize("host", ["10.0.3.7:8000", "10.0.3.7", "[2001:db8::7]:8000", "[::1]"])
def test_a_machine_may_ask_by_address_how_the_site_is(path, host, alone):
    """Before, the answer was 400."""
    said = alone.said(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    # Nobody has started a worker here.
    assert statuses(said) == ([200] if path == "/healthz" else [503])
    assert path == "/healthz" or b'"database": "ok"' in said


@pytest.mark.parametrize("path", [THERAPY, "/robots.txt", "/request/", "/admin/login/", "/healthz/"])
def test_nothing_else_is_answered_under_an_address(path, alone):
    said = alone.said(f"GET {path} HTTP/1.1\r\nHost: 10.0.3.7:8000\r\nConnection: close\r\n\r\n".encode())
    assert statuses(said) == [400]


def test_a_name_that_is_not_ours_may_not_ask_either(alone):
    said = alone.said(b"GET /healthz HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
    assert statuses(said) == [400]


# --- bodies -------------------------------------------------------------------------------------------


def in_chunks(body: bytes, size: int = 7) -> bytes:
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return (
        b"".join(b"%x;of=seven\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\nX-After: 1\r\n\r\n"
    )


def test_a_form_that_is_sent_in_chunks_is_read(alone):
    """Before, it arrived empty and was refused."""
    honest = alone.honest
    honest.sends_chunks = True
    honest.walk()


def chunked(path: str, port: int, body: bytes) -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: localhost:{port}\r\nTransfer-Encoding: chunked\r\n\r\n"
    return head.encode() + body


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (in_chunks(b"a=b"), 200),
        (in_chunks(b"a=" + b"b" * 60_000, 1_000), 200),
        (b"5;x=y\r\na=bcd\r\n0\r\n\r\n", 200),
        (in_chunks(b"a=" + b"b" * 64_000, 1_000), 413),
        (b"fffffffffffffffff\r\na", 413),
        (b"x\r\n\r\n0\r\n\r\n", 400),
        (b"-5\r\na=bcd\r\n0\r\n\r\n", 400),
        (b"0x5\r\na=bcd\r\n0\r\n\r\n", 400),
        (b"5\r\na=bcdef\r\n0\r\n\r\n", 400),
        (b"0\r\nContent-Length: 5\r\n\r\n", 400),
    ],
    ids=lambda value: str(value)[:24],
)
def test_chunks_are_read_as_far_as_the_route_takes_them(body, status, alone):
    said = alone.said(chunked(LEAVE, alone.port, body) + get("/robots.txt", alone.port))
    # Behind a body whose end is not known, nothing is anybody's next request.
    assert statuses(said) == ([200, 200] if status == 200 else [status])


def test_chunks_of_a_single_byte_are_given_up(alone):
    said = alone.said(chunked(LEAVE, alone.port, in_chunks(b"a=" + b"b" * 50_000, 1)))
    # Which of the two depends on where in a chunk the reading ended.
    assert statuses(said) in ([400], [413])


def sent(port: int, *headers: str, body: str = "") -> bytes:
    lines = [f"POST {LEAVE} HTTP/1.1", f"Host: localhost:{port}", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


@pytest.mark.parametrize(
    "headers",
    [
        ["Content-Length: 5", "Transfer-Encoding: chunked"],
        ["Transfer-Encoding: chunked", "Content-Length: 0"],
        ["Content-Length: 5", "Content-Length: 5"],
        ["Content-Length: 0", "Content-Length: 44"],
        ["Content-Length: 5, 5"],
        ["Content-Length: +5"],
        ["Content-Length: 0x5"],
        ["Content-Length: 5 5"],
        ["Content-Length:"],
        ["Content-Length : 5"],
        ["Content_Length: 5", "Content-Length: x"],
        ["Transfer-Encoding: chunked, chunked"],
        ["Transfer-Encoding: gzip"],
        ["Transfer-Encoding: identity"],
        ["Transfer-Encoding: xchunked"],
        ["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"],
        ["Transfer-Encoding:\tchunked,", "Content-Length: 5"],
        ["X: y\n Transfer-Encoding: chunked"],
        [" Transfer-Encoding: chunked"],
    ],
    ids=str,
)
def test_a_request_whose_end_may_be_seen_in_two_ways_is_refused_and_nothing_follows(headers, alone):
    hidden = get("/robots.txt", alone.port)
    said = alone.said(sent(alone.port, *headers, body="0\r\n\r\n") + hidden)
    assert [status for status in statuses(said) if status not in {400, 501}] == []
    assert len(statuses(said)) == 1


def test_requests_that_come_at_once_are_answered_one_after_the_other(alone):
    port = alone.port
    several = [
        get("/robots.txt", port, last=False),
        sent(port, "Content-Length: 3", body="a=b"),
        chunked(LEAVE, port, in_chunks(b"a=b")),
        get(THERAPY, port, "Content-Length: 3", last=False) + b"a=b",
        get("/nothing/", port, last=False),
        get("/healthz", port),
    ]
    assert statuses(alone.said(b"".join(several))) == [200, 200, 200, 200, 404, 200]


def test_requests_may_be_cut_anywhere(alone):
    port = alone.port
    several = sent(port, "Content-Length: 3", body="a=b") + chunked(LEAVE, port, in_chunks(b"a=b", 2))
    several += get("/healthz", port)
    with alone.connect() as connection:
        for at in range(len(several)):
            connection.sendall(several[at : at + 1])
        received = b""
        while part := connection.recv(65536):
            received += part
    assert statuses(received) == [200, 200, 200]


def test_whoever_asks_first_whether_to_send_a_body_is_told(alone):
    with alone.connect() as connection:
        connection.sendall(sent(alone.port, "Content-Length: 3", "Expect: 100-continue", "Connection: close"))
        assert connection.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"a=b")
        assert connection.recv(100).startswith(b"HTTP/1.1 200 OK\r\n")


def test_whoever_asks_whether_to_send_too_much_is_refused(alone):
    said = alone.said(sent(alone.port, "Content-Length: 70000", "Expect: 100-continue"))
    assert statuses(said) == [413]
    assert b'href="tel:+1' in said


def test_after_all_that_nothing_has_gone_wrong(alone):
    lines = [line for line in alone.log.read_text().splitlines() if "Service Unavailable: readyz" not in line]
    assert [line for line in lines if '"level": "ERROR"' in line or "Traceback" in line] == []
    sent_in_chunks = [line for line in lines if '"status": 413' in line]
    assert [line for line in sent_in_chunks if '"route": "-"' not in line] == [], "refused before any view"
