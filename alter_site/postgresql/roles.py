"""Who may do what in PostgreSQL: one role owns the tables and migrates, another runs the site.

A model says in ``APPLICATION_MAY`` what the site does with its rows, where that is not everything: a log is
read and added to. Whoever takes the application over can neither change it nor take its triggers away.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.migrations.recorder import MigrationRecorder

EVERYTHING = "select insert update delete"
# Written while the owner migrates; the site reads them.
BY_MIGRATIONS = {"auth.Group", "auth.Permission", "contenttypes.ContentType"}


def may(model: Any) -> str:
    """Return the SQL privileges that the application needs on a model's table."""
    if model._meta.label in BY_MIGRATIONS:
        return "select"
    return str(getattr(model, "APPLICATION_MAY", EVERYTHING))


def tables() -> dict[str, str]:
    """Return every table of the site with the privileges that the application needs there."""
    models = apps.get_models(include_auto_created=True)
    found = {model._meta.db_table: may(model) for model in models if model._meta.managed}
    found |= {apps.get_model("auth.Group").permissions.through._meta.db_table: "select"}
    return found | {MigrationRecorder.Migration._meta.db_table: "select"}


def statements(database: str, owner: str, application: str) -> Iterator[str]:
    """Yield the statements that the owner runs after each migration; running them again changes nothing.

    A table that a later release adds may be read and added to until they are run again: forgetting
    that gives an error, and never a log that can be changed.
    """
    database, owner, application = map(_quoted, (database, owner, application))
    everywhere = "IN SCHEMA public"
    yield f"REVOKE ALL ON DATABASE {database} FROM PUBLIC, {application}"
    yield f"GRANT CONNECT ON DATABASE {database} TO {application}"
    yield f"REVOKE ALL ON SCHEMA public FROM PUBLIC, {application}"
    yield f"GRANT USAGE ON SCHEMA public TO {application}"
    for kind in ("TABLES", "SEQUENCES", "FUNCTIONS"):
        yield f"REVOKE ALL ON ALL {kind} {everywhere} FROM PUBLIC, {application}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES {everywhere} TO {application}"
    for table, rights in sorted(tables().items()):
        yield f"GRANT {', '.join(rights.upper().split())} ON {_quoted(table)} TO {application}"
    later = f"ALTER DEFAULT PRIVILEGES FOR ROLE {owner}"
    yield f"{later} REVOKE ALL ON FUNCTIONS FROM PUBLIC"
    yield f"{later} {everywhere} REVOKE ALL ON TABLES FROM {application}"
    yield f"{later} {everywhere} GRANT SELECT, INSERT ON TABLES TO {application}"
    yield f"{later} {everywhere} GRANT USAGE, SELECT ON SEQUENCES TO {application}"


def too_much(cursor: Any) -> Iterator[str]:
    """Yield, in words, the privileges of the connected role that the application does not need."""
    cursor.execute("SELECT rolsuper, rolcreaterole FROM pg_roles WHERE rolname = current_user")
    if any(cursor.fetchone()):
        yield "It may do everything on the server."
        return
    cursor.execute("SELECT has_schema_privilege('public', 'CREATE')")
    if cursor.fetchone()[0]:
        yield "It may make tables."
    for table, rights in sorted(tables().items()):
        cursor.execute("SELECT to_regclass(%s)", [_quoted(table)])
        if cursor.fetchone()[0] is None:
            continue  # the check of the migrations tells that
        needless = {*EVERYTHING.split(), "truncate", "trigger"} - set(rights.split())
        for right in sorted(needless):
            cursor.execute("SELECT has_table_privilege(%s, %s)", [_quoted(table), right])
            if cursor.fetchone()[0]:
                yield f"It may {right} in {table}."


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
