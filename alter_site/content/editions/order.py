"""The order of lists: places are rewritten together, and what is live is shown at its new place."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from alter_site.delivery import generation

from .. import facts
from ..models import Edition, Page, Publication, ScheduledChange
from . import approvals
from .freezing import hash_of, repeated
from .publishing import note_saved

Row = Any  # with a ``position``


def mark(rows: Iterable[Row]) -> str:
    """Return a hash of which rows there are, and in which order."""
    return hashlib.sha256(" ".join(str(row.pk) for row in rows).encode()).hexdigest()


def place(rows: Sequence[Row]) -> list[Row]:
    """Give rows the places of their order; return those whose place is another one now.

    The numbers that they have are dealt out anew where each is there once, so that a row that is not moved
    keeps its own.
    """
    numbers = sorted(row.position for row in rows)
    if len(set(numbers)) < len(numbers):
        numbers = list(range(len(rows)))
    moved = [row for row, number in zip(rows, numbers, strict=True) if row.position != number]
    for row, number in zip(rows, numbers, strict=True):
        row.position = number
    for row in moved:
        row.save(update_fields=["position"])
    return moved


def place_pages(pages: Sequence[Page], author: Any) -> list[Page]:
    """Do the same for pages, each of which counts as saved."""
    moved = place(pages)
    for page in moved:
        note_saved(page, author)
    return moved


def not_shown(model: type[Page]) -> list[tuple[Page, Edition]]:
    """Return the pages that visitors see at another place than they have, each with its live edition."""
    live = {row.page_id: row for row in Edition.objects.live(timezone.now()).filter(kind=model.CONTENT.KIND)}
    pages = model._default_manager.filter(pk__in=live)
    return [(page, live[page.pk]) for page in pages if live[page.pk].position != page.position]


@transaction.atomic
def show(model: type[Page], author: Any) -> int:
    """Show every live page at its place; return how many moved.

    Each gets an edition that says what is live, word for word, at another place: what is saved and not
    published stays so. No gate is asked, because nothing is said that was not said before. What is scheduled
    over it moves along.
    """
    moved = not_shown(model)
    for page, edition in moved:
        again = _placed(edition, page.position, author)
        Publication.objects.filter(page_id=page.pk, edition_id=edition.pk).update(edition=again)
        for row in ScheduledChange.objects.open().filter(page_id=page.pk, over=edition):
            row.over, row.edition = again, row.edition and _placed(row.edition, page.position, author)
            row.save(update_fields=["over", "edition"])
    if moved:
        facts.freeze(author)
        generation.advance_after_commit()
    return len(moved)


def _placed(edition: Edition, position: int, author: Any) -> Edition:
    """Repeat an edition at another place, where the signature under it holds as well."""
    digest = hash_of(edition.path, position, edition.body)
    approvals.carry_over(edition.page_id, edition.content_hash, digest)
    approval = approvals.newest(edition.page_id, digest) or edition.approval
    signed = {"approval": approval, "reviewer": approval and approval.by}
    return repeated(edition, position=position, content_hash=digest, author=author, **signed)
