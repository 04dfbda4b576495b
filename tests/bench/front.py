"""Baked pages behind the project's nginx, against a plain nginx that serves the same files from a folder.

Both send the same bytes over the same TLS, which is checked before. The plain one knows nothing else: no
application behind it, no limits, a log of its own making; each address is looked up below one folder.

The ratio is that of the processor time that nginx itself takes for a request. On a machine where client and
server share the processors, answers a second count the client's work as well: the client takes about as much
as either server, and hides half of any difference. The rates are printed beside it, and say how busy the
machine was. Both are measured in short rounds in turn; the median of the rounds' ratios counts.
"""

from __future__ import annotations

import http.client
import re
import shutil
import ssl
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple
from urllib.parse import urlsplit

from tests.support.demo_site import DemoSite, free_port
from tests.support.nginx import Nginx, NginxMissing, PlainNginx, nginx, plain_nginx

ROUNDS = 15
SECONDS = 1
CONNECTIONS = (1, 32)

# These say who answers, when, or from which copy; nginx and the application each have their own way.
BY_SERVER = {
    "Server",
    "Connection",
    "Last-Modified",
    "Accept-Ranges",
    "ETag",
    "Transfer-Encoding",
    "Server-Timing",
}


class Load(NamedTuple):
    """What a server managed in one round, and the processor time that it took for each answer."""

    rate: float
    microseconds: float


def measure(site: DemoSite, path: str) -> None:
    """Print both ratios, then how much of the site is there without a Python process."""
    if not shutil.which("wrk"):
        print("  not measured: wrk is needed and not installed.")
        return
    subprocess.run(
        [sys.executable, "manage.py", "bake"], env=site.environment, check=True, stdout=subprocess.DEVNULL
    )
    try:
        with fronts(site) as (front, plain):
            compare(front, plain, path)
            without_python(front, site)
    except NginxMissing as missing:
        print(f"  not measured: {missing}")


@contextmanager
def fronts(site: DemoSite) -> Iterator[tuple[Nginx, PlainNginx]]:
    """Run the project's nginx, with nobody behind it, and the plain one."""
    var = Path(site.environment["VAR_DIR"])
    with tempfile.TemporaryDirectory(prefix="alter-front-") as name:
        folder = Path(name)
        with (
            nginx(folder / "ours", var, folder / "nobody.sock", free_port(), site.environment) as front,
            plain_nginx(folder / "plain", var, site.environment, front.certificate.parent) as plain,
        ):
            yield front, plain


def compare(front: Nginx, plain: PlainNginx, path: str) -> None:
    """Measure both in turn, over few and many connections."""
    servers, trust = (front, plain), front.trusting()
    first, second = (answer_of("localhost", server.port, path, trust) for server in servers)
    if first != second:
        raise ValueError(f"The answers differ: {first[:2]} and {second[:2]}.")
    for connections in CONNECTIONS:
        rounds = []
        for number in range(ROUNDS):
            in_turn = servers if number % 2 else servers[::-1]
            loads = {server.port: under_load(server, path, connections) for server in in_turn}
            rounds.append([loads[server.port] for server in servers])
        ours_rate, plain_rate = (median(load.rate for load in loads) for loads in zip(*rounds, strict=True))
        rates = median(ours.rate / plain.rate for ours, plain in rounds)
        costs = median(plain.microseconds / ours.microseconds for ours, plain in rounds)
        print(
            f"  {path} over {connections} connections, by nginx's own processor time: ratio {costs:.3f} "
            f"(wanted 0.95); answers a second: {ours_rate:,.0f}; plain folder: {plain_rate:,.0f}; "
            f"ratio {rates:.3f}"
        )


def under_load(server: Nginx | PlainNginx, path: str, connections: int) -> Load:
    """Ask for a page as fast as it comes, for one round."""
    url = f"https://localhost:{server.port}{path}"
    command = ["wrk", "--threads=1", f"--connections={connections}", f"--duration={SECONDS}s"]
    before = processor_time(server.process_id)
    said = subprocess.run(
        [*command, "--header=Accept-Encoding: br", url], check=True, capture_output=True, text=True
    ).stdout
    spent = processor_time(server.process_id) - before
    found = re.search(r"(\d+) requests in", said)
    if found is None or "Non-2xx" in said or "Socket errors" in said:
        raise ValueError(f"Not every request was answered:\n{said}")
    number = int(found[1])
    return Load(number / SECONDS, spent / number / 1000)


def processor_time(process_id: int) -> int:
    """Return the nanoseconds that the children of a process have run, the kernel's work for them included."""
    children = Path(f"/proc/{process_id}/task/{process_id}/children").read_text().split()
    return sum(int(Path(f"/proc/{child}/schedstat").read_text().split()[0]) for child in children)


# --- without the application --------------------------------------------------------------------------


def without_python(front: Nginx, site: DemoSite) -> None:
    """Ask nginx, which has nobody behind it, for every address of the sitemaps; compare the headers."""
    trust = front.trusting()

    def listed(path: str) -> list[str]:
        _, _, body = answer_of("localhost", front.port, path, trust, encoding="identity")
        return [urlsplit(address).path for address in re.findall("<loc>(.*?)</loc>", body.decode())]

    pages = [path for section in listed("/sitemap.xml") for path in listed(section)]
    right = 0
    for path in pages:
        ours, theirs = (
            answer_of("localhost", port, path, context)
            for port, context in ((front.port, trust), (site.port, None))
        )
        right += ours[0] == theirs[0] == 200 and settled(ours[1]) == settled(theirs[1])
    print(
        f"  with no Python process behind it {right} of {len(pages)} content pages answer 200 "
        "with the headers of the application"
    )


def settled(headers: dict[str, str]) -> dict[str, object]:
    """Leave out what servers write themselves; the directives of a policy may stand in any order."""
    return {
        name: sorted(value.split("; ")) if name == "Content-Security-Policy" else value
        for name, value in headers.items()
        if name not in BY_SERVER
    }


def answer_of(
    host: str, port: int, path: str, trust: ssl.SSLContext | None, encoding: str = "br"
) -> tuple[int, dict[str, str], bytes]:
    """Ask once; return status, headers but for the time of day, and body."""
    connection = (
        http.client.HTTPSConnection(host, port, context=trust)
        if trust
        else http.client.HTTPConnection(host, port)
    )
    connection.request("GET", path, headers={"Accept-Encoding": encoding})
    answer = connection.getresponse()
    found = {name: value for name, value in answer.headers.items() if name != "Date"}
    body = answer.read()
    connection.close()
    return answer.status, found, body
