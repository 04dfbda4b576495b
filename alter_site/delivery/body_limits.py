"""How much may be sent to each route, so that a request can be refused before any of it is read.

A view says so itself with :func:`takes_up_to`, or a model's admin with ``largest_body``.
``deploy/nginx.conf`` says the same of the addresses that take files; a test compares them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import Resolver404, resolve

FORM = 64_000  # bytes: the longest answers that a step keeps, and some more
STAFF_FORM = 1_000_000  # the longest page with all its rows, ten times over
FILES = 32_000_000  # a picture of the largest size we take, or two photos, with the form around them


def takes_up_to(number: int) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Let a view be sent so many bytes."""

    def declared(view: Callable[..., Any]) -> Callable[..., Any]:
        view.largest_body = number  # type: ignore[attr-defined]
        return view

    return declared


def largest_body(path: str) -> int:
    """Return how many bytes may be sent to ``path``."""
    try:
        view = resolve(path).func
    except Resolver404:
        return FORM
    if admin := getattr(view, "model_admin", None):
        return getattr(admin, "largest_body", STAFF_FORM)
    return getattr(view, "largest_body", FORM)
