"""Values in Redis are JSON, so that whoever can write to Redis cannot run code in the application."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from typing import Any

import pytest
import redis
from django.core.cache import caches
from django.test import Client

from alter_site import health
from alter_site.delivery import generation
from tests.support.programs import lacking
from tests.support.redis import RedisMissing, RedisServer, redis_server

pytestmark = [pytest.mark.own_servers, pytest.mark.xdist_group("redis")]

KEYS = (":1:alter:readyz", f":1:{generation.REDIS_KEY}")  # all that the site puts there
ran: list[str] = []


class Bomb:
    """An object whose unpickling has a side effect."""

    def __reduce__(self):
        return ran.append, ("it ran",)


PLANTED = {
    "a pickle": pickle.dumps(Bomb()),
    "an old pickle": pickle.dumps(Bomb(), protocol=0),
    "an integer": b"7",
    "a list": b'["9", "9"]',
    "an object": b'{"a": 1}',
    "half of something": b'{"a": ',
    "deep": b"[" * 100_000,
    "no text": b"\xff\xfe\x00",
    "nothing": b"",
    "no number": b"NaN",
}


@pytest.fixture(scope="module")
def server() -> Iterator[RedisServer]:
    try:
        with redis_server() as running:
            yield running
    except RedisMissing as missing:
        lacking(str(missing))


def in_redis(url: str) -> dict[str, Any]:
    return {"BACKEND": "alter_site.cache.ForgivingRedisCache", "LOCATION": url, "OPTIONS": {}}


@pytest.fixture
def stored(server, settings) -> redis.Redis:
    settings.REDIS_URL = server.url
    settings.CACHES = {"default": in_redis(server.url)}
    store = redis.Redis.from_url(server.url)
    store.delete(*KEYS, ":1:key", ":1:number")
    return store


@pytest.mark.parametrize("asked", [{}, {"serializer": "django.core.cache.backends.redis.RedisSerializer"}])
def test_every_cache_in_redis_is_written_as_json(stored, server, settings, asked):
    ours = in_redis(server.url)
    settings.CACHES = {
        name: {**ours, "OPTIONS": {**ours["OPTIONS"], **asked}} for name in ("default", "other")
    }
    for number, name in enumerate(settings.CACHES):
        caches[name].set(f"key-{number}", ["text"])
        assert stored.get(f":1:key-{number}") == b'["text"]'


@pytest.mark.parametrize("value", ["text", 7, True, None, 1.5, ["a", {"b": 1}]])
def test_a_cached_value_is_read_back_unchanged(stored, value):
    caches["default"].set("key", value, 60)
    assert caches["default"].get("key") == value
    assert caches["default"].get("nothing", "otherwise") == "otherwise"


def test_a_value_is_added_only_where_there_is_none(stored):
    ours = caches["default"]
    assert ours.add("number", 1, 60)
    assert not ours.add("number", 2, 60)
    assert ours.get("number") == 1


@pytest.mark.parametrize("what", PLANTED)
def test_a_planted_cache_value_is_never_unpickled_and_breaks_nothing(stored, what, monkeypatch):
    monkeypatch.setattr(generation, "_redis", generation.RedisGeneration())
    generation._store.cache_clear()
    first = generation.current()
    health.cache_keeps()
    for key in KEYS:
        assert stored.get(key)
        stored.set(key, PLANTED[what])
        caches["default"].get(key.removeprefix(":1:"))
    monkeypatch.setattr(generation, "REDIS_ASK_EVERY", -1)
    assert isinstance(generation.current(), str)
    generation._redis.advance()
    assert generation.current() != first
    assert health.cache_keeps()
    assert Client().get("/healthz").status_code == 200
    assert ran == []
