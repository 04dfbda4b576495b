"""The insurance plans of a request."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from ..choices import Rank
from ..phi.field import BlindIndexField, SealedField, SealedModel
from .submission import Submission


class Policy(SealedModel):
    """One insurance plan, as the person described it."""

    PLAIN = "id rank submission indexed_with"

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="policies")
    rank = models.CharField(max_length=10, choices=Rank, default=Rank.PRIMARY)

    payer = SealedField("policy.payer")
    member_id = SealedField("policy.member_id")
    group_number = SealedField("policy.group_number")
    plan_name = SealedField("policy.plan_name")
    payer_phone = SealedField("policy.payer_phone")
    holder_relation = SealedField("policy.holder_relation")
    holder_first_name = SealedField("policy.holder_first_name")
    holder_last_name = SealedField("policy.holder_last_name")
    holder_birth_date = SealedField("policy.holder_birth_date")

    member_index = BlindIndexField()
    indexed_with = models.CharField(
        max_length=16,
        blank=True,
        db_default="",
        help_text="The key and the rule that its code was made with.",
    )

    class Meta(SealedModel.Meta):
        ordering: ClassVar = ["rank"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["submission", "rank"], name="admissions_one_plan_a_rank")
        ]

    def __str__(self) -> str:
        return f"{self.submission} ({self.get_rank_display().lower()})"
