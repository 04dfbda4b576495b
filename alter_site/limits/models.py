"""The table of counts."""

from typing import ClassVar

from django.db import models


class Count(models.Model):
    """How often something was done in a window. What it was is a keyed hash: no name and no address."""

    code = models.CharField(max_length=64, primary_key=True)
    number = models.PositiveIntegerField()
    ends_at = models.BigIntegerField(db_index=True, help_text="In seconds since 1970; then it counts anew.")

    class Meta:
        default_permissions: ClassVar = ()

    def __str__(self) -> str:
        return f"{self.number} until {self.ends_at}"
