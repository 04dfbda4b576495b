"""What Django breaks at before any middleware is asked, made into what it reads.

Bodies that are sent in chunks, without saying how long they are, are given a length. A type in characters
that nobody knows becomes one that is refused in words.
"""

from __future__ import annotations

import io
from collections.abc import Iterable

from django.core.handlers.wsgi import get_path_info
from django.utils.http import parse_header_parameters

from .body_limits import largest_body
from .page_cache import Application
from .ready_page import Environ, StartResponse

UNREADABLE = "text/plain; charset=unreadable"  # what ReadableRequestMiddleware refuses


def with_readable_body(application: Application) -> Application:
    """Return the application as one that is handed every body with its length and a type that it reads."""

    def answering(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if "HTTP_TRANSFER_ENCODING" in environ and environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            give_length(environ)
        try:
            parse_header_parameters(environ.get("CONTENT_TYPE", ""))
        except (LookupError, ValueError):  # a parameter as of RFC 2231, such as charset*=utf-99''x
            environ["CONTENT_TYPE"] = UNREADABLE
        return application(environ, start_response)

    return answering


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
