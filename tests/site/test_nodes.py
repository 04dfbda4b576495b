"""A publication reaches every process and every node, with real servers, readers and an editor.

What was published is seen by the next request where processes share the generation's file, and where nodes
share Redis as soon as a process has looked there, which it does twice a second (test_generation.py). Until
then a reader may get the edition before; never an error, never a page made of two editions, never an older
one afterwards.
"""

from __future__ import annotations

import http.client
import math
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest

from alter_site.delivery.generation import REDIS_KEY
from tests.support.demo_site import demo_environment, free_port
from tests.support.migrated import run_in_site
from tests.support.postgres import PostgresMissing, postgres_server
from tests.support.prepared import prepare, static_files
from tests.support.programs import lacking
from tests.support.publisher import CONDITION, INDEX, THERAPY, Published, Publisher, numbers_in, publisher
from tests.support.readers import FOUND, UNCHANGED, Read, Readers
from tests.support.redis import RedisMissing, redis_server
from tests.support.relay import relay
from tests.support.stoppable import Site
from tests.support.waiting import PATIENCE, wait_until

pytestmark = [pytest.mark.xdist_group("machine"), pytest.mark.own_servers]

PAGES = (THERAPY, INDEX, CONDITION)
CLIENTS, PROCESSES = 64, 2


def wrong(
    reads: list[Read], published: list[Published], in_force: Callable[[Published], float]
) -> dict[str, tuple[int, Read]]:
    """Return the wrong answers: how often each kind came, and the first of each.

    An edition is due to everybody who asks after ``in_force``.
    """

    def is_too_old(read: Read) -> bool:
        due = [edition.number for edition in published if in_force(edition) < read.begun]
        return min(read.numbers, default=0) < max(due, default=0)

    answers = [read for read in reads if read.status in {FOUND, UNCHANGED}]
    found = {
        "failed": [read for read in reads if read.fault or read.status not in {FOUND, UNCHANGED}],
        "mixed": [read for read in answers if len(read.numbers) != 1],
        "too old": [read for read in answers if is_too_old(read)],
    }
    return {name: (len(them), them[0]) for name, them in found.items() if them}


# --- one machine: two processes share a file ----------------------------------------------------------


def holder_of(connection: http.client.HTTPConnection, processes: set[int]) -> int:
    """Return the process of the server that has taken a connection: each listens for itself."""
    ours, port = connection.sock.getsockname()[1], connection.port
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        local, remote, *_ = line.split()[1:]
        if (local[-4:], remote[-4:]) == (f"{port:04X}", f"{ours:04X}"):
            socket = f"socket:[{line.split()[9]}]"
            return next(each for each in processes if socket in open_files(each))
    raise AssertionError("The connection is not there.")


def open_files(process: int) -> set[str]:
    found = set()
    for file in Path(f"/proc/{process}/fd").iterdir():
        with suppress(OSError):
            found.add(str(file.readlink()))
    return found


def numbers_shown(connection: http.client.HTTPConnection, path: str) -> set[int]:
    connection.request("GET", path)
    return numbers_in(connection.getresponse().read())


@pytest.fixture
def both(machine: Site) -> Iterator[list[http.client.HTTPConnection]]:
    """An open connection to each of the server's processes."""
    wait_until(lambda: len(machine.processes) == PROCESSES, "the server starts its processes")
    found: dict[int, http.client.HTTPConnection] = {}
    with ExitStack() as opened:
        while len(found) < PROCESSES:
            connection = http.client.HTTPConnection("127.0.0.1", machine.port, timeout=PATIENCE)
            opened.callback(connection.close)
            numbers_shown(connection, THERAPY)
            found.setdefault(holder_of(connection, machine.processes), connection)
        yield list(found.values())


@pytest.fixture(scope="module")
def editor(machine: Site) -> Iterator[Publisher]:
    with publisher(machine.environment) as somebody:
        yield somebody


@pytest.mark.parametrize("publishes", [2, pytest.param(5, marks=pytest.mark.nightly)])
def test_every_process_shows_what_was_published_with_the_next_request(publishes, both, editor):
    for _ in range(publishes):
        edition = editor.publish()
        for connection in both:
            shown = [numbers_shown(connection, path) for path in PAGES]
            assert shown == [{edition.number}] * len(PAGES)


