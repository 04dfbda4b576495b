"""Error pages show the phone number and need no database."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError, connection
from django.test import Client, RequestFactory

from alter_site import views
from alter_site.content import facts
from alter_site.content.views import EditionView
from tests.support.document import Document
from tests.support.markup import check_public

# No test here asks for the database: touching it fails the test.

PHONE = {"href": "tel:+18669893395", "display": "(866)\N{NO-BREAK SPACE}989-3395"}

ERRORS = {
    400: views.bad_request,
    403: views.permission_denied,
    404: views.page_not_found,
    500: views.server_error,
}


def shown(response, request=None):
    response.wsgi_request = getattr(response, "wsgi_request", request)
    document = Document(response)
    check_public(document)
    return document


def is_complete(document):
    assert document.hrefs("main a.big-number") == ["tel:+18669893395"]
    assert "(866) 989-3395" in document.text("aside.banner")
    assert "tel:988" in document.hrefs("footer a")
    assert "tel:911" in document.hrefs("footer a")
    assert document.one('meta[name="robots"]').attributes["content"] == "noindex"
    return True


@pytest.fixture(params=["with the facts file", "without the facts file"])
def _facts_file(request, settings):
    if request.param == "with the facts file":
        facts.write_file({"phone": PHONE, "organization": "Alter"})


@pytest.mark.usefixtures("_facts_file")
@pytest.mark.parametrize("status", ERRORS)
def test_every_error_page_has_the_number_and_needs_no_database(status):
    request = RequestFactory().get("/somewhere/")
    view: Any = ERRORS[status]
    response = view(request) if status == 500 else view(request, Exception("why"))
    assert response.status_code == status
    assert is_complete(shown(response, request))


@pytest.mark.usefixtures("_facts_file")
def test_a_form_without_our_token_is_answered_in_words():
    request = RequestFactory().post("/somewhere/")
    response = views.csrf_failure(request, "no token")
    assert response.status_code == 403
    assert is_complete(shown(response, request))


def test_an_unknown_address_is_answered_without_the_database(visit):
    assert is_complete(visit("/nothing/of/ours/here/", status=404))


def test_an_error_page_offers_the_home_page_unless_that_is_what_is_missing():
    def offered(path):
        return "/" in Document(views.page_not_found(RequestFactory().get(path))).hrefs("main .actions a")

    assert offered("/nothing/")
    assert not offered("/")


def test_a_host_that_is_not_ours_is_answered_without_the_database(visit):
    assert is_complete(visit("/", status=400, HTTP_HOST="evil.example"))


def test_a_database_that_is_down_is_answered_with_the_number(monkeypatch, caplog):
    # The blocked database raises RuntimeError, as a server that is away raises OperationalError.
    client = Client(raise_request_exception=False)
    response = client.get("/therapies/attachment-based-therapy/")
    assert response.status_code == 500
    assert is_complete(shown(response))


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("the database is away"),
        InterfaceError("the connection is closed"),
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EROFS, "Read-only file system"),
    ],
    ids=repr,
)
def test_a_temporarily_unavailable_service_is_answered_503_with_the_number_and_retry_after(
    error, monkeypatch
):
    def away(self, request, **kwargs):
        raise error

    monkeypatch.setattr(EditionView, "get", away)
    response = Client(raise_request_exception=False).get("/therapies/")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "30"
    assert is_complete(shown(response))


def test_a_500_page_shows_the_phone_number(monkeypatch):
    def broken(self, request, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(EditionView, "get", broken)
    response = Client(raise_request_exception=False).get("/therapies/")
    assert response.status_code == 500
    assert is_complete(shown(response))


def test_a_403_page_shows_the_phone_number(monkeypatch):
    def forbidden(self, request, **kwargs):
        raise PermissionDenied

    monkeypatch.setattr(EditionView, "get", forbidden)
    response = Client().get("/therapies/")
    assert response.status_code == 403
    assert is_complete(shown(response))


def test_a_damaged_facts_file_does_not_break_an_error_page(visit, settings):
    Path(settings.FACTS_FILE).write_text('{"crisis_lines": 5, "phone": null, "main_menu": [{"label": 1}]}')
    assert is_complete(visit("/nothing/of/ours/here/", status=404))


def test_error_pages_show_the_menu_that_the_file_knows(visit):
    facts.write_file({"main_menu": [{"label": "Therapies", "path": "/therapies/"}]})
    page = visit("/nothing/of/ours/here/", status=404)
    assert page.hrefs("main li a") == ["/therapies/"]
    assert "one of the pages below" in page.text("main")
    facts.write_file({"main_menu": []})
    assert "below" not in visit("/nothing/of/ours/here/", status=404).text("main")


def test_a_facts_error_is_logged_without_the_requested_address(client, settings, caplog):
    Path(settings.FACTS_FILE).write_text('{"crisis_lines": 5}')
    client.get("/secret-condition-name/of/ours/")
    assert "crisis_lines does not fit" in caplog.text
    assert "secret-condition-name" not in caplog.text


def test_error_pages_are_never_cached(client):
    response = client.get("/nothing/of/ours/here/")
    assert response.headers["Cache-Control"] == "no-store"
    assert "noindex" in response.headers["X-Robots-Tag"]


def test_an_error_page_names_neither_the_address_nor_the_reason(client):
    html = client.get("/secret-condition-name/of/ours/").content.decode()
    assert "secret-condition-name" not in html


def test_these_tests_really_block_the_database():
    with pytest.raises(RuntimeError, match="Database access not allowed"):
        connection.ensure_connection()
