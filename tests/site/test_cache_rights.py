"""The Redis user of the site may use the commands and keys that the site needs, and no others."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis

from alter_site import cache as ours
from alter_site.cache import ForgivingRedisCache
from tests.support.programs import need
from tests.support.redis import PASSWORD, RedisServer, redis_server

pytestmark = [pytest.mark.xdist_group("cache-rights"), pytest.mark.own_servers]


@pytest.fixture(scope="module")
def server() -> Iterator[RedisServer]:
    need("redis-server")
    with redis_server() as running:
        yield running


@pytest.fixture
def cache(server: RedisServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setattr(ours, "_warned", float("-inf"))
    made = ForgivingRedisCache(server.url, {})
    yield made
    made.close()


def test_the_restricted_cache_user_may_run_every_command_the_site_needs(cache, caplog):
    caplog.set_level(logging.WARNING)
    assert cache.add("a", 1, 60) is True
    assert cache.add("a", 2, 60) is False
    assert cache.get("a") == 1
    cache.set("b", "kept", None)
    assert cache.get("b") == "kept"
    cache.set("b", "ended", 0)
    assert cache.get("b") is None
    assert caplog.messages == []  # a command that is refused is a warning and a limit that does not count


REFUSED = [
    ("FLUSHALL",),
    ("FLUSHDB",),
    ("KEYS", "*"),
    ("SCAN", "0"),
    ("CONFIG", "SET", "dir", "/"),
    ("CONFIG", "GET", "*"),
    ("EVAL", "return 1", "0"),
    ("SCRIPT", "LOAD", "return 1"),
    ("FUNCTION", "LIST"),
    ("MODULE", "LIST"),
    ("SAVE",),
    ("BGSAVE",),
    ("SHUTDOWN",),
    ("REPLICAOF", "127.0.0.1", "1"),
    ("SLAVEOF", "127.0.0.1", "1"),
    ("MONITOR",),
    ("CLIENT", "LIST"),
    ("CLIENT", "KILL", "TYPE", "normal"),
    ("ACL", "LIST"),
    ("ACL", "SETUSER", "alter", "+@all"),
    ("INFO",),
    ("PUBLISH", ":1:x", "x"),
    ("DUMP", ":1:x"),
    ("RESTORE", ":1:x", "0", "x"),
    ("MIGRATE", "127.0.0.1", "1", ":1:x", "0", "1"),
    ("SET", "not-ours", "x"),
    ("GET", "not-ours"),
    ("DEL", "not-ours"),
]


@pytest.mark.parametrize("command", REFUSED, ids=" ".join)
def test_the_restricted_cache_user_may_run_no_other_command(command, server):
    with redis.Redis.from_url(server.url) as client, pytest.raises(redis.exceptions.NoPermissionError):
        client.execute_command(*command)


@pytest.mark.parametrize(
    "who", ["", ":wrong@", f":{PASSWORD}@", "alter:wrong@", "alter:@", "default:@", "other:x@"]
)
def test_the_cache_refuses_clients_without_the_password(who, server):
    url = f"redis://{who}127.0.0.1:{server.port}/0"
    with redis.Redis.from_url(url) as client, pytest.raises(redis.exceptions.RedisError):
        client.get(":1:a")


def test_the_cache_password_is_in_no_process_list_and_no_file(server):
    process = Path(f"/proc/{server.process.pid}")
    (users,) = server.folder.iterdir()
    for place in (process / "cmdline", process / "environ", users):
        assert PASSWORD not in place.read_text(), place
    assert users.stat().st_mode & 0o077 == 0
