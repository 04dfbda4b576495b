"""PostgreSQL with two roles: the application role works and cannot change logs, triggers or tables."""

# ruff: noqa: S608 (statements made of names of ours)

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from admissions.models import ChainHead, PhiAccess
from alter_site.postgresql import roles
from alter_site.staff.models import AccountEvent
from tests.site.test_project import PRODUCTION
from tests.support.demo_site import demo_environment
from tests.support.migrated import migrate, run_in_site
from tests.support.postgres import PostgresServer, postgres_program, postgres_server
from tests.support.prepared import static_files

pytestmark = [pytest.mark.xdist_group("roles"), pytest.mark.own_servers]

ROOT = Path(__file__).resolve().parents[2]
OWNER, APPLICATION, DATABASE = "site_owner", "site", "roles"
PASSWORDS = {"OWNER_PASSWORD": "of-the-owner", "APPLICATION_PASSWORD": "of-the-'site"}

# One of everything that the site writes while it runs.
ALL_ITS_WORK = """
import datetime
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from tests.factories import *
from tests.support.requests import received
from admissions import services
from admissions.choices import Outcome, Status
from admissions.forget import forget
from admissions.models import *
from admissions.custody import access, anchors, chain
from alter_site.content.editions import publishing
from alter_site.worker import loop
from alter_site.staff import accounts
from alter_site.staff.groups import LEAD
from alter_site.staff.models import AccountEvent, User

therapy = published(TherapyFactory(slug="a-walk"))
published(changed(therapy, title="Another walk"))
publishing.unpublish(therapy, None)
facts_saved()
lead = StaffFactory(group=LEAD)
accounts.AccountEvent.objects.create(by=lead, account=lead, what=AccountEvent.What.MADE)
submission = received()
Submission.objects.filter(pk=submission.pk).update(status=Status.CLAIMED, owner=lead)
submission.refresh_from_db()
access.reveal(lead, submission, [access.Look(submission, ["phone"])])
services.close(submission, lead, outcome=Outcome.DECLINED)
run = forget(timezone.now() + datetime.timedelta(days=4000))
assert (run.submissions, Submission.objects.count(), Remnant.objects.count()) == (1, 0, 1)
assert PhiAccess.objects.count() >= 2
assert list(chain.verify_chain(anchors.known())) == []
client = Client(headers={"host": "localhost"})
client.force_login(lead)
client.logout()
for job in loop._jobs.values():
    job()
while loop.run_next_task("a test"):
    pass
call_command("back_up", KEPT)
call_command("rotate_keys")
"""


@dataclass
class Roles:
    server: PostgresServer
    folder: Path

    def url(self, role: str) -> str:
        return f"postgres://{role}@127.0.0.1:{self.server.port}/{DATABASE}"

    def environment(self, role: str) -> dict[str, str]:
        path = f"{Path(postgres_program('pg_dump')).parent}:{os.environ['PATH']}"
        keys = {name: PRODUCTION[name] for name in ("PHI_KEYS", "PHI_INDEX_KEY")} | {"PHI_ACTIVE": ""}
        return demo_environment(self.folder, 8000) | keys | {"DATABASE_URL": self.url(role), "PATH": path}

    def manage(self, role: str, *command: str) -> subprocess.CompletedProcess[str]:
        python = [sys.executable, "manage.py", *command]
        return subprocess.run(python, env=self.environment(role), capture_output=True, text=True, check=False)

    def say(self, statement: str, role: str = APPLICATION) -> list[tuple[object, ...]]:
        with psycopg.connect(self.url(role)) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Roles]:
    """A server as ``deploy/postgres/roles.sh`` makes it, migrated and with its rights given."""
    folder = tmp_path_factory.mktemp("roles")
    with postgres_server(is_durable=False) as server:
        make_roles(server)
        found = Roles(server, folder)
        migrate(found.environment(OWNER))
        applied = found.manage(OWNER, "database_roles", f"--application={APPLICATION}", "--apply")
        assert applied.returncode == 0, applied.stderr
        (folder / "static").symlink_to(static_files(found.environment(OWNER)))
        yield found


