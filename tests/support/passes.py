"""Parameters of tests: one in the gate, the others in `make nightly`."""

from __future__ import annotations

from typing import Any

import pytest


def at_night(*values: Any, **options: Any) -> Any:
    """Leave parameters to ``make nightly``: the gate has tried the test with others."""
    return pytest.param(*values, marks=pytest.mark.nightly, **options)


SCHEMES = pytest.mark.parametrize("scheme", ["light", at_night("dark")])
SCRIPT_OR_NOT = pytest.mark.parametrize("javascript", [True, at_night(False)], ids=["script", "no script"])
