"""Whether somebody reads a request through a broken glass: every look meanwhile says so in the log."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.utils import timezone

from ..models import GlassBreak

# What stands in the log of looks beside each look.
MARK = "break-glass"
_KNOWN = "_broken_glass"


def open_until(actor: Any, submission_id: uuid.UUID) -> datetime.datetime | None:
    """Return when the break that lets ``actor`` read a request ends; None where there is none.

    Asked once for each request to the site: a list asks it of every row that is not theirs. ``actor`` is
    None for the worker.
    """
    if actor is None:
        return None
    known: dict[uuid.UUID, datetime.datetime] | None = getattr(actor, _KNOWN, None)
    if known is None:
        now = timezone.now()
        breaks = GlassBreak.objects.filter(by=actor, at__lte=now, ends_at__gt=now)
        known = dict(breaks.order_by("ends_at").values_list("submission_id", "ends_at"))
        setattr(actor, _KNOWN, known)
    return known.get(submission_id)


def forget_what_is_known(actor: Any) -> None:
    """Ask again next time: a glass was broken just now."""
    if hasattr(actor, _KNOWN):
        delattr(actor, _KNOWN)
