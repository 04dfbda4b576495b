"""Bodies that are sent in chunks, without saying how long they are, given a length: Django reads no other."""

from __future__ import annotations

import io
from collections.abc import Iterable

from django.core.handlers.wsgi import get_path_info

from .body_limits import largest_body
from .page_cache import Application, PageCache
from .ready_page import Answer, Environ, StartResponse


class ChunkedBodies:
    """The application, which is handed every body whole and with its length."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if "HTTP_TRANSFER_ENCODING" in environ and environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            give_length(environ)
        return self.application(environ, start_response)

    def memory_hit(self, environ: Environ) -> Answer | None:
        """Ask the page cache, where there is one: see :meth:`.page_cache.PageCache.memory_hit`."""
        return self.application.memory_hit(environ) if isinstance(self.application, PageCache) else None


def give_length(environ: Environ) -> None:
    """Read the body as far as its route takes one; one that is longer, or never ends, is refused later."""
    most = largest_body(get_path_info(environ))
    try:
        body = environ["wsgi.input"].read(most + 1)
        length = len(body)
    except OSError:  # gunicorn's word for one that ends too early: the server stops at the limit as well
        body, length = b"", most + 1
    del environ["HTTP_TRANSFER_ENCODING"]
    environ.update({"CONTENT_LENGTH": str(length), "wsgi.input": io.BytesIO(body)})
