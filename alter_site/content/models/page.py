"""The working copy that marketers edit. Nothing here is public until it is published."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.urls import ResolverMatch, reverse

from ..objects import PageContent, frozen
from .picture import picture_field

TITLE_LENGTH = 160
SLUG_LENGTH = 120


class Source(models.Model):
    """A publication that a page's claims rest on."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, editable=False)
    object_id = models.UUIDField(editable=False)
    page = GenericForeignKey()
    position = models.PositiveSmallIntegerField(default=0, editable=False)
    label = models.CharField(
        "source", max_length=300, help_text="Authors, title and year, as it should read under the page."
    )
    url = models.URLField(
        "address", blank=True, max_length=500, help_text="https:// address, if it is online."
    )

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        indexes: ClassVar = [models.Index(fields=["content_type", "object_id"])]

    def __str__(self) -> str:
        return self.label


class PagePart(models.Model):
    """A row that belongs to one page, in an order: a technique, a question, a photo.

    A subclass names the foreign key to its page ``page``.
    """

    # Columns that are not frozen with the page.
    INTERNAL: ClassVar[frozenset[str]] = frozenset({"id", "page", "position"})

    position = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        abstract = True
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        """A row goes by the first line of text that its model declares."""
        lines = [field.name for field in self._meta.fields if isinstance(field, models.CharField)]
        return str(getattr(self, lines[0]))


class Page(models.Model):
    """One page's working copy. Its UUID is its identity: it survives a change of slug or title.

    A kind sets ``URL_NAME`` (the route whose ``slug`` it fills) and registers its content class with
    :func:`~alter_site.content.kinds.content_of`, which sets ``CONTENT``. What that class does not freeze
    is named in ``INTERNAL``; check ``content.E001`` compares the two with the model.
    """

    CONTENT: ClassVar[type[PageContent]]
    URL_NAME: ClassVar[str]
    # Fields besides the slug that its address follows from.
    MAKES_ADDRESS: ClassVar[frozenset[str]] = frozenset()
    # Why a page of this kind is never taken off the site, in words for an editor.
    STAYS: ClassVar[str] = ""
    # How many of this kind its index shows at once; None shows all.
    PER_PAGE: ClassVar[int | None] = None

    # Columns that the content class does not hold. An edition itself keeps address, language and place.
    INTERNAL: ClassVar[frozenset[str]] = frozenset(
        {"id", "language", "slug", "position", "revision", "saved_at", "saved_by", "working_hash"}
    )

    # What a copy starts without: it was said of this text alone.
    NOT_COPIED: ClassVar[frozenset[str]] = frozenset()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    language = models.CharField(max_length=8, default=settings.LANGUAGE_CODE, editable=False)
    title = models.CharField(
        max_length=TITLE_LENGTH, help_text="The name of the page, in menus, lists and links."
    )
    slug = models.SlugField(
        "address", max_length=SLUG_LENGTH, help_text="The last part of the page’s web address, in lower case."
    )
    summary = models.TextField(
        max_length=300,
        blank=True,
        help_text="One or two plain sentences. Shown in lists and by search engines.",
    )
    position = models.PositiveSmallIntegerField(
        "place in lists", default=0, help_text="Lower numbers come first; equal numbers are sorted by title."
    )
    seo_title = models.CharField(
        "search title",
        max_length=70,
        blank=True,
        help_text="About 60 characters. Left empty, the title is used.",
    )
    seo_description = models.CharField(
        "search description",
        max_length=200,
        blank=True,
        help_text="About 155 characters. Left empty, the summary is used.",
    )
    share_picture = picture_field("Shown where somebody shares the page. Never a picture of a person.")
    share_title = models.CharField(
        "neutral share title",
        max_length=70,
        blank=True,
        help_text="Shown in place of the title when somebody forwards the page: it should give nothing away.",
    )
    author = models.CharField(
        "written by", max_length=120, blank=True, help_text="Printed under the page’s heading."
    )
    is_demo = models.BooleanField(
        "demo text",
        default=False,
        help_text="Prints “Demo text, not yet reviewed by a clinician” on the page.",
    )
    sources = GenericRelation(Source)

    revision = models.PositiveIntegerField(default=0, editable=False)
    saved_at = models.DateTimeField(null=True, editable=False)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    # The content hash at the last save: lists compare it with the live edition without freezing every row.
    working_hash = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        abstract = True
        ordering: ClassVar = ["position", "title"]
        indexes: ClassVar = [
            models.Index(fields=["position", "title"], name="%(app_label)s_%(class)s_listed"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["language", "slug"],
                name="%(app_label)s_%(class)s_address",
                violation_error_message="Another page of this kind already has this address.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def path(self) -> str:
        """The address the page has, or will have once it is published."""
        return reverse(self.URL_NAME, kwargs={"slug": self.slug})

    @classmethod
    def at(cls, path: str, match: ResolverMatch) -> Page | None:
        """Return the working copy whose address is ``path``, which the URLconf resolved to ``match``."""
        if match.view_name != cls.URL_NAME:
            return None
        return cls._default_manager.filter(slug=match.kwargs["slug"]).first()

    @classmethod
    def may_stand_at(cls, match: ResolverMatch) -> bool:
        """May a page of this kind have the address that the URLconf resolved to ``match``?"""
        return match.view_name == cls.URL_NAME

    @classmethod
    def parts(cls) -> list[tuple[str, type[PagePart]]]:
        """Return the rows that belong to a page of this kind: the name they go by, and their model."""
        return [
            (str(relation.get_accessor_name()), relation.related_model)
            for relation in cls._meta.related_objects
            if issubclass(relation.related_model, PagePart) and relation.remote_field.name == "page"
        ]

    def content(self) -> PageContent:
        """Return what the page says now, in its working copy."""
        return frozen(self.CONTENT, self)

    def blockers(self) -> list[str]:
        """Return, in words for an editor, what keeps this page from being published now."""
        return []


class FixedPage(Page):
    """A kind of which there is one page, at an address that does not change."""

    class Meta(Page.Meta):
        abstract = True

    @property
    def path(self) -> str:
        return reverse(self.URL_NAME)

    @classmethod
    def at(cls, path: str, match: ResolverMatch) -> Page | None:
        return cls._default_manager.first() if match.view_name == cls.URL_NAME else None
