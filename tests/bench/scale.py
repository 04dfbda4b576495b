"""A large site against the small one: the time of its pages and lists, and the memory of its servers.

``BENCH_PAGES`` and ``BENCH_REDIRECTS`` make it smaller for a quick look. As a program it works inside a
site's environment: ``python -m tests.bench.scale fill`` makes it large, ``… look`` measures what it is asked
for, ``… bake`` bakes what is read again.
"""

from __future__ import annotations

import copy
import functools
import itertools
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median

import django

from tests.bench.cold import seconds
from tests.bench.load import request_line
from tests.bench.memory import megabytes
from tests.support.demo_site import DemoSite, free_port, served

PAGES = int(os.environ.get("BENCH_PAGES", "10000"))
REDIRECTS = int(os.environ.get("BENCH_REDIRECTS", "1000000"))
AT_ONCE = 50_000  # rows
LOOKS = 75  # at each address
WARM_LOOKS = 2_000  # one of them takes microseconds

PAGE = "/therapies/attachment-based-therapy/"
REDIRECTED = "/bench-old-7/"
LISTS = (
    "/articles/",
    "/articles/feed/",
    "/sitemap.xml",
    "/sitemap-article.xml",
    "/admin/content/redirect/",
    "/admin/library/article/",
)
WARM = "warm"
#: How much longer each may take than on the small site.
WANTED = {WARM: 1.2, PAGE: 1.2, REDIRECTED: 1.2} | dict.fromkeys(LISTS, 2.0)

READERS = 100_000  # requests
WARM_UP = 20  # times all paths: each process has to have filled its memory, whichever connections it got
PATHS = 2_000


def measure(site: DemoSite) -> None:
    """Print each address's time as a multiple of the small site's, then the growth of the servers."""
    with large(site) as environment:
        print(f"  {PAGES:,} pages and {REDIRECTS:,} redirects; queries here and on the small site")
        with looking(environment) as here, looking(site.environment) as there:
            for address, wanted in WANTED.items():
                name = f"{PAGE} {WARM}" if address == WARM else address
                queries = " and ".join(f"{ask('queries', address):.0f}" for ask in (here, there))
                # In turn, so that whatever else the machine does falls on both.
                looks = [(here("seconds", address), there("seconds", address)) for _ in range(LOOKS)]
                ratio = median(large / small for large, small in looks)
                print(f"  {name}: {ratio:.2f} times (wanted {wanted}); {queries} queries", flush=True)
        growth(environment)


