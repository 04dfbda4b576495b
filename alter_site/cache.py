"""The cache that several web nodes share: when it is down nobody is kept out."""

from __future__ import annotations

import json
import logging
import time
from typing import Any

from django.core.cache.backends.redis import RedisCache

logger = logging.getLogger(__name__)


WARN_EVERY = 60.0  # seconds
_warned = float("-inf")
# A server that does not answer costs a second each time, so this process does not ask it for a while.
LEAVE_ALONE_FOR = 5.0  # seconds
_silent_until = float("-inf")


def _warn(what: str, *about: str) -> None:
    """Say at most once a minute in each process what is wrong with the cache: every page asks for it."""
    global _warned
    if time.monotonic() - _warned >= WARN_EVERY:
        _warned = time.monotonic()
        logger.warning(what, *about)


class Json:
    """Writes values as JSON. Django's own reads pickles, and so runs whatever somebody put there."""

    def dumps(self, value: Any) -> bytes:
        return json.dumps(value).encode()

    def loads(self, data: bytes) -> Any:
        """Return the value; None for anything that is not JSON."""
        try:
            return json.loads(data)
        except (ValueError, RecursionError):
            _warn("A value in the cache is none of ours.")
            return None


class ForgivingRedisCache(RedisCache):
    """Redis that behaves like an empty cache, with a warning in the log, while it cannot be reached.

    True of what is used: the site gets and sets; allauth adds the codes that were used.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = {**params.get("OPTIONS", {}), "serializer": Json}
        super().__init__(server, {**params, "OPTIONS": options})

    def _or(self, otherwise: Any, what: str, *args: Any, **kwargs: Any) -> Any:
        from redis import exceptions

        global _silent_until
        if time.monotonic() < _silent_until:
            return otherwise
        try:
            return getattr(super(), what)(*args, **kwargs)
        except exceptions.RedisError as error:
            if isinstance(error, exceptions.TimeoutError):
                _silent_until = time.monotonic() + LEAVE_ALONE_FOR
            # Without its message, which can quote a key, and a key can hold an address.
            _warn("The cache cannot be reached (%s).", type(error).__name__)
            return otherwise

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._or(True, "add", *args, **kwargs))

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        value = self._or(default, "get", key, default, version)
        return default if value is None else value

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._or(None, "set", *args, **kwargs)
