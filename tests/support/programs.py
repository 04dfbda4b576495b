"""Programs that some tests need. Without one the test is skipped, or fails where CI is set."""

from __future__ import annotations

import os
import shutil
from typing import NoReturn

import pytest

# Debian keeps servers where only root's path looks.
PLACES = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/local/sbin", "/usr/sbin"])


# Debian's names of what brings a program, where it is not the program's own.
PACKAGES = {
    "nginx": "nginx libnginx-mod-http-brotli-static",
    "systemd-analyze": "systemd",
    "initdb": "postgresql",
    "WebKitWebDriver": "webkit2gtk-driver",
    "Xvfb": "xvfb",
    "pg_dump": "postgresql",
}


def nothing_is_left_out() -> bool:
    """Does this run stand for all others, so that what cannot run counts as failed?"""
    return os.environ.get("CI", "").lower() not in {"", "0", "false"}


def find(program: str) -> str | None:
    """Return where a program lies, and nothing when it is not installed."""
    return shutil.which(program, path=PLACES)


def need(program: str) -> str:
    """Return where a program lies; without it the test that asks ends here."""
    return find(program) or lacking(f"{program} is not installed: {command_for(program)}")


def command_for(program: str) -> str:
    """Return the command that brings a program."""
    return f"sudo apt-get install {PACKAGES.get(program, program)}"


def is_there(program: str) -> bool:
    """Is a program installed that a test can do without, on a developer's machine?"""
    return find(program) is not None or (nothing_is_left_out() and bool(need(program)))


def lacking(what: str) -> NoReturn:
    """End a test that cannot run here: skipped on a developer's machine, failed where CI is set."""
    if nothing_is_left_out():
        pytest.fail(f"{what}, and CI leaves no test out", pytrace=False)
    pytest.skip(what)
