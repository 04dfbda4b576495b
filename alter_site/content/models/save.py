"""Saves: every text that a page's working copy has held, whole, with who put it there and when."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import QuerySet

from .edition import PATH_LENGTH
from .page import TITLE_LENGTH


class SaveQuerySet(QuerySet["Save"]):
    """Saves of pages."""

    def of(self, page_id: Any) -> SaveQuerySet:
        """Those of one page, the newest first."""
        return self.filter(page_id=page_id)

    def held(self) -> SaveQuerySet:
        """Those that the working copy held once: not what somebody typed beside it."""
        return self.exclude(why__in=[Save.Why.OVERTAKEN, Save.Why.SET_ASIDE])


class Save(models.Model):
    """What a page said at one save. Never changed or deleted by the application."""

    class Why(models.TextChoices):
        SAVED = "saved", "Saved"
        RECOVERED = "recovered", "Saved, from typing that was taken back"
        MERGED = "merged", "Put together from two texts"
        RESTORED = "restored", "Put back"
        SET_ASIDE = "aside", "Set aside"
        OVERTAKEN = "overtaken", "Typed while somebody else saved"

    APPLICATION_MAY = "select insert"

    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT)
    page_id = models.UUIDField()
    number = models.PositiveIntegerField()
    # That of the page from this save on; of a text typed beside it, the one its form was opened from.
    revision = models.PositiveIntegerField()
    path = models.CharField(max_length=PATH_LENGTH)
    title = models.CharField(max_length=TITLE_LENGTH)
    position = models.PositiveSmallIntegerField(default=0)
    schema_version = models.PositiveSmallIntegerField()
    # What an edition would hold, and what is never printed beside it.
    body = models.JSONField()
    content_hash = models.CharField(max_length=64)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()
    why = models.CharField(max_length=10, choices=Why)
    note = models.CharField(max_length=200, blank=True)

    objects = SaveQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["page_id", "number"], name="content_save_number"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, save {self.number}"
