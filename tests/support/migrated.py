"""Databases with every migration applied, for servers that tests start."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping

from .databases import alone, folder_of_this_run
from .kept_databases import kept_for


def migrate(environment: Mapping[str, str]) -> None:
    """Bring a server's empty database to this release, as its ``manage.py migrate`` would."""
    url = environment["DATABASE_URL"]
    kept = kept_for(url, folder_of_this_run())
    with alone(kept.template.name):
        is_first = not kept.template.exists()
        if is_first:
            _migrate(environment)
            kept.save(url)
    if not is_first:
        kept.load(url)
        _migrate(environment)


def _migrate(environment: Mapping[str, str]) -> None:
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    subprocess.run(command, env=dict(environment), check=True)
