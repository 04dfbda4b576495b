"""Several people at once: each action in a thread with a database connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.db import connection


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
