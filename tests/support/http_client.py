"""The interface of Django's test client over real HTTP, for tests of a running server.

It keeps cookies, sends back the CSRF token it read last, and remembers everything that a proxy would see.
"""

from __future__ import annotations

import http.cookiejar
import re
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from typing import Any

from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass
class Request:
    """What a view's test asks of ``wsgi_request``."""

    path: str


@dataclass
class Answer:
    """A response as the tests read one."""

    status_code: int
    content: bytes
    headers: dict[str, str]
    wsgi_request: Request


@dataclass
class HttpClient:
    """A browser without a screen at ``origin``. ``seen`` holds every URL, header and title so far."""

    origin: str
    seen: list[str] = field(default_factory=list)
    _token: str = ""

    def __post_init__(self) -> None:
        self.cookies = http.cookiejar.CookieJar()
        client = self

        class Noting(urllib.request.HTTPRedirectHandler):
            max_redirections = 20  # as in a browser

            def redirect_request(self, request: Any, file: Any, code: Any, *rest: Any) -> Any:
                client.seen += [request.full_url, *map(str, rest[1].items()), str(rest[2])]
                if code == 307:  # the same again, as a browser sends it
                    return urllib.request.Request(  # noqa: S310 (our own server)
                        rest[2], request.data, request.headers, method=request.get_method()
                    )
                return super().redirect_request(request, file, code, *rest)

        self._opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self.cookies), Noting(), _Refusals()
        )

    def get(self, path: str, **options: Any) -> Answer:
        headers = options.get("headers") or {}
        return self._send(urllib.request.Request(self.origin + path, headers=headers))  # noqa: S310 (our own server)

    def post(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> Answer:
        body = encode_multipart(BOUNDARY, {"csrfmiddlewaretoken": self._token, **(data or {})})
        headers = {"Content-Type": MULTIPART_CONTENT, "Referer": self.origin + path}
        return self._send(urllib.request.Request(self.origin + path, body, headers, method="POST"))  # noqa: S310

    def _send(self, request: urllib.request.Request) -> Answer:
        with self._opener.open(request, timeout=60) as response:
            content = response.read()
            headers = dict(response.headers)
            text = content.decode("utf-8", "replace")
            if found := TOKEN.search(text):
                self._token = found[1]
            titles = re.findall(r"<title>.*?</title>", text, re.DOTALL)
            self.seen += [request.full_url, response.url, *map(str, headers.items()), *titles]
            path = urllib.parse.urlsplit(response.url).path
            return Answer(response.status, content, headers, Request(path))


class _Refusals(urllib.request.HTTPErrorProcessor):
    """A 4xx is an answer like any other; a redirect is still followed."""

    def http_response(self, request: Any, response: Any) -> Any:
        return super().http_response(request, response) if 300 <= response.status < 400 else response

    https_response = http_response
