"""Log lines say what happened to a request and never what it asked for: an address can name a condition."""

from __future__ import annotations

import datetime
import io
import json
import logging
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import (
    BadRequest,
    DisallowedHost,
    DisallowedRedirect,
    PermissionDenied,
    SuspiciousFileOperation,
    SuspiciousOperation,
)
from django.db import IntegrityError
from django.http.multipartparser import MultiPartParserError
from django.test import Client
from gunicorn.config import Config

from alter_site.content.views import EditionView
from alter_site.delivery import request_id, routes
from alter_site.delivery.access_log import QuietLogger
from alter_site.delivery.log_lines import JsonLines
from tests.factories import TherapyFactory, published

SECRET = "grief-and-loss"


@pytest.fixture
def lines(monkeypatch):
    """What the handler of the settings writes while a test runs."""
    (handler,) = [
        handler for handler in logging.getLogger().handlers if type(handler) is logging.StreamHandler
    ]
    stream = io.StringIO()
    monkeypatch.setattr(handler, "stream", stream)
    return stream


def entries(lines: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines.getvalue().splitlines()]


def broken(self: EditionView, request: Any, **kwargs: Any) -> None:
    raise ZeroDivisionError


def test_a_view_that_breaks_is_logged_by_its_route_and_not_by_its_address(lines, monkeypatch):
    monkeypatch.setattr(EditionView, "get", broken)
    Client(raise_request_exception=False).get(f"/conditions/{SECRET}/?from={SECRET}")
    assert "Internal Server Error: therapies:condition_detail" in lines.getvalue()
    assert "ZeroDivisionError" in lines.getvalue()
    assert SECRET not in lines.getvalue()


def test_an_error_is_its_type_and_place_without_what_the_database_quotes(lines, monkeypatch):
    def refused(self, request, **kwargs):
        try:
            raise ValueError(SECRET)
        except ValueError as error:
            raise IntegrityError(f"Key (phone)=({SECRET}) already exists.") from error

    monkeypatch.setattr(EditionView, "get", refused)
    Client(raise_request_exception=False).get("/therapies/")
    (line,) = entries(lines)
    assert [error["type"] for error in line["error"]] == ["ValueError", "IntegrityError"]
    for error in line["error"]:
        assert re.fullmatch(r"tests/delivery/test_logging\.py:\d+ refused", error["at"][-1])
    assert SECRET not in lines.getvalue()


def test_an_error_names_the_last_place_when_that_is_not_ours(lines):
    try:
        json.loads(SECRET)
    except ValueError:
        logging.getLogger("alter").exception("It broke")
    (line,) = entries(lines)
    first, *_, last = line["error"][0]["at"]
    assert first.startswith("tests/delivery/test_logging.py:")
    assert "decoder.py" in last
    assert SECRET not in lines.getvalue()


def test_the_lines_of_a_request_share_its_id(lines, monkeypatch):
    def noted(self, request, **kwargs):
        logging.getLogger("alter").warning("one")
        raise ZeroDivisionError

    monkeypatch.setattr(EditionView, "get", noted)
    client = Client(raise_request_exception=False)
    client.get("/therapies/")
    client.get("/therapies/")
    logging.getLogger("alter").warning("between two requests")
    *found, between = entries(lines)
    ids = [line["request"] for line in found]
    assert len(ids) == 4
    assert ids[0] == ids[1] != ids[2] == ids[3]
    assert "request" not in between


def test_a_form_without_our_token_is_logged_without_its_address(lines):
    Client(enforce_csrf_checks=True).post(f"/{settings.ADMIN_PATH}login/?next=/{SECRET}/")
    assert SECRET not in lines.getvalue()
    assert "/login/" not in lines.getvalue()


@pytest.mark.parametrize("path", [f"/{SECRET}/of/ours/", f"/media/renditions/{SECRET}.jpg"])
def test_an_address_where_nothing_stands_is_not_logged(path, lines):
    Client().get(path, HTTP_REFERER=f"https://search.example/?q={SECRET}", HTTP_USER_AGENT=SECRET)
    assert lines.getvalue() == ""


def test_a_host_that_is_not_ours_is_not_logged(lines):
    Client().get(f"/{SECRET}/", HTTP_HOST=f"{SECRET}.example")
    assert lines.getvalue() == ""


CANARY = "Kanarienvogel"
SENT = [
    {"HTTP_ORIGIN": f"https://{CANARY}.example"},
    {"HTTP_ORIGIN": "null"},
    {"HTTP_REFERER": f"https://{CANARY}.example/{CANARY}/?q={CANARY}"},
    {"HTTP_REFERER": f"https://testserver:{CANARY}/"},
    {"HTTP_REFERER": CANARY},
    {"HTTP_COOKIE": f"__Secure-csrf={CANARY}"},
    {"HTTP_X_CSRFTOKEN": CANARY},
    {},
]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/request/contact/", f"/admin/login/?next=/{CANARY}/", "/request/withdraw/"]
)
@pytest.mark.parametrize("sent", SENT)
def test_a_form_that_is_refused_is_logged_without_origin_referrer_or_token(sent, path, lines):
    client = Client(enforce_csrf_checks=True)
    typed = {"csrfmiddlewaretoken": CANARY, "preferred_name": CANARY}
    assert client.post(path, typed, secure=True, **sent).status_code == 403
    assert CANARY.casefold() not in lines.getvalue().casefold()
    (line,) = entries(lines)
    assert line["message"].startswith("Forbidden: ")


