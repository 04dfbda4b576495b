"""How much each route takes: declared beside it, refused before it is read, and the same in nginx."""

from __future__ import annotations

import io
import re
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client

from alter_site.delivery.body_limits import FILES, FORM, STAFF_FORM, largest_body
from alter_site.delivery.chunked import with_readable_body
from tests.support.document import Document
from tests.support.markup import check_public
from tests.support.nginx import CONFIGURATION

TAKES = {
    "/": FORM,
    "/nothing-of-ours/at/all": FORM,
    "/request/contact/": FORM,
    "/request/leave/": FORM,
    "/request/resume/": FORM,
    "/search/": FORM,
    "/money/": FORM,
    "/request/photo/": FILES,
    "/request/second-photo/": FILES,
    "/admin/login/": FORM,
    "/admin/desk/find/": FORM,
    "/admin/desk/AB4-K7M2Q/card/add/": FILES,
    "/admin/content/picture/add/": FILES,
    "/admin/content/picture/1/change/": FILES,
    "/admin/content/redirect/import/": FILES,
    "/admin/content/picture/upload/": FILES,
    "/admin/link-targets/": FORM,
    "/admin/therapies/therapy/add/": STAFF_FORM,
    "/admin/library/article/1/change/": STAFF_FORM,
    "/admin/content/insurer/": STAFF_FORM,
}


def test_each_route_takes_what_its_form_needs():
    assert {path: largest_body(path) for path in TAKES} == TAKES
    # Files have their own room; what is typed never has more than this.
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE == STAFF_FORM


def test_nginx_passes_on_as_much_as_each_route_takes():
    """The first location that fits, as nginx chooses: exact, regular expressions, the longest beginning."""
    text = CONFIGURATION.read_text()
    (everywhere,) = re.findall(r"^    client_max_body_size (\w+);", text, re.M)
    found = {}
    for how, where, block in re.findall(
        r"^        location (=|~)? ?(\S+) \{\n(.*?)^        \}", text, re.M | re.S
    ):
        own = re.findall(r"client_max_body_size (\w+);", block)
        found[how, where] = _bytes(own[0] if own else everywhere)

    def passes(path: str) -> int:
        if ("=", path) in found:
            return found["=", path]
        for (how, where), number in found.items():
            if how == "~" and re.search(where.strip('"'), path):
                return number
        fitting = [where for how, where in found if not how and path.startswith(where)]
        return found["", max(fitting, key=len)]

    for path, takes in TAKES.items():
        if path == "/request/leave/":  # hardly anything is sent
            continue
        is_staffs = path.startswith("/admin/") and not path.startswith("/admin/desk/")
        assert takes <= passes(path) < max(takes, STAFF_FORM * is_staffs) * 1.1, path


def _bytes(size: str) -> int:
    return int(size[:-1]) * {"k": 1024, "m": 1024**2}[size[-1]]


@pytest.mark.django_db
@pytest.mark.parametrize("path", [path for path, number in TAKES.items() if number < FILES])
def test_more_than_a_route_takes_is_refused_in_words_and_never_read(path):
    class Unread(io.BytesIO):
        def read(self, *args):
            raise AssertionError("nobody asked for it")

    client: Any = Client(enforce_csrf_checks=True)
    kind = "application/x-www-form-urlencoded"
    unread = {"wsgi.input": Unread(), "CONTENT_LENGTH": TAKES[path] + 1}
    answer = client.generic("POST", path, b"", content_type=kind, **unread)
    assert answer.status_code == 413
    page = Document(answer)
    check_public(page)
    assert page.hrefs().count("tel:988") >= 1
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/request/photo/", "/request/second-photo/"])
def test_the_room_for_photos_is_not_for_words(path, client):
    """Before, five megabytes of text were taken beside a photo, and came back."""
    photo = SimpleUploadedFile("a.jpg", b"x" * 2_000_000)
    for words in (["a" * (FORM + 1)], ["a" * 1_000] * 70, ["a" * 4_900_000]):
        answer = client.post(path, {"front": photo, "words": words})
        assert answer.status_code == 413
        assert len(answer.content) < 20_000
    assert client.post(path, {"front": photo, "words": "a" * 1_000}).status_code != 413


@pytest.mark.django_db
def test_too_many_fields_are_refused_in_the_same_words(client):
    body = "&".join(f"f{number}=" for number in range(5_001))
    answer = client.post("/request/contact/", body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413


# --- chunks -------------------------------------------------------------------------------------------


def told(body, path="/request/contact/"):
    """Return the length and the body that the application is told, for one that came in chunks."""
    heard = {}

    def application(environ, start_response):
        heard.update(environ)
        return ()

    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "HTTP_TRANSFER_ENCODING": "chunked",
        "wsgi.input": body,
    }
    with_readable_body(application)(environ, lambda *_: None)
    assert "HTTP_TRANSFER_ENCODING" not in heard
    return int(heard["CONTENT_LENGTH"]), heard["wsgi.input"].read()


def test_a_body_in_chunks_is_given_its_length():
    assert told(io.BytesIO(b"a=b")) == (3, b"a=b")
    assert told(io.BytesIO(b"")) == (0, b"")


@pytest.mark.parametrize(
    ("path", "most"), [("/request/contact/", FORM), ("/admin/therapies/therapy/add/", STAFF_FORM)]
)
def test_no_more_of_a_body_in_chunks_is_read_than_its_route_takes(path, most):
    endless = io.BytesIO(b"a" * (most + 100_000))
    length, _ = told(endless, path)
    assert length == most + 1
    assert endless.tell() == most + 1


def test_a_body_in_chunks_that_ends_early_counts_as_too_large():
    class Cut(io.BytesIO):
        def read(self, *args):
            raise OSError("no more data")

    assert told(Cut()) == (FORM + 1, b"")


@pytest.mark.django_db
@pytest.mark.parametrize("said", ["charset*=utf-99''x", "a*=b''%ff", "boundary*=x'y'z", "a*=idna''x"])
def test_a_type_in_characters_that_nobody_knows_is_refused_in_words(said):
    """Django broke at it before there was a request, and the server answered with a page of its own."""
    environ: dict[str, Any] = {"PATH_INFO": "/request/leave/", "REQUEST_METHOD": "POST"}
    environ |= {"HTTP_HOST": "testserver", "CONTENT_TYPE": f"application/x-www-form-urlencoded; {said}"}
    setup_testing_defaults(environ)
    statuses: list[str] = []
    body = with_readable_body(WSGIHandler())(environ, lambda status, *_: statuses.append(status))
    assert statuses == ["400 Bad Request"]
    assert b"in a character set we cannot read" in b"".join(body)
