"""What shows that forgetting happens: its runs, and what a legal hold keeps from it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from alter_site.content.printed_time import in_words

from ..phi.field import SealedField, SealedModel
from .submission import Submission

STAFF = settings.AUTH_USER_MODEL


class RetentionRun(models.Model):
    """One run of forgetting: what it forgot, under which periods, and how it ended. Nothing personal."""

    PLAIN = "id at runs since policy drafts submissions images milliseconds error"

    at = models.DateTimeField(db_index=True)
    runs = models.PositiveIntegerField(
        default=1, db_default=1, help_text="More than one where runs in a row found nothing to forget."
    )
    since = models.DateTimeField(null=True, help_text="When the first of them was.")
    policy = models.CharField(max_length=200, db_default="", help_text="The periods in force at that time.")
    drafts = models.PositiveIntegerField(default=0)
    submissions = models.PositiveIntegerField(default=0)
    images = models.PositiveIntegerField(default=0)
    milliseconds = models.PositiveIntegerField(null=True, help_text="Empty while it runs, or if it stopped.")
    error = models.CharField(max_length=60, blank=True, db_default="", help_text="Its kind, never a message.")

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return in_words(self.at)


class LegalHold(SealedModel):
    """Why a request is not forgotten though its time is over; its ``legal_hold`` says that it is held."""

    PLAIN = "id submission set_at set_by until lifted_at lifted_by"

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="holds")
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    until = models.DateField(null=True, help_text="Its last day; without one it holds until it is lifted.")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(STAFF, on_delete=models.PROTECT, null=True, related_name="+")

    reason = SealedField("legal_hold.reason")
    lift_reason = SealedField("legal_hold.lift_reason")

    class Meta(SealedModel.Meta):
        ordering: ClassVar = ["set_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["submission"],
                condition=models.Q(lifted_at=None),
                name="admissions_one_hold_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"Legal hold of {self.submission}"
