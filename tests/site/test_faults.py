"""What visitors meet while something behind the site is away: real processes, really stopped.

docs/operations.md has the table of faults; each of its lines is a test here or in test_nginx.py.
"""

from __future__ import annotations

import datetime
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from tests.bench.durability import Person, stored_in
from tests.support.demo_site import demo_environment, free_port, wait_until_listening
from tests.support.migrated import migrate
from tests.support.postgres import PostgresMissing, PostgresServer, postgres_server
from tests.support.programs import lacking
from tests.support.redis import RedisMissing, RedisServer, redis_server

pytestmark = [pytest.mark.xdist_group("faults"), pytest.mark.own_servers]

THERAPY, OTHER, UNBAKED = "/therapies/a-walk/", "/conditions/low-mood/", "/therapies/nothing-here/"
FORM = "/request/contact/?way=short"
PICTURE = "0a1b2c3d-0a1b-4a1b-8a1b-0a1b2c3d4e5f-0123456789abcdef-480.avif"
AT_ONCE = 2.0  # seconds: one for the answer, one for a machine that runs other tests meanwhile
MAKE_PAGES = """
from tests.factories import *
published(TherapyFactory(slug="a-walk"))
published(ConditionFactory(slug="low-mood"))
facts_saved()
"""


@dataclass(frozen=True)
class Answer:
    """What a visitor got, and how long it took."""

    status: int
    body: str
    retry_after: str | None
    seconds: float

    def is_calm(self) -> bool:
        """Does it say, within a second, that we will be back, and give the number?"""
        assert (self.status, self.retry_after) == (503, "30")
        assert 'href="tel:+1' in self.body
        assert self.seconds < AT_ONCE
        return True


@dataclass
class Site:
    """A site whose parts can be stopped."""

    folder: Path
    port: int
    environment: dict[str, str]
    arbiter: subprocess.Popen[bytes] = field(init=False)
    people: int = 0

    @property
    def log(self) -> str:
        return (self.folder / "web.log").read_text()

    def manage(self, *command: str) -> None:
        subprocess.run([sys.executable, "manage.py", *command], env=self.environment, check=True)

    def prepare(self) -> None:
        migrate(self.environment)
        self.manage("collectstatic", "--no-input", "--verbosity=0", "-i=admin", "-i=django_*")
        self.manage("shell", "-v0", "-c", MAKE_PAGES)
        self.manage("bake")
        pictures = self.folder / "media/renditions"
        pictures.mkdir(parents=True, exist_ok=True)
        (pictures / PICTURE).write_bytes(b"pixels")

    @contextmanager
    def served(self) -> Iterator[None]:
        command = [sys.executable, "-m", "gunicorn", f"--bind=127.0.0.1:{self.port}"]
        with (self.folder / "web.log").open("ab") as log:
            self.arbiter = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
            try:
                wait_until_listening(self.port, self.arbiter)
                yield
            finally:
                self.arbiter.terminate()
                self.arbiter.wait()

    def ask(self, path: str, form: bytes | None = None) -> Answer:
        request = urllib.request.Request(f"http://localhost:{self.port}{path}", form)
        begun = time.monotonic()
        try:
            answer = urllib.request.urlopen(request, timeout=30)  # noqa: S310
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            body = answer.read().decode()
            taken = time.monotonic() - begun
            return Answer(answer.status, body, answer.headers.get("Retry-After"), taken)

    def send_a_form(self) -> Answer:
        """Open the form and send its first answer, as somebody new."""
        self.people += 1
        somebody = Person(f"http://localhost:{self.port}", self.people)
        path, page, begun = "", "", time.monotonic()
        try:
            path, page = first, _ = somebody.ask(FORM)
            while path == first:  # nobody fills in a form as fast as this
                time.sleep(0.3)
                begun = time.monotonic()
                path, page = somebody.press(path, page)
        except urllib.error.HTTPError as error:
            with error:
                body, taken = error.read().decode(), time.monotonic() - begun
                return Answer(error.code, body, error.headers["Retry-After"], taken)
        return Answer(200, page, None, time.monotonic() - begun)

    def reference(self) -> str:
        """Fill in the form as somebody new; return the reference that they are shown."""
        self.people += 1
        return Person(f"http://localhost:{self.port}", self.people).fill_in()

    def failing(self) -> set[str]:
        checks = json.loads(self.ask("/readyz").body)
        return {name for name, result in checks.items() if result == "failed"}


def environment_of(folder: Path, port: int, **changes: str) -> dict[str, str]:
    nobody = f"smtp://127.0.0.1:{free_port()}"
    return demo_environment(folder, port) | {"TRUSTED_PROXIES": "127.0.0.1", "EMAIL_URL": nobody, **changes}


# --- PostgreSQL and Redis -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, PostgresServer, RedisServer]]:
    folder, port = tmp_path_factory.mktemp("faults"), free_port()
    with ExitStack() as stack:
        try:
            redis = stack.enter_context(redis_server())
            database = stack.enter_context(postgres_server())
        except (RedisMissing, PostgresMissing) as missing:
            lacking(str(missing))
        where = {"DATABASE_URL": database.url, "REDIS_URL": redis.url}
        site = Site(folder, port, environment_of(folder, port, **where))
        site.prepare()
        stack.enter_context(site.served())
        yield site, database, redis


