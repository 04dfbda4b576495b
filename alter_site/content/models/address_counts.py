"""How often redirects were followed and which addresses were not found: counts by day, of nobody."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from ..printed_time import in_words
from .redirect import Redirect

LONGEST_PATH = 100


class RedirectHits(models.Model):
    """How often one redirect was followed on one day."""

    redirect = models.ForeignKey(Redirect, on_delete=models.CASCADE, related_name="hits")
    day = models.DateField(db_index=True)
    number = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions: ClassVar = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["redirect", "day"], name="content_redirecthits_of_day"),
        ]

    def __str__(self) -> str:
        return f"{self.number} on {in_words(self.day)}"


class NotFound(models.Model):
    """How often somebody asked on one day for an address that nobody knows; empty for all not kept."""

    path = models.CharField(max_length=LONGEST_PATH, blank=True)
    day = models.DateField(db_index=True)
    number = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions: ClassVar = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["path", "day"], name="content_notfound_of_day"),
        ]

    def __str__(self) -> str:
        return f"{self.path or 'other addresses'}: {self.number} on {in_words(self.day)}"
