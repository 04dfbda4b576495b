"""Rolls back the database between the cases of one test that walks many of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache import cache
from django.db import transaction

from alter_site.content import facts


@contextmanager
def undone() -> Iterator[None]:
    """Undo what the block writes to the database, and forget what it left in memory."""
    block = transaction.atomic()
    # As Django's tests mark the transaction around them: what is durable may stand in it.
    block._from_testcase = True  # type: ignore[attr-defined]
    try:
        with block:
            yield
            transaction.set_rollback(True)
    finally:
        facts._cached = None
        cache.clear()
