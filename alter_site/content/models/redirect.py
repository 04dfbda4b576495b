"""Where an old address leads."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from .edition import PATH_LENGTH


class Redirect(models.Model):
    """An address that has moved for good. Publishing a page under a new address writes one."""

    old_path = models.CharField(
        "old address",
        max_length=PATH_LENGTH,
        unique=True,
        help_text="The address people may still have: /like/this/",
    )
    new_path = models.CharField(
        "new address", max_length=PATH_LENGTH, help_text="Where they are sent instead."
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar = ["old_path"]

    def __str__(self) -> str:
        return f"{self.old_path} → {self.new_path}"

    def clean(self) -> None:
        """Refuse what would send a reader in circles or through two hops."""
        for name in ("old_path", "new_path"):
            path = getattr(self, name)
            if not path.startswith("/") or path.startswith("//"):
                raise ValidationError({name: "Write an address of this site, beginning with one slash."})
        if self.old_path == self.new_path:
            raise ValidationError({"new_path": "This is the old address itself."})
        others = Redirect.objects.exclude(pk=self.pk)
        if onward := others.filter(old_path=self.new_path).first():
            raise ValidationError(
                {"new_path": f"That address has moved too. Use the place it leads to: {onward.new_path}"}
            )
        if inward := others.filter(new_path=self.old_path).first():
            raise ValidationError({"old_path": f"{inward.old_path} leads here. Change that redirect first."})
