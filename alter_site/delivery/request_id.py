"""A name for each request, which all its log lines share and which says nothing about it.

A proxy of ours may have given it one in ``X-Request-ID``, so that its lines can be laid beside ours.
"""

import contextvars
import re
import secrets
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from .client_address import is_from_our_proxy

ENVIRON_KEY = "alter.request_id"
LOOKS_LIKE_ONE = re.compile(r"[0-9a-f-]{16,64}")

#: The request that this thread works on; empty between two.
current: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default="")


def request_id_of(environ: dict[str, Any]) -> str:
    """Return the request's name, and write it into the WSGI environment when it is new."""
    if ENVIRON_KEY not in environ:
        given = environ.get("HTTP_X_REQUEST_ID", "")
        is_believed = LOOKS_LIKE_ONE.fullmatch(given) and is_from_our_proxy(environ)
        environ[ENVIRON_KEY] = given if is_believed else secrets.token_hex(16)
    return str(environ[ENVIRON_KEY])


class RequestIdMiddleware:
    """Lets every line that is logged meanwhile carry the request's name."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = current.set(request_id_of(request.META))
        try:
            return self.get_response(request)
        finally:
            current.reset(token)
