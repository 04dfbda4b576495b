"""Prepares a site before its server starts: tables, static files and pages."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from .databases import alone, folder_of_this_run, kept_file
from .migrated import migrate

THEN_BAKE = "from django.core.management import call_command\ncall_command('bake')\n"


def prepare(environment: Mapping[str, str], pages: str = "") -> None:
    """Make an empty site ready to be served; ``pages`` is a program that publishes some, which are baked."""
    (Path(environment["VAR_DIR"]) / "static").symlink_to(static_files(environment))
    migrate(environment, pages and pages + THEN_BAKE)


def static_files(environment: Mapping[str, str], *, of_staff: bool = False) -> Path:
    """Return the folder of the collected files, the same for every site. It is read and never written.

    The admin's are many and are left out, unless somebody signs in (``of_staff``).
    """
    folder = folder_of_this_run() / ("all-static-files" if of_staff else "static-files")
    with alone(folder.name):
        if not folder.exists():
            unfinished = folder.with_suffix(".unfinished")
            unfinished.mkdir()
            if of_staff and (kept := kept_file("KEPT_STATIC")):
                shutil.copytree(kept, unfinished / "static")
            else:
                command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity=0"]
                ours = {**environment, "VAR_DIR": str(unfinished)}
                left_out = [] if of_staff else ["-i=admin", "-i=django_*"]
                subprocess.run([*command, *left_out], env=ours, check=True)
            unfinished.rename(folder)
    return folder / "static"
