"""Response headers by kind of route, in one table.

The three kinds are those of the addresses: an *edition* is the same bytes for everybody, *private* is
for one person only, *static* never changes under its name.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

EDITION = "edition"
PRIVATE = "private"

# Browser features this site never uses, switched off for it and anything it could embed.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "attribution-reporting",
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
    PRIVATE: {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"},
}


def mark(response: HttpResponse, kind: str) -> HttpResponse:
    """Say which row of the table a response follows; without a mark it is private."""
    response.headers_kind = kind  # type: ignore[attr-defined]
    return response


def is_edition(response: HttpResponse) -> bool:
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
