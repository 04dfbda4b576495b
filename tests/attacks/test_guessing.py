"""Somebody guesses at a site of two processes, as fast as it answers; somebody honest comes in meanwhile."""

from __future__ import annotations

import re
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value

from admissions.verification.guards import LIMITS, STARTS
from alter_site.staff.login_limits import OF_AN_ADDRESS
from tests.support.demo_site import free_port
from tests.support.http_client import Answer, HttpClient
from tests.support.migrated import migrate
from tests.support.prepared import static_files
from tests.support.stoppable import Site, environment_of
from tests.support.waiting import wait_until

pytestmark = [pytest.mark.xdist_group("guessing"), pytest.mark.own_servers]

PASSWORD = "a-lantern-by-the-harbor"
LOGIN, SECOND_STEP = "/admin/login/", "/admin/login/second-step/"
SECRET = generate_totp_secret()
PEOPLE = ("ana", "bo", "cleo")
MAKE_PEOPLE = f"""
from allauth.mfa.totp.internal.auth import TOTP
from alter_site.staff.groups import COORDINATOR
from tests.factories import StaffFactory
for name in {PEOPLE}:
    person = StaffFactory(group=COORDINATOR, email=f"{{name}}@example.org")
    person.set_password("{PASSWORD}")
    person.save()
    TOTP.activate(person, "{SECRET}")
"""
STAMP = re.compile(r'name="stamp" value="([^"]+)"')


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[Site]:
    """A site on SQLite with two processes behind a proxy that says whose address it is."""
    folder, port = tmp_path_factory.mktemp("guessing"), free_port()
    environment = environment_of(folder, port, STAFF_SECOND_FACTOR="required", WEB_CONCURRENCY="2")
    running = Site(folder, port, environment)
    migrate(environment, MAKE_PEOPLE)
    (folder / "static").symlink_to(static_files(environment, of_staff=True))
    with running.served():
        wait_until(lambda: len(running.processes) == 2, "two processes answer")
        yield running


def browser(site: Site, address: str) -> HttpClient:
    """Somebody with an address. Each request is a connection of its own, to whichever process takes it."""
    client = HttpClient(f"http://localhost:{site.port}")
    client._opener.addheaders = [("X-Forwarded-For", address)]
    return client


def rows(site: Site, question: str) -> int:
    with closing(sqlite3.connect(site.folder / "db.sqlite3")) as database:
        return int(database.execute(question).fetchone()[0])


def code() -> str:
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))


def try_password(client: HttpClient, name: str, password: str) -> Answer:
    client.get(LOGIN)
    return client.post(LOGIN, {"login": f"{name}@example.org", "password": password})


def signs_in(client: HttpClient, name: str) -> bool:
    if try_password(client, name, PASSWORD).wsgi_request.path != SECOND_STEP:
        return False
    return client.post(SECOND_STEP, {"code": code()}).wsgi_request.path == "/admin/"


@contextmanager
def meanwhile(act: Callable[[int], object], times: int) -> Iterator[list[object]]:
    """Act so many times in four threads while the block runs; then wait for what is left of it."""
    done: list[object] = []
    is_under_way = threading.Event()

    def one(number: int) -> None:
        done.append(act(number))
        is_under_way.set()

    with ThreadPoolExecutor(4) as pool:
        waiting = [pool.submit(one, number) for number in range(times)]
        is_under_way.wait(30)
        yield done
        for act_of_one in waiting:
            act_of_one.result()


def timed(what: str, act: Callable[[], object]) -> object:
    began = time.perf_counter()
    result = act()
    print(f"\n  {what}: {time.perf_counter() - began:.2f} s")  # noqa: T201
    return result


def test_whoever_guesses_her_password_from_one_network_neither_learns_it_nor_keeps_her_out(site):
    def guess(number: int) -> bool:
        answer = try_password(browser(site, f"2001:db8:1:2::{number:x}"), "ana", f"wrong {number}")
        return b"do not go together" in answer.content

    with meanwhile(guess, 22) as guesses:
        assert timed("Ana signs in", lambda: signs_in(browser(site, "198.51.100.20"), "ana"))
    assert len(guesses) == 22
    assert guesses.count(True) == OF_AN_ADDRESS["password"].number, "of all processes together"
    right = try_password(browser(site, "2001:db8:1:2::ffff"), "ana", PASSWORD)
    assert b"tried too often" in right.content


def test_one_code_of_the_app_lets_one_of_many_in(site):
    browsers = [browser(site, f"198.51.100.{number}") for number in range(30, 36)]
    assert all(try_password(client, "bo", PASSWORD).wsgi_request.path == SECOND_STEP for client in browsers)
    shown = code()
    with ThreadPoolExecutor(len(browsers)) as pool:
        answers = list(pool.map(lambda client: client.post(SECOND_STEP, {"code": shown}), browsers))
    assert [answer.wsgi_request.path for answer in answers].count("/admin/") == 1


def test_a_known_device_comes_in_while_its_own_address_guesses(site):
    known = browser(site, "198.51.100.50")
    assert signs_in(known, "cleo")
    known.post("/admin/logout/")

    def guess(number: int) -> Answer:
        return try_password(browser(site, "198.51.100.50"), "cleo", "wrong")

    with meanwhile(guess, 12):
        answer = timed("Cleo's password is taken", lambda: try_password(known, "cleo", PASSWORD))
        assert isinstance(answer, Answer)
        assert answer.wsgi_request.path == SECOND_STEP


def test_one_page_sent_sixty_times_begins_three_requests_and_a_neighbor_is_called_back(site):
    attacker = browser(site, "203.0.113.7")
    stamp = STAMP.search(attacker.get("/request/contact/?way=short").content.decode())
    assert stamp
    typed = {"way": "short", "stamp": stamp[1], "preferred_name": "Nobody"}
    before = rows(site, "SELECT COUNT(*) FROM admissions_draft")

    def begin(number: int) -> Answer:
        client = browser(site, "203.0.113.7")
        client.get("/request/contact/?way=short")
        return client.post("/request/contact/", typed)

    def asks_for_a_call() -> bool:
        neighbor = browser(site, "203.0.113.250")
        page = neighbor.get("/request/contact/?way=call").content.decode()
        fresh = STAMP.search(page)
        assert fresh
        answer = neighbor.post("/request/contact/", {**typed, "way": "call", "stamp": fresh[1]})
        return b"We cannot take this" not in answer.content

    with meanwhile(begin, 60):
        assert timed("A neighbor's first answer is taken", asks_for_a_call)
    assert rows(site, "SELECT COUNT(*) FROM admissions_draft") == before + STARTS.number + 1


def test_words_are_tried_ten_times_from_one_address_whatever_port_the_proxy_names(site):
    def resume(number: int) -> bool:
        client = browser(site, f"192.0.2.44:{40_000 + number}")
        client.get("/request/resume/")
        return b"lead nowhere" in client.post("/request/resume/", {"words": "acorn almond"}).content

    with meanwhile(resume, 30) as tries:
        pass
    assert tries.count(True) == LIMITS["resume"].number


def test_two_hundred_links_that_nobody_made_store_nothing(site):
    before = rows(site, "SELECT COUNT(*) FROM django_session")

    def open_link(number: int) -> int:
        return browser(site, "203.0.113.99").get(f"/admin/link/{'x' * 1000}/{number}/").status_code

    with meanwhile(open_link, 200) as answers:
        timed("The sign-in is shown", lambda: browser(site, "198.51.100.60").get(LOGIN))
    assert set(answers) == {410}
    assert rows(site, "SELECT COUNT(*) FROM django_session") == before
