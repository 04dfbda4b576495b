"""The databases of a run: each is made once, and every worker begins with a copy.

Migrating from nothing keeps a processor busy for a quarter of a minute, loading the demo for some seconds.
Whoever needs such a database first makes it, while the other workers wait; a copy takes milliseconds.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from .kept_databases import kept_for

MIGRATED = "migrated"


def folder_of_this_run() -> Path:
    """Return the folder that goes with this run of the tests; its workers have folders inside."""
    ours = Path(os.environ["VAR_DIR"])
    return ours.parent if "PYTEST_XDIST_WORKER" in os.environ else ours


def kept_file(setting: str) -> Path | None:
    """Return what an earlier run has left for this one, if one has.

    ``.ci/run`` runs tests several times, of one checkout, and names in ``setting`` where it keeps what is
    made once.
    """
    kept = os.environ.get(setting)
    return Path(kept) if kept and Path(kept).exists() else None


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Wait until no other worker of this run is in a block of this name."""
    with (folder_of_this_run() / f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def use_migrated() -> None:
    """Connect this process to an empty database of its own, with every migration applied."""
    _make_once(MIGRATED, _migrate)
    _use_copy(MIGRATED)


@contextmanager
def in_copy(name: str, fill: Callable[[], None]) -> Iterator[None]:
    """Connect to this worker's copy of a database that ``fill`` has filled, until the block ends.

    ``fill`` is called once in a run, in a migrated database. The copy is kept: leave it as it was.
    """
    before = connection.settings_dict["NAME"]

    def make() -> None:
        _copy(_template(MIGRATED), connection.settings_dict["NAME"])
        fill()

    _make_once(name, make)
    _use_copy(name)
    try:
        yield
    finally:
        _connect(before)


def file_of_this_run(name: str) -> Path | None:
    """Return the finished SQLite database of this name, if this run has made one."""
    file = folder_of_this_run() / f"{name}.sqlite3"
    return file if file.exists() else None


def remove_made() -> None:
    """Drop what this run has left on a PostgreSQL server; files go with the folder of the run."""
    if connection.vendor == "postgresql":
        connection.close()
        for made in folder_of_this_run().glob("*.database"):
            _on_server(f'DROP DATABASE IF EXISTS "{made.read_text()}"')
            made.unlink()


def _make_once(name: str, make: Callable[[], None]) -> None:
    before = connection.settings_dict["NAME"]
    with alone(name):
        template = _template(name)
        if not _is_there(template):
            unfinished = f"{template}_unfinished"
            _remove(unfinished)
            _connect(unfinished)
            make()
            _connect(before)
            _rename(unfinished, template)


def _use_copy(name: str) -> None:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    ours = f"{_template(name)}_{worker}"
    if not _is_there(ours):
        # PostgreSQL copies a database only while nobody is connected to it.
        with alone(name):
            _copy(_template(name), ours)
    _connect(ours)


def _migrate() -> None:
    database = connection.settings_dict["NAME"]
    if connection.vendor == "postgresql":
        _create(database)
    url = _url(database)
    kept = kept_for(url, folder_of_this_run())
    with alone(kept.template.name):
        is_kept = kept.template.exists()
        if is_kept:
            kept.load(url)
        call_command("migrate", verbosity=0, interactive=False)
        if not is_kept and connection.vendor == "sqlite":
            connection.close()
            kept.save(url)


def _url(database: str) -> str:
    if connection.vendor == "sqlite":
        return f"sqlite:///{database}"
    its = connection.settings_dict
    return f"postgres://{its['USER']}:{its['PASSWORD']}@{its['HOST']}:{its['PORT']}/{database}"


def _connect(database: str) -> None:
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = database


# --- the two kinds of database --------------------------------------------------------------------------


def _template(name: str) -> str:
    if connection.vendor == "sqlite":
        return str(folder_of_this_run() / f"{name}.sqlite3")
    return f"test_{folder_of_this_run().name}_{name}".replace("-", "_")


def _is_there(database: str) -> bool:
    if connection.vendor == "sqlite":
        return Path(database).exists()
    return _note(database).exists()


def _copy(template: str, database: str) -> None:
    if connection.vendor == "sqlite":
        shutil.copyfile(template, database)
    else:
        _create(database, template)


def _create(database: str, template: str = "template0") -> None:
    _remove(database)
    _on_server(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
    _note(database).write_text(database)


def _remove(database: str) -> None:
    if connection.vendor == "sqlite":
        Path(database).unlink(missing_ok=True)
    else:
        _on_server(f'DROP DATABASE IF EXISTS "{database}"')


def _rename(database: str, name: str) -> None:
    if connection.vendor == "sqlite":
        Path(database).rename(name)
    else:
        _on_server(f'ALTER DATABASE "{database}" RENAME TO "{name}"')
        _note(database).unlink()
        _note(name).write_text(name)


def _note(database: str) -> Path:
    """Return the file that says that a database was made by this run."""
    return folder_of_this_run() / f"{database}.database"


def _on_server(statement: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)
