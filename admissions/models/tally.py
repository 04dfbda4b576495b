"""What is counted of requests, by the day and the month they came in: numbers, and nobody's."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from alter_site.content.printed_time import in_words


class Tally(models.Model):
    """The numbers of one day or one month, each measure for itself, so that no row describes one person.

    :mod:`admissions.figures.measures` says what is counted. The forgotten stand apart: the others are
    counted anew whenever one of them changes, and forgetting moves a request from one side to the other.
    """

    PLAIN = "id first_day length counts gone summary counted_at"

    class Length(models.TextChoices):
        DAY = "day", "Day"
        MONTH = "month", "Month"

    first_day = models.DateField(help_text="On the center’s clock.")
    length = models.CharField(max_length=5, choices=Length)
    counts = models.JSONField(default=dict, help_text="Of a month: everything, the forgotten included.")
    gone = models.JSONField(default=dict, help_text="Of the forgotten.")
    summary = models.JSONField(default=dict, help_text="What the plot of many days needs of this one.")
    counted_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["length", "first_day"], name="admissions_one_tally_a_period")
        ]

    def __str__(self) -> str:
        return f"{in_words(self.first_day)} ({self.get_length_display().lower()})"
