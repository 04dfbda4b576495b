"""Where an old address leads."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import Resolver404, resolve
from django.utils import timezone

from .edition import PATH_LENGTH, Publication


class Redirect(models.Model):
    """An address that has moved for good, or is gone. Publishing a page under a new address writes one."""

    old_path = models.CharField(
        "old address",
        max_length=PATH_LENGTH,
        unique=True,
        help_text="The address people may still have: /like/this/, or /like/*/ for all of that kind.",
    )
    new_path = models.CharField(
        "new address",
        max_length=PATH_LENGTH,
        blank=True,
        db_index=True,  # a page that moves takes along what led to it
        help_text="Where they are sent instead. An asterisk stands for the same part of the old address.",
    )
    is_gone = models.BooleanField(
        "gone for good",
        default=False,
        help_text="Says that the page is gone and gives our number. Only where no other page helps.",
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar = ["old_path"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(is_gone=True, new_path="") | (Q(is_gone=False) & ~Q(new_path="")),
                name="content_redirect_leads_or_is_gone",
                violation_error_message="Give a new address, or say that the page is gone for good.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.old_path} → {self.new_path or 'gone'}"

    def clean(self) -> None:
        """Refuse what would send a reader in circles, through two hops or away, or never be looked at."""
        if self.is_gone == bool(self.new_path):
            raise ValidationError({"new_path": self._meta.constraints[0].violation_error_message})
        self._refuse_odd_addresses()
        if self.old_path == self.new_path:
            raise ValidationError({"new_path": "This is the old address itself."})
        if Publication.objects.filter(path=self.old_path).exists():
            raise ValidationError({"old_path": "A page is live there. Take it back or move it first."})
        others = Redirect.objects.exclude(pk=self.pk)
        if self.new_path and (onward := others.filter(old_path=self.new_path).first()):
            place = onward.new_path or "nowhere: it is gone"
            raise ValidationError(
                {"new_path": f"That address has moved too. Use the place it leads to: {place}"}
            )
        if inward := others.filter(new_path=self.old_path).first():
            raise ValidationError({"old_path": f"{inward.old_path} leads here. Change that redirect first."})

    def _refuse_odd_addresses(self) -> None:
        for name in ("old_path", "new_path"):
            path = getattr(self, name) or "/"
            if not path.startswith("/") or path.startswith("//"):
                raise ValidationError({name: "Write an address of this site, beginning with one slash."})
            if "*" in path and not _has_one_asterisk(path):
                raise ValidationError({name: "An asterisk stands for the last part alone: /like/*/"})
        if "*" in self.new_path and "*" not in self.old_path:
            raise ValidationError({"new_path": "The old address has no asterisk that this one could repeat."})
        try:
            resolve(self.old_path)
        except Resolver404:
            raise ValidationError(
                {"old_path": "The site does not look for anything as deep as that."}
            ) from None


def _has_one_asterisk(path: str) -> bool:
    *section, last = path.strip("/").split("/")
    return bool(section) and "*" not in "".join(section) and last in ("*", "*-old")
