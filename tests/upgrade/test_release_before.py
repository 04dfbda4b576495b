"""A database of the release before is brought up to this one: nothing is lost, and that release reads on.

The databases are dumps that ``make_fixture.py`` made in a checkout of that release.
"""

from __future__ import annotations

import json
import lzma
import sqlite3
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.support.passes import at_night
from tests.support.postgres import postgres_program, postgres_server

from .make_fixture import FOLDER, run

pytestmark = [pytest.mark.own_servers, pytest.mark.xdist_group("upgrade")]

# What readers have, and where their old addresses lead.
KEPT = (
    "content_edition",
    "content_editionlink",
    "content_publication",
    "content_redirect",
    "content_takenback",
    "content_factsedition",
)
COLUMNS = {
    "sqlite": "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c"
    " WHERE m.type = 'table'",
    "postgresql": "SELECT table_name, column_name FROM information_schema.columns"
    " WHERE table_schema = 'public'",
}
MIGRATE = "from django.core.management import call_command; call_command('migrate', verbosity=0)"
LIVE_PAGES = """
import json
from django.test import Client
from django.utils import timezone
from django.utils.html import conditional_escape
from alter_site.content.models import Publication

live = Publication.objects.live(timezone.now()).values_list("path", "edition__title")
client = Client(HTTP_HOST="localhost")
found = {}
for path, title in live:
    answer = client.get(path)
    found[path] = [answer.status_code, str(conditional_escape(title)) in answer.content.decode()]
print(json.dumps(found))
"""

# Columns that an INSERT of this release leaves out although it must not.
LEFT_OUT = """
import json
from django.apps import apps
from django.db import connection

used = {}
for model in apps.get_models(include_auto_created=True):
    used.setdefault(model._meta.db_table, set()).update(f.column for f in model._meta.local_concrete_fields)
with connection.cursor() as cursor:
    print(json.dumps([
        f"{table}.{column.name}"
        for table, names in used.items()
        for column in connection.introspection.get_table_description(cursor, table)
        if column.name not in names and not column.null_ok and column.default is None
    ]))
"""
MOVED = """
import json
from django.test import Client
from alter_site.content.models import Publication, Redirect

live = Publication.objects.values("path")
rows = Redirect.objects.filter(new_path__in=live).values_list("old_path", "new_path")
client = Client(HTTP_HOST="localhost")
print(json.dumps([[new, client.get(old).headers.get("Location")] for old, new in rows]))
"""


@dataclass(frozen=True)
class Database:
    """A database that holds what the release before left in it."""

    kind: str
    connection: Any
    folder: Path
    where: dict[str, str]

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.connection.execute(sql).fetchall()]

    def columns(self) -> set[tuple[str, str]]:
        return {(table, column) for table, column in self.rows(COLUMNS[self.kind])}

    def kept(self, columns: set[tuple[str, str]]) -> dict[str, list[tuple[Any, ...]]]:
        """Return the rows of the tables that may lose nothing, in the columns they had."""
        found = {}
        for table in KEPT:
            names = ", ".join(sorted(column for its, column in columns if its == table))
            found[table] = sorted(self.rows(f"SELECT {names} FROM {table}"), key=str)  # noqa: S608 (ours)
        return found


def dump(kind: str) -> str:
    return lzma.decompress((FOLDER / f"{kind}.sql.xz").read_bytes()).decode()


# Servers run PostgreSQL; the gate migrates SQLite too, from nothing.
@pytest.fixture(params=["postgresql", at_night("sqlite")], scope="module")
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder = tmp_path_factory.mktemp("before")
    if request.param == "sqlite":
        with sqlite3.connect(folder / "db.sqlite3", isolation_level=None) as connection:
            connection.executescript(dump("sqlite"))
            yield Database("sqlite", connection, folder, {})
        return
    with postgres_server(is_durable=False) as server:
        command = [
            postgres_program("psql"),
            "--quiet",
            "-v",
            "ON_ERROR_STOP=1",
            "-o",
            "/dev/null",
            server.url,
        ]
        subprocess.run(command, input=dump("postgresql"), check=True, text=True)
        with psycopg.connect(server.url, autocommit=True) as connection:
            yield Database("postgresql", connection, folder, {"DATABASE_URL": server.url})


@dataclass(frozen=True)
class Upgrade:
    """What stood in the database before this release's migrations ran, and the database after them."""

    columns: set[tuple[str, str]]
    rows: dict[str, list[tuple[Any, ...]]]
    database: Database


@pytest.fixture(scope="module")
def upgrade(database: Database) -> Upgrade:
    columns = database.columns()
    rows = database.kept(columns)
    run(database.folder, MIGRATE, **database.where)
    return Upgrade(columns, rows, database)


def test_every_edition_publication_and_redirect_is_there_as_it_was(upgrade):
    assert len(upgrade.rows["content_edition"]) > 80
    assert upgrade.rows["content_takenback"]
    now, before = upgrade.database.kept(upgrade.columns), upgrade.rows
    # One more holds the facts that this release knows and the one before did not.
    facts = "content_factsedition"
    assert len(now[facts]) <= len(before[facts]) + 1
    assert now | {facts: [row for row in now[facts] if row in before[facts]]} == before


def test_every_column_is_still_there_for_the_release_before(upgrade):
    assert upgrade.columns - upgrade.database.columns() == set()


def test_every_live_page_answers_with_its_title(upgrade):
    answers = json.loads(run(upgrade.database.folder, LIVE_PAGES, **upgrade.database.where))
    assert len(answers) > 80
    assert {path: answer for path, answer in answers.items() if answer != [200, True]} == {}


def test_every_old_address_of_a_live_page_leads_there(upgrade):
    found = json.loads(run(upgrade.database.folder, MOVED, **upgrade.database.where))
    assert len(found) > 10
    assert [(new, leads_to) for new, leads_to in found if new != leads_to] == []


def test_a_column_that_has_left_the_models_may_be_left_out_of_a_new_row(upgrade):
    assert json.loads(run(upgrade.database.folder, LEFT_OUT, **upgrade.database.where)) == []
