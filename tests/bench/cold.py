"""What a page costs that nobody has read yet, against a constant string on the same way through Django.

Run as a program in a site's environment: ``python -m tests.bench.cold PATH``.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from statistics import median

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
    """Print the time of both as medians of rounds in turn, their ratio, and what compressing adds once."""
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

    def answer(address: str) -> bytes:
        rendered = rendered_by(application, request_for(address))
        if not rendered.status.startswith("200"):
            raise SystemExit(f"{address} answered {rendered.status}.")
        rendered.response.close()
        return bytes(rendered.response.content)

    rounds = [
        [seconds(lambda address=address: answer(address)) for address in (path, CONSTANT)]  # type: ignore[misc]
        for _ in range(WARM_UP + ROUNDS)
    ][WARM_UP:]
    page, constant = (1000 * median(times) for times in zip(*rounds, strict=True))
    body = answer(path)
    once = 1000 * median(seconds(lambda: compressed(body)) for _ in range(5))
    print(
        f"  {path} cold: {page:.2f} ms; a constant string: {constant:.2f} ms; ratio {page / constant:.1f} "
        f"(wanted 4); compressed once a generation, by the worker or the first reader: {once:.0f} ms"
    )


if __name__ == "__main__":
    main(sys.argv[1])
