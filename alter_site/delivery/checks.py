"""What ``manage.py check --deploy`` says about whom this site believes.

- ``delivery.E001``: production names no proxy. TLS ends in one, so it is always there; unnamed, every visitor
  would have its address, and count as one, and on a Unix socket nobody would be counted at all.
- ``delivery.E002``: a network in ``TRUSTED_PROXIES`` is so wide that it believes everybody.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from .client_address import networks

# The widest network that can be somebody's own: 10.0.0.0/8, and what a provider has of IPv6.
WIDEST = {4: 8, 6: 32}
HINT = "Name the address that nginx (or what else ends TLS) connects from, such as TRUSTED_PROXIES=127.0.0.1."


@register(Tags.security, deploy=True)
def our_proxies_are_named(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Demand ``TRUSTED_PROXIES`` in production, and that it means few machines."""
    if settings.SITE_ENV != "production":
        return []
    if not settings.TRUSTED_PROXIES:
        message = "TRUSTED_PROXIES is empty, so limits would count all visitors as one or nobody at all."
        return [Error(message, hint=HINT, id="delivery.E001")]
    words = "TRUSTED_PROXIES believes all of {}: anybody there can claim any address."
    return [
        Error(words.format(one), hint=HINT, id="delivery.E002")
        for one in networks(tuple(settings.TRUSTED_PROXIES))
        if one.prefixlen < WIDEST[one.version]
    ]
