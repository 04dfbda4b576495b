"""What browser tests use: the demo site on a live server, and pages that are watched while they are open."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from django.conf import settings as site_settings
from django.db import connection
from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page, Request, ViewportSize, expect

from alter_site.content.editions import gates, reviews
from alter_site.staff.models import User
from tests.support.chromium import ARGUMENTS, DESKTOP, find_headless_shell
from tests.support.demo import drawn_demo
from tests.support.sign_in import StaffClient
from tests.support.waiting import PATIENCE

HERE = Path(__file__).parent

# Playwright waits five seconds for what a page comes to show: on a busy machine a save takes longer.
expect.set_options(timeout=PATIENCE * 1000)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder, so that none can forget to be left out of `make test`."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session", autouse=True)
def _django_beside_playwright() -> Iterator[None]:
    # Playwright keeps an event loop in this thread; Django would refuse to touch the database beside it.
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return browser_type_launch_args | {"executable_path": find_headless_shell(), "args": list(ARGUMENTS)}


@pytest.fixture(scope="session")
def base_url(live_server: Any) -> str:
    return live_server.url


# --- the demo site ------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def _drawn(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[sqlite3.Connection, Path]]:
    """A copy of the demo's database, and the folder of its files, which all workers share."""
    with closing(sqlite3.connect(":memory:")) as copy:
        with django_db_blocker.unblock(), drawn_demo() as files:
            connection.ensure_connection()
            connection.connection.backup(copy)
        yield copy, files


@pytest.fixture
def demo(transactional_db: None, settings: Any, _drawn: tuple[sqlite3.Connection, Path]) -> None:
    """The demo content, as if it had just been loaded."""
    copy, files = _drawn
    connection.ensure_connection()
    copy.backup(connection.connection)
    settings.MEDIA_ROOT = files / "media"
    shutil.copy(files / "facts.json", settings.FACTS_FILE)


# --- pages --------------------------------------------------------------------------------------------


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What the browser complained about. A test that provokes a complaint removes it."""
    found: list[str] = []
    yield found
    assert not found, "The browser complained:\n" + "\n".join(found)


@pytest.fixture
def open_page(demo: None, base_url: str, new_context: Any, complaints: list[str]) -> Callable[..., Page]:
    """Open a path of the demo site in a browser of its own: ``open_page("/", screen=PHONE, scheme="dark")``.

    ``user`` is signed in already. The test fails on any console message, any uncaught error and any
    request to another host.
    """
    home = urlsplit(base_url).netloc

    def note_message(message: ConsoleMessage) -> None:
        complaints.append(f"console {message.type} about {message.location['url']}: {message.text}")

    def note_error(error: Error) -> None:
        complaints.append(f"uncaught error: {error}")

    def note_request(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.netloc != home:
            complaints.append(f"request to another host: {request.url}")

    def opened(
        path: str = "/",
        *,
        screen: ViewportSize = DESKTOP,
        scheme: Literal["light", "dark"] = "light",
        javascript: bool = True,
        user: User | None = None,
    ) -> Page:
        context: BrowserContext = new_context(
            viewport=screen,
            color_scheme=scheme,
            java_script_enabled=javascript,
            # A color half-way through a transition is nobody's design.
            reduced_motion="reduce",
        )
        context.on("console", note_message)
        context.on("weberror", lambda web_error: note_error(web_error.error))
        context.on("request", note_request)
        if user is not None:
            sign_in(context, user)
        page = context.new_page()
        page.goto(path)
        return page

    return opened


@pytest.fixture
def unsigned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let clinical pages go live without a signature; test_reviews.py walks the whole way to one."""
    asked = [check for check in gates._gates if check is not reviews.is_signed]
    monkeypatch.setattr(gates, "_gates", asked)


def sign_in(context: BrowserContext, user: User) -> None:
    """Give the browser a session of this user."""
    client = StaffClient()
    client.force_login(user)
    name = site_settings.SESSION_COOKIE_NAME
    context.add_cookies(
        [
            {
                "name": name,
                "value": client.cookies[name].value,
                "domain": "localhost",
                "path": "/",
                "secure": bool(site_settings.SESSION_COOKIE_SECURE),
                "httpOnly": True,
            }
        ]
    )
