"""What a page costs that nobody has read since something was published, against a constant string.

Both go the same way through Django. A page that the change left alone, as it leaves nearly all, is asked for
by its tag; one that it made, or that is new, is rendered.

Run as a program in a site's environment: ``python -m tests.bench.cold PATH``. With ``BEFORE``,
the folder of a checkout of the release before, :func:`compare` runs it in both, in turn.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import django

ROUNDS = 300
WARM_UP = 20
CONSTANT = "/bench-constant/"


TURNS = 5
FIGURE = re.compile(r"^  (.+?): ([\d.]+) ms, ", re.MULTILINE)


def compare(environment: dict[str, str], path: str, before: Path) -> None:
    """Print what a cold page takes against the release in another checkout, both measured in turn."""
    # Imported here: in the other checkout this file is run alone, beside that release's own tests.
    from tests.support.demo_site import demo_environment, free_port, prepare

    with tempfile.TemporaryDirectory(prefix="alter-before-") as folder:
        older = demo_environment(Path(folder), free_port())
        prepare(older, before)
        turns = [(figures(environment, path, Path()), figures(older, path, before)) for _ in range(TURNS)]
    for name in turns[0][0]:
        now, then = (median(side[name] for side in sides) for sides in zip(*turns, strict=True))
        ratio = median(ours[name] / theirs[name] for ours, theirs in turns)
        print(f"  {name}: {now:.2f} ms; in {before} {then:.2f} ms; ratio {ratio:.2f} (wanted 1.1)")


def figures(environment: dict[str, str], path: str, checkout: Path) -> dict[str, float]:
    """Return the milliseconds that this program prints when it is run in a checkout."""
    # Not by its name: it would find our modules first, and one of them is called queue.
    program = [sys.executable, "-c", Path(__file__).read_text(encoding="utf-8"), path]
    said = subprocess.run(program, cwd=checkout, env=environment, check=True, capture_output=True, text=True)
    return {name: float(milliseconds) for name, milliseconds in FIGURE.findall(said.stdout)}


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
