"""Measure the demo site once and print every figure: ``make bench``.

Compare figures of one run only. Nothing here passes or fails.
"""

from __future__ import annotations

import subprocess
import sys

from tests.bench import memory, startup, throughput
from tests.support.demo_site import demo_site

PAGE = "/therapies/attachment-based-therapy/"


def say(heading: str) -> None:
    """Print a heading before its figures are measured."""
    print(f"\n{heading}", flush=True)


with demo_site() as site:
    say("Requests a second")
    throughput.measure(site, PAGE)
    say("Time of one page view")
    subprocess.run([sys.executable, "-m", "tests.bench.render", PAGE], env=site.environment, check=True)
    say("Start-up")
    startup.measure(site.environment)
    say("Memory, after the load")
    memory.measure(site)
