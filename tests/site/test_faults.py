"""What visitors are answered while a database, cache, mail server or process is stopped, with real processes.

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
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

from tests.bench.durability import stored_in
from tests.support.demo_site import free_port, wait_until_listening
from tests.support.migrated import run_in_site
from tests.support.programs import lacking
from tests.support.stoppable import FORM, OTHER, PICTURE, THERAPY, UNBAKED, Parts, Site, environment_of
from tests.support.waiting import wait_until

pytestmark = [pytest.mark.xdist_group("faults"), pytest.mark.own_servers]

TRIES = 3  # ours, and libpq's with TLS and without

# --- PostgreSQL and Redis -----------------------------------------------------------------------------


@pytest.fixture
def site(parts: Parts) -> Site:
    return parts.site


@pytest.fixture
def _without_database(parts: Parts) -> Iterator[None]:
    with parts.without_database():
        yield


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


@pytest.mark.nightly
@pytest.mark.usefixtures("_without_database")
def test_without_the_database_a_process_that_was_killed_is_replaced_and_shows_pages(site):
    replace_all_by_killing(site)
    for _ in range(8):
        assert site.ask(THERAPY).status == 200
    assert site.ask(UNBAKED).is_calm()


@pytest.mark.usefixtures("_without_database")
def test_without_the_database_an_uncached_page_is_answered_503_with_the_number(site):
    assert site.ask(UNBAKED).is_calm()


@pytest.mark.usefixtures("_without_database")
def test_without_the_database_a_submitted_form_is_answered_503_with_the_number(site):
    assert site.send_a_form().is_calm()


@pytest.mark.usefixtures("_without_database")
def test_without_the_database_healthz_passes_and_readyz_fails(site):
    assert site.ask("/healthz").status == 200
    assert {"database", "notices"} <= site.failing()
    assert "cache" not in site.failing()


def test_each_request_tries_a_stopped_database_a_few_times_only(parts):
    """Nobody waits for a second try: PostgreSQL is away, and what leads there ends each connection."""
    site, asked = parts.site, 8
    parts.database.stop()
    try:
        site.ask(UNBAKED)
        before = parts.to_database.tries
        answers = [site.ask(UNBAKED) for _ in range(asked)]
        tries = parts.to_database.tries - before
    finally:
        parts.database.start()
    assert all(answer.is_calm() for answer in answers)
    assert asked <= tries <= TRIES * asked


def test_a_database_that_is_back_is_used_at_once_and_has_lost_nothing(parts):
    site = parts.site
    before = site.reference()
    with parts.without_database():
        assert site.send_a_form().is_calm()
    assert site.ask(UNBAKED).status == 404
    after = site.reference()
    assert {before, after} <= parts.references()
    assert "database" not in site.failing()


def test_without_redis_pages_and_forms_work_and_the_log_says_so_once_a_minute(parts):
    site = parts.site
    with parts.without_cache():
        for _ in range(10):
            assert site.ask(THERAPY).status == 200
        assert site.ask(OTHER).status == 200
        reference = site.reference()
        assert site.failing() >= {"cache"}
    assert reference in parts.references()
    said = [json.loads(line) for line in site.log.splitlines() if "The cache cannot be reached" in line]
    moments = [datetime.datetime.fromisoformat(line["time"]) for line in said]
    minutes = (moments[-1] - moments[0]) // datetime.timedelta(minutes=1)
    assert len(said) <= 2 * (1 + minutes), "once in each process, and once more a minute later"
    site.wait_until_it_uses_the_cache()


@pytest.mark.nightly
def test_mail_that_is_refused_loses_nothing(site):
    reference = site.reference()
    run_in_site(site.environment, "from admissions import notifications; notifications.send_due()")
    stored = stored_in(site.environment)
    assert reference in stored["notices"]
    assert stored["waiting"] == len(stored["notices"])


# --- processes ----------------------------------------------------------------------------------------


@contextmanager
def readers(site: Site, wrong: list[str], each: int = 2) -> Iterator[None]:
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
        for arguments in [(THERAPY, 200), (OTHER, 200), (UNBAKED, 404), (FORM, 200)] * each
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        is_over.set()
        for thread in threads:
            thread.join()


@pytest.mark.parametrize("each", [1, pytest.param(2, marks=pytest.mark.nightly)])
def test_processes_that_are_replaced_fail_no_request(each, site):
    before = site.processes
    wrong: list[str] = []
    with readers(site, wrong, each):
        time.sleep(0.2)
        site.arbiter.send_signal(signal.SIGHUP)
        wait_until(lambda: not before & site.processes, "processes are replaced")
        time.sleep(0.2)
    assert wrong == []


def replace_all_by_killing(site: Site) -> None:
    before = site.processes
    for process in before:
        os.kill(process, signal.SIGKILL)

    def are_replaced() -> bool:
        with suppress(OSError):
            return site.ask(THERAPY).status == 200 and len(site.processes - before) == 2
        return False

    wait_until(are_replaced, "two new processes answer")


def test_a_process_that_was_killed_is_replaced(site):
    replace_all_by_killing(site)


HURRIED_WORKER = """
import datetime
from alter_site.worker import loop
loop.TICK_EVERY, loop.LEASE_TERM = 0.2, datetime.timedelta(seconds=4)
loop.run()
"""
MAKE_LEAD = """
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
lead = get_user_model().objects.create_user("lead@demo.example", is_staff=True)
lead.groups.add(Group.objects.get(name="Admissions lead"))
"""


@pytest.mark.nightly
def test_a_worker_that_was_killed_is_followed_by_another_and_no_notice_is_lost(parts, tmp_path):
    site, database = parts.site, parts.database
    run_in_site(site.environment, MAKE_LEAD)
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
        wait_until(lambda: lease() is not None, "a worker has the lease")
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
        wait_until(lambda: (found := lease()) is not None and found[0] != held[0], "the other has it")
        assert datetime.datetime.now(datetime.UTC) >= last[1], "taken before it had ended"
        sent = "SELECT sent_at IS NOT NULL FROM admissions_outbox o JOIN admissions_submission s"
        sent += " ON s.id = o.submission_id WHERE s.reference = %s"
        wait_until(lambda: connection.execute(sent, [reference]).fetchone() == (True,), "it is sent")
        assert other.poll() is None
    assert any(reference in path.read_text() for path in (tmp_path / "mail").iterdir())


@pytest.mark.nightly
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
            with readers(site, wrong):
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
            lacking("mounting a file system needs root: sudo -E make test")
        try:
            folder, port = Path(name), free_port()
            site = Site(folder, port, environment_of(folder, port))
            site.prepare()
            yield site
        finally:
            subprocess.run(["umount", "--lazy", name], check=True)


def fill(folder: Path) -> Path:
    """Fill the file system to its last byte."""
    rest = folder / "rest"
    with suppress(OSError), rest.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 4096)
    return rest


@pytest.mark.nightly
def test_on_a_full_disk_pages_are_served_and_forms_are_answered_503(small_disk):
    with small_disk.served():
        before = small_disk.reference()
        rest = fill(small_disk.folder)
        assert small_disk.ask(THERAPY).status == 200
        assert small_disk.send_a_form().is_calm()
        assert "disk" in small_disk.failing()
        rest.unlink()
        after = small_disk.reference()
    assert set(stored_in(small_disk.environment)["references"]) == {before, after}


@pytest.mark.nightly
def test_on_a_read_only_disk_baked_pages_are_served(small_disk):
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
