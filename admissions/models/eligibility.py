"""Electronic checks: what was asked and answered is sealed; how it stands is plain."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from ..choices import Rank
from ..eligibility.outcomes import EligibilityOutcome
from ..phi.field import SealedField, SealedModel
from .payer import Payer
from .submission import Submission


class EligibilityCheck(SealedModel):
    """One request to a payer about one service type. What is pressed at once has the same ``press``."""

    PLAIN = (
        "id submission rank press payer service_code source asked_by asked_at tries next_try_at outcome "
        "codes answered_at"
    )

    class Source(models.TextChoices):
        LIVE = "live", "The payer"
        SIMULATOR = "simulator", "SIMULATED"

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="eligibility_checks")
    rank = models.CharField(max_length=10, choices=Rank, default=Rank.PRIMARY)
    press = models.UUIDField(help_text="Shared by what was asked together.")
    payer = models.ForeignKey(Payer, on_delete=models.SET_NULL, null=True, related_name="+")
    service_code = models.CharField(max_length=2)
    source = models.CharField(max_length=9, choices=Source, help_text="For ever: it may be the simulator.")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, help_text="Empty once it has ended.")
    outcome = models.CharField(max_length=12, choices=EligibilityOutcome, blank=True)
    codes = models.CharField(max_length=60, blank=True, help_text="The payer’s error codes.")
    answered_at = models.DateTimeField(null=True)

    request = SealedField("eligibility_check.request", size=1024)
    response = SealedField("eligibility_check.response", size=16384)
    reading = SealedField("eligibility_check.reading", size=8192)

    class Meta(SealedModel.Meta):
        ordering: ClassVar = ["-asked_at", "service_code"]
        indexes: ClassVar = [
            models.Index(
                "next_try_at", condition=Q(next_try_at__isnull=False), name="admissions_checks_to_ask"
            ),
            models.Index("asked_at", condition=Q(outcome="config"), name="admissions_checks_to_set_up"),
        ]

    def __str__(self) -> str:
        return f"Electronic check ({self.service_code})"

    @property
    def is_simulated(self) -> bool:
        return self.source == self.Source.SIMULATOR
