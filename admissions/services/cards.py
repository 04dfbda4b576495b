"""Photos of an insurance card that staff add: sent by somebody else, or a better one."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from ..choices import Rank, Side
from ..models import CardImage, Submission
from .locks import IllegalMove, lock
from .states import may, record


@transaction.atomic
def add_card(submission: Submission, actor: Any, image: CardImage, *, replaces: bool) -> CardImage:
    """Put a sealed photo into a request, in place of an older one of its side only where that was meant.

    Raises IllegalMove by somebody who may not, and where a photo of this side is there already.
    """
    lock(submission)
    if not may(actor, "correct the record", submission):
        raise IllegalMove("Only its owner or a lead adds photos to a request.")
    there = CardImage.objects.filter(submission=submission, rank=image.rank, side=image.side)
    if same := there.filter(image_code=image.image_code).first():
        return same  # sent twice
    had_one = there.exists()
    if had_one and not replaces:
        raise IllegalMove("There is a photo of this side already. Tick that this one takes its place.")
    there.delete()
    image.submission = submission
    image.save(force_insert=True)
    words = f"{Rank(image.rank).label}, {Side(image.side).label.lower()}"
    record(submission, "card photo", actor, detail=f"{words}, replaced" if had_one else words)
    return image
