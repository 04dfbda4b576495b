"""Malformed requests to public routes are answered with a page or a plain 4xx, never a 500."""

from __future__ import annotations

import itertools

import pytest
from django.test import Client
from hypothesis import example, given
from hypothesis import strategies as st

from alter_site.content.models import Publication
from tests.factories import IndexPageFactory, StandardPageFactory, TherapyFactory, published
from tests.support.undone import undone

pytestmark = pytest.mark.django_db

PATHS = [
    "/nothing/",
    "/therapies/nothing/",
    "/therapies/nothing/at/all/",
    "/therapies//",
    "//therapies/",
    "//evil.example/therapies/",
    "/\\evil.example/",
    "/therapies/../admin/",
    "/therapies/%2e%2e/%2e%2e/etc/passwd/",
    "/therapies/%00/",
    "/therapies/a%00b/",
    "/%00",
    "/therapies/%ff%fe/",
    "/therapies/%c3%28/",
    "/therapies/%e2%80%ae/",
    "/therapies/%zz/",
    "/therapies/%/",
    "/therapies/%0d%0aSet-Cookie:%20a=b/",
    "/therapies/\N{SNOWMAN}/",
    "/" + "a" * 300 + "/",
    "/therapies/" + "a" * 5_000 + "/",
    "/" + "a/" * 1_000,
    "/sitemap-nothing.xml",
    "/sitemap-" + "a" * 5_000 + ".xml",
    "/sitemap-%00.xml",
    "/robots.txt/",
    "/media/renditions/",
    "/media/renditions/..",
    "/media/renditions/..%2f..%2fdb.sqlite3",
    "/media/renditions/%00.jpg",
    "/media/renditions/" + "a" * 5_000 + ".jpg",
    "/media/masters/none.jpg",
    "/static/../alter_site/settings/staff.py",
    "/static/%2e%2e/alter_site/settings/staff.py",
    "/static/nothing.css",
    "/static/%00",
    "/.env",
    "/.git/config",
    "/wp-login.php",
    "/?p=41080",
]

ANYBODY = Client()


def test_a_malformed_address_is_answered_404(subtests):
    for path in PATHS:
        with subtests.test(path=path[:60]), undone():
            response = Client().get(path, follow=True)
            assert response.status_code == 404
            assert all(hop.startswith("/") and not hop.startswith("//") for hop, _ in response.redirect_chain)


@given(path=st.text(max_size=300))
@example(path="\x00")
@example(path="\ud7ff/")
def test_no_address_is_answered_500(path):
    assert ANYBODY.get("/" + path).status_code in {301, 404}


QUERIES = [
    "%",
    "%zz=%",
    "a=%ff",
    "a[]=1&a[]=2",
    "&&&===",
    "page=999999999999999999999",
    "a=%00",
    "a" * 5_000,
    "p=1;q=2",
]


def test_a_malformed_query_string_is_ignored(client, subtests):
    published(IndexPageFactory())
    for path in ("/therapies/", "/robots.txt", "/sitemap.xml"):
        plain = client.get(path).content
        for query in QUERIES:
            with subtests.test(path=path, query=query[:20]):
                response = client.get(path, QUERY_STRING=query)
                assert response.status_code == 200
                assert response.content == plain


def test_thousands_of_query_parameters_are_ignored(client):
    published(IndexPageFactory())
    query = "&".join(f"f{number}=1" for number in range(10_000))
    assert client.get("/therapies/", QUERY_STRING=query).status_code == 200


def test_an_overlong_slug_causes_no_query(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get(f"/{'a' * 400}/").status_code == 404


# --- methods ------------------------------------------------------------------------------------------

ROUTES = ["/therapies/", "/robots.txt", "/sitemap.xml", "/sitemap-therapy.xml", "/media/renditions/x.jpg"]


METHODS = ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "BREW"]


def test_unsafe_methods_on_public_pages_are_answered_405(subtests):
    published(IndexPageFactory())
    for path, method in itertools.product(ROUTES, METHODS):
        with subtests.test(path=path, method=method), undone():
            response = Client(enforce_csrf_checks=True).generic(method, path, b"a=b")
            assert response.status_code == 405
            assert {"GET", "HEAD"} <= {allowed.strip() for allowed in response.headers["Allow"].split(",")}
            assert Publication.objects.count() == 1


