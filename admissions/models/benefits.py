"""Verification of benefits: worksheets in versions, and the calls with the payer they rest on."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from ..choices import PayerCallOutcome, Rank, WorksheetState
from ..phi.field import SealedField, SealedModel
from .submission import Submission

STAFF = settings.AUTH_USER_MODEL


class BenefitsWorksheet(SealedModel):
    """One version of what a payer said about one plan. Only a draft is written to; the newest counts."""

    PLAIN = "id submission rank number state saves author saved_at signed_by signed_at"

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="worksheets")
    rank = models.CharField(max_length=10, choices=Rank, default=Rank.PRIMARY)
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=WorksheetState, default=WorksheetState.DRAFT)
    saves = models.PositiveIntegerField(default=0, help_text="Counts saves; one from an older is refused.")
    author = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    signed_by = models.ForeignKey(STAFF, on_delete=models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)

    answers = SealedField("worksheet.answers", size=4096)
    comment = SealedField("worksheet.comment")

    class Meta(SealedModel.Meta):
        ordering: ClassVar = ["rank", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["submission", "rank", "number"], name="admissions_worksheet_version"
            )
        ]

    def __str__(self) -> str:
        return f"Worksheet {self.number} ({self.get_rank_display().lower()})"


class PayerCall(SealedModel):
    """A call with a payer, or a look into its portal: who said it, when, and under which reference."""

    PLAIN = "id submission at minutes by outcome"

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="payer_calls")
    at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(null=True)
    by = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=PayerCallOutcome)

    number = SealedField("payer_call.number")
    representative = SealedField("payer_call.representative")
    reference = SealedField("payer_call.reference")
    note = SealedField("payer_call.note")

    class Meta(SealedModel.Meta):
        ordering: ClassVar = ["at"]

    def __str__(self) -> str:
        return self.get_outcome_display()
