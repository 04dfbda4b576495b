"""Where the time of one page view goes: queries, decoding, template.

Run as a program in the demo site's environment: ``python -m tests.bench.render PATH``.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from statistics import median
from typing import ParamSpec, TypeVar

import django

WARM_UP = 20
ROUNDS = 300

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class Stopwatch:
    """Adds up the time of each stage of one page view."""

    def __init__(self) -> None:
        self.seconds = {"queries": 0.0, "decoding": 0.0, "template": 0.0}

    def time(
        self, stage: str, work: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> Result:
        """Do the work and count it."""
        start = time.perf_counter()
        result = work(*args, **kwargs)
        self.seconds[stage] += time.perf_counter() - start
        return result


def view(path: str) -> Stopwatch:
    """Show the page once, in the stages of ``EditionView``."""
    from django.utils import timezone

    from alter_site.content import views
    from alter_site.content.editions import links

    now = timezone.now()
    watch = Stopwatch()
    found = watch.time("queries", views.live_edition, path, now)
    if found is None:
        raise SystemExit(f"No page is live at {path}.")
    edition, content = watch.time("decoding", views.readable, found)
    neighbors = watch.time("queries", links.of_edition, edition, now)
    watch.time("template", views.render, content, path, neighbors, now)
    return watch


def main(path: str) -> None:
    """Print the median time of each stage and its share."""
    django.setup()
    views = [view(path) for _ in range(WARM_UP + ROUNDS)][WARM_UP:]
    medians = {stage: 1000 * median(watch.seconds[stage] for watch in views) for stage in views[0].seconds}
    total = sum(medians.values())
    for stage, milliseconds in medians.items():
        print(f"  {stage:<9} {milliseconds:6.2f} ms  {milliseconds / total:4.0%}")
    print(f"  {'together':<9} {total:6.2f} ms")


if __name__ == "__main__":
    main(sys.argv[1])
