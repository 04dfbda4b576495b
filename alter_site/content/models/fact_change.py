"""Changes to facts that wait: for a second person, for a day, or for both."""

from __future__ import annotations

import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone

# What nobody has decided by then is not done any more; whoever still wants it proposes it anew.
GOOD_FOR = datetime.timedelta(days=7)

# Neither done nor given up. What waits for a second person also has to be in time.
OPEN = Q(done_at=None, failed_at=None, closed_at=None)


class FactChangeQuerySet(models.QuerySet["FactChange"]):
    """Changes that wait, by what they wait for."""

    def open(self, now: datetime.datetime) -> FactChangeQuerySet:
        """Those that may still come, and those that an administrator made public alone."""
        is_asked = Q(needs_second=True, confirmed_at=None)
        in_time = ~is_asked | Q(made_at__gt=now - GOOD_FOR)
        return self.filter((OPEN & in_time) | self._through_glass())

    def asking(self, now: datetime.datetime) -> FactChangeQuerySet:
        """Those that a second person has to look at."""
        return self.open(now).filter(needs_second=True, confirmed_at=None)

    def through_glass(self) -> FactChangeQuerySet:
        """Those that an administrator made public alone, and that nobody else has confirmed yet."""
        return self.filter(self._through_glass())

    def due(self, now: datetime.datetime) -> FactChangeQuerySet:
        """Those whose day has come and that wait for nobody, in order."""
        is_free = Q(needs_second=False) | Q(confirmed_at__isnull=False)
        return self.filter(OPEN & is_free, at__lte=now).order_by("at", "pk")

    @staticmethod
    def _through_glass() -> Q:
        return Q(glass_at__isnull=False, confirmed_at=None, closed_at=None)


class FactChange(models.Model):
    """One row of a fact as it was and as it is to be; a side is null where there is no row."""

    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT)
    object_id = models.CharField(max_length=40, blank=True)
    name = models.CharField("what", max_length=200)
    before = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    at = models.DateTimeField("from", null=True)  # null: as soon as nobody has to be waited for
    needs_second = models.BooleanField(default=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField("proposed", default=timezone.now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)
    # An administrator made it public alone, in the night the number was wrong.
    glass_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    glass_at = models.DateTimeField(null=True)
    glass_reason = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    # Withdrawn by whoever proposed it, declined by somebody else, or undone before its day.
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)

    objects = FactChangeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        verbose_name = "change that waits"
        verbose_name_plural = "changes that wait"
        default_permissions = ("view",)
        permissions: ClassVar = [
            ("confirm_factchange", "Can confirm a dangerous change that somebody else proposed"),
            ("breakglass_factchange", "Can make a dangerous change public alone"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["content_type", "object_id"], condition=OPEN, name="content_factchange_row"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_asking(self) -> bool:
        """Does it wait for a second person, or did it go live without one?"""
        return self.needs_second and self.confirmed_at is None

    @property
    def is_through_glass(self) -> bool:
        return bool(self.glass_at and not self.confirmed_at and not self.closed_at)

    def state(self, now: datetime.datetime) -> str:
        """Return in one or two words what has become of it."""
        if self.is_through_glass:
            return "Public, unconfirmed"
        if self.closed_at:
            if self.glass_at:
                return "Put back"
            is_own = self.closed_by_id == self.made_by_id
            return "Withdrawn" if is_own else "Declined" if self.is_asking else "Undone"
        if self.failed_at:
            return "Not done"
        if self.done_at:
            return "Done"
        if self.is_asking:
            return "Expired" if self.made_at <= now - GOOD_FOR else "Waits for a second person"
        return "Waits for its day"

    @property
    def expires_on(self) -> datetime.datetime:
        """When nobody may confirm it any more."""
        return self.made_at + GOOD_FOR

    def is_open(self, now: datetime.datetime) -> bool:
        """May it still be decided?"""
        return self.is_through_glass or self.state(now).startswith("Waits")


def stored(row: Any) -> dict[str, Any]:
    """Return what a row holds, by column, as :class:`FactChange` keeps it."""
    return {
        field.attname: field.value_from_object(row)
        for field in row._meta.concrete_fields
        if not field.primary_key
    }
