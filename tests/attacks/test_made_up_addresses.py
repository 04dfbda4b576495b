"""Addresses and queries that somebody makes up: they cost a look, and no page is forgotten over them.

Before, each ``/?p=x`` was rendered and compressed as hard as the format allows, 100 ms of processor, and
9,000 addresses without a slash took the place of a page that people read.
"""

from __future__ import annotations

import http.client

import pytest

from tests.support.attacked import Attacked
from tests.support.passes import at_night
from tests.support.stoppable import THERAPY
from tests.support.waiting import PATIENCE

pytestmark = [pytest.mark.xdist_group("attacks"), pytest.mark.own_servers]


def sources(site: Attacked, paths: list[str]) -> list[str]:
    """Ask for all of them over one connection, which one process answers; return where each came from."""
    connection = http.client.HTTPConnection("localhost", site.port, timeout=PATIENCE)
    found = []
    for path in paths:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        # The demo says it of what it keeps.
        found.append((answer.headers["Server-Timing"] or "").removeprefix('cache;desc="').strip('"'))
    connection.close()
    return found


@pytest.mark.parametrize("number", [200, pytest.param(9_000, marks=pytest.mark.nightly)])
@pytest.mark.parametrize(
    "made_up", ["/nothing-{}", "/Therapies/A-{}", *map(at_night, ["/therapies/no-{}", "/request/no-{}"])]
)
def test_made_up_addresses_take_no_pages_place(number, made_up, alone):
    made = [made_up.format(each) for each in range(number)]
    first, *_, last = sources(alone, [THERAPY, *made, THERAPY])
    assert last == "memory", first
    alone.honest.walk()


@pytest.mark.parametrize("made_up", ["p={}x", "p=-{}", "q={}", "p={}&p=x"])
@pytest.mark.parametrize("path", [THERAPY, "/"])
def test_a_made_up_query_shows_the_page_from_memory(path, made_up, alone):
    _, *made = sources(alone, [path, *(f"{path}?{made_up.format(number)}" for number in range(100))])
    assert made == ["memory"] * 100