@pytest.mark.parametrize(
    "error",
    [
        SuspiciousOperation(CANARY),
        SuspiciousFileOperation(f"The joined path ({CANARY}) is located outside of the base path"),
        DisallowedHost(f"Invalid HTTP_HOST header: {CANARY!r}"),
        DisallowedRedirect(f"Unsafe redirect to {CANARY}"),
        BadRequest(CANARY),
        PermissionDenied(CANARY),
        MultiPartParserError(CANARY),
        ZeroDivisionError(CANARY),
        UnicodeError(CANARY),
    ],
)
@pytest.mark.parametrize("path", [f"/therapies/?{CANARY}", f"/conditions/{CANARY}-é\x0a/?q={CANARY}"])
def test_whatever_django_says_of_a_request_is_logged_without_what_was_sent(error, path, lines, monkeypatch):
    def refused(self, request, **kwargs):
        raise error

    monkeypatch.setattr(EditionView, "get", refused)
    Client(raise_request_exception=False).get(path, HTTP_REFERER=f"https://{CANARY}.example/")
    assert CANARY.casefold() not in lines.getvalue().casefold()


@pytest.mark.parametrize("name", ["django.security.SuspiciousSession", "django.security", "django.request"])
def test_lines_of_djangos_that_name_no_request_say_nothing_either(name, lines):
    logging.getLogger(name).error("Session %s", CANARY)
    assert CANARY not in lines.getvalue()


# --- the server's own lines ---------------------------------------------------------------------------


@pytest.fixture
def server_log(caplog):
    """Gunicorn's logger as the server would make it, writing where the test can read."""
    logger = QuietLogger(Config())
    for log in (logger.access_log, logger.error_log):
        log.propagate = True
        log.setLevel(logging.INFO)
    caplog.set_level(logging.INFO)
    return logger


def writing_to(output: str) -> Config:
    """Return a configuration of the server that writes its access log there."""
    config = Config()
    config.set("accesslog", output)
    return config


def access_line(logger: QuietLogger, capfd: Any, *arguments: Any) -> dict[str, Any]:
    """Return what the server writes to standard output about one request."""
    logger.access(*arguments)
    (line,) = capfd.readouterr().out.splitlines()
    found: dict[str, Any] = json.loads(line)
    return found


@pytest.mark.django_db
def test_an_access_line_has_route_status_bytes_and_milliseconds(capfd):
    request = Client().get(published(TherapyFactory(slug=SECRET)).path).wsgi_request
    response = SimpleNamespace(status="200 OK", sent=1234)
    duration = datetime.timedelta(milliseconds=12.34)
    logger = QuietLogger(writing_to("-"))
    line = access_line(logger, capfd, response, SimpleNamespace(), request.environ, duration)
    time = datetime.datetime.fromisoformat(line.pop("time"))
    assert time.tzinfo is not None
    assert line == {
        "level": "INFO",
        "logger": "gunicorn.access",
        "message": "answered",
        "request": request.environ[request_id.ENVIRON_KEY],
        "route": "therapies:detail",
        "status": 200,
        "bytes": 1234,
        "ms": 12.3,
    }


def test_an_access_line_has_the_form_of_every_other_line(capfd):
    logger = QuietLogger(writing_to("-"))
    environ = {request_id.ENVIRON_KEY: "0" * 32, routes.ENVIRON_KEY: 'a "quoted" name'}
    line = access_line(
        logger, capfd, SimpleNamespace(status=404, sent=0), SimpleNamespace(), environ, datetime.timedelta()
    )
    record = logging.makeLogRecord({"name": "gunicorn.access", "levelname": "INFO", "msg": "answered"})
    record.request_id, record.fields = (
        "0" * 32,
        {"route": 'a "quoted" name', "status": 404, "bytes": 0, "ms": 0.0},
    )
    expected = json.loads(JsonLines().format(record))
    assert list(line) == list(expected)
    assert {**line, "time": ""} == {**expected, "time": ""}


def test_a_request_that_matched_no_route_has_a_dash(capfd):
    request = Client().get(f"/{SECRET}/of/ours/").wsgi_request
    assert routes.ENVIRON_KEY not in request.environ
    logger = QuietLogger(writing_to("-"))
    response = SimpleNamespace(status=404, sent=0)
    line = access_line(logger, capfd, response, SimpleNamespace(), request.environ, datetime.timedelta())
    assert line["route"] == "-"


def test_a_log_that_cannot_be_written_keeps_nobody_from_the_answer():
    logger = QuietLogger(writing_to("-"))
    with Path("/dev/full").open("wb", buffering=0) as full:
        logger.access_log.handlers[0].setStream(full)
        logger.access(SimpleNamespace(status=200, sent=0), SimpleNamespace(), {}, datetime.timedelta())


def test_a_malformed_request_is_noted_without_what_was_sent(server_log, caplog):
    server_log.warning("Invalid request from ip={ip}: {error}", f"203.0.113.9 {SECRET}")
    server_log.exception(f"Error handling request /{SECRET}/")
    assert caplog.messages == ["Refused a malformed request", "Error handling a request"]


def test_other_lines_of_the_server_stay_as_they_are(server_log, caplog):
    server_log.warning("Worker %s was slow", 7)
    assert caplog.messages == ["Worker 7 was slow"]
