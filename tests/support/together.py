"""Several people at once: in threads with a connection each, or one of them between two steps of another."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection
from django.db.models import Model, QuerySet


def together(*actions: Callable[[], object]) -> list[Exception | None]:
    """Run all actions at once; return what each raised, or None, in their order."""
    barrier = threading.Barrier(len(actions))
    outcomes: dict[int, Exception | None] = {}

    def run(number: int, action: Callable[[], object]) -> None:
        try:
            barrier.wait()
            action()
            outcomes[number] = None
        except Exception as error:
            outcomes[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=row) for row in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [outcomes[number] for number in range(len(actions))]


def beside_the_update(
    patch: pytest.MonkeyPatch, model: type[Model], act: Callable[[], object], *, first: bool
) -> None:
    """Let somebody ``act`` once, just before or just after the next update of rows of ``model``."""
    update, waiting = QuerySet.update, [act]

    def interrupted(rows: QuerySet[Model], **values: object) -> int:
        now = waiting.pop() if rows.model is model and waiting else None
        if now and first:
            now()
        changed = update(rows, **values)
        if now and not first:
            now()
        return changed

    patch.setattr(QuerySet, "update", interrupted)
