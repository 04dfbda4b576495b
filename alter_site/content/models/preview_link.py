"""Links that show one page's working copy to somebody without an account, for a week."""

from __future__ import annotations

import datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models

from ..printed_time import in_words


class PreviewLink(models.Model):
    """One link that was handed out. Of its secret only a hash is kept: the link itself is shown once."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    page_id = models.UUIDField(db_index=True)
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]
        default_permissions = ()  # whoever may change a page hands out its links

    def __str__(self) -> str:
        return f"Preview link until {in_words(self.ends_at)}"

    def is_open(self, now: datetime.datetime) -> bool:
        """Does it still lead to the page?"""
        kind = self.content_type
        may = f"{kind.app_label}.change_{kind.model}"  # nobody may where the account has ended
        return self.revoked_at is None and now < self.ends_at and self.made_by.has_perm(may)
