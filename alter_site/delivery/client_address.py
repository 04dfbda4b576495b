"""Whose address a request comes from when proxies of ours stand in between, and of which network it is."""

from __future__ import annotations

import functools
import ipaddress
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# What one household or one rented machine is given: whoever has an IPv6 address has 2**64 of them.
PREFIXES = {4: 32, 6: 64}


@functools.lru_cache(maxsize=8)
def networks(proxies: tuple[str, ...]) -> tuple[Network, ...]:
    """Return what ``TRUSTED_PROXIES`` says as networks.

    Raises:
        ImproperlyConfigured: one of them is neither an address nor a network.
    """
    try:
        return tuple(ipaddress.ip_network(proxy, strict=False) for proxy in proxies)
    except ValueError as error:
        raise ImproperlyConfigured(f"TRUSTED_PROXIES: {error}") from error


@functools.lru_cache(maxsize=256)
def parsed(text: str) -> Address | None:
    """Return the address that a proxy or a socket wrote, with or without a port; None if it is none.

    One address has one value, however it is written: ``[2001:db8::7]:40001``, ``2001:DB8:0::7``, an IPv4
    address as a socket for both kinds calls it, or one with the name of a network card.
    """
    text = text.strip().strip('"')
    host = text
    if text.startswith("["):
        host, closing, port = text[1:].partition("]")
        if not closing or (port and not _is_port(port)):
            return None
    elif text.count(":") == 1:
        host, _, port = text.partition(":")
        if not _is_port(f":{port}"):
            return None
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address


def _is_port(text: str) -> bool:
    return text[0] == ":" and text[1:].isascii() and text[1:].isdecimal() and len(text) <= len(":65535")


def is_ours(address: str) -> bool:
    """Is it the address of a proxy of ours?"""
    found = parsed(address)
    return found is not None and any(
        found in network for network in networks(tuple(settings.TRUSTED_PROXIES))
    )


def is_from_our_proxy(environ: dict[str, Any]) -> bool:
    """Does the request come straight from a proxy of ours? A Unix socket has no address to tell."""
    address = str(environ.get("REMOTE_ADDR", ""))
    return is_ours(address) if address else bool(settings.TRUSTED_PROXIES)


def address_of(request: HttpRequest) -> str:
    """Return the visitor's address without a port; empty when the server does not know it (a Unix socket).

    ``X-Forwarded-For`` is read from its end, and only as far as proxies of ours wrote it: what stands
    before the first foreign address is whatever the visitor made up. Where one of them wrote no address,
    nobody can tell what stands before it either, and the proxy's own address is the last that is known.
    """
    address = str(request.META.get("REMOTE_ADDR", ""))
    hops = [hop for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    while hops and (is_ours(address) or (not address and settings.TRUSTED_PROXIES)):
        found = parsed(hops.pop())
        if found is None:
            break
        address = str(found)
    known = parsed(address)
    return address if known is None else str(known)


@functools.lru_cache(maxsize=256)
def network_of(address: str) -> str:
    """Return what counts as one visitor: an IPv4 address, the /64 of an IPv6 one; nothing for neither."""
    found = parsed(address)
    return "" if found is None else str(ipaddress.ip_network((found, PREFIXES[found.version]), strict=False))
