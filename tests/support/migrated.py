"""Databases with every migration applied, for servers that tests start.

Migrating from nothing keeps a processor busy for many seconds. It is done once in a run for each kind of
database; each later one begins as a copy of what came of that, and is then migrated like any other.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from .databases import MIGRATED, alone, file_of_this_run, folder_of_this_run, kept_file
from .postgres import postgres_program

# What a database knows of the keys it was first used with: each server has keys of its own.
OF_THE_KEYS = ("admissions_canary", "admissions_lastingkey")


def migrate(environment: Mapping[str, str]) -> None:
    """Bring a server's empty database to this release, as its ``manage.py migrate`` would."""
    url = environment["DATABASE_URL"]
    copy, suffix = (Sqlite(url), "sqlite3") if url.startswith("sqlite:") else (Postgres(url), "sql")
    template = folder_of_this_run() / f"server.{suffix}"
    with alone(template.name):
        if suffix == "sqlite3" and (made := file_of_this_run(MIGRATED) or kept_file("KEPT_MIGRATED")):
            template = made  # the tests themselves run on this kind of database
        is_first = not template.exists()
        if is_first:
            _migrate(environment)
            copy.save(template)
    if not is_first:
        copy.load(template)
        _migrate(environment)


def _migrate(environment: Mapping[str, str]) -> None:
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    subprocess.run(command, env=dict(environment), check=True)


class Sqlite:
    """A database in a file."""

    def __init__(self, url: str) -> None:
        self.file = url.removeprefix("sqlite:///")

    def save(self, template: Path) -> None:
        unfinished = template.with_suffix(".unfinished")
        with closing(sqlite3.connect(self.file)) as ours, closing(sqlite3.connect(unfinished)) as copy:
            ours.backup(copy)
        unfinished.rename(template)

    def load(self, template: Path) -> None:
        with closing(sqlite3.connect(template)) as copy, closing(sqlite3.connect(self.file)) as ours:
            copy.backup(ours)
            for table in OF_THE_KEYS:
                ours.execute(f"DELETE FROM {table}")  # noqa: S608 (a name of ours)
            ours.commit()


class Postgres:
    """A database on a server."""

    def __init__(self, url: str) -> None:
        self.url = url

    def save(self, template: Path) -> None:
        unfinished = template.with_suffix(".unfinished")
        left_out = [f"--exclude-table-data={table}" for table in OF_THE_KEYS]
        what = ["--no-owner", *left_out, f"--file={unfinished}", self.url]
        subprocess.run([postgres_program("pg_dump"), *what], check=True)
        unfinished.rename(template)

    def load(self, template: Path) -> None:
        how = ["--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null", f"--file={template}", self.url]
        subprocess.run([postgres_program("psql"), *how], check=True)
