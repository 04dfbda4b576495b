"""A process whose threads share a few connections to PostgreSQL, as ``DATABASE_POOL`` says."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
import pytest

from alter_site.settings.data import on_postgresql
from tests.support.demo_site import free_port
from tests.support.postgres import PostgresServer
from tests.support.relay import Relay, relay
from tests.support.stoppable import THERAPY, UNBAKED, Parts, Site
from tests.support.waiting import PATIENCE, wait_until

# A pool is a setting that is off unless somebody asks for it: tried at night.
pytestmark = [pytest.mark.xdist_group("faults"), pytest.mark.own_servers, pytest.mark.nightly]

CONNECTIONS = 2  # for four threads
NAME = "pooled"  # tells the connections from those of other processes
TRIES = 4  # for a connection: two, each with TLS and without


@dataclass
class Pooled:
    """A running site whose threads share connections, its server and the relay that leads there."""

    site: Site
    server: PostgresServer
    relay: Relay

    @contextmanager
    def counted(self) -> Iterator[list[int]]:
        """Yield how many connections the site has, looked at all the time."""
        found: list[int] = []
        is_over = threading.Event()
        question = f"SELECT count(*) FROM pg_stat_activity WHERE application_name = '{NAME}'"  # noqa: S608

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
def pooled(parts: Parts) -> Iterator[Pooled]:
    """The site that others have prepared, served by a process of our own."""
    port = free_port()
    with relay(parts.database.port) as way:
        address = parts.database.url.replace(str(parts.database.port), str(way.port))
        ours = {"DATABASE_URL": address, "DATABASE_POOL": str(CONNECTIONS), "WEB_CONCURRENCY": "1"}
        # PGAPPNAME is libpq's: the name that the server lists a connection under.
        site = Site(parts.site.folder, port, parts.site.environment | ours | {"PGAPPNAME": NAME})
        site.people = 1_000  # others than those who have asked the other process
        with site.served():
            yield Pooled(site, parts.database, way)


def test_threads_share_the_connections_and_everybody_is_answered(pooled, parts):
    site = pooled.site
    with pooled.counted() as counts, ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(site.ask, [UNBAKED] * 60))
        references = list(crowd.map(lambda _: site.reference(), range(6)))
    assert {answer.status for answer in answers} == {404}
    assert set(references) <= parts.references()
    assert 1 <= max(counts) <= CONNECTIONS


def test_with_a_pool_a_stopped_database_is_reported_after_a_few_tries_and_used_again_later(pooled, parts):
    site, asked = pooled.site, 3
    pooled.server.stop()
    try:
        before = pooled.relay.tries
        answers = [site.ask(UNBAKED) for _ in range(asked)]
        tries = pooled.relay.tries - before
        assert site.ask(THERAPY).status == 200
    finally:
        pooled.server.start()
    assert all(answer.is_calm() for answer in answers)
    assert tries <= TRIES * (asked + CONNECTIONS), "for each answer, and for each that was open"
    wait_until(lambda: site.ask(UNBAKED).status == 404, "the database is used again")
    assert site.reference() in parts.references()


def test_new_connections_to_a_silent_database_are_given_up_while_it_is_silent(pooled):
    site = pooled.site
    pooled.server.stop()
    pooled.server.start()  # nothing is open any more
    with pooled.relay.silence():
        assert site.ask(UNBAKED).is_calm()
        assert site.ask(THERAPY).status == 200
        assert 1 <= pooled.relay.most_held <= CONNECTIONS


def test_the_pool_gives_up_within_a_second():
    assert on_postgresql({}, shared=CONNECTIONS)["OPTIONS"]["pool"]["timeout"] < 1


def test_a_server_with_a_pool_ends_when_it_is_told_to(pooled):
    """The last of them: nobody answers afterwards."""
    wait_until(lambda: pooled.site.ask(UNBAKED).status == 404, "its connections are open")
    pooled.site.arbiter.terminate()
    assert pooled.site.arbiter.wait(timeout=PATIENCE) == 0
