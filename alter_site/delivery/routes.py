"""Names the route of each request, for log lines that must not carry paths: a path can name a condition."""

import http
import logging

from django.http import HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin

ENVIRON_KEY = "alter.route"
# Django puts into their lines what a visitor sent: path, query, host, origin, referrer, name of a file.
SAY_WHAT_WAS_SENT = ("django.request", "django.security")


class RouteNameMiddleware(MiddlewareMixin):
    """Write the matched route's name into the WSGI environment, where the server's access log finds it."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if request.resolver_match is not None:
            request.environ[ENVIRON_KEY] = route_of(request)  # type: ignore[attr-defined]
        return response


class RouteInsteadOfPath(logging.Filter):
    """Leaves of Django's own lines about a request what was answered, and the route's name for the rest."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith(SAY_WHAT_WAS_SENT):
            status, request = getattr(record, "status_code", 0), getattr(record, "request", None)
            what = http.HTTPStatus(status).phrase if status else record.name.rpartition(".")[2]
            route = route_of(request) if isinstance(request, HttpRequest) else "-"
            record.msg, record.args = f"{what}: {route}", ()
        return True


def route_of(request: HttpRequest) -> str:
    """Return the name of the route that a request matched, or a dash."""
    return (request.resolver_match.view_name if request.resolver_match else "") or "-"
