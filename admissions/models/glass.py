"""Requests that somebody opened in an emergency although they were not theirs."""

from __future__ import annotations

import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models

from ..phi.field import SealedField, SealedModel

STAFF = settings.AUTH_USER_MODEL


class GlassBreak(SealedModel):
    """Somebody broke the glass: for half an hour they may read one request. It ends by itself.

    The request is named by value, not by foreign key: the break is on record when the request is forgotten,
    without the reason that was typed, which may tell of the person.
    """

    PLAIN = "id submission_id reference by at ends_at seen_by seen_at"

    submission_id = models.UUIDField(db_index=True)
    reference = models.CharField(max_length=9)
    by = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ends_at = models.DateTimeField()
    seen_by = models.ForeignKey(STAFF, on_delete=models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField(null=True)

    reason = SealedField("glass_break.reason")

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["-at"]
        indexes: ClassVar = [
            models.Index("at", condition=models.Q(seen_at=None), name="admissions_breaks_to_look_at")
        ]

    def __str__(self) -> str:
        return f"Break-glass of {self.reference}"

    def is_in_force(self, now: datetime.datetime) -> bool:
        """May they read the request at this moment?"""
        return self.at <= now < self.ends_at
