"""The two ways to open a sealed value: for a member of staff, or for a purpose of the software itself.

:func:`reveal` is the only way to a member of staff's eyes: the look is written into the chain in a
transaction of its own, and nothing opens before that has committed. No log, no reveal.
:func:`open_for` serves what has no viewer and takes a purpose from a closed list.
"""

from __future__ import annotations

import enum
import ipaddress
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from ..phi.field import SealedModel
from ..phi.seal import Sealed, Unreadable, unseal
from . import glass
from .chain import append


class Purpose(enum.StrEnum):
    """Why the software opens a value that nobody looks at."""

    OWN_DRAFT = "own draft"  # the person's own answers, on their own steps
    OWN_CALL = "own call"  # what somebody writes down of a call, shown to its writer
    INDEX = "index"  # codes by which it is found, made anew
    FORGET = "forget"
    BENEFITS = "benefits"  # whether a worksheet is complete, and what a save changes in it
    ELIGIBILITY = "eligibility"  # to the payer that is asked, and what it answered, to be read
    CORRECT = "correct"  # what a correction changes, to keep both values
    MERGE = "merge"  # why a request is held, for the one it is merged into
    COUNT = "count"  # how many answers of signed worksheets are unknown
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
    log(actor, submission, action, fields=" ".join(names), reason=reason, address=address)


def log(
    actor: Any, submission: Any, action: str, *, fields: str = "", reason: str = "", address: str = ""
) -> None:
    """Write down that somebody did something with a request, for good, before anything of it is shown.

    Raises RuntimeError inside an open transaction, and where there is no log.
    """
    with transaction.atomic(durable=True):
        append(
            actor=actor,
            action=action,
            purpose=glass.MARK if glass.open_until(actor, submission.pk) else "",
            submission_id=submission.pk,
            reference=submission.reference,
            fields=fields,
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


__all__ = ["Look", "Purpose", "Unreadable", "network", "open_for", "reseal", "reveal"]
