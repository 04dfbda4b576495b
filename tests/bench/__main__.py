"""Measure the demo site once and print every figure: ``make bench``.

Compare figures of one run only. Nothing here passes or fails. ``make bench BEFORE=../before`` also measures a
cold page of the release in that folder, a checkout whose packages are those of this one.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.bench import cold, front, memory, scale, startup, throughput, weight
from tests.support.demo_site import demo_site
from tests.support.postgres import PostgresMissing, postgres

PAGE = "/therapies/attachment-based-therapy/"


def say(heading: str) -> None:
    """Print a heading before its figures are measured."""
    print(f"\n{heading}", flush=True)


def run(program: str, environment: dict[str, str], *arguments: str) -> None:
    """Measure in a process of its own, with the site's settings."""
    subprocess.run([sys.executable, "-m", f"tests.bench.{program}", *arguments], env=environment, check=True)


def requests_on_postgres(environment: dict[str, str]) -> None:
    """Measure once more with PostgreSQL, where it is installed."""
    try:
        with postgres() as address:
            elsewhere = environment | {"DATABASE_URL": address}
            subprocess.run(
                [sys.executable, "manage.py", "migrate", "--verbosity=0"], env=elsewhere, check=True
            )
            run("requests", elsewhere)
    except PostgresMissing as missing:
        print(f"  PostgreSQL: not measured, {missing}")


with demo_site() as site:
    say("Bytes and round trips until a page is painted")
    weight.measure(site)
    say("Requests a second, warm")
    throughput.measure(site, PAGE)
    say("Behind nginx, baked, against a plain folder")
    front.measure(site, PAGE)
    say("A page that nobody has read yet")
    run("cold", site.environment, PAGE)
    if before := os.environ.get("BEFORE"):
        cold.compare(site.environment, PAGE, Path(before))
    say("Time of one page view")
    run("render", site.environment, PAGE)
    say("Start-up")
    startup.measure(site.environment)
    say("Memory, after the load")
    memory.measure(site)
    say("A large site against this one")
    scale.measure(site)
    say("Requests acknowledged a second")
    run("requests", site.environment)
    requests_on_postgres(site.environment)
    say("Sealing")
    run("sealing", site.environment)
    say("Reading a long page for misleading words")
    run("lint", site.environment)
    say("The queue of the desk")
    run("queue", site.environment)
    say("The dashboard of the desk")
    run("dashboard", site.environment)
    say("Drafts of eight people who type at once")
    run("autosave", site.environment)
