"""The linter's tables: sentences that two people let pass, words of its rules, and what it found last."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class LintExceptionQuerySet(models.QuerySet["LintException"]):
    """Exceptions by how far they have come."""

    def agreed(self) -> LintExceptionQuerySet:
        return self.filter(answer=LintException.Answer.AGREED)

    def waiting(self) -> LintExceptionQuerySet:
        return self.filter(answer=LintException.Answer.NONE)


class LintException(models.Model):
    """A sentence that a page may say although a rule blocks it, once a second person has agreed.

    It holds for one page, one rule and exactly this sentence: with any other word in it, the rule is back.
    """

    APPLICATION_MAY = "select insert update"

    class Answer(models.TextChoices):
        NONE = "", "waits for a second person"
        AGREED = "agreed", "agreed"
        DECLINED = "declined", "declined"

    page_id = models.UUIDField()
    page_title = models.CharField("page", max_length=160)
    rule = models.CharField(max_length=40)
    sentence = models.TextField()
    sentence_hash = models.CharField(max_length=64)
    reason = models.TextField(max_length=1000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)

    objects = LintExceptionQuerySet.as_manager()

    class Meta:
        verbose_name = "exception from a rule"
        verbose_name_plural = "exceptions from rules"
        ordering: ClassVar = ["answer", "-asked_at"]
        permissions: ClassVar = [("agree_lintexception", "Can agree to an exception from a rule")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["page_id", "rule", "sentence_hash"],
                condition=Q(answer__in=["", "agreed"]),
                name="content_lintexception_once",
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("asked_by")),
                name="content_lintexception_two_people",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_by=None) | (~Q(answer="") & Q(answered_by__isnull=False)),
                name="content_lintexception_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page_title}: {self.sentence[:80]}"


class LintWord(models.Model):
    """Words that a rule looks for besides its own, or lets pass."""

    rule = models.CharField(max_length=40, help_text="The rule that these words belong to.")
    phrase = models.CharField(
        "words",
        max_length=120,
        help_text="As they stand in a sentence, in any case. An asterisk stands for any ending: recover*",
    )
    passes = models.BooleanField(
        "let them pass",
        default=False,
        help_text="Ticked, the rule leaves these words alone; otherwise it also looks for them.",
    )

    class Meta:
        verbose_name = "word of the linter"
        verbose_name_plural = "words of the linter"
        ordering: ClassVar = ["rule", "phrase"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["rule", "phrase"],
                name="content_lintword_once",
                violation_error_message="This rule has these words already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.phrase} ({self.rule})"

    def clean(self) -> None:
        """Refuse words that would find everything, or nothing."""
        self.phrase = " ".join(self.phrase.split())
        if len(self.phrase.replace("*", "").strip()) < 3:
            raise ValidationError({"phrase": "Write at least three letters."})
        if not (self.phrase[0].isalnum() and (self.phrase[-1].isalnum() or self.phrase[-1] in "*%+")):
            raise ValidationError({"phrase": "Begin with a letter or a digit, and end with one or with *."})


class LintResult(models.Model):
    """How many things kept the saved text of a page from going live when the worker looked last."""

    page_id = models.UUIDField(unique=True)
    content_hash = models.CharField(max_length=64)
    blocking = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.page_id}: {self.blocking}"
