"""Requests a second of a page, against a bare WSGI application that returns the same bytes and headers.

Both run under the same gunicorn configuration and are measured in turn, so that whatever else the machine
does falls on both.
"""

from __future__ import annotations

import http.client
import json
import tempfile
from pathlib import Path
from statistics import median

from tests.bench.load import requests_per_second
from tests.support.demo_site import DemoSite, free_port, served

ROUNDS = 5
SECONDS = 3.0
# The server writes these itself.
SERVER_HEADERS = {"server", "date", "connection", "transfer-encoding"}


def measure(site: DemoSite, path: str) -> None:
    """Print both rates and their ratio."""
    with tempfile.NamedTemporaryFile() as answer:
        Path(answer.name).write_bytes(answer_of(site, path))
        port = free_port()
        with served("tests.bench.bare:application", port, site.environment | {"BENCH_ANSWER": answer.name}):
            rounds = [
                (requests_per_second(path, site.port, SECONDS), requests_per_second(path, port, SECONDS))
                for _ in range(ROUNDS)
            ]
    page, bare = (median(rates) for rates in zip(*rounds, strict=True))
    ratio = median(page / bare for page, bare in rounds)
    print(f"  {path}: {page:,.0f} requests a second; bare application: {bare:,.0f}; ratio {ratio:.3f}")


def answer_of(site: DemoSite, path: str) -> bytes:
    """Return the page's headers and compressed body, as the bare application reads them."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port)
    connection.request("GET", path, headers={"Host": f"localhost:{site.port}", "Accept-Encoding": "br"})
    response = connection.getresponse()
    headers = [pair for pair in response.getheaders() if pair[0].lower() not in SERVER_HEADERS]
    return json.dumps(headers).encode() + b"\n" + response.read()
