"""A publish reaches every process and every node in time: real servers, real readers, a real editor.

What was published is seen by the next request where processes share the generation's file, and within a
second on every node where they share Redis. Until then a reader may get the edition before; never an error,
never a page made of two editions, never an older one afterwards.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.demo_site import demo_environment, free_port, served
from tests.support.migrated import migrate
from tests.support.postgres import PostgresMissing, postgres_server
from tests.support.programs import lacking
from tests.support.publisher import CONDITION, INDEX, THERAPY, Published, Publisher, numbers_in, publisher
from tests.support.readers import FOUND, UNCHANGED, Read, Readers
from tests.support.redis import RedisMissing, redis_server

pytestmark = [pytest.mark.xdist_group("nodes"), pytest.mark.own_servers]

PAGES = (THERAPY, INDEX, CONDITION)
PUBLISHES, CLIENTS = 5, 64
WITHIN = 1.0  # seconds until every node shows what was published


def wrong(
    reads: list[Read], published: list[Published], in_force: Callable[[Published], float]
) -> dict[str, tuple[int, Read]]:
    """Return what nobody should have been answered: how often, and the first of each kind.

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


@dataclass(frozen=True)
class Sites:
    """The environments of two sites that have tables and nothing else yet."""

    machine: dict[str, str]  # SQLite, and everything else in one folder
    office: dict[str, str]  # PostgreSQL and Redis; in this folder no server runs


def manage(environment: dict[str, str], *command: str) -> None:
    subprocess.run([sys.executable, "manage.py", *command], env=environment, check=True)


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    with ExitStack() as stack:
        try:
            database = stack.enter_context(postgres_server())
            redis = stack.enter_context(redis_server())
        except (PostgresMissing, RedisMissing) as missing:
            lacking(str(missing))
        folders = [tmp_path_factory.mktemp(name) for name in ("machine", "office")]
        machine, office = (demo_environment(folder, free_port()) for folder in folders)
        office |= {"DATABASE_URL": database.url, "REDIS_URL": redis.url}
        with ThreadPoolExecutor() as pool:  # each keeps a processor busy for long
            list(pool.map(migrate, (machine, office)))
        manage(machine, "collectstatic", "--no-input", "--verbosity=0", "-i=admin", "-i=django_*")
        yield Sites(machine, office)


@contextmanager
def serving(environment: dict[str, str]) -> Iterator[tuple[int, int]]:
    """Run a server with two processes; yield its port and its process id."""
    port = free_port()
    with served("alter_site.wsgi:application", port, environment | {"WEB_CONCURRENCY": "2"}) as arbiter:
        yield port, arbiter


# --- one machine: two processes share a file ----------------------------------------------------------


def both_processes(arbiter: int) -> list[int]:
    """Return the process ids of the server's two processes; it listens before it has started them."""
    deadline = time.monotonic() + 30
    found: list[str] = []
    while len(found) != 2:
        assert time.monotonic() < deadline
        time.sleep(0.05)
        found = Path(f"/proc/{arbiter}/task/{arbiter}/children").read_text().split()
    return [int(process) for process in found]


@contextmanager
def stopped(process: int) -> Iterator[None]:
    """Let a process of the server do nothing, so that the other one answers."""
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)


def numbers_shown(port: int, path: str) -> set[int]:
    with urllib.request.urlopen(f"http://localhost:{port}{path}", timeout=30) as answer:
        return numbers_in(answer.read())


@pytest.fixture(scope="module")
def machine(sites: Sites) -> Iterator[tuple[int, int, Publisher]]:
    """Yield the port and the process id of a server, and its editor."""
    with publisher(sites.machine) as editor, serving(sites.machine) as (port, arbiter):
        yield port, arbiter, editor


def test_every_process_shows_what_was_published_with_the_next_request(machine):
    port, arbiter, editor = machine
    first, second = both_processes(arbiter)
    for _ in range(PUBLISHES):
        edition = editor.publish()
        for idle in (first, second):
            with stopped(idle):
                assert [numbers_shown(port, path) for path in PAGES] == [{edition.number}] * len(PAGES)


def test_who_asks_while_others_read_gets_what_was_published_before(machine):
    port, _, editor = machine
    readers = Readers([port], PAGES, CLIENTS // 4)
    with readers.reading():
        for _ in range(PUBLISHES):
            edition = editor.publish()
            readers.wait_until_all_have_asked_since(edition.told)
    assert wrong(readers.reads, editor.published, lambda edition: edition.told) == {}


# --- two nodes: nothing shared but the database and Redis ---------------------------------------------


@pytest.fixture
def nodes(sites: Sites, tmp_path: Path) -> Iterator[tuple[list[int], Publisher]]:
    """Yield the ports of two servers and their editor, who works on neither of the two machines."""
    environments = []
    for name in ("first", "second"):
        folder = tmp_path / name
        folder.mkdir()
        # Style sheets come with the release. Whatever a node makes of the site is its own.
        (folder / "static").symlink_to(Path(sites.machine["VAR_DIR"]) / "static")
        environments.append(sites.office | {"VAR_DIR": str(folder)})
    with publisher(sites.office) as editor, ExitStack() as stack:
        manage(environments[0], "bake")  # the other one starts with nothing
        yield [stack.enter_context(serving(node))[0] for node in environments], editor


def test_every_node_shows_what_was_published_within_a_second_whoever_else_reads(nodes):
    ports, editor = nodes
    readers = Readers(ports, PAGES, CLIENTS)
    with readers.reading():
        for _ in range(PUBLISHES):
            edition = editor.publish()
            readers.wait_until_all_have_asked_since(edition.committed + WITHIN)
    assert wrong(readers.reads, editor.published, lambda edition: edition.committed + WITHIN) == {}
    seen = {(read.port, min(read.numbers)) for read in readers.reads}
    assert seen == {(port, edition.number) for port in ports for edition in editor.published}
    assert {read.status for read in readers.reads} == {FOUND, UNCHANGED}
