"""The rows that migrations make: a test that commits ends with them, and with no others.

Django's flush empties every table anew and lets each app make its first rows again. It takes half a second,
though only a few tables hold something and what belongs there is known.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

from django.db import connection, transaction

from admissions.phi import triggers

from .databases import MIGRATED, file_of_this_run

_kept: dict[str, bytes] | None = None


def remember() -> None:
    """Read what stands in a freshly migrated PostgreSQL database, if our role may put it back there.

    It takes a superuser to write past triggers and foreign keys, as a copy of a file does on SQLite.
    """
    global _kept
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser')")
        if cursor.fetchone() == ("on",):
            _kept = {}
            for table in _tables_with_rows(cursor):
                with cursor.copy(f"COPY {_quoted(table)} TO STDOUT") as copy:
                    _kept[table] = b"".join(copy)


def put_back() -> bool:
    """Leave those rows alone in the database; return False where nobody knows them."""
    connection.ensure_connection()
    if migrated := file_of_this_run(MIGRATED):
        with closing(sqlite3.connect(migrated)) as source:
            source.backup(connection.connection)
        return True
    if _kept is None:
        return False
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        filled = _tables_with_rows(cursor)
        holds_looks = triggers.TABLE in filled  # which refuse even a superuser
        for statement in triggers.drop(connection.vendor) if holds_looks else ():
            cursor.execute(statement)
        for table in filled:
            cursor.execute(f"DELETE FROM {_quoted(table)}")  # noqa: S608 (a name of ours)
        for table, rows in _kept.items():
            with cursor.copy(f"COPY {_quoted(table)} FROM STDIN") as copy:
                copy.write(rows)
        for statement in triggers.create(connection.vendor) if holds_looks else ():
            cursor.execute(statement)
    return True


def _tables_with_rows(cursor: Any) -> list[str]:
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    one_each = (f"SELECT '{table}' WHERE EXISTS (SELECT FROM {_quoted(table)})" for table in tables)  # noqa: S608
    cursor.execute(" UNION ALL ".join(one_each))
    return [name for (name,) in cursor.fetchall()]


def _quoted(table: str) -> str:
    return connection.ops.quote_name(table)
