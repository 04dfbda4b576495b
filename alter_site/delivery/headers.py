"""Response headers by kind of route, in one table.

The kinds are those of the addresses: an *edition* is the same bytes for everybody, a *calculator* answers
one person and keeps nothing, *private* is for one person only, *static* never changes under its name.
"""

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase

Response = TypeVar("Response", bound=HttpResponseBase)

EDITION = "edition"
CALCULATOR = "calculator"
PRIVATE = "private"
STATIC = "static"

YEAR = 365 * 24 * 3600  # seconds

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

ALWAYS = {
    "Permissions-Policy": PERMISSIONS_POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
}
BY_KIND = {
    EDITION: {"Cache-Control": "public, max-age=0, must-revalidate"},
    CALCULATOR: {"Cache-Control": "no-store"},
    PRIVATE: {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"},
    STATIC: {"Cache-Control": f"public, max-age={YEAR}, immutable"},
}


def mark(response: Response, kind: str) -> Response:
    """Say which row of the table a response follows; without a mark it is private."""
    response.headers_kind = kind  # type: ignore[attr-defined]
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
        return response
