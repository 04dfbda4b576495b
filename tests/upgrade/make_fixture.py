"""Makes the database of this release, for the tests of the next one's migrations.

``.venv/bin/python -m tests.upgrade.make_fixture``, in a checkout of the release, writes ``sqlite.sql.xz``
and ``postgresql.sql.xz`` beside this file: the demo, with a page that was published again, one that
has moved, one that is taken back and one that is no longer live. Everybody in it is invented.
"""

from __future__ import annotations

import lzma
import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.support.postgres import postgres_program, postgres_server

FOLDER = Path(__file__).parent
KEYS = {
    "PHI_KEYS": "k1:q5m0bq3pG0g8sO6Yw1cJ5yqk3b2vX9tT7mE4hN6rZ2A=",
    "PHI_INDEX_KEY": "Zk8w2nR4vB6yM1xC3pL5tG7hJ9dS0fQaUeWiOrTgYk4=",
}
PROGRAM = """
import pytest
from django.core.management import call_command
from alter_site.content.editions import publishing
from tests.support.demo import skip_pictures
from therapies.models import Therapy

call_command("migrate", verbosity=0)
with pytest.MonkeyPatch.context() as patch:
    skip_pictures(patch)
    call_command("load_demo", verbosity=0)
    again, moved, back, gone = Therapy.objects.order_by("slug")[:4]
    before = publishing.live_edition(back)
    for page, values in ((again, {"summary": "Written anew."}), (moved, {"slug": "moved-here"}),
                         (back, {"summary": "Published by mistake."})):
        Therapy.objects.filter(pk=page.pk).update(**values)
        page.refresh_from_db()
        publishing.publish(page, None)
        publishing.note_saved(page, None)
    publishing.make_live(before, None)
    publishing.unpublish(gone, None)
"""


def environment(folder: Path, **where: str) -> dict[str, str]:
    """Return the environment in which a site of the fixture runs."""
    own = {"SITE_ENV": "test", "VAR_DIR": str(folder), "SECRET_KEY": "0123456789" * 5}
    return os.environ | KEYS | own | {"DJANGO_SETTINGS_MODULE": "alter_site.settings"} | where


def run(folder: Path, program: str, **where: str) -> str:
    """Run a program with the site's models; return what it prints."""
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", program]
    ours = environment(folder, **where)
    return subprocess.run(command, env=ours, check=True, stdout=subprocess.PIPE, text=True).stdout


def write(name: str, sql: str) -> None:
    """Store a dump, compressed."""
    (FOLDER / name).write_bytes(lzma.compress(sql.encode(), preset=9))


def main() -> None:
    """Make both dumps."""
    with tempfile.TemporaryDirectory() as name, postgres_server(is_durable=False) as server:
        folder = Path(name)
        run(folder, PROGRAM)
        with sqlite3.connect(folder / "db.sqlite3") as database:
            write("sqlite.sql.xz", "\n".join(database.iterdump()))
        run(folder, PROGRAM, DATABASE_URL=server.url)
        command = [postgres_program("pg_dump"), "--no-owner", "--no-privileges", server.url]
        dumped = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        write("postgresql.sql.xz", dumped.stdout)


if __name__ == "__main__":
    main()
