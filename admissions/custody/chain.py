"""The log of looks: a chain in which every change shows, and which anchors outside hold at its place.

Each row has an HMAC over itself and the row before. That shows what was changed or taken out between two
rows; that the end was cut, or all of it written anew with our own key, only :mod:`admissions.custody.anchors`
can show.
"""

from __future__ import annotations

import datetime
import hashlib
import hmac
import json
import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ..models.access import ChainHead, PhiAccess
from . import lasting_keys
from .anchors import Anchor, without_anchor

CHAINED = ("sequence", "action", "purpose", "reference", "fields", "reason", "address", "previous")


def append(
    *,
    action: str,
    actor: Any = None,
    purpose: str = "",
    submission_id: uuid.UUID | None = None,
    reference: str = "",
    fields: str = "",
    reason: str = "",
    address: str = "",
) -> PhiAccess:
    """Add one line to the end of the chain. Call it inside a transaction.

    The UPDATE takes the lock on the head before anything is read: eight writers at once, each reading
    the head first, would chain to the same row.
    """
    with transaction.atomic():
        if not ChainHead.objects.filter(pk=ChainHead.ONLY).update(sequence=F("sequence")):
            raise RuntimeError("The chain of looks has no head. Run migrate; without a log nothing is shown.")
        head = ChainHead.objects.get(pk=ChainHead.ONLY)
        look = PhiAccess(
            sequence=head.sequence + 1,
            at=timezone.now(),
            actor=actor,
            action=action,
            purpose=purpose,
            submission_id=submission_id,
            reference=reference,
            fields=fields,
            reason=reason[:60],
            address=address,
            previous=head.code,
        )
        look.code = code_of(look, lasting_keys.key(lasting_keys.LOOKS))
        look.save(force_insert=True)
        ChainHead.objects.filter(pk=ChainHead.ONLY).update(sequence=look.sequence, code=look.code)
    return look


def code_of(look: PhiAccess, key: bytes) -> str:
    """Return the HMAC of everything a row says, the code of the row before it included."""
    values = {name: getattr(look, name) for name in CHAINED}
    values |= {
        "at": look.at.astimezone(datetime.UTC).isoformat(),
        "actor": look.actor_id,
        "submission": str(look.submission_id or ""),
    }
    return hmac.digest(key, json.dumps(values, sort_keys=True).encode(), hashlib.sha256).hex()


def verify_chain(anchors: Iterable[Anchor], *, is_copy: bool = False) -> Iterator[str]:
    """Yield what is wrong with the chain, in words; nothing when it is whole.

    ``anchors`` are what left the machine. With ``is_copy``, for a back-up, those written after it was made
    are passed over. Raises Unreadable when the key of the chain does not open.
    """
    # Looks go on meanwhile, so the head is read first: the table must reach at least as far as it says.
    head = ChainHead.objects.filter(pk=ChainHead.ONLY).first()
    if head is None:
        yield "The chain has no head."
        return
    walk = _Walk(anchors)
    end_of_head = ""
    for look in PhiAccess.objects.order_by("sequence").iterator(chunk_size=1000):
        yield from walk.faults_at(look)
        if look.sequence == head.sequence:
            end_of_head = look.code
    head_now = ChainHead.objects.get(pk=ChainHead.ONLY)
    if walk.last < head.sequence:
        yield f"The head says {head.sequence} looks, the table ends at {walk.last}: the end was cut off."
    elif end_of_head != head.code or head_now.sequence < walk.last:
        yield f"The head says {head_now.sequence} looks, the table ends at {walk.last}: the head was changed."
    if not is_copy:
        yield from walk.faults_outside()


class _Walk:
    """One walk along the chain, from its first row to its last."""

    def __init__(self, anchors: Iterable[Anchor]) -> None:
        self.key = lasting_keys.key(lasting_keys.LOOKS)
        self.last, self.code = 0, ""
        self.not_held: list[datetime.datetime] = []  # when the looks after the last anchor were written
        # Of one number there may be two: somebody rebuilt the log, and had it anchored anew.
        self.held: dict[int, list[Anchor]] = {}
        for anchor in anchors:
            self.held.setdefault(anchor.number, []).append(anchor)

    def faults_at(self, look: PhiAccess) -> Iterator[str]:
        """Go on to the next row, and yield what is wrong with it."""
        if look.sequence != self.last + 1:
            yield f"Looks {self.last + 1} to {look.sequence - 1} are missing."
        elif look.previous != self.code:
            yield f"Look {look.sequence} does not follow the one before it."
        if not hmac.compare_digest(look.code, code_of(look, self.key)):
            yield f"Look {look.sequence} was changed."
        self.not_held.append(look.at)
        for anchor in self.held.pop(look.sequence, []):
            self.not_held = []
            if not hmac.compare_digest(look.code, anchor.code):
                yield f"Look {look.sequence} is not the one that was anchored outside at {anchor.at}."
        self.last, self.code = look.sequence, look.code

    def faults_outside(self) -> Iterator[str]:
        """Yield what was anchored and is not there, and what is there and was never anchored."""
        for number in sorted(self.held):
            when = self.held[number][0].at
            yield f"Look {number}, anchored outside at {when}, is not in the table: it was cut off."
        yield from without_anchor(self.last, self.not_held)
