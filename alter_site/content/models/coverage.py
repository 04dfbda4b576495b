"""When a person answers the phone, as staff enter it."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from ..printed_time import in_words


class CoverageHours(models.Model):
    """Hours in which a person answers, on one day of the week."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0
        TUESDAY = 1
        WEDNESDAY = 2
        THURSDAY = 3
        FRIDAY = 4
        SATURDAY = 5
        SUNDAY = 6

    weekday = models.PositiveSmallIntegerField("day", choices=Weekday)
    opens = models.TimeField("from", help_text="In the center’s own time (Pacific).")
    closes = models.TimeField("until", help_text="A time not after the first is on the next day.")
    is_demo = models.BooleanField("demo", default=False, help_text="Invented; printed with the word demo.")

    class Meta:
        ordering: ClassVar = ["weekday", "opens"]
        verbose_name = "coverage hours"
        verbose_name_plural = "coverage hours"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="content_coverage_weekday"),
            models.UniqueConstraint(fields=["weekday", "opens"], name="content_coverage_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()}, {in_words(self.opens)} to {in_words(self.closes)}"


class CoverageException(models.Model):
    """A day whose hours are not those of its weekday: a holiday, a short day."""

    day = models.DateField()
    opens = models.TimeField("from", null=True, blank=True, help_text="Empty when nobody answers that day.")
    closes = models.TimeField("until", null=True, blank=True)
    note = models.CharField(max_length=80, blank=True, help_text="For you; visitors do not see it.")

    class Meta:
        ordering: ClassVar = ["day", "opens"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(opens=None, closes=None) | Q(opens__isnull=False, closes__isnull=False),
                name="content_coverage_exception_whole",
            ),
            models.UniqueConstraint(F("day"), F("opens"), name="content_coverage_exception_once"),
        ]

    def __str__(self) -> str:
        return in_words(self.day)

    def clean(self) -> None:
        if (self.opens is None) != (self.closes is None):
            raise ValidationError("Fill in both times, or neither when nobody answers that day.")
