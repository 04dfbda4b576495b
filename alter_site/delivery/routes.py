"""Names the route of each request, for access lines that must not carry paths."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

ENVIRON_KEY = "alter.route"


class RouteNameMiddleware:
    """Write the matched route's name into the WSGI environment, where the server's access log finds it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        match = request.resolver_match
        if match is not None:
            request.environ[ENVIRON_KEY] = match.view_name or "-"  # type: ignore[attr-defined]
        return response