@pytest.fixture
def site(parts: tuple[Site, PostgresServer, RedisServer]) -> Site:
    return parts[0]


@pytest.fixture
def _without_database(parts: tuple[Site, PostgresServer, RedisServer]) -> Iterator[None]:
    database = parts[1]
    database.stop()
    try:
        yield
    finally:
        database.start()


@pytest.mark.usefixtures("_without_database")
def test_without_the_database_baked_pages_are_still_there(site):
    for _ in range(8):
        answer = site.ask(THERAPY)
        assert answer.status == 200


@pytest.mark.usefixtures("_without_database")
def test_without_the_database_static_files_and_pictures_are_still_there(site):
    (style,) = re.findall(r'href="(/static/css/[^"]+\.css)"', site.ask(THERAPY).body)[:1]
    for path in (style, f"/media/renditions/{PICTURE}"):
        for _ in range(4):
            assert site.ask(path).status == 200


@pytest.mark.usefixtures("_without_database")
def test_without_the_database_a_process_that_was_killed_is_replaced_and_shows_pages(site):
    before = children(site.arbiter.pid)
    for process in before:
        os.kill(process, signal.SIGKILL)
    assert_replaced(site, before)
    for _ in range(8):
        assert site.ask(THERAPY).status == 200
    assert site.ask(UNBAKED).is_calm()


@pytest.mark.usefixtures("_without_database")
def test_without_the_database_a_page_nobody_has_read_says_so_within_a_second(site):
    assert site.ask(UNBAKED).is_calm()


@pytest.mark.usefixtures("_without_database")
def test_without_the_database_a_form_that_is_sent_says_so_within_a_second(site):
    assert site.send_a_form().is_calm()


@pytest.mark.usefixtures("_without_database")
def test_without_the_database_the_process_is_well_and_the_site_is_not(site):
    assert site.ask("/healthz").status == 200
    assert {"database", "notices"} <= site.failing()
    assert "cache" not in site.failing()


def test_a_database_that_is_back_is_used_at_once_and_has_lost_nothing(parts):
    site, database, _ = parts
    before = site.reference()
    database.stop()
    try:
        assert site.send_a_form().is_calm()
    finally:
        database.start()
    after = site.reference()
    assert {before, after} <= set(stored_in(site.environment)["references"])
    assert "database" not in site.failing()


def test_without_redis_pages_and_forms_work_and_the_log_says_so_once_a_minute(parts):
    site, _, redis = parts
    redis.stop()
    try:
        for _ in range(10):
            assert site.ask(THERAPY).status == 200
        assert site.ask(OTHER).status == 200
        reference = site.reference()
        assert site.failing() >= {"cache"}
    finally:
        redis.start()
    assert reference in stored_in(site.environment)["references"]
    assert 1 <= site.log.count("The cache cannot be reached") <= 2  # once in each process
    assert "cache" not in site.failing()


def test_mail_that_is_refused_loses_nothing(site):
    reference = site.reference()
    site.manage("shell", "-v0", "-c", "from admissions import notifications; notifications.send_due()")
    stored = stored_in(site.environment)
    assert reference in stored["notices"]
    assert stored["waiting"] == len(stored["notices"])


# --- processes ----------------------------------------------------------------------------------------


