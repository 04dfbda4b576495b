"""The Chromium of this machine: where it is and how tools start it.

Browser tests use its headless shell where it is installed: the same engine and version from the same source,
without the windows, which take two thirds of the processor time of opening a page and of loading one.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from playwright.sync_api import ViewportSize

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
HEADLESS_SHELL = "chromium-headless-shell"

ARGUMENTS = (
    "--no-sandbox",  # continuous integration runs as root, where Chromium refuses its own sandbox
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Nothing leaves this machine, whatever a page or the browser itself asks for.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)


# The widths that pages are designed and looked at in.
NARROW: ViewportSize = {"width": 320, "height": 640}
PHONE: ViewportSize = {"width": 390, "height": 844}
TABLET: ViewportSize = {"width": 768, "height": 1024}
DESKTOP: ViewportSize = {"width": 1440, "height": 900}


class ChromiumMissing(Exception):
    """No Chromium is installed."""


def find_headless_shell() -> Path:
    """Return the program that opens pages without windows, or the whole browser where there is none.

    Raises:
        ChromiumMissing: neither is there.
    """
    return find_chromium(HEADLESS_SHELL)


def find_chromium(*before: str) -> Path:
    """Return the browser's program: the one of ``CHROME_PATH``, else ``before``, else one of the usual names.

    Raises:
        ChromiumMissing: none is there.
    """
    for name in filter(None, (os.environ.get("CHROME_PATH"), *before, *NAMES)):
        if found := shutil.which(name):
            return Path(found)
    raise ChromiumMissing(
        "Chromium is needed and not installed: install the package “chromium”, "
        "or name the browser's program in CHROME_PATH."
    )
