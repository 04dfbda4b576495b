"""Waiting for another process, with one generous limit against hanging."""

from __future__ import annotations

import time
from collections.abc import Callable

# The one limit of the tests' waiting. It guards against hanging and says nothing about speed: what usually
# takes a moment may take a minute on a machine that does much else.
PATIENCE = 60.0  # seconds


class NeverSo(AssertionError):
    """What was waited for did not come."""


def wait_until(is_so: Callable[[], bool], because: str, *, look_every: float = 0.05) -> None:
    """Return once ``is_so()``; ``because`` says what was waited for when it never comes.

    Raises:
        NeverSo: it was not so for ``PATIENCE`` seconds.
    """
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > deadline:
            raise NeverSo(f"Waited {PATIENCE:.0f} s, and never: {because}")
        time.sleep(look_every)
