"""How many examples a costly property is tried with."""

from __future__ import annotations

import os
from typing import Any

import hypothesis

AS_FOUND = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
DEEPER = 40  # times as many at night


def examples(few: int, **options: Any) -> hypothesis.settings:
    """Try ``few`` examples in the gate, and forty times as many in ``make nightly``.

    The gate shows a failing example as it was found: making it smaller can take five minutes, and the gate
    ends after three whatever seems to hang.
    """
    if os.environ.get("NIGHTLY"):
        return hypothesis.settings(max_examples=few * DEEPER, **options)
    return hypothesis.settings(max_examples=few, phases=AS_FOUND, **options)
