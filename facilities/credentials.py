"""What allows a place to do its work, and which insurers count it as theirs: claims that end or grow old."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from alter_site.content.models.facts import refuse_a_day_to_come


class Credential(models.Model):
    """What allows a place to do its work, until a day after which the claim leaves the site by itself."""

    NOT_OUR_WORDS: ClassVar = ("body", "short_name", "number")

    facility = models.ForeignKey(
        "facilities.Facility",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        help_text="Empty if it covers the whole organization.",
    )
    body = models.CharField(
        max_length=120, help_text="Who gave it: “State Department of Health Care Services”."
    )
    short_name = models.CharField(max_length=24, help_text="In the seal: “DHCS”.")
    number = models.CharField(max_length=40, blank=True)
    expires = models.DateField(help_text="Printed. After this day nothing on the site mentions it.")
    register_url = models.URLField(
        "address of the register", help_text="Where anybody can look it up. https only."
    )
    last_checked = models.DateField(help_text="The day staff last looked it up.")
    is_demo = models.BooleanField("demo", default=False, help_text="Invented; printed with the word demo.")

    class Meta:
        abstract = True
        ordering: ClassVar = ["body", "number"]

    def __str__(self) -> str:
        return f"{self.short_name} {self.number}".strip()

    def clean(self) -> None:
        refuse_a_day_to_come(self, "last_checked")


class License(Credential):
    """A State license."""


class Accreditation(Credential):
    """An accreditation by an independent body."""


class NetworkStatus(models.Model):
    """Whether a facility is in an insurer's network. Without a row the answer is: unknown."""

    class Answer(models.TextChoices):
        IN = "in", "In network"
        OUT = "out", "Out of network"
        UNKNOWN = "unknown", "Not known: ask us"

    facility = models.ForeignKey(
        "facilities.Facility", on_delete=models.CASCADE, related_name="network_statuses"
    )
    insurer = models.ForeignKey("content.Insurer", on_delete=models.CASCADE, related_name="network_statuses")
    answer = models.CharField(max_length=8, choices=Answer, default=Answer.UNKNOWN)
    checked_on = models.DateField(null=True, blank=True, help_text="The day staff last asked the insurer.")

    class Meta:
        ordering: ClassVar = ["facility", "insurer"]
        verbose_name_plural = "network statuses"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["facility", "insurer"],
                name="facilities_networkstatus_once",
                violation_error_message="There is already an answer for this facility and insurer.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.facility}, {self.insurer}: {self.get_answer_display()}"

    def clean(self) -> None:
        """An answer other than unknown needs the day it was true."""
        if self.answer != self.Answer.UNKNOWN and self.checked_on is None:
            raise ValidationError(
                {"checked_on": "Enter the day the insurer was asked, or leave the answer unknown."}
            )
        refuse_a_day_to_come(self, "checked_on")
