"""Requests that say once, and plainly, which host they are for (RFC 9112, 3.2); gunicorn lets others pass."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from gunicorn.http.errors import InvalidHeader
from gunicorn.http.message import Request
from gunicorn.http.parser import RequestParser


class HostNamed(Request):
    """A request that is refused where no host is named, two are, or another one than in its target."""

    def parse(self, unreader: Any) -> Any:
        rest = super().parse(unreader)
        hosts = [value.lower() for name, value in self.headers if name == "HOST"]
        is_named = len(hosts) == 1 or (not hosts and self.version < (1, 1))
        target = "" if self.uri.startswith("/") else urlsplit(self.uri).netloc.lower()
        if not is_named or (target and hosts != [target]):
            raise InvalidHeader("Host", req=self)
        return rest


class HostNamedParser(RequestParser):
    """Reads such requests."""

    mesg_class = HostNamed
