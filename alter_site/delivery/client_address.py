"""Whose address a request comes from, when proxies of ours stand in between."""

from __future__ import annotations

import functools
import ipaddress
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@functools.lru_cache(maxsize=8)
def _networks(proxies: tuple[str, ...]) -> tuple[Network, ...]:
    try:
        return tuple(ipaddress.ip_network(proxy, strict=False) for proxy in proxies)
    except ValueError as error:
        raise ImproperlyConfigured(f"TRUSTED_PROXIES: {error}") from error


def _is_ours(address: str) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped  # how a socket that takes both kinds calls an IPv4 neighbor
    return any(parsed in network for network in _networks(tuple(settings.TRUSTED_PROXIES)))


def is_from_our_proxy(environ: dict[str, Any]) -> bool:
    """Does the request come straight from a proxy of ours? A Unix socket has no address to tell."""
    address = str(environ.get("REMOTE_ADDR", ""))
    return _is_ours(address) if address else bool(settings.TRUSTED_PROXIES)


def address_of(request: HttpRequest) -> str:
    """Return the visitor's address; empty when the server does not know it (a Unix socket).

    ``X-Forwarded-For`` is read from its end, and only as far as proxies of ours wrote it: what stands
    before the first foreign address is whatever the visitor made up.
    """
    address = str(request.META.get("REMOTE_ADDR", ""))
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    while hops and (_is_ours(address) or (not address and settings.TRUSTED_PROXIES)):
        address = hops.pop()
    return address
