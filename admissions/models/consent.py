"""Permissions that somebody gave, and what was told to others under them or in an emergency."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from ..phi.field import SealedField, SealedModel
from .submission import Submission

STAFF = settings.AUTH_USER_MODEL


class Scope(models.TextChoices):
    """What somebody else may be told. Each includes those above it."""

    ASKED = "asked", "That they asked, and when we talk"
    INSURANCE = "insurance", "That they asked, and which insurance it is"
    PLAN = "plan", "That they asked, and what the plan covers"
    ALL = "all", "Everything about this request, admission included"

    def covers(self, other: Scope) -> bool:
        """Does a consent of this scope allow telling what ``other`` names?"""
        ladder = list(Scope)
        return ladder.index(self) >= ladder.index(other)


class Consent(SealedModel):
    """A permission somebody gave, with the very wording they read. A correction is an end and a new one."""

    PLAIN = (
        "id submission kind number wording_version wording_hash given_at scope how witness recorded_by "
        "ends_at ends_with revoked_at revoked_by revoked_how"
    )

    class Kind(models.TextChoices):
        USE_DETAILS = "use_details", "Ask the insurer with these details"
        CONTACT = "contact", "Be contacted as planned"
        TELL = "tell", "Speak with somebody they named"

    class How(models.TextChoices):
        """How a permission was given, or taken back."""

        FORM = "form", "On the form"
        WRITING = "writing", "In writing"
        PHONE = "phone", "On the phone"
        MISTAKE = "mistake", "Recorded by mistake"

    class Ends(models.TextChoices):
        """What ends a permission that has no date."""

        REQUEST = "request", "When this request ends"
        TREATMENT = "treatment", "When treatment with us ends"

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="consents")
    kind = models.CharField(max_length=12, choices=Kind)
    number = models.PositiveSmallIntegerField(
        default=1, db_default=1, help_text="Its name on screens, which show no names of people."
    )
    wording_version = models.PositiveSmallIntegerField()
    wording_hash = models.CharField(max_length=64)
    given_at = models.DateTimeField()
    scope = models.CharField(max_length=10, choices=Scope, blank=True, default="", db_default="")
    how = models.CharField(max_length=8, choices=How, default=How.FORM, db_default="form")
    witness = models.ForeignKey(STAFF, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_by = models.ForeignKey(STAFF, on_delete=models.PROTECT, null=True, related_name="+")
    ends_at = models.DateTimeField(null=True, blank=True, help_text="Otherwise it ends by ends_with.")
    ends_with = models.CharField(max_length=10, choices=Ends, default=Ends.REQUEST, db_default="request")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(STAFF, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_how = models.CharField(max_length=8, choices=How, blank=True, default="", db_default="")

    detail = SealedField("consent.detail")

    class Meta(SealedModel.Meta):
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["submission", "kind", "number"], name="admissions_consents_are_numbered"
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Disclosure(SealedModel):
    """Something about the person left us: to whom it was allowed to go, and why. It is never changed.

    42 CFR 2.51(c) and 45 CFR 164.528 ask for it to be written down.
    """

    PLAIN = "id submission at by what basis consent"

    class What(models.TextChoices):
        TALK = "talk", "A talk"
        ANSWER = "answer", "The answer of the plan"
        PACKET = "packet", "The packet for the record system"

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="disclosures")
    at = models.DateTimeField()
    by = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=8, choices=What)
    basis = models.CharField(max_length=12, help_text="The consent, or the law that allows it without one.")
    consent = models.ForeignKey(Consent, on_delete=models.CASCADE, null=True, related_name="disclosures")

    reason = SealedField("disclosure.reason")

    class Meta(SealedModel.Meta):
        ordering: ClassVar = ["at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(basis="consent", consent__isnull=False) | ~Q(basis="consent"),
                name="admissions_told_under_a_consent",
            )
        ]

    def __str__(self) -> str:
        return self.get_what_display()
