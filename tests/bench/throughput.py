"""Requests a second of a warm page, against a bare WSGI application that returns the same bytes and headers.

Both run under the same gunicorn configuration and are measured in turn, so that whatever else the machine
does falls on both.
"""

from __future__ import annotations

import http.client
import json
import tempfile
from pathlib import Path
from statistics import median

from tests.bench.load import measured, warm_up
from tests.support.demo_site import DemoSite, free_port, served

ROUNDS = 15  # short ones: the machine’s own ups and downs then fall on both
SECONDS = 1.0
CONNECTIONS = (1, 32)
# The server writes these itself.
SERVER_HEADERS = {"server", "date", "connection", "transfer-encoding"}


def measure(site: DemoSite, path: str) -> None:
    """Print both rates and slowest answers, and the median of their ratios in each round."""
    warm_up(path, site.port)
    with tempfile.NamedTemporaryFile() as answer:
        Path(answer.name).write_bytes(answer_of(site, path))
        port = free_port()
        with served("tests.bench.bare:application", port, site.environment | {"BENCH_ANSWER": answer.name}):
            for connections in CONNECTIONS:
                rounds = [
                    [measured(path, server, SECONDS, connections) for server in (site.port, port)]
                    for _ in range(ROUNDS)
                ]
                page, bare = (median(load.rate for load in loads) for loads in zip(*rounds, strict=True))
                rates = median(page.rate / bare.rate for page, bare in rounds)
                slowest = median(page.p99 / bare.p99 for page, bare in rounds)
                print(
                    f"  {path} over {connections} connections: {page:,.0f}; bare application: {bare:,.0f}; "
                    f"ratio {rates:.3f} (wanted 0.90); p99 {slowest:.2f} times (wanted 1.5)"
                )


def answer_of(site: DemoSite, path: str) -> bytes:
    """Return the page's headers and compressed body, as the bare application reads them."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port)
    connection.request("GET", path, headers={"Host": f"localhost:{site.port}", "Accept-Encoding": "br"})
    response = connection.getresponse()
    headers = [pair for pair in response.getheaders() if pair[0].lower() not in SERVER_HEADERS]
    return json.dumps(headers).encode() + b"\n" + response.read()
