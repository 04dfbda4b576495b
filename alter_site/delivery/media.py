"""Serves picture renditions; their names hold a hash of their content, so they never change."""

import re

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest

from .headers import STATIC, mark
from .requests import read_only

RENDITIONS = "renditions/"
SHARE = "share-"  # begins the names of pictures for shared links
# By extension, best first. Said here because the machine's own table may not know the newer ones.
CONTENT_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
# <picture's UUID>-<hash of the content>-<width>, or the picture of a shared link, and nothing that could lead
# elsewhere.
NAME = re.compile(
    rf"(?:[0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}}-[0-9a-f]{{16}}-[1-9][0-9]{{0,3}}|{SHARE}[0-9a-f]{{16}})"
    rf"\.({'|'.join(CONTENT_TYPES)})"
)


@read_only
def rendition(request: HttpRequest, name: str) -> FileResponse:
    """Send one stored rendition. Masters lie outside this prefix and have no address."""
    match = NAME.fullmatch(name)
    if match is None:
        raise Http404("No rendition has such a name.")
    try:
        file = default_storage.open(f"{RENDITIONS}{name}")
    except FileNotFoundError as error:
        raise Http404("There is no such rendition.") from error
    return mark(FileResponse(file, content_type=CONTENT_TYPES[match[1]]), STATIC)
