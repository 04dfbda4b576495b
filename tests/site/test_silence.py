"""Servers behind the site that take what is sent and never answer: worse than those that are stopped."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from django.db.utils import OperationalError

from alter_site.postgresql import silence
from tests.site.test_faults import AT_ONCE, OTHER, THERAPY, UNBAKED, Site, environment_of
from tests.support.demo_site import free_port
from tests.support.postgres import PostgresMissing, postgres_server
from tests.support.programs import lacking
from tests.support.redis import RedisMissing, redis_server
from tests.support.relay import Relay, relay

pytestmark = [pytest.mark.xdist_group("faults"), pytest.mark.own_servers]


# --- the process with silent servers behind it ----------------------------------------------------------


@dataclass
class Parts:
    """A running site, and the relays that lead to its servers."""

    site: Site
    database: Relay
    cache: Relay


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    folder, port = tmp_path_factory.mktemp("silence"), free_port()
    with ExitStack() as stack:
        try:
            server, redis = stack.enter_context(postgres_server()), stack.enter_context(redis_server())
        except (PostgresMissing, RedisMissing) as missing:
            lacking(str(missing))
        database = stack.enter_context(relay(server.port))
        cache = stack.enter_context(relay(redis.port))
        site = Site(
            folder,
            port,
            environment_of(
                folder,
                port,
                DATABASE_URL=server.url.replace(str(server.port), str(database.port)),
                REDIS_URL=f"redis://127.0.0.1:{cache.port}/0",
            ),
        )
        site.prepare()
        stack.enter_context(site.served())
        yield Parts(site, database, cache)


@pytest.fixture
def site(parts: Parts) -> Site:
    """The site with every thread's connections open, as it is when a machine behind it goes."""
    deadline = time.monotonic() + 5
    while parts.site.ask(UNBAKED).status != 404 and time.monotonic() < deadline:
        time.sleep(0.1)
    time.sleep(silence.ASK_AGAIN_AFTER)  # the other process finds out by itself
    for _ in range(16):
        assert parts.site.ask(UNBAKED).status == 404
    return parts.site


@pytest.fixture
def _silent_database(parts: Parts, site: Site) -> Iterator[None]:
    parts.database.is_silent = True
    yield
    parts.database.is_silent = False


@pytest.fixture
def _silent_cache(parts: Parts, site: Site) -> Iterator[None]:
    parts.cache.is_silent = True
    yield
    parts.cache.is_silent = False


@pytest.mark.usefixtures("_silent_database")
def test_while_the_database_says_nothing_pages_are_there_and_everything_else_says_so_within_a_second(site):
    for _ in range(8):
        assert site.ask(UNBAKED).is_calm()
        assert site.ask(THERAPY).status == 200
    assert site.send_a_form().is_calm()
    assert {"database", "notices"} <= site.failing()


@pytest.mark.usefixtures("_silent_database")
def test_while_the_database_says_nothing_nearly_all_are_told_at_once(site):
    for _ in range(16):
        site.ask(UNBAKED)
    seconds = sorted(site.ask(UNBAKED).seconds for _ in range(20))
    assert seconds[len(seconds) // 2] < silence.PATIENCE / 2


def test_a_database_that_speaks_again_is_used_again_within_a_second(parts, site):
    parts.database.is_silent = True
    try:
        assert site.ask(UNBAKED).is_calm()
    finally:
        parts.database.is_silent = False
    time.sleep(silence.ASK_AGAIN_AFTER + 0.5)
    assert site.reference()


@pytest.mark.usefixtures("_silent_cache")
def test_while_the_cache_says_nothing_pages_and_forms_work(site):
    slowest = max(site.ask(path).seconds for path in [THERAPY, OTHER] * 4)
    assert slowest < AT_ONCE
    assert site.ask(THERAPY).status == 200
    assert site.reference()
    assert "cache" in site.failing()


# --- one listener ---------------------------------------------------------------------------------------


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    """A socket that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        yield server


@pytest.fixture
def listener(listening: socket.socket, monkeypatch: pytest.MonkeyPatch) -> silence.Listener:
    monkeypatch.setattr(silence, "PATIENCE", 0.1)
    return silence.Listener("127.0.0.1", listening.getsockname()[1])


def test_silence_is_refused_and_remembered(listener, monkeypatch):
    with pytest.raises(silence.Silent):
        listener.refuse_silence()
    monkeypatch.setattr(listener, "_ask", lambda: pytest.fail("asked again at once"))
    with pytest.raises(silence.Silent):
        listener.refuse_silence()


def test_one_request_finds_out_whether_it_is_still_silent(listener, monkeypatch):
    with pytest.raises(silence.Silent):
        listener.refuse_silence()
    monkeypatch.setattr(listener, "_ask_at", time.monotonic())
    asked = []
    monkeypatch.setattr(listener, "_ask", lambda: asked.append(1))
    with listener._asking, pytest.raises(silence.Silent):
        listener.refuse_silence()
    listener.refuse_silence()
    listener.refuse_silence()
    assert len(asked) == 2  # and then as always


@pytest.mark.parametrize("fault", [ConnectionRefusedError, ConnectionResetError, socket.gaierror, OSError])
def test_any_other_fault_is_left_to_the_library(fault, listener, monkeypatch):
    def ask() -> None:
        raise fault

    monkeypatch.setattr(listener, "_ask", ask)
    listener.refuse_silence()


@pytest.mark.parametrize("host", ["", "/run/postgresql", "@abstract", "one.example,two.example"])
def test_what_is_no_single_host_is_not_asked(host, monkeypatch):
    monkeypatch.setattr(silence, "_listeners", None)
    silence.refuse_silence({"HOST": host, "PORT": ""})


def test_silence_is_a_database_that_is_away(listener):
    with pytest.raises(OperationalError):
        listener.refuse_silence()
