"""The page that a web server in front shows while no process of ours answers: the phone number, in a file."""

import tempfile
from pathlib import Path

from django.conf import settings

from alter_site.delivery import public_files
from alter_site.views import unavailable


def write() -> None:
    """Write ``VAR_DIR/away.html``, whole or not at all, if it would say anything new. Needs no database."""
    path, content = Path(settings.VAR_DIR, "away.html"), unavailable().content
    if path.exists() and path.read_bytes() == content:
        return
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        whole = Path(folder, path.name)
        whole.write_bytes(content)
        public_files.readable(whole)
        whole.replace(path)