def make_roles(server: PostgresServer) -> None:
    path = f"{Path(postgres_program('psql')).parent}:{os.environ['PATH']}"
    names = {"OWNER_ROLE": OWNER, "APPLICATION_ROLE": APPLICATION, "DATABASE": DATABASE}
    where = {"PGHOST": "127.0.0.1", "PGPORT": str(server.port), "POSTGRES_USER": "alter", "PATH": path}
    script = str(ROOT / "deploy/postgres/roles.sh")
    subprocess.run(["sh", script], env=os.environ | names | where | PASSWORDS, check=True)


def test_the_role_of_the_site_does_all_of_its_work(made, tmp_path):
    program = ALL_ITS_WORK.replace("KEPT", repr(str(tmp_path / "kept")))
    run_in_site(made.environment(APPLICATION), program)
    assert list((tmp_path / "kept").rglob("db.dump"))


LOG = PhiAccess._meta.db_table
# What would cut, empty, change or unguard the log; each is refused for want of the right, not by a trigger.
AGAINST_THE_LOG = [
    f"UPDATE {LOG} SET reason = ''",
    f"DELETE FROM {LOG}",
    f"TRUNCATE {LOG}",
    f"ALTER TABLE {LOG} DISABLE TRIGGER ALL",
    f"DROP TRIGGER {LOG}_only_added ON {LOG}",
    f"CREATE OR REPLACE FUNCTION {LOG}_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'",
    f"CREATE RULE nothing AS ON INSERT TO {LOG} DO INSTEAD NOTHING",
    f"CREATE TRIGGER nothing BEFORE INSERT ON {LOG} FOR EACH ROW EXECUTE FUNCTION {LOG}_refuse()",
    f"DROP TABLE {LOG} CASCADE",
    f"ALTER TABLE {LOG} RENAME TO other",
    f"INSERT INTO {LOG} SELECT * FROM {LOG} ON CONFLICT (sequence) DO UPDATE SET reason = ''",
    "SET session_replication_role = 'replica'",
    f"SET ROLE {OWNER}",
    f"DELETE FROM {ChainHead._meta.db_table}",
    f"UPDATE {AccountEvent._meta.db_table} SET what = 'made'",
    "UPDATE content_edition SET title = ''",
    "DELETE FROM django_migrations",
    "INSERT INTO auth_group_permissions (group_id, permission_id) VALUES (1, 1)",
    "CREATE TABLE mine ()",
    "CREATE TEMPORARY TABLE mine ()",
    "CREATE SCHEMA mine",
    "CREATE EXTENSION IF NOT EXISTS pgcrypto",
    "COPY admissions_phiaccess TO PROGRAM 'cat'",
    "SELECT pg_read_file('/etc/hostname')",
    "ALTER ROLE CURRENT_USER SUPERUSER",
]


@pytest.mark.parametrize("statement", AGAINST_THE_LOG)
def test_the_application_role_cannot_change_logs_triggers_or_tables(statement, made):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        made.say(statement)


def test_the_application_role_cannot_grant_itself_rights(made):
    made.say(f"GRANT ALL ON {LOG} TO {APPLICATION}")  # PostgreSQL warns, and grants nothing
    assert made.say(f"SELECT has_table_privilege('{LOG}', 'DELETE')") == [(False,)]


def test_every_table_has_exactly_the_rights_its_model_declares(made):
    rows = made.say(
        "SELECT t.tablename, string_agg(lower(p.right_), ' ' ORDER BY p.place) FROM pg_tables t CROSS JOIN "
        "(VALUES ('SELECT', 1), ('INSERT', 2), ('UPDATE', 3), ('DELETE', 4), ('TRUNCATE', 5), "
        "('TRIGGER', 6), ('REFERENCES', 7)) p (right_, place) WHERE t.schemaname = 'public' "
        "AND has_table_privilege(t.tablename, p.right_) GROUP BY t.tablename"
    )
    assert dict(rows) == roles.tables()