@contextmanager
def many_readers(site: Site, wrong: list[str]) -> Iterator[None]:
    """Read pages, cached and not, all the time; ``wrong`` gets what was not answered as it should be."""
    is_over = threading.Event()

    def read(path: str, expected: int) -> None:
        while not is_over.is_set():
            try:
                if (status := site.ask(path).status) != expected:
                    wrong.append(f"{path} {status}")
            except OSError as error:
                wrong.append(f"{path} {error!r}")

    threads = [
        threading.Thread(target=read, args=arguments)
        for arguments in [(THERAPY, 200), (OTHER, 200), (UNBAKED, 404), (FORM, 200)] * 2
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        is_over.set()
        for thread in threads:
            thread.join()


def children(process: int) -> set[int]:
    return set(map(int, Path(f"/proc/{process}/task/{process}/children").read_text().split()))


def test_processes_that_are_replaced_fail_no_request(site):
    before = children(site.arbiter.pid)
    wrong: list[str] = []
    with many_readers(site, wrong):
        time.sleep(0.5)
        site.arbiter.send_signal(signal.SIGHUP)
        deadline = time.monotonic() + 20
        while before & children(site.arbiter.pid) and time.monotonic() < deadline:
            time.sleep(0.1)
        time.sleep(0.5)
    assert not before & children(site.arbiter.pid)
    assert wrong == []


def assert_replaced(site: Site, before: set[int]) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with suppress(OSError):
            if site.ask(THERAPY).status == 200 and len(children(site.arbiter.pid) - before) == 2:
                break
    assert len(children(site.arbiter.pid) - before) == 2


def test_a_process_that_was_killed_is_replaced(site):
    before = children(site.arbiter.pid)
    for process in before:
        os.kill(process, signal.SIGKILL)
    assert_replaced(site, before)


HURRIED_WORKER = """
import datetime
from alter_site.content import worker
worker.TICK_EVERY, worker.LEASE_TERM = 0.2, datetime.timedelta(seconds=4)
worker.run()
"""
MAKE_LEAD = """
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
lead = get_user_model().objects.create_user("lead@demo.example", is_staff=True)
lead.groups.add(Group.objects.get(name="Admissions lead"))
"""


def test_a_worker_that_was_killed_is_followed_by_another_and_no_notice_is_lost(parts, tmp_path):
    site, database, _ = parts
    site.manage("shell", "-v0", "-c", MAKE_LEAD)
    environment = site.environment | {"EMAIL_URL": f"filemail:///{tmp_path / 'mail'}"}
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", HURRIED_WORKER]
    question = "SELECT holder, ends_at FROM content_lease WHERE name = 'tick'"
    with psycopg.connect(database.url, autocommit=True) as connection, ExitStack() as stack:

        def lease() -> tuple[str, datetime.datetime] | None:
            return connection.execute(question).fetchone()

        def work() -> subprocess.Popen[bytes]:
            process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
            stack.callback(process.wait)
            stack.callback(process.kill)
            return process

        one = work()
        wait_until(lambda: lease() is not None)
        other = work()
        time.sleep(2)
        held = lease()
        one.kill()
        one.wait()
        assert held is not None
        last = lease()
        assert last is not None
        assert last[0] == held[0], "one worker alone has the lease"
        reference = site.reference()  # accepted while nobody works
        wait_until(lambda: (found := lease()) is not None and found[0] != held[0])
        assert datetime.datetime.now(datetime.UTC) >= last[1], "taken before it had ended"
        sent = "SELECT sent_at IS NOT NULL FROM admissions_outbox o JOIN admissions_submission s"
        sent += " ON s.id = o.submission_id WHERE s.reference = %s"
        wait_until(lambda: connection.execute(sent, [reference]).fetchone() == (True,))
        assert other.poll() is None
    assert any(reference in path.read_text() for path in (tmp_path / "mail").iterdir())


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < deadline, "it never came to this"
        time.sleep(0.1)


def test_a_release_under_load_fails_no_request(tmp_path):
    """As systemd does it: it holds the socket, and what arrives in between waits there."""
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listening:
        port = listening.getsockname()[1]
        site = Site(tmp_path, port, environment_of(tmp_path, port, LISTEN_FDS="1", WEB_CONCURRENCY="1"))
        site.prepare()

        def started() -> subprocess.Popen[bytes]:
            script = f'exec 3<&{listening.fileno()}; LISTEN_PID=$$ exec "$@"'
            return subprocess.Popen(
                ["bash", "-c", script, "bash", sys.executable, "-m", "gunicorn"],
                env=site.environment,
                pass_fds=[listening.fileno()],
                stderr=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )

        old = started()
        wrong: list[str] = []
        try:
            assert site.ask(THERAPY).status == 200
            with many_readers(site, wrong):
                time.sleep(0.5)
                old.terminate()
                assert old.wait() == 0
                old = started()
                assert site.ask(THERAPY).status == 200
        finally:
            old.terminate()
            old.wait()
    assert wrong == []


# --- the disk -----------------------------------------------------------------------------------------


@pytest.fixture
def small_disk() -> Iterator[Site]:
    """A site on a file system of its own, with forty megabytes."""
    with tempfile.TemporaryDirectory(prefix="alter-disk-") as name:
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", name], check=False, capture_output=True
        )
        if mounted.returncode:
            lacking("mounting a file system needs root")
        try:
            folder, port = Path(name), free_port()
            site = Site(folder, port, environment_of(folder, port))
            site.prepare()
            yield site
        finally:
            subprocess.run(["umount", "--lazy", name], check=True)


def fill(folder: Path) -> Path:
    """Leave not a byte free."""
    rest = folder / "rest"
    with suppress(OSError), rest.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 4096)
    return rest


def test_on_a_full_disk_pages_are_there_and_forms_say_so(small_disk):
    with small_disk.served():
        before = small_disk.reference()
        rest = fill(small_disk.folder)
        assert small_disk.ask(THERAPY).status == 200
        assert small_disk.send_a_form().is_calm()
        assert "disk" in small_disk.failing()
        rest.unlink()
        after = small_disk.reference()
    assert set(stored_in(small_disk.environment)["references"]) == {before, after}


def test_on_a_disk_that_cannot_be_written_baked_pages_are_there(small_disk):
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk.folder)], check=True)
    command = [sys.executable, "-m", "gunicorn", f"--bind=127.0.0.1:{small_disk.port}"]
    process = subprocess.Popen(
        command, env=small_disk.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_until_listening(small_disk.port, process)
        assert small_disk.ask(THERAPY).status == 200
        assert small_disk.ask(FORM).is_calm()
        assert "disk" in small_disk.failing()
    finally:
        process.terminate()
        process.wait()
