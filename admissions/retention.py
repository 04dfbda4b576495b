"""Whether forgetting keeps up, and what it will forget next: what the privacy officer is shown."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from .forget import due
from .models import RetentionRun

# A run every ten minutes: three that are missing are a fault and no long batch.
OVERDUE = datetime.timedelta(minutes=30)
AHEAD = {"now": 0, "7 days": 7, "30 days": 30}  # days


def upcoming(now: datetime.datetime) -> list[dict[str, Any]]:
    """Return how much is due now and within the spans of :data:`AHEAD`, by what is there today."""
    return [
        {"within": words, **due(now + datetime.timedelta(days=days)).counts()}
        for words, days in AHEAD.items()
    ]


def overdue_since(now: datetime.datetime) -> datetime.datetime | None:
    """Return when forgetting last ended well, where that is too long ago; None while it keeps up.

    Before the first run of all, something has to have been due for as long.
    """
    last = RetentionRun.objects.filter(milliseconds__isnull=False, error="").first()
    if last is not None:
        return last.at if now - last.at > OVERDUE else None
    is_late = any(rows.exists() for rows in due(now - OVERDUE))
    return now - OVERDUE if is_late else None


def is_kept_up() -> bool | str:
    """Is what is due being forgotten? For ``/readyz``, in words where it is not."""
    since = overdue_since(timezone.now())
    return True if since is None else f"nothing was forgotten since {since:%Y-%m-%d %H:%M} UTC"
