"""Calls: one that is still being written down, and what was asked about safety."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from ..phi.field import SealedField, SealedModel
from .submission import Submission

STAFF = settings.AUTH_USER_MODEL


class KeptCall(SealedModel):
    """What somebody has typed of a call so far. Its id is the draft's, so a call is kept or received once."""

    PLAIN = "id by begun_at saved_at expires_at"

    by = models.ForeignKey(STAFF, on_delete=models.CASCADE, related_name="+")
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    typed = SealedField("kept_call.typed", size=8192)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["begun_at"]

    def __str__(self) -> str:
        return "A call that is not saved"


class SafetyScreen(SealedModel):
    """Substances, withdrawal and thoughts of suicide, as somebody told them on the phone."""

    PLAIN = "id submission at by"

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="safety_screens")
    at = models.DateTimeField()
    by = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")

    substance = SealedField("safety_screen.substance", size=256, hides_blank=True)
    last_use = SealedField("safety_screen.last_use", hides_blank=True)
    seizures = SealedField("safety_screen.seizures", hides_blank=True)
    suicide = SealedField("safety_screen.suicide", hides_blank=True)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return "Safety screen"
