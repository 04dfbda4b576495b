"""What a page costs that nobody has read since something was published, against a constant string.

Both go the same way through Django. A page that the change left alone, as it leaves nearly all, is asked for
by its tag; one that it made, or that is new, is rendered.

Run as a program in a site's environment: ``python -m tests.bench.cold PATH``.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import django

ROUNDS = 300
WARM_UP = 20
CONSTANT = "/bench-constant/"


def seconds(work: Callable[[], object]) -> float:
    """Return the processor time that ``work`` takes: nothing else on the machine changes it."""
    start = time.process_time()
    work()
    return time.process_time() - start


def main(path: str) -> None:
    """Print each as the median of rounds in turn and as a multiple, and what compressing adds once."""
    django.setup()
    from django.core.handlers.wsgi import WSGIHandler
    from django.http import HttpResponse
    from django.urls import path as route

    from alter_site import urls
    from alter_site.delivery.baking import request_for
    from alter_site.delivery.headers import EDITION, mark
    from alter_site.delivery.page_cache import rendered_by
    from alter_site.delivery.ready_page import compressed

    urls.urlpatterns.insert(0, route(CONSTANT[1:], lambda request: mark(HttpResponse("x"), EDITION)))
    application = WSGIHandler()

    def answer(address: str, known: str = "") -> Any:
        rendered = rendered_by(application, request_for(address), known)
        if not rendered.status.startswith("304" if known else "200"):
            raise SystemExit(f"{address} answered {rendered.status}.")
        rendered.response.close()
        return rendered.response

    page = answer(path)
    ways = {
        "never read before": lambda: answer(path),
        "read before something else was published": lambda: answer(path, page.headers["ETag"]),
        "a constant string": lambda: answer(CONSTANT),
    }
    # In turn, so that whatever else the machine does falls on all.
    rounds = [[seconds(work) for work in ways.values()] for _ in range(WARM_UP + ROUNDS)][WARM_UP:]
    times = dict(zip(ways, (1000 * median(column) for column in zip(*rounds, strict=True)), strict=True))
    constant = times["a constant string"]
    for name, milliseconds in times.items():
        print(f"  {name}: {milliseconds:.2f} ms, {milliseconds / constant:.1f} times a constant (wanted 4)")
    once = 1000 * median(seconds(lambda: compressed(page.content)) for _ in range(5))
    print(f"  compressing a page that has changed, by the worker or its first reader: {once:.0f} ms")


if __name__ == "__main__":
    main(sys.argv[1])
