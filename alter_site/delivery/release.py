"""Which release this is: a hash of everything that pages are made with.

What an earlier release has stored may name style sheets that are gone, so nothing is taken from it.
"""

import functools
import hashlib

from django.conf import settings

FOLDERS = ("admissions", "alter_site", "facilities", "therapies", "templates", "static")


@functools.cache
def release() -> str:
    """Return the same short mark on every machine that runs this release with these settings."""
    digest = hashlib.sha256(settings.SITE_URL.encode())
    for folder in FOLDERS:
        for path in sorted((settings.BASE_DIR / folder).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(str(path.relative_to(settings.BASE_DIR)).encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
