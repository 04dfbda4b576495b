"""Mail to staff about pages and facts: rows first, mail when the mail server lets us."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Notice(models.Model):
    """One plain mail to one person: our own words and a link behind sign-in, never what somebody typed."""

    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    subject = models.CharField(max_length=120)
    words = models.TextField()
    path = models.CharField(max_length=255)
    queued_at = models.DateTimeField()
    next_try_at = models.DateTimeField(db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()  # the worker's own; nobody reads or writes one by hand

    def __str__(self) -> str:
        return self.subject