@pytest.mark.parametrize(
    ("publishes", "clients"), [(2, 8), pytest.param(5, CLIENTS // 4, marks=pytest.mark.nightly)]
)
def test_readers_under_load_get_every_edition_published_before_their_request(
    publishes, clients, machine, editor
):
    readers = Readers([machine.port], PAGES, clients)
    with readers.reading():
        for _ in range(publishes):
            edition = editor.publish()
            readers.wait_until_all_have_asked_since(edition.told)
    assert wrong(readers.reads, editor.published, lambda edition: edition.told) == {}


# --- two nodes: nothing shared but the database and Redis ---------------------------------------------


@dataclass
class Node:
    """One of the machines, and when each of its processes looked at Redis."""

    site: Site
    looks: dict[int, list[float]] = field(default_factory=dict)
    _owners: dict[int, int] = field(default_factory=dict)

    def note(self, connection: int, sent: bytes) -> None:
        """Note a look that goes over the connection from this port."""
        if REDIS_KEY.encode() in sent and b"GET" in sent:
            if connection not in self._owners:
                self._owners[connection] = owner_of(connection, self.site.processes)
            self.looks.setdefault(self._owners[connection], []).append(time.monotonic())

    def in_force(self, edition: Published) -> float:
        """Return when all processes must show an edition: each has heard of it before it looks once more."""
        return max(self._second_look(process, edition.told) for process in self.site.processes)

    def _second_look(self, process: int, since: float) -> float:
        later = [look for look in self.looks.get(process, []) if look > since]
        return later[1] if len(later) > 1 else math.inf


def owner_of(port: int, processes: set[int]) -> int:
    """Return which of the processes has a connection that begins at this port."""
    connections = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    sockets = {f"socket:[{row[9]}]" for row in connections if row[1].endswith(f":{port:04X}")}
    for process in processes:
        for descriptor in Path(f"/proc/{process}/fd").iterdir():
            with suppress(FileNotFoundError):
                if str(descriptor.readlink()) in sockets:
                    return process
    return 0


@pytest.fixture
def nodes(tmp_path: Path) -> Iterator[tuple[list[Node], Publisher]]:
    """Yield two servers and their editor, who works on neither of the two machines."""
    folders = [tmp_path / name for name in ("office", "first", "second")]
    with ExitStack() as stack:
        try:
            database = stack.enter_context(postgres_server(is_durable=False))
            redis = stack.enter_context(redis_server())
        except (PostgresMissing, RedisMissing) as missing:
            lacking(str(missing))
        for folder in folders:
            folder.mkdir()
        office = demo_environment(folders[0], free_port())
        office |= {"DATABASE_URL": database.url, "REDIS_URL": redis.url, "WEB_CONCURRENCY": str(PROCESSES)}
        prepare(office)
        editor = stack.enter_context(publisher(office))
        found: list[Node] = []
        for folder in folders[1:]:
            # Style sheets come with the release. Whatever a node makes of the site is its own.
            (folder / "static").symlink_to(static_files(office))
            node = Node(Site(folder, free_port(), office | {"VAR_DIR": str(folder)}))
            way = stack.enter_context(relay(redis.port, node.note))
            node.site.environment["REDIS_URL"] = redis.url_over(way.port)
            if not found:
                bake = "from django.core.management import call_command\ncall_command('bake')"
                run_in_site(office | {"VAR_DIR": str(folder)}, bake)  # the other one starts with nothing
            stack.enter_context(node.site.served())
            found.append(node)
        yield found, editor


def all_have_looked(nodes: list[Node], edition: Published) -> bool:
    return all(math.isfinite(node.in_force(edition)) for node in nodes)


@pytest.mark.nightly
def test_every_node_shows_what_was_published_once_it_has_looked_whoever_else_reads(nodes):
    found, editor = nodes
    readers = Readers([node.site.port for node in found], PAGES, CLIENTS)
    with readers.reading():
        for _ in range(5):
            edition = editor.publish()
            wait_until(partial(all_have_looked, found, edition), "every process looks at Redis twice")
            readers.wait_until_all_have_asked_since(max(node.in_force(edition) for node in found))
    for node in found:
        theirs = [read for read in readers.reads if read.port == node.site.port]
        assert wrong(theirs, editor.published, node.in_force) == {}
        assert {min(read.numbers) for read in theirs} == {edition.number for edition in editor.published}
    assert {read.status for read in readers.reads} == {FOUND, UNCHANGED}
