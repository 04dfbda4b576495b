"""The two ways to open a sealed value: for somebody, or for a purpose of the software's own.

:func:`reveal` is the only way to a member of staff's eyes: the look is written into the chain in a
transaction of its own, and nothing opens before that has committed. No log, no reveal.
:func:`open_for` serves what has no viewer and takes a purpose from a closed list.
"""

from __future__ import annotations

import datetime
import enum
import hashlib
import hmac
import ipaddress
import json
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ..models.access import ChainHead, PhiAccess
from .field import SealedModel
from .keyring import keyring
from .seal import Sealed, Unreadable, unseal

CHAINED = ("sequence", "action", "purpose", "reference", "fields", "reason", "address", "previous")


class Purpose(enum.StrEnum):
    """Why the software opens a value that nobody looks at."""

    OWN_DRAFT = "own draft"  # the person's own answers, on their own steps
    RECEIVE = "receive"  # from the draft into the request
    ROTATE = "rotate"  # from an old key to the active one
    FORGET = "forget"
    CHECK = "check"  # the canaries, and whether a restored back-up opens


# Opening for these is written down as well: what leaves or ends is accounted for.
LOGGED = {Purpose.FORGET}


@dataclass(frozen=True)
class Look:
    """Where values are to be opened: a row and the names of its sealed columns."""

    row: SealedModel
    fields: Sequence[str]


def network(address: str) -> str:
    """Return the network an address belongs to: /24 for IPv4, /48 for IPv6, nothing if it is neither."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    prefix = 24 if parsed.version == 4 else 48
    return str(ipaddress.ip_network((parsed, prefix), strict=False))


# --- opening ------------------------------------------------------------------------------------------


def _open(row: SealedModel, name: str) -> bytes | None:
    field = row.sealed_fields()[name]
    sealed: Sealed | None = getattr(row, name)
    return None if sealed is None else unseal(field.label, row.id, sealed)


def _text(value: bytes | None) -> str:
    return "" if value is None else value.decode()


def reveal(
    actor: Any,
    submission: Any,
    looks: Iterable[Look],
    *,
    action: str = "reveal",
    reason: str = "",
    address: str = "",
) -> list[dict[str, str]]:
    """Write the look down, then return the opened text of every field, a dict for each look.

    Raises RuntimeError inside an open transaction: a look whose record could still be rolled back must
    not happen. Raises :class:`~admissions.phi.seal.Unreadable`, after the look is written down.
    """
    looks = list(looks)
    _log_look(actor, submission, looks, action, reason, address)
    return [{name: _text(_open(look.row, name)) for name in look.fields} for look in looks]


def reveal_bytes(
    actor: Any, submission: Any, row: SealedModel, name: str, *, action: str, address: str = ""
) -> bytes:
    """Write the look down, then return a picture's bytes. Raises as :func:`reveal` does."""
    _log_look(actor, submission, [Look(row, [name])], action, "", address)
    return _open(row, name) or b""


def _log_look(actor: Any, submission: Any, looks: list[Look], action: str, reason: str, address: str) -> None:
    names = sorted({look.row.sealed_fields()[name].label for look in looks for name in look.fields})
    with transaction.atomic(durable=True):
        append(
            actor=actor,
            action=action,
            submission_id=submission.pk,
            reference=submission.reference,
            fields=" ".join(names),
            reason=reason,
            address=network(address),
        )


def open_for(purpose: Purpose, row: SealedModel, *names: str) -> dict[str, str]:
    """Return the opened text of a row's fields for a purpose without a viewer. Raises Unreadable."""
    if purpose in LOGGED:
        append(action="open", purpose=purpose, fields=" ".join(names))
    return {name: _text(_open(row, name)) for name in names}


def open_bytes_for(purpose: Purpose, row: SealedModel, name: str) -> bytes:
    """Return a picture's bytes for a purpose without a viewer. Raises Unreadable."""
    return _open(row, name) or b""


def reseal(row: SealedModel, name: str) -> Sealed | None:
    """Return the row's value sealed anew with the active key; the caller stores it."""
    value = _open(row, name)
    return None if value is None else row.sealed_fields()[name].seal(row.id, value)


# --- the chain ----------------------------------------------------------------------------------------


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
    """Add one look to the end of the chain. Call it inside a transaction.

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
        look.code = code_of(look)
        look.save(force_insert=True)
        ChainHead.objects.filter(pk=ChainHead.ONLY).update(sequence=look.sequence, code=look.code)
    return look


def code_of(look: PhiAccess) -> str:
    """Return the HMAC of everything a row says, the code of the row before it included."""
    values = {name: getattr(look, name) for name in CHAINED}
    values |= {
        "at": look.at.astimezone(datetime.UTC).isoformat(),
        "actor": look.actor_id,
        "submission": str(look.submission_id or ""),
    }
    message = json.dumps(values, sort_keys=True).encode()
    return hmac.digest(keyring().subkey("chain of looks"), message, hashlib.sha256).hex()


def verify_chain() -> Iterator[str]:
    """Yield what is wrong with the chain, in words; nothing when it is whole.

    Looks go on meanwhile, so the head is read first: the table must reach at least as far as it says.
    """
    head = ChainHead.objects.filter(pk=ChainHead.ONLY).first()
    if head is None:
        yield "The chain has no head."
        return
    previous, expected, end_of_head = "", 1, ""
    for look in PhiAccess.objects.order_by("sequence").iterator(chunk_size=1000):
        if look.sequence != expected:
            yield f"Looks {expected} to {look.sequence - 1} are missing."
        elif look.previous != previous:
            yield f"Look {look.sequence} does not follow the one before it."
        if not hmac.compare_digest(look.code, code_of(look)):
            yield f"Look {look.sequence} was changed."
        previous, expected = look.code, look.sequence + 1
        if look.sequence == head.sequence:
            end_of_head = look.code
    last = expected - 1
    head_now = ChainHead.objects.get(pk=ChainHead.ONLY)
    if last < head.sequence:
        yield f"The head says {head.sequence} looks, the table ends at {last}: the end was cut off."
    elif end_of_head != head.code or head_now.sequence < last:
        yield f"The head says {head_now.sequence} looks, the table ends at {last}: the head was changed."


__all__ = [
    "Look",
    "Purpose",
    "Unreadable",
    "append",
    "network",
    "open_for",
    "reseal",
    "reveal",
    "verify_chain",
]
