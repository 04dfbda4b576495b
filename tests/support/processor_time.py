"""How long work keeps a processor busy: others may have it meanwhile, so the wall clock says nothing."""

from __future__ import annotations

import time
from collections.abc import Callable


def shortest(work: Callable[[], object], *, tries: int = 5) -> float:
    """Return the processor time of the fastest of some tries, in seconds."""
    times = []
    for _ in range(tries):
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return min(times)
