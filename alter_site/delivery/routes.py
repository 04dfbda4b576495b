"""Names the route of each request, for log lines that must not carry paths: a path can name a condition."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

ENVIRON_KEY = "alter.route"


class RouteNameMiddleware:
    """Write the matched route's name into the WSGI environment, where the server's access log finds it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.resolver_match is not None:
            request.environ[ENVIRON_KEY] = route_of(request)  # type: ignore[attr-defined]
        return response


class RouteInsteadOfPath(logging.Filter):
    """Puts the route's name where Django's own lines about a request have its path."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            route = route_of(request)
            record.args = tuple(route if argument == request.path else argument for argument in record.args)
        return True


def route_of(request: HttpRequest) -> str:
    """Return the name of the route that a request matched, or a dash."""
    return (request.resolver_match.view_name if request.resolver_match else "") or "-"
