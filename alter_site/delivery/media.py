"""Serves picture renditions; their names hold a hash of their content, so they never change."""

import re

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.templatetags.static import static

from .headers import STATIC, mark
from .requests import read_only

RENDITIONS = "renditions/"
SHARED = "share-"  # stands in the names of renditions for shared links
# What a link is shared with where the page's own picture is not, or is still to be made.
BRAND_CARD = "illustrations/social-card.jpg"
# By extension, best first. Said here because the machine's own table may not know the newer ones.
CONTENT_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
# <picture's UUID>-<hash of the content>-<width, or share and the focal point>, and nothing that could lead
# outside the folder.
NAME = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}-[0-9a-f]{16}"
    rf"-(?:[1-9][0-9]{{0,3}}|(?P<shared>{SHARED})[0-9]{{1,3}}-[0-9]{{1,3}})"
    rf"\.(?P<extension>{'|'.join(CONTENT_TYPES)})"
)


@read_only
def rendition(request: HttpRequest, name: str) -> HttpResponseBase:
    """Send one stored rendition, or the brand card for a shared link's that the worker has still to make.

    Masters lie outside this prefix and have no address.
    """
    match = NAME.fullmatch(name)
    if match is None:
        raise Http404("No rendition has such a name.")
    try:
        file = default_storage.open(f"{RENDITIONS}{name}")
    except FileNotFoundError as error:
        if match["shared"]:
            return redirect(static(BRAND_CARD))
        raise Http404("There is no such rendition.") from error
    return mark(FileResponse(file, content_type=CONTENT_TYPES[match["extension"]]), STATIC)
