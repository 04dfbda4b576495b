"""Refuses requests that Django cannot read, before anything else looks at them."""

import codecs
from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.deprecation import MiddlewareMixin
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from .body_limits import largest_body
from .client_address import parsed


def public(view: Callable[..., Any]) -> Callable[..., Any]:
    """Say that what a view answers follows from the address alone: it needs no cookie and no token.

    Whoever asks for the same address at the same time may be given the same answer, rendered once.
    """
    answering = csrf_exempt(view)
    answering.is_public = True  # type: ignore[attr-defined]
    return answering


def is_public(path: str) -> bool:
    """Does a public view answer at this path?"""
    try:
        return getattr(resolve(path).func, "is_public", False)
    except Resolver404:
        return False


def read_only(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let a public view answer GET and HEAD alone; whoever sends a form is told so."""
    return public(require_safe(view))


def is_asked_by_script(request: HttpRequest) -> bool:
    """Does whoever asks read JSON, and no page?"""
    return request.accepts("application/json") and not request.accepts("text/html")


# Machines ask how a node is by its address, which is no host of ours, or in HTTP/1.0 by no name at all.
HEALTH = {"/healthz", "/readyz"}
OURSELVES = "127.0.0.1"  # settings.ALLOWED_HOSTS always has it


class ReadableRequestMiddleware(MiddlewareMixin):
    """Refuse what is larger than its route takes or not in UTF-8; let machines ask after us by address.

    Every page of ours is UTF-8 and so is every form it sends. Stock Django answers 500 when the CSRF
    check decodes a body whose charset it does not know. Files it does not count at all: it would write
    whatever anybody sends to a temporary file before a view could refuse it.
    """

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        host = request.META.get("HTTP_HOST", "")
        if request.path_info in HEALTH and (not host or parsed(host)):
            request.META["HTTP_HOST"] = OURSELVES
        if (length := _length(request)) and length > largest_body(request.path_info):
            raise RequestDataTooBig("More was sent than this route takes.")
        charset = (request.content_params or {}).get("charset")
        if charset and not _is_utf8(charset):
            return HttpResponse(
                "This form was sent in a character set we cannot read. Please send it as UTF-8.\n",
                status=400,
                content_type="text/plain; charset=utf-8",
            )
        return None


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _is_utf8(charset: str) -> bool:
    try:
        return codecs.lookup(charset).name in {"utf-8", "ascii"}
    except (LookupError, ValueError):
        return False
