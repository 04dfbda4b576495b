"""Who looked at what, by which keys it is sealed, and what was opened in an emergency."""

from __future__ import annotations

import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models

from ..phi.field import SealedField, SealedModel

STAFF = settings.AUTH_USER_MODEL


class PhiAccess(models.Model):
    """One look at sealed values, written down before it was shown; also who signed in, and who found whom.

    The request is named by value, not by foreign key: the log outlives what it tells about.
    """

    APPLICATION_MAY = "select insert"
    PLAIN = "sequence at actor action purpose submission_id reference fields reason address previous code"

    sequence = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.ForeignKey(STAFF, on_delete=models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=12)
    purpose = models.CharField(max_length=20, blank=True)
    submission_id = models.UUIDField(null=True, db_index=True)
    reference = models.CharField(max_length=9, blank=True)
    fields = models.TextField(
        blank=True, help_text="Names of columns, keyed codes, references; never values."
    )
    reason = models.CharField(max_length=60, blank=True)
    address = models.CharField(max_length=45, blank=True, help_text="A network (/24 or /48), not a machine.")
    previous = models.CharField(max_length=64)
    code = models.CharField(max_length=64, help_text="An HMAC over this row and the code of the row before.")

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["sequence"]
        # The privacy officer reads by person, day and request; a search names many requests.
        indexes: ClassVar = [
            models.Index("reference", name="admissions_looks_at_a_request"),
            models.Index("sequence", condition=models.Q(action="find"), name="admissions_looks_for_somebody"),
            models.Index("actor", "sequence", name="admissions_looks_of_a_person"),
            models.Index("at", name="admissions_looks_of_a_day"),
        ]

    def __str__(self) -> str:
        return f"Look {self.sequence}"


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

    class Meta(SealedModel.Meta):
        ordering: ClassVar = ["-at"]
        indexes: ClassVar = [
            models.Index("at", condition=models.Q(seen_at=None), name="admissions_breaks_to_look_at")
        ]

    def __str__(self) -> str:
        return f"Break-glass of {self.reference}"

    def is_in_force(self, now: datetime.datetime) -> bool:
        """May they read the request at this moment?"""
        return self.at <= now < self.ends_at


class ChainHead(models.Model):
    """The end of the chain of looks: one row, and whoever appends takes its lock first."""

    ONLY = 1
    APPLICATION_MAY = "select update"
    PLAIN = "anchored anchored_at code id sequence"

    sequence = models.PositiveBigIntegerField(default=0)
    code = models.CharField(max_length=64, blank=True)
    anchored = models.PositiveBigIntegerField(
        default=0, db_default=0, help_text="The last look that was told to the sink outside."
    )
    anchored_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"Head at {self.sequence}"


class LastingKey(models.Model):
    """A key for codes that can never be made anew, sealed: PHI_INDEX_KEY can then be changed."""

    PLAIN = "purpose token"

    purpose = models.CharField(max_length=40, primary_key=True)
    token = models.TextField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.purpose


class Canary(models.Model):
    """A known value sealed with each key: a wrong key is noticed at start and not in somebody's file."""

    PLAIN = "key_id token"

    key_id = models.CharField(max_length=16, primary_key=True)
    token = models.TextField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.key_id
