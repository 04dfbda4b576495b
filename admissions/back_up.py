"""Back-ups of the database, and the drill that shows that one can be restored.

A back-up is a folder: the database, and how many rows each table had. Keys are never part of it: whoever
finds one then finds nothing that can be read. Nor is who is signed in, or how often somebody tried something.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.crypto import get_random_string

from alter_site.limits.models import Count

from .custody import anchors, canaries, rotation
from .custody.access import Purpose, Unreadable, open_bytes_for
from .custody.chain import append, verify_chain
from .phi.keyring import keyring

COUNTS = "counts.json"
PIECE = 1 << 20  # bytes
UNFINISHED = "unfinished-"  # how the name of one begins that is being written
A_DAY = 86_400  # seconds; none takes as long to write
LEFT_EMPTY = (Session._meta.db_table, Count._meta.db_table)


class Failed(Exception):
    """There is no back-up, or it cannot be restored. The message says why."""


@contextmanager
def _saying(what: str) -> Iterator[None]:
    """Say in one sentence what failed: a full disk, a missing folder or program, a damaged file."""
    try:
        yield
    except (OSError, ValueError, DatabaseError, sqlite3.Error, subprocess.CalledProcessError) as error:
        # PostgreSQL quotes rows from the second line on.
        reason = str(error).partition("\n")[0]
        raise Failed(f"{what} ({type(error).__name__}: {reason})") from error


def back_up(folder: Path) -> Path:
    """Write a back-up below ``folder`` while the site runs; return the file that holds the database.

    That everything left in a copy is written into the log of looks first. Until it is whole it has another
    name: one that was interrupted is taken for none. Raises Failed.
    """
    append(action="back-up")
    place = folder / f"alter-{timezone.now():%Y%m%d-%H%M%S}"
    with _saying("No back-up was written."):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _forget_unfinished(folder)
        unfinished = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder))
        try:
            file = _written(unfinished)
            unfinished.rename(place)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    return place / file.name


def _forget_unfinished(folder: Path) -> None:
    """Delete what a process that was killed left: what the site forgets, no copy may keep."""
    for left in folder.glob(f"{UNFINISHED}*"):
        if left.stat().st_mtime < time.time() - A_DAY:
            shutil.rmtree(left, ignore_errors=True)


def _written(place: Path) -> Path:
    if connection.vendor == "sqlite":
        file = place / "db.sqlite3"
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(file)])
        with scratch(str(file)):
            _empty()
            counts = count()
    else:
        file = place / "db.dump"
        with transaction.atomic(), connection.cursor() as cursor:
            # The dump and the counts see one moment.
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT pg_export_snapshot()")
            # Not compressed, so that the drill can look for keys in it.
            dump = ["--format=custom", "--compress=0", f"--snapshot={cursor.fetchone()[0]}", f"--file={file}"]
            _run_for_postgres("pg_dump", *dump, *(f"--exclude-table-data={table}" for table in LEFT_EMPTY))
            counts = count() | dict.fromkeys(LEFT_EMPTY, 0)
    (place / COUNTS).write_text(json.dumps(counts, indent=1))
    return file


def _empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete = ON")  # written over, not only marked as free
        for table in LEFT_EMPTY:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608 (a table of our own)
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def count() -> dict[str, int]:
    """Return the number of rows of each table."""
    quote = connection.ops.quote_name
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT COUNT(*) FROM {quote(table)}")  # noqa: S608 (a table of our own)
            found[table] = cursor.fetchone()[0]
    return found


@contextmanager
def scratch(name: str) -> Iterator[None]:
    """Let the default connection lead to another database until the block ends."""
    known = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = known


@contextmanager
def restored(file: Path) -> Iterator[None]:
    """Restore a back-up into a database of its own, which is thrown away when the block ends."""
    if connection.vendor == "sqlite":
        with tempfile.TemporaryDirectory(prefix="alter-drill-") as folder:
            copy = Path(folder, "db.sqlite3")
            shutil.copyfile(file, copy)
            with closing(sqlite3.connect(copy)) as database:
                (result,) = database.execute("PRAGMA integrity_check").fetchone()
            if result != "ok":
                raise sqlite3.DatabaseError("The file is damaged.")
            with scratch(str(copy)):
                yield
        return
    name = f"alter_drill_{get_random_string(8, 'abcdefghijklmnopqrstuvwxyz')}"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    try:
        with scratch(name):
            _run_for_postgres(
                "pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--dbname", name, str(file)
            )
            yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _run_for_postgres(program: str, *arguments: str) -> None:
    """Run a program of PostgreSQL's against the default connection's server and database."""
    known: dict[str, Any] = connection.settings_dict
    environment = {
        "PGHOST": known["HOST"],
        "PGPORT": str(known["PORT"]),
        "PGUSER": known["USER"],
        "PGPASSWORD": known["PASSWORD"],
        "PGDATABASE": known["NAME"],
    }
    given = {name: value for name, value in environment.items() if value}
    subprocess.run([program, *arguments], check=True, env=os.environ | given)


# --- the drill ----------------------------------------------------------------------------------------


def drill(file: Path) -> Iterator[str]:
    """Restore a back-up and yield what is wrong with it, in words; nothing when all is well. Raises Failed.

    One of a release before is migrated in its copy, as it would be when it is restored.
    """
    with _saying("The back-up cannot be restored."):
        yield from _faults(file)


def _faults(file: Path) -> Iterator[str]:
    expected = json.loads((file.parent / COUNTS).read_text())  # first: another folder is not searched
    yield from keys_in(file.parent)
    with restored(file):
        found = count()
        for table in sorted(expected.keys() | found.keys()):
            if expected.get(table, 0) != found.get(table, 0):
                yield f"{table} has {found.get(table, 0)} rows and had {expected.get(table, 0)}."
        yield from keys_in_rows()
        executor = MigrationExecutor(connection)
        # Without its signals: what follows a migrate writes files of the site's.
        executor.migrate(executor.loader.graph.leaf_nodes())
        wrong_keys = list(canaries.faults(keyring()))
        yield from wrong_keys
        if not wrong_keys:
            yield from verify_chain(_outside(), is_copy=True)
            yield from unreadable()


def _outside() -> list[anchors.Anchor]:
    """Return the anchors, as far as they can be read here: a drill may run on a machine that has none."""
    try:
        return anchors.known()
    except anchors.CannotBeRead:
        return []


def keys_in(folder: Path) -> Iterator[str]:
    """Yield each file that holds one of our keys, as text or as bytes."""
    ring = keyring()
    secrets = {text.encode() for text in _keys_as_text()} | {*ring.index_keys, *ring.keys.values()}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if any(_holds(path, secret) for secret in secrets):
            yield _holds_a_key(path.name)


def keys_in_rows() -> Iterator[str]:
    """Yield each table that holds one of our keys: a file may have a value in two pieces, or other signs."""
    quote = connection.ops.quote_name
    position = "instr" if connection.vendor == "sqlite" else "strpos"
    keys = sorted(_keys_as_text())
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT * FROM {quote(table)} LIMIT 0")  # noqa: S608
            columns = [quote(column[0]) for column in cursor.description]
            found = " OR ".join(f"{position}(CAST({name} AS text), %s) > 0" for name in columns for _ in keys)
            # Tables and columns of our own.
            cursor.execute(f"SELECT 1 FROM {quote(table)} WHERE {found} LIMIT 1", keys * len(columns))  # noqa: S608
            if cursor.fetchone():
                yield _holds_a_key(table)


def _keys_as_text() -> set[str]:
    texts = settings.PHI_KEYS.replace(",", " ").split()
    if settings.PHI_KEYS_FILE:
        texts += Path(settings.PHI_KEYS_FILE).read_text(encoding="ascii").replace(",", " ").split()
    texts += [settings.PHI_INDEX_KEY, *([settings.PHI_INDEX_KEY_OLD] if settings.PHI_INDEX_KEY_OLD else [])]
    return {text.rpartition(":")[2] for text in texts} | {settings.SECRET_KEY}


def _holds_a_key(name: str) -> str:
    return f"{name} holds a key. Remove the back-up, and keep keys elsewhere."


def _holds(path: Path, secret: bytes) -> bool:
    end = b""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            end = end[-len(secret) :] + piece
            if secret in end:
                return True
    return False


def unreadable() -> Iterator[str]:
    """Open every sealed value; yield how many of a column do not open."""
    for model, field in rotation.columns():
        failed = 0
        for row in model._default_manager.exclude(**{field.name: None}).only("pk", field.name).iterator():
            try:
                open_bytes_for(Purpose.CHECK, row, field.name)
            except Unreadable:
                failed += 1
        if failed:
            yield f"{failed} values of {field.label} do not open."