@contextmanager
def large(site: DemoSite) -> Iterator[dict[str, str]]:
    """Copy the small site, fill it, and yield its environment."""
    with tempfile.TemporaryDirectory(prefix="alter-large-") as name:
        folder = Path(name, "var")
        small = Path(site.environment["VAR_DIR"])
        # The site runs: a copy of the database's files could miss what lies in the one beside it.
        shutil.copytree(small, folder, ignore=shutil.ignore_patterns("db.sqlite3*"))
        with (
            closing(sqlite3.connect(small / "db.sqlite3")) as ours,
            closing(sqlite3.connect(folder / "db.sqlite3")) as theirs,
        ):
            ours.backup(theirs)
        environment = site.environment | {
            "VAR_DIR": str(folder),
            "MEDIA_ROOT": str(folder / "media"),
            "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        }
        subprocess.run([sys.executable, "-m", "tests.bench.scale", "fill"], env=environment, check=True)
        yield environment


@contextmanager
def looking(environment: dict[str, str]) -> Iterator[Callable[[str, str], float]]:
    """Yield how to ask a process inside a site for the ``seconds`` or the ``queries`` of an address."""
    command = [sys.executable, "-m", "tests.bench.scale", "look"]
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        question, answer = process.stdin, process.stdout

        def ask(measure: str, address: str) -> float:
            print(measure, address, file=question, flush=True)
            return float(answer.readline())

        yield ask


def growth(environment: dict[str, str]) -> None:
    """Print how much the servers grow while many pages are read again and again.

    They are more than a server keeps in memory, so they are baked, as the worker would: what has left the
    memory is then read from the folder instead of being rendered anew.
    """
    port = free_port()
    paths = read_again()
    subprocess.run([sys.executable, "-m", "tests.bench.scale", "bake"], env=environment, check=True)
    with served("alter_site.wsgi:application", port, environment) as arbiter:
        workers = Path(f"/proc/{arbiter}/task/{arbiter}/children")
        if not workers.exists():
            print("  This system does not count proportional memory.")
            return
        read(paths, port, WARM_UP * len(paths))
        before = {pid: megabytes(int(pid)) for pid in workers.read_text().split()}
        read(paths, port, READERS)
        after = {pid: megabytes(int(pid)) for pid in before}
    for number, pid in enumerate(before, start=1):
        print(
            f"  worker {number} after {READERS:,} requests on {len(paths):,} paths: {after[pid]:.1f} MB "
            f"(wanted 120), {after[pid] - before[pid]:+.1f} MB since it was warm (wanted 5)"
        )


def read_again() -> list[str]:
    """Return the addresses whose reading may not make the servers grow."""
    return [f"/articles/bench-{number}/" for number in range(min(PATHS, PAGES))]


def read(paths: list[str], port: int, number: int) -> None:
    """Ask for the paths in turn, over a new connection now and then so that every process is asked."""
    for start in range(0, number, 500):
        with socket.create_connection(("127.0.0.1", port)) as connection, connection.makefile("rb") as answer:
            for place in range(start, start + 500):
                connection.sendall(request_line(paths[place % len(paths)], port))
                status, length = answer.readline(), 0
                while (line := answer.readline()) != b"\r\n":
                    if line.lower().startswith(b"content-length:"):
                        length = int(line.split(b":")[1])
                answer.read(length)
                if b" 200 " not in status:
                    raise ValueError(f"{paths[place % len(paths)]} answered {status!r}.")


# --- inside a site's environment ----------------------------------------------------------------------


def fill() -> None:
    """Make the site large."""
    django.setup()
    from alter_site.content.models import Edition, Publication, Redirect
    from alter_site.library.models import Article
    from tests.support.crowd import crowd

    article = next(page for page in Article.objects.all() if Publication.objects.filter(page_id=page.pk))
    article.slug = "bench"
    editions = crowd(article, PAGES)

    def working_copy(edition: Edition) -> Article:
        page = copy.copy(article)
        page.pk, page.title, page.working_hash = edition.page_id, edition.title, edition.content_hash
        page.slug = edition.path.strip("/").rpartition("/")[2]
        return page

    Article.objects.bulk_create(map(working_copy, editions), batch_size=1_000)
    for start in range(0, REDIRECTS, AT_ONCE):
        Redirect.objects.bulk_create(
            Redirect(old_path=f"/bench-old-{number}/", new_path=PAGE)
            for number in range(start, min(start + AT_ONCE, REDIRECTS))
        )


def bake() -> None:
    """Bake the pages that are read again and again."""
    django.setup()
    from alter_site.delivery import baking

    assert sum(1 for _ in baking.fill(read_again)) == len(read_again())


def answer_questions() -> None:
    """Answer each line of the input, a measure and an address; cold ones are asked of Django alone."""
    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from alter_site.content.models import Redirect
    from alter_site.staff.models import User

    Redirect.objects.get_or_create(old_path=REDIRECTED, defaults={"new_path": PAGE})
    client = Client(HTTP_HOST="localhost")
    client.force_login(User.objects.filter(is_superuser=True)[0])
    ways = {address: functools.partial(client.get, address) for address in WANTED} | {WARM: warm_looks()}

    def queries(of: Callable[[], object]) -> int:
        with CaptureQueriesContext(connection) as captured:
            of()
        return len(captured)

    def fewest(of: Callable[[], object]) -> int:
        """Leave out what a process asks once, and that its session is in use, noted once a minute."""
        return min(queries(of) for _ in range(3))

    measures = {"seconds": seconds, "queries": fewest}
    for line in sys.stdin:
        name, address = line.split()
        print(measures[name](ways[address]), flush=True)


def warm_looks() -> Callable[[], object]:
    """Return so many looks at a page that is in memory, among as many as there are."""
    from alter_site.content import baking
    from alter_site.delivery.baking import request_for
    from alter_site.delivery.page_cache import our_domain
    from alter_site.wsgi import application

    environ = request_for(PAGE) | {"HTTP_ACCEPT_ENCODING": "br"}  # as browsers ask: nothing is unpacked
    domain = our_domain(environ["HTTP_HOST"])
    application(dict(environ), lambda *_: None)
    memory = application.memory  # of the page cache
    page = memory.get((domain, PAGE))
    for path in itertools.islice(baking.addresses(), PATHS):
        memory.put((domain, path), page)
    memory.put((domain, PAGE), page)
    return lambda: [application(dict(environ), lambda *_: None) for _ in range(WARM_LOOKS)]


if __name__ == "__main__":
    {"fill": fill, "bake": bake, "look": answer_questions}[sys.argv[1]]()
