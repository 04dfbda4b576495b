"""Notices that the machine's clock was set back.

Pages end by the clock. One that was made while the clock was ahead shows what was not yet due, and would go
on doing so until that moment comes at last; a new generation has every page made again.
"""

from __future__ import annotations

import logging
import time

from alter_site.delivery import generation

logger = logging.getLogger(__name__)

MOST = 2.0  # seconds: a clock is kept right by less all the time

_started_at: float | None = None


def look() -> None:
    """Compare the clock with one that nobody can set; when it went back, start a new generation."""
    global _started_at
    started_at = time.time() - time.monotonic()
    if _started_at is not None and started_at < _started_at - MOST:
        back = _started_at - started_at
        logger.warning("The clock was set back by %.0f seconds; every page is made again", back)
        generation.advance_after_commit()
    _started_at = started_at
