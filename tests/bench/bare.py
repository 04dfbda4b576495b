"""The least a WSGI application can do: answer with bytes and headers that were read when it started.

``BENCH_ANSWER`` names the file they are in: JSON headers on the first line, then the body.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import django
from gunicorn.glogging import Logger

django.setup()  # the configuration of the server asks for the keys

_head, _, BODY = Path(os.environ["BENCH_ANSWER"]).read_bytes().partition(b"\n")
HEADERS = [(name, value) for name, value in json.loads(_head)]


class Silent(Logger):
    """A server's logger that writes no line about a request."""

    def access(self, *_: Any) -> None:
        pass


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer every request alike."""
    start_response("200 OK", HEADERS)
    return [BODY]
