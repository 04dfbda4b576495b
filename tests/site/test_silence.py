"""A database or cache that accepts connections and never answers."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis
from django.db.utils import OperationalError

from alter_site import cache
from alter_site.delivery import generation
from alter_site.postgresql import silence
from tests.support.stoppable import OTHER, THERAPY, UNBAKED, Parts, Site

pytestmark = [pytest.mark.xdist_group("faults"), pytest.mark.own_servers]


# --- the process with silent servers behind it ----------------------------------------------------------


PROCESSES = 2  # of four threads each


@pytest.fixture
def site(parts: Parts) -> Site:
    """The site with every thread's connections open, as it is when a machine behind it goes."""
    parts.site.wait_until_it_answers_as_ever()
    return parts.site


@pytest.fixture
def _silent_database(parts: Parts, site: Site) -> Iterator[None]:
    with parts.to_database.silence():
        yield


@pytest.fixture
def _silent_cache(parts: Parts, site: Site) -> Iterator[None]:
    with parts.to_cache.silence():
        yield
    site.wait_until_it_uses_the_cache()


@pytest.mark.usefixtures("_silent_database")
def test_while_the_database_says_nothing_pages_are_there_and_everything_else_says_so(site):
    for _ in range(8):
        assert site.ask(UNBAKED).is_calm()
        assert site.ask(THERAPY).status == 200
    assert site.send_a_form().is_calm()
    assert {"database", "notices"} <= site.failing()


@pytest.mark.usefixtures("_silent_database")
def test_while_the_database_says_nothing_one_request_of_a_process_finds_out_and_all_others_are_told(
    parts, site
):
    for _ in range(16):
        site.ask(UNBAKED)  # each thread loses the connection it had
    relay, asked = parts.to_database, 64
    before, relay.most_held = relay.tries, 0
    with ThreadPoolExecutor(16) as crowd:
        answers = list(crowd.map(site.ask, [UNBAKED] * asked))
    assert all(answer.is_calm() for answer in answers)
    assert relay.most_held <= PROCESSES, "no more at a time wait for what it may say"
    assert relay.tries - before < asked / 2


def test_a_database_that_speaks_again_is_used_again(parts, site):
    with parts.to_database.silence():
        assert site.ask(UNBAKED).is_calm()
    site.wait_until_it_answers_as_ever()
    assert site.reference() in parts.references()


@pytest.mark.usefixtures("_silent_cache")
def test_while_the_cache_says_nothing_pages_and_forms_work_and_few_ask_it(parts, site):
    asked = 40
    before = parts.to_cache.tries
    with ThreadPoolExecutor(8) as crowd:
        statuses = list(crowd.map(lambda path: site.ask(path).status, [THERAPY, OTHER] * (asked // 2)))
    assert statuses == [200] * asked
    assert parts.to_cache.tries - before < asked / 2
    assert site.reference()
    assert "cache" in site.failing()


def test_nobody_is_to_wait_longer_than_a_second_for_what_is_silent():
    assert silence.PATIENCE <= 0.5
    assert silence.ASK_AGAIN_AFTER <= 1
    assert generation.REDIS_GOOD_FOR + generation.REDIS_PATIENCE <= 1


# --- one cache ------------------------------------------------------------------------------------------


def test_a_cache_that_is_silent_is_left_alone_for_a_while(monkeypatch):
    now, asked = [100.0], []

    def ask(*_: object) -> None:
        asked.append(now[0])
        raise redis.exceptions.TimeoutError

    monkeypatch.setattr("alter_site.cache.time.monotonic", lambda: now[0])
    monkeypatch.setattr(cache, "_silent_until", float("-inf"))
    monkeypatch.setattr("django.core.cache.backends.redis.RedisCache.get", ask)
    ours = cache.ForgivingRedisCache("redis://127.0.0.1:1/0", {})
    for passed in (0, 1, cache.LEAVE_ALONE_FOR - 1.5, 0.5, 1):
        now[0] += passed
        assert ours.get("key", "otherwise") == "otherwise"
    assert asked == [100.0, 100.0 + cache.LEAVE_ALONE_FOR]


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


def test_whoever_asks_waits_for_the_answer_as_long_as_was_set_and_no_longer(listener, monkeypatch):
    waits = []

    class Noting(socket.socket):
        def settimeout(self, value):
            waits.append(value)
            super().settimeout(value)

    monkeypatch.setattr(socket, "socket", Noting)
    with pytest.raises(silence.Silent):
        listener.refuse_silence()
    assert waits
    assert all(wait <= silence.PATIENCE for wait in waits)


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
