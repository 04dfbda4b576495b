"""Compresses public pages. Private pages stay uncompressed: their secrets could be guessed from sizes."""

import gzip
from collections.abc import Callable

import brotli
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from .headers import is_edition

BROTLI_QUALITY = 5  # 11 takes 40 times as long for about 8% fewer bytes; a render cannot wait for it.
GZIP_LEVEL = 6
SMALLEST = 500  # bytes; below that the header costs more than it saves


class CompressionMiddleware:
    """Send an edition as brotli or gzip where the browser says that it can read it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not is_edition(response) or response.streaming or len(response.content) < SMALLEST:
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        accepted = {
            part.split(";")[0].strip() for part in request.headers.get("Accept-Encoding", "").split(",")
        }
        if "br" in accepted:
            response.content = brotli.compress(response.content, quality=BROTLI_QUALITY)
            response.headers["Content-Encoding"] = "br"
        elif "gzip" in accepted:
            response.content = gzip.compress(response.content, GZIP_LEVEL, mtime=0)
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Content-Length"] = str(len(response.content))
        return response
