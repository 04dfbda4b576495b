"""A kind of page needs its own app, and no other file has to know of it."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.support.decided_by_database import ROOT


def test_a_new_app_with_a_kind_of_page_works_without_a_change_to_any_other_file():
    """The app is tests/new_kind/lanterns; walk.py goes from the admin's form to the live page."""
    of_this_run = ("PYTEST", "VAR_DIR", "COV")
    own = {name: value for name, value in os.environ.items() if not name.startswith(of_this_run)}
    command = [sys.executable, "-m", "pytest", "-n0", "-p", "no:cacheprovider", "-p", "no:testmon"]
    done = subprocess.run(
        [*command, "--ds=tests.new_kind.settings", "tests/new_kind/walk.py"],
        cwd=ROOT,
        env=own | {"DJANGO_SETTINGS_MODULE": "tests.new_kind.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    assert "3 passed" in done.stdout
