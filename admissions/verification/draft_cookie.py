"""The cookie that says which draft is a visitor's, and how any cookie of a visitor is set."""

from __future__ import annotations

import datetime
import re
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

TOKEN = re.compile(r"[A-Za-z0-9_-]{43}\Z")


def read(request: HttpRequest) -> str:
    """Return the token that a visitor's cookie holds; empty if it cannot be one of ours."""
    token = request.COOKIES.get(settings.DRAFT_COOKIE_NAME, "")
    return token if TOKEN.match(token) else ""


def put(
    response: HttpResponse, name: str, value: str, lasts: datetime.timedelta | None, samesite: Any = "Lax"
) -> None:
    """Set a cookie until the browser is closed, or for so long. No script reads it."""
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(name, value, max_age=lasts, secure=secure, httponly=True, samesite=samesite)


def remove(response: HttpResponse, name: str) -> None:
    """Let the browser forget a cookie. Not delete_cookie(): it leaves out what the name’s prefix demands."""
    put(response, name, "", datetime.timedelta(0))


def give(response: HttpResponse, token: str, lasts: datetime.timedelta | None = None) -> None:
    """Let the visitor's browser remember which draft is theirs, until it is closed or for so long."""
    put(response, settings.DRAFT_COOKIE_NAME, token, lasts)


def end(response: HttpResponse) -> None:
    """Let the browser forget which draft is theirs."""
    remove(response, settings.DRAFT_COOKIE_NAME)


def end_all(response: HttpResponse) -> None:
    """Let the browser forget every cookie that any page of ours has set."""
    ours = (settings.DRAFT_COOKIE_NAME, settings.STATUS_COOKIE_NAME)
    for name in (*ours, settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_NAME, "messages"):
        remove(response, name)
