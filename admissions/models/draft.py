"""Answers and calls before they are sent or saved, and the photos of a card."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from ..choices import Rank, Side
from ..phi.draft_key import DraftKey
from ..phi.field import SealedField, SealedModel
from .submission import Submission


class Draft(SealedModel):
    """What a visitor has answered so far; found and opened with a cookie, or once with five words."""

    PLAIN = "id cookie_code resume_code started_at seen_at expires_at submission"

    cookie_code = models.CharField(max_length=64, unique=True, help_text="A keyed code of the cookie.")
    resume_code = models.CharField(  # noqa: DJ001 (unique, and most drafts have none)
        max_length=64, null=True, unique=True, help_text="A keyed code of five words."
    )
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, help_text="When a browser last used it, to the minute.")
    expires_at = models.DateTimeField(db_index=True)
    submission = models.OneToOneField(
        Submission, on_delete=models.CASCADE, null=True, related_name="draft", help_text="What became of it."
    )

    # Inside, both are sealed once more with a key of the draft's own: admissions.phi.draft_key.
    answers = SealedField("draft.answers", size=16_384)
    shown_once = SealedField("draft.shown_once", size=256)
    cookie_key = SealedField("draft.cookie_key", size=128)
    resume_key = SealedField("draft.resume_key", size=128)

    key: DraftKey  # while a request has opened it

    def __str__(self) -> str:
        return "Draft"


class CardImage(SealedModel):
    """A photo of an insurance card, encoded anew by us. It has no file and no address."""

    PLAIN = "id draft submission rank side width height image_code stored_bytes network_code"

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, null=True, related_name="card_images")
    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, null=True, related_name="card_images"
    )
    rank = models.CharField(max_length=10, choices=Rank, default=Rank.PRIMARY)
    side = models.CharField(max_length=8, choices=Side)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    image_code = models.CharField(max_length=64, help_text="A keyed code of the bytes: the same photo twice.")
    stored_bytes = models.PositiveIntegerField(null=True, help_text="What its sealed value takes up.")
    network_code = models.CharField(
        max_length=64,
        blank=True,
        db_default="",
        help_text="A keyed code of where it came from, until it is sent.",
    )

    image = SealedField("card_image.image")

    class Meta(SealedModel.Meta):
        ordering: ClassVar = ["rank", "-side"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(draft=None, submission__isnull=False) | Q(draft__isnull=False, submission=None),
                name="admissions_card_image_belongs_to_one",
            ),
            models.UniqueConstraint(
                fields=["draft", "rank", "side"], name="admissions_one_photo_a_side_draft"
            ),
            models.UniqueConstraint(
                fields=["submission", "rank", "side"], name="admissions_one_photo_a_side"
            ),
        ]
        indexes: ClassVar = [
            # Adds up what drafts hold without touching a photo.
            models.Index(
                fields=["network_code", "stored_bytes"],
                condition=Q(submission=None),
                name="admissions_bytes_of_drafts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()} of a card"


class KeptCall(SealedModel):
    """What somebody has typed of a call so far. Its id is the draft's, so a call is kept or received once."""

    PLAIN = "id by begun_at saved_at expires_at"

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    typed = SealedField("kept_call.typed", size=8192)

    class Meta(SealedModel.Meta):
        ordering: ClassVar = ["begun_at"]

    def __str__(self) -> str:
        return "A call that is not saved"
