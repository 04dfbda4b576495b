"""A process whose threads share a few connections to PostgreSQL, as ``DATABASE_POOL`` says."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import psycopg
import pytest

from tests.bench.durability import stored_in
from tests.site.test_faults import THERAPY, UNBAKED, Site, environment_of
from tests.support.demo_site import free_port
from tests.support.postgres import PostgresMissing, PostgresServer, postgres_server
from tests.support.programs import lacking
from tests.support.relay import Relay, relay

pytestmark = [pytest.mark.xdist_group("faults"), pytest.mark.own_servers]

CONNECTIONS = 2  # for four threads


@dataclass
class Parts:
    """A running site, its server and the relay that leads there."""

    site: Site
    server: PostgresServer
    relay: Relay

    @contextmanager
    def counted(self) -> Iterator[list[int]]:
        """Yield how many connections the site has, looked at all the time."""
        found: list[int] = []
        is_over = threading.Event()
        question = "SELECT count(*) FROM pg_stat_activity WHERE datname = 'alter' AND pid <> pg_backend_pid()"

        def count() -> None:
            with psycopg.connect(self.server.url, autocommit=True) as database:
                while not is_over.wait(0.02):
                    found.append(database.execute(question).fetchone()[0])  # type: ignore[index]

        thread = threading.Thread(target=count)
        thread.start()
        try:
            yield found
        finally:
            is_over.set()
            thread.join()


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    folder, port = tmp_path_factory.mktemp("pool"), free_port()
    with ExitStack() as stack:
        try:
            server = stack.enter_context(postgres_server())
        except PostgresMissing as missing:
            lacking(str(missing))
        way = stack.enter_context(relay(server.port))
        address = server.url.replace(str(server.port), str(way.port))
        pooled = {"DATABASE_POOL": str(CONNECTIONS), "WEB_CONCURRENCY": "1"}
        site = Site(folder, port, environment_of(folder, port, DATABASE_URL=address, **pooled))
        site.prepare()
        stack.enter_context(site.served())
        yield Parts(site, server, way)


def test_threads_share_the_connections_and_everybody_is_answered(parts):
    site = parts.site
    with parts.counted() as counts, ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(site.ask, [UNBAKED] * 60))
        references = list(crowd.map(lambda _: site.reference(), range(6)))
    assert {answer.status for answer in answers} == {404}
    assert set(references) <= set(stored_in(site.environment)["references"])
    assert 1 <= max(counts) <= CONNECTIONS


def test_a_stopped_database_is_said_within_a_second_and_used_again_when_it_is_back(parts):
    site = parts.site
    parts.server.stop()
    try:
        for _ in range(4):
            assert site.ask(UNBAKED).is_calm()
        assert site.ask(THERAPY).status == 200
    finally:
        parts.server.start()
    deadline = time.monotonic() + 2
    while site.ask(UNBAKED).status != 404:
        assert time.monotonic() < deadline
    assert site.reference() in stored_in(site.environment)["references"]


def test_new_connections_to_a_silent_database_are_given_up_within_a_second(parts):
    site = parts.site
    parts.server.stop()
    parts.server.start()  # nothing is open any more
    parts.relay.is_silent = True
    try:
        assert site.ask(UNBAKED).is_calm()
        assert site.ask(THERAPY).status == 200
    finally:
        parts.relay.is_silent = False


def test_a_server_with_a_pool_ends_when_it_is_told_to(parts):
    site, port = parts.site, free_port()
    other = Site(site.folder, port, site.environment)
    with other.served():
        assert other.ask(UNBAKED).status in {404, 503}
        other.arbiter.terminate()
        assert other.arbiter.wait(timeout=15) == 0
