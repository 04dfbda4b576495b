"""Health checks: /healthz says that the process answers, /readyz names what has failed."""

from __future__ import annotations

import datetime
import errno
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import Mock

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.db import IntegrityError, OperationalError, ProgrammingError, connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from admissions.models import Outbox
from alter_site import database, health
from alter_site.content import tasks
from alter_site.delivery import baked, readiness
from alter_site.delivery.requests import OURSELVES
from alter_site.worker import loop
from alter_site.worker.models import Lease
from tests.support.demo_site import demo_environment, free_port
from tests.support.migrated import migrate

MINUTE = datetime.timedelta(minutes=1)
EVERYTHING = {
    "schedule",
    "notices to editors",
    "database",
    "migrations",
    "cache",
    "disk",
    "worker",
    "queue",
    "anchors",
    "forgetting",
    "notices",
    "pages",
    "photos",
}


@pytest.fixture
def _worker_at_work():
    Lease.objects.take(loop.LEASE, "somebody", loop.LEASE_TERM)


@pytest.fixture
def failed(client):
    """The names that fail, and proof that the status says the same."""

    def ask() -> set[str]:
        response = client.get("/readyz")
        names = {name for name, result in response.json().items() if result != "ok"}
        assert response.status_code == (503 if names else 200)
        assert set(response.json()) == EVERYTHING
        assert all(result.startswith(("ok", "failed")) for result in response.json().values())
        return names

    return ask


def test_healthz_answers_without_the_database(client):
    assert client.get("/healthz").content == b"ok\n"


@pytest.mark.parametrize("bound_to", ["10.0.3.7", "::", "/run/alter/web.sock"])
def test_a_machine_that_names_no_host_hears_how_the_site_is(client, bound_to):
    """As a balancer asks with HTTP/1.0; the name of the server is then what its socket is bound to."""
    assert client.get("/healthz", SERVER_NAME=bound_to).status_code == 200
    assert client.get("/robots.txt", SERVER_NAME=bound_to).status_code == 400


def test_without_its_database_the_site_is_not_ready_and_asks_for_it_once(failed, monkeypatch):
    asked = []

    def away():
        asked.append(1)
        raise OperationalError("phone 949 555 0173")

    monkeypatch.setattr(connection, "ensure_connection", away)
    monkeypatch.setattr(database, "_is_migrated", False)
    assert failed() == EVERYTHING - {"cache", "disk", "pages"}
    assert len(asked) == 1


# --- commands, where the database is away or not migrated -----------------------------------------------


@pytest.fixture
def command(monkeypatch):
    """Run a command of manage.py that fails in a way; return what it says."""

    def run(error: Exception, is_migrated: bool | Exception, *arguments: str) -> str:
        def state() -> bool:
            if isinstance(is_migrated, Exception):
                raise is_migrated
            return is_migrated

        def fails(arguments: list[str]) -> None:
            raise error

        monkeypatch.setattr(database, "execute_from_command_line", fails)
        monkeypatch.setattr(database, "is_migrated", state)
        is_away = isinstance(is_migrated, Exception)
        monkeypatch.setattr(database, "answers", Mock(side_effect=is_migrated if is_away else None))
        with pytest.raises(SystemExit) as ended:
            database.run(["manage.py", *(arguments or ["forget"])])
        return str(ended.value.code)  # anything but a number is printed, and the status is 1

    return run


@pytest.mark.parametrize("name", ["forget", "migrate"])
def test_a_command_says_in_a_sentence_that_the_database_is_away_and_why(command, name):
    why = OperationalError("database or disk is full\nDETAIL: a row")
    assert command(OperationalError("a row"), why, name) == f"{database.AWAY} (database or disk is full)"


@pytest.mark.parametrize("error", [OperationalError("no such table"), ProgrammingError("no relation")])
def test_a_command_says_in_a_sentence_that_the_database_is_not_migrated(command, error):
    assert command(error, is_migrated=False).startswith(database.NOT_MIGRATED)


