"""File modes: other users of the machine may read what is served publicly, and nothing else."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from admissions import checks
from tests.site.test_nginx import MAKE_PAGES, THERAPY, Site
from tests.support.demo_site import demo_environment, free_port
from tests.support.migrated import run_in_site
from tests.support.nginx import nginx
from tests.support.prepared import prepare, static_files
from tests.support.programs import need

pytestmark = [pytest.mark.xdist_group("file-modes"), pytest.mark.own_servers]

OTHERS = stat.S_IRWXG | stat.S_IRWXO
# What a web server sends. The record and the lock of the bakery lie among the pages and are ours alone.
FOR_ALL = ("baked", "media", "static", "away.html", "too-large.html")
OURS_IN_BAKED = ("pages.json", "lock")

# As the first command that a new site is given does. The tables come from a copy, which is quicker.
MAKE_AN_EMPTY_DATABASE = "from django.db import connection\nconnection.ensure_connection()"
# A picture, all that a release writes, and a change that leaves the database open with its log beside it.
WRITE_EVERYTHING = f"""
{MAKE_PAGES}
from django.core.management import call_command
from django.db import connection
from alter_site import maintenance_page
from alter_site.content.pictures import media_files
media_files.write("renditions/card/x.jpg", b"pixels")
media_files.write("masters/x.jpg", b"pixels")
maintenance_page.write()
call_command("bake")
"""
LOOK_WHILE_OPEN = """
import json
from pathlib import Path
from django.conf import settings
from alter_site.content.models import Redirect
Redirect.objects.count()
files = Path(settings.VAR_DIR).glob("db.sqlite3*")
print(json.dumps({path.name: oct(path.stat().st_mode & 0o777) for path in files}))
"""


@contextmanager
def careless_umask() -> Iterator[None]:
    """Let processes start as from most shells: what they write would be for everybody to read."""
    before = os.umask(0o022)
    try:
        yield
    finally:
        os.umask(before)


@pytest.fixture(scope="module")
def environment() -> Iterator[dict[str, str]]:
    """The environment of a site that has written everything."""
    with tempfile.TemporaryDirectory(prefix="alter-modes-") as name, careless_umask():
        Path(name).chmod(0o711)
        folder = Path(name, "var")
        environment = demo_environment(folder, 8000)
        run_in_site(environment, MAKE_AN_EMPTY_DATABASE)
        prepare(environment)
        run_in_site(environment, WRITE_EVERYTHING)
        yield environment


@pytest.fixture(scope="module")
def var(environment: dict[str, str]) -> Path:
    return Path(environment["VAR_DIR"])


def modes(folder: Path) -> Iterator[tuple[Path, int]]:
    """Yield everything below a folder; a link has no mode of its own."""
    for path in sorted(folder.rglob("*")):
        if not path.is_symlink():
            yield path.relative_to(folder), stat.S_IMODE(path.stat().st_mode)


def is_for_all(path: Path) -> bool:
    return path.parts[0] in FOR_ALL and path.name not in OURS_IN_BAKED


def test_only_publicly_served_files_are_world_readable(var):
    wrong = {}
    for path, mode in modes(var):
        right = (0o755 if (var / path).is_dir() else 0o644) if is_for_all(path) else mode & ~OTHERS
        if mode != right:
            wrong[str(path)] = oct(mode)
    assert wrong == {}
    written = {path.parts[0] for path, _ in modes(var)}
    assert {"away.html", "baked", "db.sqlite3", "facts.json", "generation", "media"} <= written


def test_the_folder_itself_can_be_passed_through_and_not_listed(var):
    assert stat.S_IMODE(var.stat().st_mode) == 0o711


def test_the_database_and_its_log_are_closed_while_it_is_in_use(var):
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", LOOK_WHILE_OPEN]
    with careless_umask():
        environment = demo_environment(var, 8000)
        said = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
    assert json.loads(said) == dict.fromkeys(("db.sqlite3", "db.sqlite3-wal", "db.sqlite3-shm"), "0o600")


@pytest.mark.parametrize(("mode", "is_said"), [(0o600, False), (0o644, True), (0o640, True), (0o604, True)])
def test_the_check_before_a_release_says_when_others_can_read_the_database_or_the_keys(
    mode, is_said, tmp_path, settings, monkeypatch
):
    for name in ("db.sqlite3", "keys"):
        (tmp_path / name).touch()
        (tmp_path / name).chmod(mode)
    settings.PHI_KEYS_FILE = str(tmp_path / "keys")
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.sqlite3")
    monkeypatch.setitem(settings.DATABASES["default"], "NAME", str(tmp_path / "db.sqlite3"))
    found = checks.others_on_this_machine_cannot_read(None)
    expected = [f"Others can read {tmp_path / name}." for name in ("db.sqlite3", "keys")] if is_said else []
    assert [fault.msg for fault in found] == expected


def test_collected_files_are_for_everybody_their_compressed_copies_too(var):
    with careless_umask():
        folder = static_files(demo_environment(var, 8000))
    found = {mode for path, mode in modes(folder) if (folder / path).is_file()}
    assert found == {0o644}
    assert {mode for path, mode in modes(folder) if (folder / path).is_dir()} == {0o755}
    assert list(folder.rglob("*.css.br"))


def test_a_back_up_is_closed_to_everybody_else(environment, tmp_path):
    command = [sys.executable, "manage.py", "back_up", str(tmp_path / "kept")]
    with careless_umask():
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    found = list(modes(tmp_path))
    assert [path.name for path, mode in found if mode & OTHERS] == []
    assert {"db.sqlite3", "counts.json"} <= {path.name for path, _ in found}


def test_nginx_sends_the_pages_as_a_user_that_is_in_no_group_of_ours(var):
    """And cannot read the database, also where it is asked for it."""
    need("nginx")
    with tempfile.TemporaryDirectory(prefix="alter-nginx-") as name:
        Path(name).chmod(0o711)
        port = free_port()
        user = "www-data" if os.geteuid() == 0 else None
        with nginx(Path(name, "nginx"), var, Path(name, "nobody.sock"), port, user=user) as front:
            site = Site(var, port, {})
            site.front = front
            for path in (THERAPY, "/robots.txt"):
                assert (site.ask(path).status, site.log_of(path)["served"]) == (200, "file")
            assert b'href="tel:' in site.ask("/request/").body  # away.html
