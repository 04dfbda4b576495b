"""Databases with every migration applied, for servers that tests start."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping

from .databases import alone, folder_of_this_run
from .kept_databases import kept_for

MIGRATE = "from django.core.management import call_command\ncall_command('migrate', verbosity=0)\n"


def migrate(environment: Mapping[str, str], then: str = "") -> None:
    """Bring a server's empty database to this release, as its ``manage.py migrate`` would.

    ``then`` is a program for the same process: starting one more takes as long as most of what they do.
    """
    url = environment["DATABASE_URL"]
    kept = kept_for(url, folder_of_this_run())
    with alone(kept.template.name):
        is_first = not kept.template.exists()
        if is_first:
            run_in_site(environment, MIGRATE)
            kept.save(url)
    if not is_first:
        kept.load(url)
    run_in_site(environment, MIGRATE + then)


def run_in_site(environment: Mapping[str, str], program: str) -> None:
    """Run a few lines of Python with the site's models."""
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", program]
    subprocess.run(command, env=dict(environment), check=True)
