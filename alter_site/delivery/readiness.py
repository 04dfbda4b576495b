"""What must hold for the site to be ready. Apps register their checks by name; ``/readyz`` asks them all."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Check:
    holds: Callable[[], bool]
    asks_database: bool


_checks: dict[str, _Check] = {}


def ready_when(name: str, holds: Callable[[], bool], *, asks_database: bool = True) -> None:
    """Call the site ready only while ``holds()`` is true. One that raises does not hold."""
    _checks[name] = _Check(holds, asks_database)


def results() -> dict[str, bool]:
    """Ask every check. Once the database does not answer, nobody waits for it a second time."""
    found: dict[str, bool] = {}
    is_reachable = True
    for name, check in _checks.items():
        try:
            found[name] = (is_reachable or not check.asks_database) and check.holds()
        except Exception as error:
            found[name] = False
            is_reachable = is_reachable and not isinstance(error, OperationalError | InterfaceError)
            # Without its message: a database's message can quote what somebody typed.
            logger.warning("The check %r failed: %s", name, type(error).__name__)
    return found
