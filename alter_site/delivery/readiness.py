"""What must hold for the site to be ready. Apps register their checks by name; ``/readyz`` asks them all."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Check:
    holds: Callable[[], bool | str]
    asks_database: bool


OK, FAILED = "ok", "failed"

_checks: dict[str, _Check] = {}


def ready_when(name: str, holds: Callable[[], bool | str], *, asks_database: bool = True) -> None:
    """Call the site ready only while ``holds()`` is true; one that says in words what is wrong is not.

    One that raises does not hold.
    """
    _checks[name] = _Check(holds, asks_database)


def results() -> dict[str, str]:
    """Ask every check; return for each ``ok``, ``failed``, or ``failed: `` and what it says.

    Once the database does not answer, nobody waits for it a second time.
    """
    found: dict[str, str] = {}
    is_reachable = True
    for name, check in _checks.items():
        answer: bool | str = False
        try:
            answer = (is_reachable or not check.asks_database) and check.holds()
        except Exception as error:
            is_reachable = is_reachable and not isinstance(error, OperationalError | InterfaceError)
            # Without its message: a database's message can quote what somebody typed.
            logger.warning("The check %r failed: %s", name, type(error).__name__)
        found[name] = OK if answer is True else f"{FAILED}: {answer}" if answer else FAILED
    return found
