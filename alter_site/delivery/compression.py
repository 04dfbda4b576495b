"""Compresses public pages. Private pages stay uncompressed: their secrets could be guessed from sizes."""

import functools
import gzip
from collections.abc import Callable

import brotli
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from .headers import is_edition

SMALLEST = 500  # bytes; below that the header costs more than it saves
# A public page is the same bytes for everybody, so each is compressed once, as hard as the format allows.
# At about 50 kB a page with its compressed copy, these take at most 13 MB in each process.
KEPT = 256

_COMPRESSORS: dict[str, Callable[[bytes], bytes]] = {
    "br": functools.partial(brotli.compress, quality=11),
    "gzip": functools.partial(gzip.compress, compresslevel=9, mtime=0),
}


@functools.lru_cache(maxsize=KEPT)
def compressed(content: bytes, encoding: str) -> bytes:
    """Return ``content`` in ``encoding``, remembered for the next reader of the same page."""
    return _COMPRESSORS[encoding](content)


class CompressionMiddleware:
    """Send an edition as brotli or gzip where the browser says that it can read it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not is_edition(response) or response.streaming or len(response.content) < SMALLEST:
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        encoding = _chosen(request.headers.get("Accept-Encoding", ""))
        if encoding:
            response.content = compressed(response.content, encoding)
            response.headers["Content-Encoding"] = encoding
        response.headers["Content-Length"] = str(len(response.content))
        return response


def _chosen(accepted: str) -> str:
    """Return the best encoding that the browser takes; one it gives the weight 0 it does not take."""
    offered = {}
    for part in accepted.lower().split(","):
        name, _, weight = part.partition(";")
        offered[name.strip()] = weight.strip() not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return next((encoding for encoding in _COMPRESSORS if offered.get(encoding)), "")
