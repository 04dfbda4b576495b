"""Requests a second of a warm page, against a bare WSGI application that returns the same bytes and headers.

The bare one runs under each of several settings of gunicorn, without an access log; the best is what counts.
Beside it stands the bare one under the project's own configuration, log included. All are measured in turn,
so that whatever else the machine does falls on all.

Two ratios are printed: of answers a second, and of the processor time that the servers take for an answer. On
a machine that does other things as well only the second can be compared.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import tempfile
from pathlib import Path
from statistics import median
from typing import NamedTuple

from tests.bench.load import measured, warm_up
from tests.support.demo_site import DemoSite, free_port, served

ROUNDS = 15  # short ones: the machine’s own ups and downs then fall on both
SECONDS = 1.0
CONNECTIONS = (1, 32)
RUNS = 5  # each over connections of its own, which the processes have to share
# The server writes these itself.
SERVER_HEADERS = {"server", "date", "connection", "transfer-encoding"}

PAGE = "the page"
OURS = "our configuration, with its log"
NO_LOG = "--logger-class=tests.bench.bare.Silent"
SETTINGS = {
    OURS: (),
    "our worker": (NO_LOG,),
    "our worker, one thread": (NO_LOG, "--threads=1"),
    "gunicorn's threads": (NO_LOG, "--worker-class=gthread"),
    "gunicorn's threads, one each": (NO_LOG, "--worker-class=gthread", "--threads=1"),
}


class Load(NamedTuple):
    """What a server managed in one round.

    Answers a second, seconds that one answer in a hundred exceeded, seconds of the processor for each answer.
    """

    rate: float
    p99: float
    cost: float


class Server(NamedTuple):
    """Where a server listens, and the process whose children answer."""

    port: int
    arbiter: int

    def under_load(self, path: str, connections: int) -> Load:
        """Ask for a page as fast as it comes, for one round."""
        before = self.processor_time()
        load = measured(path, self.port, SECONDS, connections)
        return Load(load.rate, load.p99, (self.processor_time() - before) / load.number)

    def processor_time(self) -> float:
        """Return the seconds that all threads of all workers have run."""
        children = Path(f"/proc/{self.arbiter}/task/{self.arbiter}/children").read_text().split()
        threads = (thread for child in children for thread in Path(f"/proc/{child}/task").iterdir())
        return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9


def measure(site: DemoSite, path: str) -> None:
    """Print the page's figures against the best bare setting and against our own."""
    warm_up(path, site.port)
    with tempfile.NamedTemporaryFile() as answer, contextlib.ExitStack() as started:
        Path(answer.name).write_bytes(answer_of(site, path))
        environment = site.environment | {"BENCH_ANSWER": answer.name}
        servers = {PAGE: Server(site.port, site.arbiter)}
        for name, options in SETTINGS.items():
            port = free_port()
            bare = served("tests.bench.bare:application", port, environment, *options)
            servers[name] = Server(port, started.enter_context(bare))
            warm_up(path, port)
        for connections in CONNECTIONS:
            compare(path, servers, connections)
    runs = [measured(path, site.port, 2 * SECONDS, CONNECTIONS[-1]).rate for _ in range(RUNS)]
    print(
        f"  {RUNS} runs over {CONNECTIONS[-1]} connections: {', '.join(f'{rate:,.0f}' for rate in runs)}; "
        f"fastest {max(runs) / min(runs):.2f} times the slowest (wanted 1.3)"
    )


def compare(path: str, servers: dict[str, Server], connections: int) -> None:
    """Measure all in turn; print the medians of what the page managed against each in the same round."""
    rounds: list[dict[str, Load]] = []
    for number in range(ROUNDS):
        in_turn = list(servers) if number % 2 else list(servers)[::-1]
        rounds.append({name: servers[name].under_load(path, connections) for name in in_turn})
    page = median(loads[PAGE].rate for loads in rounds)
    cost = median(loads[PAGE].cost for loads in rounds)
    print(f"  {path} over {connections} connections: {page:,.0f} a second, {cost * 1e6:.0f} µs each")
    costs = {name: median(loads[name].cost for loads in rounds) for name in SETTINGS}
    best = min(set(SETTINGS) - {OURS}, key=lambda name: costs[name])
    for name in SETTINGS:
        rate = median(loads[name].rate for loads in rounds)
        rates = median(loads[PAGE].rate / loads[name].rate for loads in rounds)
        cheaper = median(loads[name].cost / loads[PAGE].cost for loads in rounds)
        slowest = median(loads[PAGE].p99 / loads[name].p99 for loads in rounds)
        mark = "  <- the best (wanted 0.90, p99 1.5)" if name == best else ""
        print(
            f"    bare, {name:<32}{rate:>7,.0f} a second, {costs[name] * 1e6:.0f} µs; ratio {rates:.3f}, "
            f"by processor time {cheaper:.3f}; p99 {slowest:.2f} times{mark}"
        )


def answer_of(site: DemoSite, path: str) -> bytes:
    """Return the page's headers and compressed body, as the bare application reads them."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port)
    connection.request("GET", path, headers={"Host": f"localhost:{site.port}", "Accept-Encoding": "br"})
    response = connection.getresponse()
    headers = [pair for pair in response.getheaders() if pair[0].lower() not in SERVER_HEADERS]
    return json.dumps(headers).encode() + b"\n" + response.read()
