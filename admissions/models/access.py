"""Who looked at what. Rows are only ever added; the database itself refuses anything else."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class PhiAccess(models.Model):
    """One look at sealed values, written down before it was shown; also who signed in, and who found whom.

    The request is named by value, not by foreign key: the log outlives what it tells about.
    """

    APPLICATION_MAY = "select insert"
    PLAIN = "sequence at actor action purpose submission_id reference fields reason address previous code"

    sequence = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
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
