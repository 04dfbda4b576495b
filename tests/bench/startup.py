"""How long a fresh process takes until Django is set up, against a Python that does nothing."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Mapping
from statistics import median

ROUNDS = 7
SETUP = "import django; django.setup()"


def measure(environment: Mapping[str, str]) -> None:
    """Print both times and their ratio."""
    rounds = [(seconds(SETUP, environment), seconds("pass", environment)) for _ in range(ROUNDS)]
    setup, nothing = (median(times) * 1000 for times in zip(*rounds, strict=True))
    print(f"  django.setup(): {setup:.0f} ms; bare Python: {nothing:.0f} ms; ratio {setup / nothing:.1f}")


def seconds(code: str, environment: Mapping[str, str]) -> float:
    """Return how long a fresh interpreter takes to run ``code`` and end."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    return time.perf_counter() - start
