"""The headers that nginx puts on what it sends by itself, as lines of its configuration.

They are the application's own: each kind of answer is asked for once, and what Django's middleware made of it
is written down. A value that could mean more than itself to nginx is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.templatetags.static import static
from django.urls import re_path, set_urlconf

from .baking import request_for
from .critical_css import allowed_by_policy
from .headers import EDITION, PRIVATE, RETRY_AFTER, SPECULATION_RULES, mark

# The web server writes these itself. The last is WhiteNoise's; nothing of ours is read by other sites.
NOT_FOR_NGINX = {
    *("Content-Type", "Content-Length", "Content-Encoding", "Vary", "ETag", "Last-Modified"),
    *("Accept-Ranges", "Access-Control-Allow-Origin"),
}
NAME = re.compile(r"[A-Za-z][A-Za-z-]*")
# A dollar sign would name a variable; what is not printed could end the line.
VALUE = re.compile(r"[ !-#%-~]+")

_STYLE = re.compile(r"'sha256-[A-Za-z0-9+/]{43}='")


class Unwritable(Exception):
    """A header cannot be written into nginx's configuration as it is."""


def lines(before: str = "") -> Iterator[str]:
    """Yield the lines of the file, for the ``http`` block of ``deploy/nginx.conf``.

    ``before`` is the file of the release before, whose baked pages are sent until this one's are there: the
    style that stands in them is allowed as well.

    That file says which kind of answer a location gives, as ``$kind``; without one it is an error of nginx's.
    What the application has answered goes through as it is: ``$served`` is then no ``file``.

    Raises:
        Unwritable: a name or value could mean something else to nginx.
    """
    kinds = {
        "file page": _answered("/", lambda _: mark(HttpResponse(), EDITION)),
        "file text": _answered("/", lambda _: mark(HttpResponse(content_type="text/plain"), EDITION)),
        "file asset": _of_asset(static(SPECULATION_RULES)),
        "file ": _answered("/", lambda _: mark(HttpResponse(status=404), PRIVATE)),
    }
    ours = allowed_by_policy()
    if older := next((style for style in _STYLE.findall(before) if style != ours), ""):
        page = kinds["file page"]
        page["Content-Security-Policy"] = page["Content-Security-Policy"].replace(ours, f"{ours} {older}")
    # The page for while the application is away: also where nginx has tried to reach it.
    kinds["file away"] = kinds["application away"] = kinds["file "] | {"Retry-After": RETRY_AFTER}
    yield "# Written by `manage.py nginx_headers`; docs/deploy.md says when."
    for name in sorted({name for headers in kinds.values() for name in headers}):
        variable = f"$sent_{name.lower().replace('-', '_')}"
        yield f'map "$served $kind" {variable} {{'
        yield '    default "";'
        for kind, headers in kinds.items():
            if name in headers:
                yield f'    "{kind}" {_quoted(name, headers[name])};'
        yield "}"
        yield f"add_header {name} {variable} always;"


def _quoted(name: str, value: str) -> str:
    if not NAME.fullmatch(name) or not VALUE.fullmatch(value):
        raise Unwritable(f"The header {name!r} with the value {value!r} cannot be written for nginx.")
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _of_asset(address: str) -> dict[str, str]:
    """Return the headers of a static file, which WhiteNoise answers before any view is asked."""
    missing: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        missing.append(request.path)
        return HttpResponse(status=404)

    headers = _answered(address, view)
    if missing:
        raise Unwritable(f"{address} is not there: run collectstatic first.")
    return headers


def _answered(address: str, view: Callable[[HttpRequest], HttpResponse]) -> dict[str, str]:
    """Return the headers of what comes back through the middleware."""
    request = WSGIRequest({**request_for(address), "REQUEST_METHOD": "HEAD"})
    handler = BaseHandler()
    request.urlconf = (re_path("", view),)  # type: ignore[assignment]
    handler.load_middleware()
    try:
        response: HttpResponseBase = handler.get_response(request)
    finally:
        set_urlconf(None)
    return {name: value for name, value in response.headers.items() if name not in NOT_FOR_NGINX}
