"""How many examples a costly property is tried with."""

from __future__ import annotations

import os
from typing import Any

import hypothesis

DEEPER = 20  # times as many at night


def examples(few: int, **options: Any) -> hypothesis.settings:
    """Try ``few`` examples in the gate, and twenty times as many in ``make nightly``."""
    return hypothesis.settings(max_examples=few * (DEEPER if os.environ.get("NIGHTLY") else 1), **options)
