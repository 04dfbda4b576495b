"""What is to happen to a page at a moment: its saved text goes live, or it leaves the site."""

from __future__ import annotations

import datetime
import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from .edition import PATH_LENGTH, Edition

OPEN = Q(done_at=None, failed_at=None, undone_at=None)


class ScheduledChangeQuerySet(models.QuerySet["ScheduledChange"]):
    """Scheduled changes by what has become of them."""

    def open(self) -> ScheduledChangeQuerySet:
        """Those still to come."""
        return self.filter(OPEN)

    def due(self, now: datetime.datetime) -> ScheduledChangeQuerySet:
        """Those whose moment has come, in the order of their moments."""
        return self.open().filter(at__lte=now).order_by("at", "pk")

    def effective(self) -> ScheduledChangeQuerySet:
        """Those still to come that can be done: not a text that another one has overtaken."""
        return self.open().exclude(over=F("edition"))

    def overtake(self, page_id: uuid.UUID, edition: Edition | None = None) -> None:
        """Note that ``edition`` went live, or that the page left: any other text to come is older.

        Such a row is over its own text from then on, so that no later step makes room for it.
        """
        self.open().filter(page_id=page_id).exclude(edition=edition).update(over=F("edition"))


class ScheduledChange(models.Model):
    """One change to one page, performed by the worker once its moment has come.

    What goes live is the text as it was saved when this was scheduled: an edition. It is put in the place of
    ``over`` alone, so that a correction published by hand meanwhile is never overwritten by an older text.
    """

    class Action(models.TextChoices):
        PUBLISH = "publish", "Publish"
        TAKE_DOWN = "take down", "Take off the site"

    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT)
    page_id = models.UUIDField()
    title = models.CharField(max_length=160)
    action = models.CharField(max_length=12, choices=Action)
    at = models.DateTimeField()
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, null=True, related_name="+")
    over = models.ForeignKey(Edition, on_delete=models.PROTECT, null=True, related_name="+")
    # Where the address leads once the page has left, as an editor chose it: see editions/unpublishing.py.
    leads = models.CharField(max_length=8, blank=True)
    leads_to = models.CharField(max_length=PATH_LENGTH, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = ScheduledChangeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        default_permissions = ("view",)
        indexes: ClassVar = [
            models.Index(fields=["at"], condition=OPEN, name="content_scheduled_open"),
            models.Index(fields=["page_id", "at"], name="content_scheduled_page"),
        ]
        constraints: ClassVar = [
            # Of two people who schedule the same at once, one is told of the other.
            models.UniqueConstraint(
                fields=["page_id", "action"], condition=OPEN, name="content_scheduled_once"
            ),
            models.CheckConstraint(
                condition=Q(action="publish", edition__isnull=False) | Q(action="take down", edition=None),
                name="content_scheduled_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()}: {self.title}"

    @property
    def is_publish(self) -> bool:
        return self.action == self.Action.PUBLISH

    @property
    def is_overtaken(self) -> bool:
        """Did another text go live since, or the page leave, be that undone again?"""
        return self.is_publish and self.over_id == self.edition_id

    @property
    def is_open(self) -> bool:
        return self.done_at is None and self.failed_at is None and self.undone_at is None
