"""A job that is killed half-way, for tests that it goes on where it stopped."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest


def interrupt(job: Callable[[], Any], module: ModuleType, name: str, after: int) -> None:
    """Run a job and kill it at a call of ``module.name`` after so many that went well. A row is a batch."""
    function: Callable[..., Any] = getattr(module, name)
    done: list[object] = []

    def stop_half_way(*args: Any) -> Any:
        if len(done) == after:
            raise KeyboardInterrupt
        done.append(args)
        return function(*args)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "BATCH", 1)
        patch.setattr(module, name, stop_half_way)
        with pytest.raises(KeyboardInterrupt):
            job()
