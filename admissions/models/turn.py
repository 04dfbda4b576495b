"""What can be done with a request now, stored so that lists are read along an index.

It depends on the time, so it is stored until when it holds. Every write to a request puts that moment into
the past, and whoever reads a list has what has run out worked out anew (``admissions.services.turns``).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import models

from ..choices import Reminder, Stage

# Before every moment and after every one that the desk has to do with. Not the last of the calendar: turned
# into another time zone, that would be no date.
AT_ONCE = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
FOREVER = datetime.datetime(3000, 1, 1, tzinfo=datetime.UTC)


class Turn(models.Model):
    """The columns by which a request is found in the queue. None of them says anything about the person."""

    TURN = "stage opens_at promised_at holds_until alert_at alerted today reminder"

    stage = models.CharField(max_length=10, choices=Stage, default=Stage.CALL, db_default=Stage.CALL)
    opens_at = models.DateTimeField(
        default=AT_ONCE, db_default=AT_ONCE, help_text="From when on it can be worked on, for the order."
    )
    promised_at = models.DateTimeField(
        default=FOREVER,
        db_default=FOREVER,
        help_text="The promise; without one, a time after all others: indexes do not agree on empty ones.",
    )
    holds_until = models.DateTimeField(
        default=AT_ONCE, db_default=AT_ONCE, help_text="When stage and order have to be worked out anew."
    )
    alert_at = models.DateTimeField(null=True, blank=True, help_text="When the leads hear of its promise.")
    alerted = models.PositiveSmallIntegerField(
        default=0,
        db_default=0,
        help_text="How often the leads have heard of its promise: half, and all of it.",
    )
    today = models.BooleanField(
        default=False, db_default=False, help_text="To be reached today. It never says why."
    )
    reminder = models.CharField(
        max_length=12,
        choices=Reminder,
        blank=True,
        db_default="",
        help_text="Why it comes back at its time; a word from a list.",
    )

    class Meta:
        abstract = True

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **options: Any) -> None:
        self.holds_until = AT_ONCE
        if update_fields is not None:
            update_fields = {*update_fields, "holds_until"}
        super().save(*args, update_fields=update_fields, **options)


class TurnQuerySet(models.QuerySet[Any]):
    """Requests whose stage is worked out anew after whatever is written to them."""

    def update(self, **changes: Any) -> int:
        """Write, and let the stage be worked out anew; a new time to come back ends its reminder."""
        changes.setdefault("holds_until", AT_ONCE)
        if "snoozed_until" in changes:
            changes.setdefault("reminder", "")
        return super().update(**changes)
