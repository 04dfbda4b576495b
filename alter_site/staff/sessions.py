"""How long a staff session lasts: until 15 minutes pass without anything done, and never beyond 10 hours."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from html import unescape
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import strip_tags

from .screens import screen

IDLE = 15 * 60  # seconds without anything done
STARTED, ACTIVE = "staff_started_at", "staff_active_at"
# A page and what it loads count as one activity: only the first request writes the session.
ONE_ACT = 5  # seconds

# What a form sends that nobody typed: buttons, marks, counts of rows, identities. No password is given back.
_UNTYPED_NAME = re.compile(
    r"_|.*(password|_FORMS$|-ORDER$|-id$|-page$)"
    r"|(csrfmiddlewaretoken|revision|opened_at|action|select_across|index|post)$"
)
_UNTYPED_VALUE = re.compile(r"on|yes|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(:.*)?|[0-9a-f]{64}")
_LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)
_BLOCK_END = re.compile(r"</(?:p|li|h\d|tr|blockquote)>|<br>")


def start(request: HttpRequest, **kwargs: Any) -> None:
    """Record when somebody signed in; connected to ``user_logged_in`` in apps.py."""
    request.session[STARTED] = request.session[ACTIVE] = time.time()


def delete_expired() -> None:
    """Delete expired sessions; Django does not do it by itself."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()


def is_passive(request: HttpRequest) -> bool:
    """Was this sent by a script's timer? Such a request does not extend the session."""
    return request.headers.get("X-Passive") == "1"


def seconds_left(request: HttpRequest) -> tuple[int, bool]:
    """Return how long this session lasts if nothing is done, and whether doing something extends it."""
    now = time.time()
    idle = request.session[ACTIVE] + IDLE - now
    absolute = request.session[STARTED] + settings.SESSION_COOKIE_AGE - now
    return max(0, int(min(idle, absolute))), idle < absolute


class StaffSessionMiddleware:
    """Ends sessions that are over and records activity, on the admin's paths only."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_staff_address = request.path_info.startswith(f"/{settings.ADMIN_PATH}")
        if is_staff_address and SESSION_KEY in request.session:
            self._note(request)
        return self.get_response(request)

    def _note(self, request: HttpRequest) -> None:
        now = time.time()
        session = request.session
        started, active = session.get(STARTED, 0), session.get(ACTIVE, 0)
        if now - started >= settings.SESSION_COOKIE_AGE:
            self._end(request, "You were signed out: nobody stays signed in for more than ten hours.")
        elif now - active >= IDLE:
            self._end(request, "You were signed out, because nothing was done for 15 minutes.")
        elif not is_passive(request) and now - active >= ONE_ACT:
            session[ACTIVE] = now

    def _end(self, request: HttpRequest, why: str) -> None:
        logout(request)
        if request.method == "GET" and not is_passive(request):
            messages.info(request, why)


# --- what was typed before the session ended ----------------------------------------------------------


def holds_typing(request: HttpRequest) -> bool:
    """Can this POST be shown for sending again? Not one from another site, nor one with a password."""
    comes_from_here = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    return (
        request.method == "POST"
        and comes_from_here
        and request.path_info.startswith(f"/{settings.ADMIN_PATH}")
        and not any("password" in name for name in request.POST)
    )


def typed_texts(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what somebody typed into the form that was sent, each with its field's name, to be copied."""
    return [
        (name.replace("_", " ").replace("-", " "), words)
        for name, values in request.POST.lists()
        if not _UNTYPED_NAME.match(name)
        for value in values
        if not _UNTYPED_VALUE.fullmatch(value) and (words := _readable(value))
    ]


def _readable(value: str) -> str:
    """Return a text as it is read: of the editor's HTML the words, a line each, and where links lead."""
    if not value.startswith("<"):
        return value.strip()
    lines = _BLOCK_END.sub("\n", _LINK.sub(r"\2 (\1)", value))
    return unescape(strip_tags(lines)).strip()


def send_again(request: HttpRequest) -> HttpResponse:
    """Return a page that holds every value that was sent; nothing of it is kept on the server.

    The page leads to the sign-in in another tab and sends the same values once more.
    """
    values = [
        (name, value)
        for name, typed in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in typed
    ]
    context = {
        "values": values,
        "typed": typed_texts(request),
        "files": list(request.FILES),
        "is_signed_in": request.user.is_authenticated,
    }
    title = "Your form was not saved yet"
    return screen(request, "account/send_again.html", title, status=403, **context).render()
