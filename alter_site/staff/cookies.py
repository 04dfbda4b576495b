"""Signed cookies of somebody who signs in, limited to the admin's path.

Leave ends none of these: another site can press it, and a known device would be a stranger's again.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse


def give(response: HttpResponse, name: str, value: Any, lasts: int) -> None:
    """Set a signed cookie with a JSON-serializable value, for so many seconds."""
    _set(response, name, signing.dumps(value, salt=_salt(name)), lasts)


def read(request: HttpRequest, name: str, lasts: int) -> Any:
    """Return the cookie's value if it is signed by us and at most so many seconds old, else None."""
    try:
        return signing.loads(request.COOKIES.get(_named(name), ""), salt=_salt(name), max_age=lasts)
    except signing.BadSignature:
        return None


def end(request: HttpRequest, response: HttpResponse, name: str) -> None:
    """Delete the cookie, if the browser sent it."""
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
