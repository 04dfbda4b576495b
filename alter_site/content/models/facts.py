"""Facts that stand on many pages. Saving one freezes all of them and is public at once."""

from __future__ import annotations

import re
from typing import Any, ClassVar

import phonenumbers
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from ..plain_digits import numeral
from ..printed_time import in_words
from .identities import end_of, to_identity

_LETTER = re.compile(r"[^\W\d_]")
_EXTENSION = re.compile(r"(?:ext(?:ension|n)?\b\.?|x)\s*\d+\s*\Z", re.IGNORECASE)


def validate_phone(value: str) -> None:
    """Accept a number that could ring in the United States, written in any way, or a code such as 988."""
    value = numeral(value).strip()
    if value.isdecimal() and 3 <= len(value) <= 6:
        return
    if _LETTER.search(_EXTENSION.sub("", value)):
        # Letters are digits to a telephone: “555-0142 mom” would ring somebody else.
        raise ValidationError("Write the number alone, in digits, such as (866) 989-3395.")
    try:
        number = phonenumbers.parse(value, "US")
    except phonenumbers.NumberParseException as error:
        raise ValidationError("Enter a phone number, such as (866) 989-3395.") from error
    # Without its area code a number is only possible "locally".
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason != phonenumbers.ValidationResult.IS_POSSIBLE:
        raise ValidationError("That is not a complete phone number. Include the area code.")


class Organization(models.Model):
    """The center itself: one row, made after the first migrate."""

    ONLY = 1

    name = models.CharField(
        max_length=80, default="Alter", help_text="As it reads in the page title and the footer."
    )
    legal_name = models.CharField(
        max_length=120, default="Alter Behavioral Health", help_text="As search engines should know it."
    )
    description = models.CharField(
        max_length=200,
        default="Residential mental health and addiction care on the Southern California coast.",
        help_text="One line, in the footer of every page.",
    )
    phone = models.CharField(
        max_length=20,
        default="+18669893395",
        validators=[validate_phone],
        help_text="The one number printed on every page.",
    )
    leave_url = models.URLField(
        "Leave this site leads to",
        default="https://www.weather.gov/",
        help_text="An everyday page that says nothing about who was reading what.",
    )
    share_title = models.CharField(
        "neutral share title",
        max_length=70,
        default="A page to read when you have a moment",
        help_text="Shown when somebody forwards a page that has no share title of its own.",
    )
    share_description = models.CharField(
        "neutral share description",
        max_length=160,
        default="Somebody would like you to see this page. Read it when it suits you.",
        db_default="Somebody would like you to see this page. Read it when it suits you.",
        help_text="Under the share title of every page that somebody forwards. It should give nothing away.",
    )
    license_list_url = models.URLField(
        "the State’s list of licenses in trouble",
        default="https://www.dhcs.ca.gov/",
        db_default="https://www.dhcs.ca.gov/",
        help_text="Where the State lists licenses on probation, suspended or revoked.",
    )
    license_list_checked = models.DateField(
        "list last checked",
        null=True,
        blank=True,
        help_text="The day somebody last followed that address and found the list. Printed beside it.",
    )
    insurance_note = models.CharField(
        max_length=200,
        default="Don’t see your plan? Ask us to check it.",
        help_text="Under “We accept most insurance”.",
    )

    class Meta:
        db_table = "content_organisation"
        verbose_name = "organization"
        verbose_name_plural = "organization"

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pk = self.ONLY
        super().save(*args, **kwargs)

    def clean(self) -> None:
        refuse_a_day_to_come(self, "license_list_checked")


def refuse_a_day_to_come(row: models.Model, name: str) -> None:
    """Refuse a day on which somebody is said to have checked something, and which is still to come.

    Raises:
        ValidationError: by the name of the field.
    """
    day = getattr(row, name)
    if day and day > timezone.localdate():
        raise ValidationError({name: "This day is still to come."})


class CrisisLine(models.Model):
    """A line for somebody in danger. It is not ours and is never styled as our number."""

    NOT_OUR_WORDS: ClassVar = ("name",)  # the linter judges what is ours

    position = models.PositiveSmallIntegerField(default=0, help_text="Lower numbers come first.")
    name = models.CharField(max_length=80, help_text="“988 Suicide & Crisis Lifeline”.")
    call = models.CharField(max_length=20, validators=[validate_phone], help_text="The number to call.")
    text = models.CharField(max_length=20, blank=True, help_text="The number to text, if there is one.")
    chat_url = models.URLField("chat address", blank=True)
    note = models.CharField(max_length=120, blank=True, help_text="“Free, day and night.”")
    is_on_every_page = models.BooleanField("on every page", default=False)
    verified_on = models.DateField(help_text="The day somebody last checked it.")

    class Meta:
        ordering: ClassVar = ["position", "name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        refuse_a_day_to_come(self, "verified_on")
        try:
            validate_phone(self.text or "988")
        except ValidationError as refusal:
            raise ValidationError({"text": [*refusal.messages, "Words to send go into the note."]}) from None


class Insurer(models.Model):
    """A health insurer as visitors see it."""

    NOT_OUR_WORDS: ClassVar = ("name",)

    name = models.CharField(max_length=80, unique=True)
    position = models.PositiveSmallIntegerField(default=0, help_text="Lower numbers come first.")
    confirmed_on = models.DateField(
        null=True,
        blank=True,
        help_text="The day staff last confirmed that we work with it. Only confirmed ones are shown.",
    )
    is_demo = models.BooleanField("demo", default=False, help_text="Invented; printed with the word demo.")

    class Meta:
        ordering: ClassVar = ["position", "name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        refuse_a_day_to_come(self, "confirmed_on")


class MenuItem(models.Model):
    """One line of the main menu or of a footer group. It shows while its page is live and stays so."""

    NOT_OUR_WORDS: ClassVar = ("destination",)
    ENDS = (
        "This page leaves the site by itself on its last day, and a menu stands on every page, some of which "
        "are kept for longer. Choose a page that stays, such as the list it stands in."
    )

    class Menu(models.TextChoices):
        MAIN = "main", "Main menu"
        CARE = "care", "Footer: Getting care"
        TREATMENT = "treatment", "Footer: Treatment"
        PLACES = "places", "Footer: Our homes"
        SITE = "site", "Footer: This site"
        LEGAL = "legal", "Footer: Law and privacy"

    menu = models.CharField(max_length=12, choices=Menu)
    position = models.PositiveSmallIntegerField(default=0, help_text="Lower numbers come first.")
    label = models.CharField(max_length=40)
    destination = models.CharField(
        max_length=255,
        help_text="The address of one of our pages, such as /therapies/. It follows a page that moves.",
    )

    class Meta:
        ordering: ClassVar = ["menu", "position", "label"]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        """Keep the page's identity rather than its address."""
        try:
            self.destination = to_identity(self.destination)
        except LookupError as error:
            raise ValidationError({"destination": str(error)}) from error
        if end_of(self.destination):
            raise ValidationError({"destination": self.ENDS})


class FactsEdition(models.Model):
    """All facts, frozen together. The newest row is what every page prints."""

    APPLICATION_MAY = "select insert"

    body = models.JSONField()
    content_hash = models.CharField(max_length=64)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    frozen_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"Facts of {in_words(self.frozen_at)}"
