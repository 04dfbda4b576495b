"""Editions: what the public sees.

An :class:`Edition` is one page's whole content, frozen. Editions are never changed or deleted by the
application. What is live is decided by :class:`Publication` and the clock alone: no job has to run.
"""

from __future__ import annotations

import datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Expression, Q, QuerySet

from .page import TITLE_LENGTH
from .review import Approval

PATH_LENGTH = 255

Moment = datetime.datetime | Expression  # the place of one in a prepared query


def live(now: Moment, of: str = "") -> Q:
    """Return the condition that there is a publication, reached over ``of``, that is live at ``now``."""
    has_not_ended = Q(**{f"{of}live_until__isnull": True}) | Q(**{f"{of}live_until__gt": now})
    return Q(**{f"{of}pk__isnull": False}) & has_not_ended if of else has_not_ended


class EditionQuerySet(QuerySet["Edition"]):
    """Editions by what the public sees of them."""

    def live(self, now: Moment) -> EditionQuerySet:
        """Those that the public can see at ``now``."""
        return self.filter(live(now, "publication__"))


class Edition(models.Model):
    """One page's content at one moment, with everything needed to show it in a list."""

    APPLICATION_MAY = "select insert"

    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT)
    page_id = models.UUIDField()
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    language = models.CharField(max_length=8)
    path = models.CharField(max_length=PATH_LENGTH)
    title = models.CharField(max_length=TITLE_LENGTH)
    summary = models.TextField(blank=True)
    picture = models.JSONField(null=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_demo = models.BooleanField(default=False)
    schema_version = models.PositiveSmallIntegerField()
    body = models.JSONField()
    content_hash = models.CharField(max_length=64)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="editions"
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="reviewed_editions"
    )
    # The signature that was in date when this was frozen. What the page prints of a review is this alone.
    approval = models.ForeignKey(Approval, on_delete=models.PROTECT, null=True, related_name="+")
    frozen_at = models.DateTimeField()

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["page_id", "number"], name="content_edition_number"),
        ]
        indexes: ClassVar = [
            # The order of lists.
            models.Index(fields=["kind", "position", "title"], name="content_edition_listed"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, edition {self.number}"


class PublicationQuerySet(QuerySet["Publication"]):
    """Publications by what the clock says of them."""

    def live(self, now: Moment) -> PublicationQuerySet:
        """Those whose page the public can see at ``now``."""
        return self.filter(live(now))


class Publication(models.Model):
    """Which edition of a page is live, and until when."""

    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT)
    page_id = models.UUIDField(unique=True)
    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="publication")
    path = models.CharField(max_length=PATH_LENGTH)
    language = models.CharField(max_length=8)
    # From this moment on the page is no longer live, whether or not any job has run.
    live_until = models.DateTimeField(null=True, blank=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["path", "language"], name="content_publication_address"),
        ]
        indexes: ClassVar = [
            # The order of sitemaps.
            models.Index(fields=["content_type", "path"], name="content_publication_mapped"),
            # The next moment at which the clock changes what the public sees.
            models.Index(fields=["live_until"], name="content_publication_until"),
        ]

    def __str__(self) -> str:
        return self.path


class TakenBack(models.Model):
    """A page whose later text was taken back, or that was taken off the site altogether.

    When an earlier edition is made live again, the form starts from it: ``revision`` is the page's own as
    long as nobody has edited it since. Where the form could not be put back there is none, and publishing
    needs somebody's explicit word. A page that is off the site has its row until it is back.
    """

    page_id = models.UUIDField(unique=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    is_off_site = models.BooleanField(default=False, db_default=False)
    revision = models.PositiveIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.page_id}, taken back"


class EditionLink(models.Model):
    """One link of an edition to another page. The relation is the name of the field that holds it.

    The target need not be published: the row then leads nowhere and the page shows words without a link.
    """

    APPLICATION_MAY = "select insert"

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="links")
    relation = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    target = models.ForeignKey(
        Publication,
        to_field="page_id",
        db_constraint=False,
        on_delete=models.DO_NOTHING,
        related_name="incoming",
    )

    class Meta:
        ordering: ClassVar = ["edition", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "position"], name="content_editionlink_position"),
        ]

    def __str__(self) -> str:
        return f"{self.relation} → {self.target_id}"
