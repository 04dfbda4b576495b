"""Files that a web server in front may send: pages, static files, pictures, the page for while we are away.

All else that the site writes is closed to other users of the machine: ``manage.py`` and ``gunicorn.conf.py``
set the umask. The web server is in no group of ours, so what is for it is readable by everybody.
"""

from __future__ import annotations

from pathlib import Path

FILE = 0o644
FOLDER = 0o755
PASSABLE = 0o711


def passable(path: Path) -> Path:
    """Make the folder of all that the site writes: others find in it what they know by name, and no list."""
    if not path.is_dir():
        path.mkdir(parents=True, exist_ok=True)  # commands start beside one another
        path.chmod(PASSABLE)
    return path


def folder(path: Path) -> None:
    """Make a folder, and those above it that are missing, for everybody to read."""
    if path.is_dir():
        return
    folder(path.parent)
    path.mkdir(exist_ok=True)
    path.chmod(FOLDER)


def readable(path: Path) -> None:
    """Let everybody read a file that was just written."""
    path.chmod(FILE)
