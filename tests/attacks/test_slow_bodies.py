"""Many who send a form so slowly that it never ends: whoever else is there finishes while they still hold on.

Before, fifty of them closed every form and *Leave* behind nginx, and eight of them everything without it.
"""

from __future__ import annotations

import urllib.error

import pytest

from tests.support.attacked import LEAVE, Attacked, post
from tests.support.passes import at_night
from tests.support.stoppable import FORM, THERAPY
from tests.support.waiting import wait_until

pytestmark = [pytest.mark.xdist_group("attacks"), pytest.mark.own_servers]

NUMBER = 50
AT_NIGHT = [*map(at_night, (THERAPY, "/nothing/", "/admin/login/"))]


@pytest.fixture(params=["alone", at_night("behind_nginx")])
def site(request: pytest.FixtureRequest) -> Attacked:
    found: Attacked = request.getfixturevalue(request.param)
    return found


@pytest.mark.parametrize("path", ["/request/contact/", LEAVE, *AT_NIGHT])
def test_a_form_that_never_ends_keeps_nobody_waiting(path, site):
    with site.held(NUMBER, post(path, site.port, 3_000 if path == LEAVE else 60_000)) as held:
        site.honest.walk()
        held.trickle()
        assert held.number_unanswered() >= min(NUMBER, 20), "they still hold on"


@pytest.mark.parametrize("path", ["/request/contact/", *AT_NIGHT])
def test_a_form_that_says_it_is_too_large_is_refused_before_it_comes(path, site):
    with site.held(NUMBER, post(path, site.port, 30_000_000)) as held:
        wait_until(lambda: held.number_unanswered() == 0, "all of them are answered")
        site.honest.walk()


def test_photos_that_never_end_keep_nobody_waiting(site):
    with site.held(NUMBER, post("/request/photo/", site.port, 30_000_000)) as held:
        held.trickle()
        site.honest.walk()
        assert held.number_unanswered() > 0


def test_a_head_that_never_ends_keeps_nobody_waiting(site):
    with site.held(NUMBER, b"GET / HTTP/1.1\r\nHost: loc") as held:
        site.honest.walk()
        assert held.number_unanswered() == NUMBER


def test_whoever_says_nothing_or_does_not_hang_up_keeps_nobody_waiting(site):
    last = f"GET /robots.txt HTTP/1.1\r\nHost: localhost:{site.port}\r\nConnection: close\r\n\r\n".encode()
    with site.held(NUMBER, b"") as silent, site.held(NUMBER, last):
        site.honest.walk()
        assert silent.number_unanswered() == NUMBER


def test_chunks_that_never_end_keep_nobody_waiting(site):
    head = post("/request/contact/", site.port, 0).replace(
        b"Content-Length: 0", b"Transfer-Encoding: chunked"
    )
    with site.held(NUMBER, head[:-1] + b"5\r\nab") as held:
        site.honest.walk()
        assert held.number_unanswered() == NUMBER


def test_more_than_the_server_has_room_for_make_room_for_each_other(alone):
    with alone.held(600, post("/request/contact/", alone.port, 60_000)) as held:
        alone.honest.walk()
        wait_until(lambda: held.number_unanswered() <= 2 * 100, "each process keeps a hundred of one network")
        assert "Traceback" not in alone.log.read_text()


def test_leave_and_the_number_are_there_for_the_network_that_attacks(behind_nginx):
    """More forms are held open than one network may have; nobody there is kept from reading or leaving."""
    with behind_nginx.held(150, post("/request/contact/", behind_nginx.port, 60_000)) as held:
        wait_until(lambda: held.number_unanswered() == 100, "those over the limit are told")
        neighbor = behind_nginx.honest
        neighbor.ask("page", THERAPY)
        neighbor.ask("leave", LEAVE, {})
        with pytest.raises(urllib.error.HTTPError) as refused:
            neighbor.ask("question", FORM)
        assert 'href="tel:+1' in refused.value.read().decode()


@pytest.mark.parametrize("path", ["/request/contact/", "/request/photo/"])
def test_whoever_is_of_another_network_notices_nothing(path, behind_nginx):
    length = {"/request/contact/": 60_000, "/request/photo/": 30_000_000}[path]
    beginning = post(path, behind_nginx.port, length)
    with behind_nginx.held(150, beginning, from_address="127.0.0.2") as held:
        behind_nginx.honest.walk()
        assert held.number_unanswered() > 0


@pytest.mark.nightly
def test_a_form_that_never_ends_is_given_up_however_it_trickles(alone):
    with alone.held(5, post("/request/contact/", alone.port, 60_000)) as held:

        def is_over() -> bool:
            held.trickle()
            return held.number_unanswered() == 0

        wait_until(is_over, "the server hangs up", look_every=1.0)
