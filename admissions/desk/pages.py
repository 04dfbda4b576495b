"""The pages of a long list."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import urlencode


def number_asked(request: HttpRequest, last: int) -> int:
    """Return the number of the page that was asked for, up to the ``last`` that anybody is shown."""
    typed = request.GET.get("page", "")
    is_number = typed.isascii() and typed.isdecimal() and len(typed) < 6
    return min(max(int(typed), 1), last) if is_number else 1


def address(request: HttpRequest, **changes: str | int) -> str:
    """Return the address of the list that is shown, with something else asked of it."""
    return f"?{urlencode({**request.GET.dict(), **changes})}"