@pytest.mark.parametrize("path", ["/therapies/", "/robots.txt", "/sitemap.xml", "/sitemap-index.xml"])
def test_a_head_request_is_a_get_without_the_body(path, client):
    published(IndexPageFactory())
    full, head = client.get(path), client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Type"] == full.headers["Content-Type"]


def test_a_page_says_which_methods_it_takes(client):
    published(IndexPageFactory())
    response = client.options("/therapies/")
    assert response.status_code == 200
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"


# --- bodies -------------------------------------------------------------------------------------------


CHARSETS = ["klingon", "utf-7", "utf-16", "idna", "hex", "rot13", "undefined", "a" * 5_000, "latin-1"]
KINDS = ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]


def test_a_body_in_an_unknown_charset_is_refused_with_an_explanation(subtests):
    paths = ("/", "/therapies/", "/nothing/", "/admin/login/")
    for path, kind, charset in itertools.product(paths, KINDS, CHARSETS):
        with subtests.test(path=path, kind=kind, charset=charset[:20]), undone():
            client = Client(enforce_csrf_checks=True)
            response = client.generic("POST", path, b"a=%ff\xff", content_type=f"{kind}; charset={charset}")
            assert response.status_code == 400
            assert "Please send it as UTF-8" in response.content.decode()


@pytest.mark.parametrize("charset", ["utf-8", "UTF8", '"utf-8"', "us-ascii"])
def test_a_body_in_utf8_is_read(charset):
    client = Client(enforce_csrf_checks=True)
    kind = f"application/x-www-form-urlencoded; charset={charset}"
    assert client.generic("POST", "/admin/login/", b"a=b", content_type=kind).status_code == 403


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=", b"--\r\n"),
        ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
        ("multipart/form-data; boundary=\xff", b"--x\r\n"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="\xff"\r\n\r\n\xff\r\n--x--',
        ),
        ("application/x-www-form-urlencoded", b"%ff=%00&\xff=\xfe&" + b"a=b&" * 6_000),
        ("application/json", b"{"),
        ("", b"x"),
        ("nonsense", b"\x00" * 100),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(kind, body):
    client = Client(enforce_csrf_checks=True)
    assert client.generic("POST", "/admin/login/", body, content_type=kind).status_code in {400, 403}


@pytest.mark.parametrize("length", ["-1", "abc", "99999999999999", ""])
def test_an_invalid_content_length_is_refused(length):
    client = Client(enforce_csrf_checks=True)
    response = client.generic(
        "POST",
        "/admin/login/",
        b"a=b",
        content_type="application/x-www-form-urlencoded",
        CONTENT_LENGTH=length,
    )
    assert response.status_code in {400, 403, 413}


# --- hosts and headers --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "", "a b", "[::1", "localhost:port", "x" * 5_000, "\xff"],
)
def test_a_host_that_is_not_ours_is_refused(host, client):
    assert client.get("/", HTTP_HOST=host).status_code == 400


@pytest.mark.parametrize(
    "header",
    [
        {"HTTP_ACCEPT_ENCODING": "br;q=0, gzip;q=0.000, ,,;;"},
        {"HTTP_ACCEPT_LANGUAGE": "x" * 5_000},
        {"HTTP_COOKIE": "\xff=\xfe; sessionid=\x00; __Secure-session='"},
        {"HTTP_IF_MODIFIED_SINCE": "yesterday"},
        {"HTTP_IF_NONE_MATCH": '"' * 100},
        {"HTTP_RANGE": "bytes=5-1"},
        {"HTTP_X_FORWARDED_HOST": "evil.example"},
        {"HTTP_X_FORWARDED_PROTO": "gopher"},
        {"HTTP_REFERER": "\xff"},
    ],
    ids=lambda header: next(iter(header)),
)
def test_a_malformed_header_changes_nothing(header, client):
    page = published(StandardPageFactory())
    response = client.get(page.path, **header)
    assert response.status_code == 200
    assert response.content == client.get(page.path).content
    assert "evil.example" not in response.content.decode()


def test_an_address_without_its_last_slash_leads_to_the_page(client):
    therapy = published(TherapyFactory())
    response = client.get(therapy.path.rstrip("/"))
    assert (response.status_code, response.headers["Location"]) == (301, therapy.path)