def test_a_command_says_in_a_sentence_that_another_one_writes_for_too_long(command):
    cause = sqlite3.OperationalError("database is locked")
    cause.sqlite_errorcode = sqlite3.SQLITE_BUSY_SNAPSHOT
    error = OperationalError("database is locked")
    error.__cause__ = cause
    assert command(error, is_migrated=True) == database.BUSY


@pytest.mark.parametrize("number", [errno.EACCES, errno.ENOSPC, errno.EROFS])
def test_a_command_says_in_a_sentence_what_the_machine_refuses_it(command, number):
    refused = OSError(number, "No", "/srv/alter/static")
    assert command(refused, is_migrated=True) == f"[Errno {number}] No: '/srv/alter/static'"
    with pytest.raises(OSError, match="No"):
        command(refused, True, "bake", "--traceback")


@pytest.mark.parametrize("error", [IntegrityError("twice"), FileNotFoundError(errno.ENOENT, "not found")])
def test_what_a_command_breaks_at_in_a_whole_database_is_printed_whole(command, error):
    with pytest.raises(type(error)):
        command(error, is_migrated=True)


@pytest.mark.parametrize("arguments", [("migrate",), ("forget", "--traceback")])
def test_what_a_migration_breaks_at_is_printed_whole_and_so_is_what_somebody_asks_for(command, arguments):
    with pytest.raises(OperationalError):
        command(OperationalError("no such column"), False, *arguments)


# As migrate and a migration of rows do: it breaks within its transaction, and the command closes everything.
BREAK_IN_A_MIGRATION = """
import django
django.setup()
from django.contrib.contenttypes.models import ContentType
from django.db import connection, connections
from alter_site import database
def break_in_a_migration(arguments):
    try:
        with connection.schema_editor():
            ContentType.objects.filter(app_label="content").update(model="organization")
    finally:
        connections.close_all()
database.execute_from_command_line = break_in_a_migration
database.run(["manage.py", "migrate"])
"""


@pytest.mark.own_servers
def test_what_a_migration_breaks_at_is_printed_whole_though_its_transaction_is_open(tmp_path):
    environment = demo_environment(tmp_path, free_port())
    migrate(environment)
    command = [sys.executable, "-c", BREAK_IN_A_MIGRATION]
    settings = {"DJANGO_SETTINGS_MODULE": "alter_site.settings"}
    ended = subprocess.run(command, env=environment | settings, check=False, capture_output=True, text=True)
    assert ended.returncode == 1
    assert "UNIQUE constraint failed" in ended.stderr
    assert database.AWAY not in ended.stderr


@pytest.mark.django_db  # the other checks ask it too, and come in any order
def test_a_check_of_a_database_that_is_away_does_not_find_it_in_order(monkeypatch):
    monkeypatch.setattr(database, "answers", Mock(side_effect=OperationalError("refused")))
    call_command("check")
    with pytest.raises(OperationalError):
        call_command("check", databases=["default"])


@pytest.mark.django_db
def test_a_deployment_check_of_a_database_that_lacks_tables_does_not_find_it_in_order(monkeypatch):
    monkeypatch.setattr(database, "is_migrated", lambda: False)
    call_command("check", databases=["default"])
    with pytest.raises(SystemCheckError, match="lacks tables"):
        call_command("check", deploy=True, databases=["default"], fail_level="ERROR")


def test_a_worker_does_not_take_missing_tables_for_a_database_that_is_away(monkeypatch):
    monkeypatch.setattr(database, "is_migrated", lambda: False)
    with pytest.raises(CommandError, match="lacks tables"):
        call_command("worker")


