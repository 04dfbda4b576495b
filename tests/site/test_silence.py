"""A database or cache that accepts connections and never answers."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis

from alter_site import cache
from alter_site.delivery import generation
from alter_site.settings.data import on_postgresql
from tests.support.stoppable import OTHER, THERAPY, UNBAKED, Parts, Site

pytestmark = [pytest.mark.xdist_group("faults"), pytest.mark.own_servers]


# --- the process with silent servers behind it ----------------------------------------------------------


@pytest.fixture
def site(parts: Parts) -> Site:
    parts.site.wait_until_it_answers_as_ever()
    return parts.site


@pytest.fixture
def _silent_database(parts: Parts, site: Site) -> Iterator[None]:
    """New connections are taken and never answered."""
    parts.database.stop()
    parts.database.start()  # nothing is open any more
    with parts.to_database.silence():
        yield


@pytest.fixture
def _silent_cache(parts: Parts, site: Site) -> Iterator[None]:
    with parts.to_cache.silence():
        yield
    site.wait_until_it_uses_the_cache()


@pytest.mark.usefixtures("_silent_database")
def test_while_the_database_says_nothing_pages_are_there_and_everything_else_says_so(site):
    for _ in range(2):
        assert site.ask(UNBAKED).is_calm()
        assert site.ask(THERAPY).status == 200
    assert site.send_a_form().is_calm()
    assert {"database", "notices"} <= site.failing()


@pytest.mark.usefixtures("_silent_database")
def test_a_database_that_speaks_again_is_used_again(parts, site):
    assert site.ask(UNBAKED).is_calm()
    parts.to_database.is_silent = False
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


def test_nobody_is_to_wait_longer_than_two_seconds_for_a_silent_database_and_one_for_a_cache():
    """A server whose machine is gone acknowledges nothing: that ends a connection which was open too."""
    limits = on_postgresql({}, shared=0)["OPTIONS"]
    assert limits["connect_timeout"] == 2  # the least that libpq takes
    assert limits["tcp_user_timeout"] == 2_000  # milliseconds
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
