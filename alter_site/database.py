"""Is the database there, with all that this release needs? A command says in a sentence if not."""

from __future__ import annotations

import contextlib
import errno
import sqlite3
import sys
from typing import Any

from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import Error, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

AWAY = "The database does not answer. Start it, or correct DATABASE_URL, and run this again."
NOT_MIGRATED = "The database lacks tables of this release. Run manage.py migrate, and then this again."
BUSY = "The database was busy: something else has been writing for too long. Run this again."
# What a machine says to whoever has no right or no room: the message names the file.
REFUSED = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT}

_is_migrated = False


def answers(database: BaseDatabaseWrapper = connection) -> bool:
    """Does the database answer a query?"""
    with database.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone())


@checks.register(checks.Tags.database)
def break_where_it_is_away(databases: Any = None, **_: Any) -> list[checks.CheckMessage]:
    """Let ``check --database default`` end as every command does; the other checks look at nothing then."""
    if "default" in (databases or ()):
        answers()
    return []


def is_migrated() -> bool:
    """Has the database everything this release needs? What a newer release has added is no fault.

    A yes is remembered: looking reads every migration, and nothing but a new release adds one.
    """
    global _is_migrated
    if not _is_migrated:
        executor = MigrationExecutor(connection)
        _is_migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _is_migrated


# With --deploy alone: migrate itself runs every other check of the database first.
@checks.register(checks.Tags.database, deploy=True)
def check_migrations(databases: Any = None, **_: Any) -> list[checks.CheckMessage]:
    """Refuse a database that ``check --deploy --database default`` would find nothing in to look at."""
    if "default" not in (databases or ()) or is_migrated():
        return []
    return [checks.Error(NOT_MIGRATED, id="alter_site.E001")]


def is_busy(error: Error) -> bool:
    """Did SQLite wait for another one to end its writing until it gave up?"""
    code: int = getattr(error.__cause__, "sqlite_errorcode", sqlite3.SQLITE_OK)
    return code & 0xFF == sqlite3.SQLITE_BUSY  # the lowest byte of what may say more


def run(arguments: list[str]) -> None:
    """Run a command of manage.py. A wrong setting, a full disk or a database that is away is one sentence.

    With a whole database, what it breaks at is printed whole as well.
    """
    try:
        execute_from_command_line(arguments)
    except (ImproperlyConfigured, OSError) as error:
        is_refused = not isinstance(error, OSError) or error.errno in REFUSED
        if not is_refused or "--traceback" in arguments:
            raise
        sys.exit(str(error))
    except Error as error:
        if is_busy(error) and "--traceback" not in arguments:
            sys.exit(BUSY)
        try:
            # By a new connection: a migration that breaks on SQLite leaves its own closed in its transaction.
            with contextlib.closing(connection.copy()) as anew:
                answers(anew)
            words = "" if "migrate" in arguments or is_migrated() else NOT_MIGRATED
        except Error as reason:  # which quotes no row: none was asked for
            words = f"{AWAY} ({str(reason).partition(chr(10))[0]})"
        if not words or "--traceback" in arguments:
            raise
        sys.exit(words)
