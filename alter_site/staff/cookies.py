"""What the browser of somebody who signs in keeps for us: signed, for the staff's addresses alone.

Leave ends none of these: another site can press it, and a known device would be a stranger's again.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse


def give(response: HttpResponse, name: str, value: Any, lasts: int) -> None:
    """Let a browser keep a value that JSON can carry for so many seconds."""
    _set(response, name, signing.dumps(value, salt=_salt(name)), lasts)


def read(request: HttpRequest, name: str, lasts: int) -> Any:
    """Return the value that we gave to this browser within so many seconds; None for any other."""
    try:
        return signing.loads(request.COOKIES.get(_named(name), ""), salt=_salt(name), max_age=lasts)
    except signing.BadSignature:
        return None


def end(request: HttpRequest, response: HttpResponse, name: str) -> None:
    """Let the browser forget it, if it has it."""
    if _named(name) in request.COOKIES:
        _set(response, name, "", 0)


def _set(response: HttpResponse, name: str, text: str, lasts: int) -> None:
    response.set_cookie(
        _named(name),
        text,
        max_age=lasts,
        path=f"/{settings.ADMIN_PATH}",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _named(name: str) -> str:
    return f"__Secure-{name}" if settings.SESSION_COOKIE_SECURE else name


def _salt(name: str) -> str:
    return f"staff.cookies {name}"
