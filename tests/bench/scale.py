"""A large site against the small one: the time of its pages and lists, and the memory of its servers.

``BENCH_PAGES`` and ``BENCH_REDIRECTS`` make it smaller for a quick look. As a program it works inside a
site's environment: ``python -m tests.bench.scale fill`` makes it large, ``… time`` prints seconds as JSON.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import django

from tests.bench.cold import seconds
from tests.bench.load import request_line
from tests.bench.memory import megabytes
from tests.support.demo_site import DemoSite, free_port, served

PAGES = int(os.environ.get("BENCH_PAGES", "10000"))
REDIRECTS = int(os.environ.get("BENCH_REDIRECTS", "1000000"))
ROUNDS = 5
AT_ONCE = 50_000  # rows
LOOKS = 15  # at each address and round

PAGE = "/therapies/attachment-based-therapy/"
REDIRECTED = "/bench-old-7/"
LISTS = ("/articles/", "/sitemap.xml", "/sitemap-therapy.xml", "/admin/content/redirect/")
ADDRESSES = (PAGE, REDIRECTED, *LISTS)

READERS = 100_000  # requests
PATHS = 2_000


def measure(site: DemoSite) -> None:
    """Print each address's time as a multiple of the small site's, then the growth of the servers."""
    with large(site) as environment:
        rounds = [[timed(where) for where in (environment, site.environment)] for _ in range(ROUNDS)]
        for address in ADDRESSES:
            ratio = median(large[address] / small[address] for large, small in rounds)
            print(f"  {address} with {PAGES:,} pages and {REDIRECTS:,} redirects: {ratio:.2f} times")
        growth(environment)


@contextmanager
def large(site: DemoSite) -> Iterator[dict[str, str]]:
    """Copy the small site, fill it, and yield its environment."""
    with tempfile.TemporaryDirectory(prefix="alter-large-") as name:
        folder = Path(name, "var")
        shutil.copytree(site.environment["VAR_DIR"], folder)
        environment = site.environment | {
            "VAR_DIR": str(folder),
            "MEDIA_ROOT": str(folder / "media"),
            "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        }
        subprocess.run([sys.executable, "-m", "tests.bench.scale", "fill"], env=environment, check=True)
        yield environment


def timed(environment: dict[str, str]) -> dict[str, float]:
    """Return the median time of each address in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.scale", "time"]
    found = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return dict(json.loads(found.stdout))


def growth(environment: dict[str, str]) -> None:
    """Print how much the servers grow while many pages are read again and again."""
    port = free_port()
    paths = [f"/articles/bench-{number}/" for number in range(min(PATHS, PAGES))]
    with served("alter_site.wsgi:application", port, environment) as arbiter:
        workers = Path(f"/proc/{arbiter}/task/{arbiter}/children")
        if not workers.exists():
            print("  This system does not count proportional memory.")
            return
        read(paths, port, 4 * len(paths))
        before = {pid: megabytes(int(pid)) for pid in workers.read_text().split()}
        read(paths, port, READERS)
        after = {pid: megabytes(int(pid)) for pid in before}
    for number, pid in enumerate(before, start=1):
        print(
            f"  worker {number} after {READERS:,} requests on {len(paths):,} paths: {after[pid]:.1f} MB "
            f"(wanted 120), {after[pid] - before[pid]:+.1f} MB since it was warm (wanted 5)"
        )


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
    from alter_site.content.models import Publication, Redirect
    from alter_site.library.models import Article
    from tests.support.crowd import crowd

    article = next(page for page in Article.objects.all() if Publication.objects.filter(page_id=page.pk))
    article.slug = "bench"
    crowd(article, PAGES)
    for start in range(0, REDIRECTS, AT_ONCE):
        Redirect.objects.bulk_create(
            Redirect(old_path=f"/bench-old-{number}/", new_path=PAGE)
            for number in range(start, min(start + AT_ONCE, REDIRECTS))
        )


def time_addresses() -> None:
    """Print the median seconds of each address, cold: Django alone, without the page cache."""
    django.setup()
    from django.test import Client

    from alter_site.content.models import Redirect
    from alter_site.staff.models import User

    Redirect.objects.get_or_create(old_path=REDIRECTED, defaults={"new_path": PAGE})
    client = Client(HTTP_HOST="localhost")
    client.force_login(User.objects.filter(is_superuser=True)[0])
    times = {}
    for address in ADDRESSES:
        client.get(address)
        times[address] = median(seconds(lambda: client.get(address)) for _ in range(LOOKS))  # noqa: B023
    print(json.dumps(times))


if __name__ == "__main__":
    {"fill": fill, "time": time_addresses}[sys.argv[1]]()
