"""What the linter found in each saved text, kept for the content home: no list waits for the rules."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from ..kinds import page_models
from ..models import LintResult, Page
from .findings import findings_for, unexcused

AT_ONCE = 10  # pages that one tick of the worker reads
# Words of rules, hours and other pages change as well as a text.
HOLDS_FOR = datetime.timedelta(days=1)


def check_some(most: int = AT_ONCE) -> int:
    """Read saved texts that were not read since they changed, or for a day; return how many."""
    now, read = timezone.now(), 0
    for model in page_models().values():
        fresh = LintResult.objects.filter(
            page_id=OuterRef("pk"), content_hash=OuterRef("working_hash"), at__gt=now - HOLDS_FOR
        )
        for page in model._default_manager.exclude(working_hash="").filter(~Exists(fresh))[: most - read]:
            _check(page, now)
            read += 1
    return read


def _check(page: Page, now: datetime.datetime) -> None:
    blocking = len(unexcused(page, findings_for(page, page.content())))
    LintResult.objects.update_or_create(
        page_id=page.pk,
        defaults={"content_hash": page.working_hash, "blocking": blocking, "at": now},
    )


def forget(page_id: Any) -> None:
    """Let a page be read anew: an exception was agreed to, or the page is gone."""
    LintResult.objects.filter(page_id=page_id).delete()


def forget_deleted(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """Delete what was found in a page that is deleted: a receiver of ``post_delete``."""
    forget(instance.pk)
