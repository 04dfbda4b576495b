"""Response headers by kind of route, in one table.

The kinds are those of the addresses: an *edition* is the same bytes for everybody, a *calculator* answers
one person and keeps nothing, *private* is for one person only, *guest* is for whoever was given a link,
whose address is handed on to nobody, *static* never changes under its name.
"""

import datetime
from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.templatetags.static import static

Response = TypeVar("Response", bound=HttpResponseBase)

EDITION = "edition"
CALCULATOR = "calculator"
PRIVATE = "private"
GUEST = "guest"
STATIC = "static"

YEAR = 365 * 24 * 3600  # seconds
RETRY_AFTER = "30"  # seconds, while something that will be back is away

# Browser features this site never uses, switched off for it and anything it could embed.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)

# Django's own middleware and critical_css.PolicyMiddleware add the policies that settings/security.py names.
ALWAYS = {
    "Permissions-Policy": PERMISSIONS_POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
}
BY_KIND = {
    EDITION: {
        # Browsers ask each time. A cache in front may be 40 seconds behind, and a day while we are away.
        "Cache-Control": "public, max-age=0, s-maxage=10, stale-while-revalidate=30, stale-if-error=86400",
        "Vary": "Accept-Encoding",
    },
    CALCULATOR: {"Cache-Control": "no-store"},
    PRIVATE: {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"},
    GUEST: {
        "Cache-Control": "no-store",
        "X-Robots-Tag": "noindex, nofollow",
        "Referrer-Policy": "no-referrer",
    },
    STATIC: {"Cache-Control": f"public, max-age={YEAR}, immutable"},
}
# Which pages a browser may fetch ahead while somebody points at a link: other editions and nothing else.
SPECULATION_RULES = "next-editions.speculationrules"


def mark(response: Response, kind: str, next_change: datetime.datetime | None = None) -> Response:
    """Say which row of the table a response follows; without a mark it is private.

    ``next_change`` is when the clock alone will make an edition another one.
    """
    response.headers_kind = kind  # type: ignore[attr-defined]
    response.next_change = next_change  # type: ignore[attr-defined]
    return response


def is_edition(response: HttpResponseBase) -> bool:
    """Is the response the same bytes for everybody?"""
    return getattr(response, "headers_kind", PRIVATE) == EDITION


class HeadersMiddleware:
    """Apply the table to every response that Django makes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        kind = getattr(response, "headers_kind", PRIVATE)
        for name, value in {**ALWAYS, **BY_KIND[kind]}.items():
            response.headers.setdefault(name, value)
        if kind == EDITION and response.status_code == 200 and is_html(response):
            response.headers["Speculation-Rules"] = f'"{static(SPECULATION_RULES)}"'
        return response


def is_html(response: HttpResponseBase) -> bool:
    """Is it a page, or a 304, whose headers a browser then takes for the page that it has?"""
    return response.status_code == 304 or response.headers.get("Content-Type", "").startswith("text/html")
