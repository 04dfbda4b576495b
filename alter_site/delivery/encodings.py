"""Which encoding a browser is sent, by what its ``Accept-Encoding`` takes and refuses (RFC 9110, 12.5.3)."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.gzip import gzip_page

# Best first.
COMPRESSED = ("br", "gzip")
PLAIN = "identity"
# A program that takes anything, or names only what it does not want, can read this one.
READ_BY_ALL = "gzip"

_WEIGHT = re.compile(r"q\s*=\s*(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)")


@functools.lru_cache(maxsize=256)
def taken(accepted: str) -> tuple[str, ...]:
    """Return the compressed encodings that may be sent, best first; the plain bytes are the last resort.

    What is named comes in the order of its weight. What is not named is not sent, except that whoever refuses
    the plain bytes gets gzip unless they refuse that as well; nobody is sent away over it.
    """
    weights = _weights(accepted)
    plain = weights.get(PLAIN, 0)
    named = [name for name in COMPRESSED if weights.get(name, 0) > 0 and weights[name] >= plain]
    if named:
        return tuple(sorted(named, key=lambda name: -weights[name]))
    refuses_plain = weights.get(PLAIN, weights.get("*", 1)) == 0
    takes_any = weights.get(READ_BY_ALL, weights.get("*", 1)) > 0
    return (READ_BY_ALL,) if refuses_plain and takes_any else ()


def chosen(accepted: str) -> str:
    """Return the best encoding that a browser takes; nothing for the plain bytes."""
    return next(iter(taken(accepted)), "")


def gzipped(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Compress what a view answers, for whoever takes gzip: Django asks only whether the word is there."""
    compressing = gzip_page(view)

    @functools.wraps(view)
    def answering(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.META["HTTP_ACCEPT_ENCODING"] = ", ".join(taken(request.META.get("HTTP_ACCEPT_ENCODING", "")))
        return compressing(request, *args, **kwargs)

    return answering


def _weights(accepted: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        # A weight nobody can read is no promise that the encoding can be.
        weighed = _WEIGHT.fullmatch(parameters[0]) if parameters else None
        weight = float(weighed[1]) if weighed else float(not parameters)
        if name:
            found[{"x-gzip": "gzip"}.get(name, name)] = weight
    return found
