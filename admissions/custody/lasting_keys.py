"""Keys that outlive PHI_INDEX_KEY, because codes made with them can never be made anew.

Rows of the log are never changed, and nobody keeps a secret that was shown once. So the two HMAC keys for
them, derived from PHI_INDEX_KEY when it was first used, are stored sealed in rows of their own.
"""

from __future__ import annotations

import uuid
from collections import Counter

from ..models.access import LastingKey
from ..phi.keyring import KeyRing, keyring
from ..phi.seal import Sealed, Unreadable, seal, unseal

LOOKS = "chain of looks"
STATUS = "secret: status"
PURPOSES = (LOOKS, STATUS)
ROW = uuid.UUID(int=0)  # a row is bound to its purpose by its label


def key(purpose: str) -> bytes:
    """Return the key for codes of this purpose. Raises Unreadable when its row does not open.

    Without a row, which is so until the first migrate of this release, it is the one that the row will hold.
    """
    row = LastingKey.objects.filter(pk=purpose).first()
    return opened(row) if row is not None else keyring().subkey(purpose)


def opened(row: LastingKey) -> bytes:
    """Return the key in a row. Raises Unreadable."""
    return unseal(_label(row.purpose), ROW, Sealed.as_stored(row.token))


def keep(ring: KeyRing, *, is_old: bool) -> None:
    """Make the rows that are missing, from the index key that the database was written with: the old one?"""
    known = set(LastingKey.objects.values_list("purpose", flat=True))
    for purpose in PURPOSES:
        if purpose not in known:
            LastingKey.objects.create(purpose=purpose, token=_sealed(purpose, ring.subkeys(purpose)[is_old]))


def counts() -> Counter[str]:
    """Return how many of these each key of PHI_KEYS seals; ``rotate_keys`` asks."""
    return Counter(Sealed.as_stored(row.token).key_id for row in LastingKey.objects.all())


def rotate() -> tuple[int, int]:
    """Seal with the active key what another sealed; return how many were, and how many do not open."""
    done = unreadable = 0
    for row in LastingKey.objects.all():
        if Sealed.as_stored(row.token).is_current:
            continue
        try:
            token = _sealed(row.purpose, opened(row))
        except Unreadable:
            unreadable += 1
        else:
            done += LastingKey.objects.filter(pk=row.pk, token=row.token).update(token=token)
    return done, unreadable


def _sealed(purpose: str, value: bytes) -> str:
    return seal(_label(purpose), ROW, value).token


def _label(purpose: str) -> str:
    return f"lasting_key.{purpose}"
