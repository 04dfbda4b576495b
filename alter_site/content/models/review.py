"""Review: what waits for a clinician, what they said of it, and the signatures they gave."""

from __future__ import annotations

import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

NOTE_LENGTH = 1_000
# What comments call the part of a form that stands above its first heading.
OPENING = "Title and summary"


class ReviewRequest(models.Model):
    """One text of a page that somebody asked the clinical reviewers to read, and what came of it."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", "waiting"
        APPROVED = "approved", "approved"
        SENT_BACK = "sent back", "sent back"
        WITHDRAWN = "withdrawn", "withdrawn"

    page_id = models.UUIDField(editable=False)
    kind = models.CharField(max_length=40, editable=False)
    title = models.CharField(max_length=160, editable=False)
    # The text that was submitted: once the form holds another one, this can no longer be approved.
    content_hash = models.CharField(max_length=64, editable=False)
    note = models.TextField(max_length=NOTE_LENGTH, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    submitted_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.WAITING)
    # What the reviewer said, by the heading that the part of the page has in the form.
    comments = models.JSONField(default=dict, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True)
    # When a notice to the reviewers was queued; the next column is the release before’s, and goes after it.
    told_at = models.DateTimeField(null=True, editable=False)
    next_try_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar = ["-submitted_at", "-pk"]
        verbose_name = "review"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["page_id"], condition=models.Q(outcome="waiting"), name="content_review_waits_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["page_id", "-submitted_at"], name="content_review_newest")]

    def __str__(self) -> str:
        return self.title


class ApprovalQuerySet(models.QuerySet["Approval"]):
    """Signatures by what they hold for."""

    def in_date(self, day: datetime.date) -> ApprovalQuerySet:
        """Those whose next review is not yet due before ``day``."""
        return self.filter(due__gte=day)


class Approval(models.Model):
    """A clinician's signature under one exact text. It is never changed; a later reading is another one.

    Name and license stand here as they were when it was given. Any edit gives the page another content
    hash, and so no approval survives one.
    """

    APPLICATION_MAY = "select insert"

    page_id = models.UUIDField()
    content_hash = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=310)
    license_type = models.CharField(max_length=60)
    license_number = models.CharField(max_length=40)
    at = models.DateTimeField(default=timezone.now)
    day = models.DateField()
    due = models.DateField()

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["page_id", "content_hash", "-at"], name="content_approval_newest")
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.license_type} ({self.license_number})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A signature stays as it was given.")
        super().save(*args, **kwargs)

    def is_in_date(self, day: datetime.date) -> bool:
        """Is the next review not yet overdue on ``day``?"""
        return self.due >= day
