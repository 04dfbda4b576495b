"""Addresses and queries that somebody makes up: they cost a look, and no page is forgotten over them.

Before, each ``/?p=x`` was rendered and compressed as hard as the format allows, 100 ms of processor, and
9,000 addresses without a slash took the place of a page that people read.
"""

from __future__ import annotations

import re

import pytest

from tests.support.attacked import THERAPY, Attacked

pytestmark = [pytest.mark.xdist_group("attacks"), pytest.mark.own_servers]


def asked(site: Attacked, paths: list[str]) -> bytes:
    """Ask for all of them over one connection; return what comes back."""
    host = f"Host: localhost:{site.port}\r\n"
    requests = [f"GET {path} HTTP/1.1\r\n{host}\r\n" for path in paths]
    return site.said("".join([*requests[:-1], requests[-1][:-2], "Connection: close\r\n\r\n"]).encode())


def sources(said: bytes) -> list[str]:
    """Return where each page came from, which the demo says."""
    return re.findall(r'\r\nServer-Timing: cache;desc="(\w+)"\r\n', said.decode("latin-1"))


@pytest.mark.parametrize("number", [200, pytest.param(9_000, marks=pytest.mark.nightly)])
@pytest.mark.parametrize("made_up", ["/nothing-{}", "/therapies/no-{}", "/Therapies/A-{}", "/request/no-{}"])
def test_made_up_addresses_take_no_pages_place(number, made_up, alone):
    for _ in range(4):  # of two processes
        asked(alone, [THERAPY])
    for begin in range(0, number, 50):
        asked(alone, [made_up.format(each) for each in range(begin, begin + 50)])
    assert {source for _ in range(4) for source in sources(asked(alone, [THERAPY]))} == {"memory"}
    alone.honest.walk()


@pytest.mark.parametrize("made_up", ["p={}x", "p=-{}", "q={}", "p={}&p=x"])
def test_a_made_up_query_shows_the_page_from_memory(made_up, alone):
    for path in (THERAPY, "/therapies/a-walk/"):
        for _ in range(4):
            asked(alone, [path])
        said = asked(alone, [f"{path}?{made_up.format(number)}" for number in range(100)])
        assert sources(said) == ["memory"] * 100
