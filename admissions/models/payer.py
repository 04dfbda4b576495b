"""The directory of payers: their lines, and how they are asked electronically. Nothing about a person."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower

STAFF = settings.AUTH_USER_MODEL
SERVICE_CODES = "30, MH"  # the plan, and mental health: one is asked about in each request


class Payer(models.Model):
    """A payer, as staff keep it. What a visitor types never makes one."""

    PLAIN = (
        "id name aliases payer_id behavioral_phone authorization_phone claims_address administrator notes "
        "service_codes saves checked_at checked_by"
    )

    name = models.CharField(max_length=100)
    aliases = models.TextField(blank=True, help_text="Other names on cards, one a line.")
    payer_id = models.CharField(
        "payer ID", max_length=80, blank=True, help_text="Under which it is asked electronically."
    )
    behavioral_phone = models.CharField("behavioral-health line", max_length=40, blank=True)
    authorization_phone = models.CharField("prior-authorization line", max_length=40, blank=True)
    claims_address = models.TextField(blank=True)
    administrator = models.ForeignKey(
        "self",
        verbose_name="carve-out administrator",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="administered",
        help_text="Who administers behavioral health, where it is another payer.",
    )
    service_codes = models.CharField(
        max_length=40,
        default=SERVICE_CODES,
        help_text="Service types to ask about, one request each, such as 30, MH, AI.",
        validators=[
            RegexValidator(r"\A[A-Z0-9]{1,2}(, [A-Z0-9]{1,2}){0,3}\Z", "Write up to four codes: 30, MH.")
        ],
    )
    notes = models.TextField(blank=True, help_text="Never about a person.")
    saves = models.PositiveIntegerField(default=0, help_text="Counts saves; one from an older is refused.")
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(STAFF, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(Lower("name"), name="admissions_one_payer_a_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def names(self) -> list[str]:
        """Its name and aliases."""
        return [self.name, *(line.strip() for line in self.aliases.splitlines() if line.strip())]

    @property
    def codes(self) -> list[str]:
        """The service types to ask about, each in a request of its own."""
        return [code.strip() for code in self.service_codes.split(",") if code.strip()]
