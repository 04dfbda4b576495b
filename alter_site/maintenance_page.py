"""Pages that a web server in front shows by itself, with the phone number, and the facts in all error pages.

Each is a file of the machine it is read on.
"""

import json
import tempfile
from pathlib import Path

from django.conf import settings

from alter_site.content import facts
from alter_site.content.models import FactsEdition
from alter_site.delivery import public_files
from alter_site.views import too_large, unavailable

# While no process of ours answers, and to whoever sends more than we take.
PAGES = {"away.html": unavailable, "too-large.html": too_large}


def write() -> None:
    """Write each file in ``VAR_DIR`` that would say anything new, whole or not at all. Asks no database."""
    for name, page in PAGES.items():
        path, content = Path(settings.VAR_DIR, name), page().content
        if path.exists() and path.read_bytes() == content:
            continue
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            whole = Path(folder, path.name)
            whole.write_bytes(content)
            public_files.readable(whole)
            whole.replace(path)


def write_facts() -> None:
    """Write the facts that error pages print, where they were changed on another machine."""
    body = FactsEdition.objects.values_list("body", flat=True).first()
    try:
        held = json.loads(Path(settings.FACTS_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        held = None
    if body is not None and body != held:
        facts.write_file(body)