@pytest.mark.django_db
@pytest.mark.usefixtures("_worker_at_work")
class TestReadiness:
    """With a database and a worker."""

    def test_a_site_with_everything_behind_it_is_ready(self, failed):
        assert failed() == set()

    def test_a_worker_that_has_died_is_missed(self, failed):
        Lease.objects.update(ends_at=timezone.now() - MINUTE)
        assert failed() == {"worker"}

    def test_a_database_that_lacks_a_migration_is_not_ready(self, failed, monkeypatch):
        monkeypatch.setattr(database, "_is_migrated", False)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE app = 'admissions'")
        assert failed() == {"migrations"}

    def test_what_a_newer_release_has_added_to_the_database_is_no_fault(self, failed, monkeypatch):
        monkeypatch.setattr(database, "_is_migrated", False)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO django_migrations (app, name, applied) VALUES ('admissions', '9999_new', %s)",
                [timezone.now()],
            )
        assert failed() == set()

    def test_a_task_that_waits_for_long_is_noticed(self, failed):
        tasks.make_renditions.enqueue("00000000-0000-0000-0000-000000000000")
        assert failed() == set()
        DBTaskResult.objects.update(enqueued_at=timezone.now() - 16 * MINUTE)
        assert failed() == {"queue"}

    def test_a_notice_that_does_not_leave_is_noticed(self, failed):
        now = timezone.now()
        notice = Outbox.objects.create(
            kind=Outbox.Kind.NOBODY_ON_DUTY, queued_at=now - 9 * MINUTE, next_try_at=now
        )
        assert failed() == set()
        Outbox.objects.update(queued_at=now - 11 * MINUTE)
        assert failed() == {"notices"}
        notice.sent_at = now
        notice.save(update_fields=["sent_at"])
        assert failed() == set()

    def test_a_page_that_cannot_be_baked_is_named(self, failed, client, monkeypatch):
        record = baked.Record(broken={"/therapies/grief/": 0.0})
        monkeypatch.setattr(baked, "in_use", lambda: (None, record))
        assert failed() == {"pages"}
        assert client.get("/readyz").json()["pages"] == "failed: /therapies/grief/"

    def test_a_cache_that_forgets_is_noticed(self, failed, monkeypatch):
        monkeypatch.setattr(cache, "get", lambda key: None)
        assert failed() == {"cache"}

    def test_a_full_disk_is_noticed(self, failed, monkeypatch):
        usage = SimpleNamespace(free=health.LEAST_FREE - 1)
        monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
        assert failed() == {"disk"}

    def test_a_folder_that_cannot_be_written_is_noticed(self, failed, monkeypatch):
        monkeypatch.setattr(os, "access", lambda path, mode: False)
        assert failed() == {"disk"}

    def test_a_file_of_another_user_is_noticed_and_named_before_a_deployment(
        self, failed, settings, monkeypatch
    ):
        ours = settings.GENERATION_FILE
        monkeypatch.setattr(os, "access", lambda path, mode: path != ours or mode == os.F_OK)
        assert failed() == {"disk"}
        with pytest.raises(SystemCheckError, match=f"{ours} cannot be written"):
            call_command("check", "--deploy", "--tag=files")

    def test_an_app_adds_a_check_under_a_name(self, client, monkeypatch):
        monkeypatch.setattr(readiness, "_checks", {})
        readiness.ready_when("tea", lambda: False)
        assert client.get("/readyz").json() == {"tea": "failed"}


@pytest.mark.django_db
def test_production_answers_machines_that_ask_without_tls(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]
    assert client.get("/healthz").status_code == 200
    assert client.get("/robots.txt").status_code == 301


@pytest.mark.django_db
def test_a_release_asks_whether_all_is_well_by_an_address_that_is_answered(client, settings):
    settings.ALLOWED_HOSTS = ["www.example.com", OURSELVES]
    (host,) = re.findall(r"http://(\S+)/readyz", Path("docs/deploy.md").read_text())
    assert client.get("/readyz", headers={"host": host}).json().keys() == EVERYTHING


def test_the_document_for_operators_explains_every_name_that_can_fail():
    table = Path("docs/operations.md").read_text().partition("| name |")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)) == EVERYTHING


def test_health_addresses_are_noindex_and_never_cached(client):
    for path in ("/healthz", "/readyz"):
        response = client.head(path)
        assert "noindex" in response.headers["X-Robots-Tag"]
        assert response.headers["Cache-Control"] == "no-store"
