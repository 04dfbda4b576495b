"""What each kind of page weighs on the wire until it is painted, and in how many round trips.

Counted are headers, HTML, and the style sheets and scripts that hold up the first paint. Two round trips open
the connection (TCP, TLS 1.3); a server may then send ten packets before it hears from the browser (RFC 6928),
twice as many the next time, and so on.
"""

from __future__ import annotations

import http.client
from dataclasses import dataclass

from tests.audit.pages import ALSO, UNLISTED, one_of_each_kind
from tests.support.demo_site import DemoSite
from tests.support.first_paint import blocking

TO_CONNECT = 2  # round trips
FIRST_WINDOW = 14_600  # bytes: ten packets
ERROR = "/nothing/of/ours/here/"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and how many bytes it took with its headers."""

    text: str
    weight: int


def measure(site: DemoSite) -> None:
    """Print bytes and round trips of one page of each kind."""
    listed = one_of_each_kind(lambda path: asked(site, path, encoding="identity").text)
    for path in [*listed, *ALSO, *UNLISTED, "/tonight/", ERROR]:
        page = asked(site, path)
        html = asked(site, path, encoding="identity").text
        held_up = [asked(site, address).weight for address in blocking(html)]
        trips = TO_CONNECT + round_trips(page.weight) + (round_trips(sum(held_up)) if held_up else 0)
        print(
            f"  {path:<42} {page.weight + sum(held_up):>7,} bytes in {trips} round trips (wanted 14,600 in 3)"
        )


def round_trips(weight: int) -> int:
    """Return how often the server waits for the browser until so many bytes are sent."""
    trips, sent, window = 0, 0, FIRST_WINDOW
    while sent < weight:
        trips, sent, window = trips + 1, sent + window, 2 * window
    return trips


def asked(site: DemoSite, path: str, encoding: str = "gzip, deflate, br, zstd") -> Answer:
    """Ask once, as browsers do or as one that reads nothing compressed."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port)
    connection.request("GET", path, headers={"Host": f"localhost:{site.port}", "Accept-Encoding": encoding})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    head = sum(len(f"{name}: {value}\r\n") for name, value in response.getheaders())
    return Answer(body.decode() if encoding == "identity" else "", head + len(body))
