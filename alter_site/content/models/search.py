"""What the search and "where used" read: every page's words, and what it links to and shows.

All rows are made from pages and can be made again at any time: ``manage.py index_pages``.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.contenttypes.models import ContentType
from django.db import models

from .page import TITLE_LENGTH

LONGEST_WORD = 40


class SearchText(models.Model):
    """The words of one page: of its working copy, and of what is live where that says something else."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    page_id = models.UUIDField()
    is_live = models.BooleanField()  # what visitors read, which the form no longer says
    title = models.CharField(max_length=TITLE_LENGTH)
    text = models.TextField(blank=True)
    folded = models.TextField()

    class Meta:
        default_permissions: ClassVar = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["page_id", "is_live"], name="content_searchtext_once"),
        ]

    def __str__(self) -> str:
        return self.title


class SearchWord(models.Model):
    """A word that some page uses or has used: what a mistyped one may have meant."""

    word = models.CharField(max_length=LONGEST_WORD, primary_key=True)

    class Meta:
        default_permissions: ClassVar = ()

    def __str__(self) -> str:
        return self.word


class PageReference(models.Model):
    """One link from a page to another page, or one picture on it."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    page_id = models.UUIDField(db_index=True)
    is_live = models.BooleanField()  # in what visitors read; otherwise in the working copy
    relation = models.CharField(max_length=40)
    target = models.UUIDField(db_index=True)
    is_picture = models.BooleanField(default=False)

    class Meta:
        default_permissions: ClassVar = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["page_id", "is_live", "target", "relation"], name="content_pagereference_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.relation} → {self.target}"
