"""Asks for the second factor again before what one stolen session must not be able to do."""

from __future__ import annotations

from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.http import HttpRequest


def where_asked(request: HttpRequest, back_to: str) -> str:
    """Return the address that asks for the second factor and leads back; empty if it was used just now."""
    adapter = get_adapter(request)
    if not adapter.is_reauthentication_required(app="allauth.mfa"):
        return ""
    ways = adapter.get_reauthentication_methods(request.user)
    return f"{ways[0]['url']}?{urlencode({'next': back_to})}"