def test_a_table_of_a_later_release_can_be_added_to_and_not_changed_until_its_rights_are_given(made):
    made.say("CREATE TABLE later (id int GENERATED BY DEFAULT AS IDENTITY, serial serial)", OWNER)
    try:
        made.say("INSERT INTO later DEFAULT VALUES")
        assert made.say("SELECT id FROM later") == [(1,)]
        for statement in ("UPDATE later SET id = 2", "DELETE FROM later", "TRUNCATE later"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                made.say(statement)
    finally:
        made.say("DROP TABLE later", OWNER)


def test_other_roles_of_the_server_cannot_connect_to_the_database(made):
    made.server.run(
        "createuser", "--host=127.0.0.1", f"--port={made.server.port}", "--username=alter", "other"
    )
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        made.say("SELECT 1", "other")


def test_database_roles_is_idempotent_and_prints_what_it_applies(made):
    printed = made.manage(OWNER, "database_roles", f"--application={APPLICATION}").stdout
    assert printed.startswith("BEGIN;\n")
    assert printed.endswith("COMMIT;\n")
    rights = (
        "SELECT relname, relacl::text FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1"
    )
    before = made.say(rights, OWNER)
    made.say(printed, OWNER)
    assert made.say(rights, OWNER) == before


def test_database_roles_refuses_to_run_as_the_application_role(made):
    refused = made.manage(APPLICATION, "database_roles", f"--application={APPLICATION}", "--apply")
    assert "Run this as the owner of the tables" in refused.stderr


def test_database_roles_says_that_there_is_no_such_role(made):
    refused = made.manage(OWNER, "database_roles", "--application=nobody", "--apply")
    assert refused.stderr.startswith("CommandError: This server has no role nobody.")


@pytest.mark.parametrize(
    ("role", "said"),
    [
        (APPLICATION, []),
        (OWNER, ["It may make tables.", f"It may delete in {LOG}.", f"It may truncate in {LOG}."]),
        ("alter", ["It may do everything on the server."]),
    ],
)
def test_the_check_before_a_release_says_which_rights_are_too_many(role, said, made):
    checked = made.manage(role, "check", "--deploy", "--tag=database", "--database=default")
    assert ("postgresql.W002" in checked.stderr) == bool(said)
    for line in said:
        assert line in checked.stderr
    assert "postgresql.W001" in checked.stderr  # this server lets everybody in


def test_the_roles_can_connect_only_with_their_passwords(made):
    data = made.server.folder / "data"
    rules = (data / "pg_hba.conf").read_text()
    strict = rules.replace("trust", "scram-sha-256")
    try:
        (data / "pg_hba.conf").write_text(strict)
        made.server.run("pg_ctl", "reload", f"--pgdata={data}")
        for role, password in (
            (OWNER, PASSWORDS["OWNER_PASSWORD"]),
            (APPLICATION, PASSWORDS["APPLICATION_PASSWORD"]),
        ):
            with psycopg.connect(made.url(role), password=password) as connection:
                assert connection.execute("SELECT 1").fetchone() == (1,)
            for wrong in ("", "of-the-other"):
                with pytest.raises(psycopg.OperationalError):
                    psycopg.connect(made.url(role), password=wrong)
    finally:
        (data / "pg_hba.conf").write_text(rules)
        made.server.run("pg_ctl", "reload", f"--pgdata={data}")


def test_no_password_is_written_to_the_server_log(made):
    log = (made.server.folder / "log").read_text()
    assert not any(password in log for password in PASSWORDS.values())


# --- without a server -----------------------------------------------------------------------------------


def test_application_may_names_only_sql_privileges():
    declared = {model: roles.may(model) for model in apps.get_models(include_auto_created=True)}
    words = set(roles.EVERYTHING.split())
    assert {model for model, rights in declared.items() if not set(rights.split()) <= words} == set()
    assert declared[PhiAccess] == declared[AccountEvent] == "select insert"


@pytest.mark.django_db
def test_database_roles_explains_that_sqlite_has_no_roles(settings):
    from django.db import connection

    if connection.vendor == "sqlite":
        with pytest.raises(CommandError, match="SQLite has no roles"):
            call_command("database_roles")
