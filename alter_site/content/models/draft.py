"""Drafts: what somebody is typing in a page's form, kept every few seconds until it is saved."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models


class Draft(models.Model):
    """The values of one opened form, as they would be sent. Each opened form has a row of its own."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    page_id = models.UUIDField(null=True)  # None for a page that was never saved
    token = models.CharField(max_length=40)  # of the opened form
    # Counted by the form: a request that arrives late never replaces what was sent after it.
    number = models.PositiveBigIntegerField()
    data = models.JSONField()
    at = models.DateTimeField()
    # From then on the form was saved or its text discarded: what arrives later is not taken.
    closed_at = models.DateTimeField(null=True)
    # What was saved, as a hash: the same form sent once more is that save. "" where nothing was saved.
    saved_hash = models.CharField(max_length=64, blank=True, default="", db_default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "token"], name="content_draft_form"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["account", "content_type", "page_id"], name="content_draft_of_page"),
            models.Index(fields=["at"], name="content_draft_age"),
        ]
        default_permissions = ()  # whoever may change the page keeps drafts of it

    def __str__(self) -> str:
        return f"{self.content_type_id}, draft {self.token}"
