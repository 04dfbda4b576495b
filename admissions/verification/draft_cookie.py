"""The cookie that says which draft is a visitor's."""

from __future__ import annotations

import datetime
import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse

TOKEN = re.compile(r"[A-Za-z0-9_-]{43}\Z")


def read(request: HttpRequest) -> str:
    """Return the token that a visitor's cookie holds; empty if it cannot be one of ours."""
    token = request.COOKIES.get(settings.DRAFT_COOKIE_NAME, "")
    return token if TOKEN.match(token) else ""


def give(response: HttpResponse, token: str, lasts: datetime.timedelta | None = None) -> None:
    """Let the visitor's browser remember which draft is theirs, until it is closed or for so long."""
    response.set_cookie(
        settings.DRAFT_COOKIE_NAME,
        token,
        max_age=lasts,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def end(response: HttpResponse) -> None:
    """Let the browser forget it. Not delete_cookie(): it leaves out what the name’s prefix demands."""
    give(response, "", datetime.timedelta(0))


def end_all(response: HttpResponse) -> None:
    """Let the browser forget every cookie that any page of ours has set."""
    end(response)
    for name in (
        settings.STATUS_COOKIE_NAME,
        settings.CSRF_COOKIE_NAME,
        settings.SESSION_COOKIE_NAME,
        "messages",
    ):
        response.set_cookie(
            name, "", max_age=0, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
        )
