"""What staff corrected in a request: both values, sealed."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from ..phi.field import SealedField, SealedModel
from .submission import Submission


class Correction(SealedModel):
    """One value of a request that somebody changed. It goes with its request and is never another one."""

    APPLICATION_MAY = "select insert delete"
    PLAIN = "id submission at by column"

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="corrections")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Nobody of ours: the person themselves.",
    )
    column = models.CharField(max_length=60, help_text="Our name of the value, such as primary.member_id.")

    before = SealedField("correction.before", hides_blank=True)
    after = SealedField("correction.after", hides_blank=True)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return self.column
