"""The Chromium of this machine: where it is and how tools start it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from playwright.sync_api import ViewportSize

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")

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


def find_chromium() -> Path:
    """Return the browser's program; ``CHROME_PATH`` may name it.

    Raises:
        ChromiumMissing: none is there.
    """
    for name in filter(None, (os.environ.get("CHROME_PATH"), *NAMES)):
        if found := shutil.which(name):
            return Path(found)
    raise ChromiumMissing(
        "Chromium is needed and not installed: install the package “chromium”, "
        "or name the browser's program in CHROME_PATH."
    )
