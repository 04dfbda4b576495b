"""The cache that several web nodes share: when it is down nobody is kept out."""

from __future__ import annotations

import logging
import time
from typing import Any

from django.core.cache.backends.redis import RedisCache

logger = logging.getLogger(__name__)


WARN_EVERY = 60.0  # seconds
_warned = float("-inf")
# One that takes what is sent and says nothing costs a second each time: nobody asks it again for a while.
LEAVE_ALONE_FOR = 5.0  # seconds
_silent_until = float("-inf")


def _warn(error: Exception) -> None:
    """Say once a minute in each process that the cache is away: every page asks for it."""
    global _warned
    if time.monotonic() - _warned >= WARN_EVERY:
        _warned = time.monotonic()
        # Without its message, which can quote a key, and a key can hold an address.
        logger.warning("The cache cannot be reached (%s); limits do not count.", type(error).__name__)


class ForgivingRedisCache(RedisCache):
    """Redis that behaves like an empty cache, with a warning in the log, while it cannot be reached.

    Limits on sign-in count in it. A limit that cannot count lets people through: a cache that is down
    must not keep the staff away from somebody who waits for their call.
    """

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
            _warn(error)
            return otherwise

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._or(True, "add", *args, **kwargs))

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._or(default, "get", key, default, version)

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._or(None, "set", *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._or(False, "touch", *args, **kwargs))

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._or(False, "delete", *args, **kwargs))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        return int(self._or(delta, "incr", key, delta, version))
