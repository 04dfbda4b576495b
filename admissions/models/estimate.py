"""Good-faith estimates in versions, and the clocks by which they are due."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from ..choices import WorksheetState
from ..phi.field import SealedField, SealedModel
from .submission import Submission

STAFF = settings.AUTH_USER_MODEL


class EstimateClock(models.Model):
    """A duty to give somebody an estimate by a time. One runs at a time; given or waived, it has ended."""

    PLAIN = "id submission basis started_at due ended_at end reason"

    class Basis(models.TextChoices):
        ASKED = "asked", "They asked for it"
        SELF_PAY = "self_pay", "No insurance, or not using it"
        SOON = "soon", "Care planned three to nine business days ahead"
        AHEAD = "ahead", "Care planned ten business days ahead or more"

    class End(models.TextChoices):
        GIVEN = "given", "Given"
        WAIVED = "waived", "Not given"

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="estimate_clocks")
    basis = models.CharField(max_length=8, choices=Basis)
    started_at = models.DateTimeField()
    due = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=6, choices=End, blank=True)
    reason = models.CharField(max_length=20, blank=True, help_text="A word from a list, never free text.")

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["-started_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["submission"], condition=Q(ended_at=None), name="admissions_one_estimate_clock_runs"
            )
        ]

    def __str__(self) -> str:
        return self.get_basis_display()


class Estimate(SealedModel):
    """One version of an estimate. Only a draft is written to; one that was given stays as it is."""

    PLAIN = "id submission number state saves author saved_at signed_by signed_at given_at given_how given_by"

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="estimates")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=WorksheetState, default=WorksheetState.DRAFT)
    saves = models.PositiveIntegerField(default=0, help_text="Counts saves; one from an older is refused.")
    author = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    signed_by = models.ForeignKey(STAFF, on_delete=models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    given_at = models.DateTimeField(null=True)
    given_how = models.CharField(max_length=10, blank=True, help_text="A word from a list.")
    given_by = models.ForeignKey(STAFF, on_delete=models.PROTECT, null=True, related_name="+")

    content = SealedField("estimate.content", size=4096)
    comment = SealedField("estimate.comment")

    class Meta(SealedModel.Meta):
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["submission", "number"], name="admissions_estimate_version")
        ]

    def __str__(self) -> str:
        return f"Estimate {self.number}"
