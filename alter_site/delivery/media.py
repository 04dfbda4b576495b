"""Serves picture renditions; their names hold a hash of their content, so they never change."""

import mimetypes

from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

YEAR = 365 * 24 * 3600  # seconds


@require_safe
def rendition(request: HttpRequest, name: str) -> HttpResponseBase:
    """Send one stored rendition. Masters lie outside this prefix and have no address."""
    path = f"renditions/{name}"
    try:
        file = default_storage.open(path)
    except (OSError, ValueError, SuspiciousOperation) as error:
        raise Http404("No such picture.") from error
    response = FileResponse(file, content_type=mimetypes.guess_type(name)[0] or "application/octet-stream")
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
