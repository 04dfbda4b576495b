"""A migrated database that is kept: the next one begins as a copy of it, and is then migrated like any other.

Migrating from nothing keeps a processor busy for a quarter of a minute. ``.ci/run`` names in
``KEPT_MIGRATED`` the folder that all of its runs share; without it each run keeps its own.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from .postgres import postgres_program

# What a database knows of the keys it was first used with: each server has keys of its own.
OF_THE_KEYS = ("admissions_canary", "admissions_lastingkey")


class KeptSqlite:
    """A database in a file."""

    def __init__(self, folder: Path) -> None:
        self.template = folder / "kept.sqlite3"

    def save(self, url: str) -> None:
        """Keep a copy of the database at ``url``, which was migrated just now."""
        unfinished = _unfinished(self.template)
        with closing(sqlite3.connect(_file(url))) as ours, closing(sqlite3.connect(unfinished)) as copy:
            ours.backup(copy)
            for table in OF_THE_KEYS:
                copy.execute(f"DELETE FROM {table}")  # noqa: S608 (a name of ours)
            copy.commit()
        unfinished.rename(self.template)

    def load(self, url: str) -> None:
        """Make the database at ``url`` a copy of what is kept."""
        with closing(sqlite3.connect(self.template)) as copy, closing(sqlite3.connect(_file(url))) as ours:
            copy.backup(ours)


class KeptPostgres:
    """A database on a server."""

    def __init__(self, folder: Path) -> None:
        self.template = folder / "kept.sql"

    def save(self, url: str) -> None:
        """Keep a copy of the database at ``url``, which was migrated just now."""
        unfinished = _unfinished(self.template)
        left_out = [f"--exclude-table-data={table}" for table in OF_THE_KEYS]
        what = ["--no-owner", *left_out, f"--file={unfinished}", url]
        subprocess.run([postgres_program("pg_dump"), *what], check=True)
        unfinished.rename(self.template)

    def load(self, url: str) -> None:
        """Fill the empty database at ``url`` with what is kept."""
        how = ["--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null", f"--file={self.template}", url]
        subprocess.run([postgres_program("psql"), *how], check=True)


def kept_for(url: str, folder: Path) -> KeptSqlite | KeptPostgres:
    """Return what is kept for this kind of database: for all runs, or in the ``folder`` of this one."""
    shared = os.environ.get("KEPT_MIGRATED")
    folder = Path(shared) if shared else folder
    folder.mkdir(exist_ok=True)
    return KeptSqlite(folder) if url.startswith("sqlite:") else KeptPostgres(folder)


def _file(url: str) -> str:
    return url.removeprefix("sqlite:///")


def _unfinished(template: Path) -> Path:
    return template.with_suffix(f".{os.getpid()}")
