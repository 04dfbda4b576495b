"""The rows that sealing and looking need before anything else: the chain's head, a canary for each key."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection

from ..models.access import Canary, ChainHead
from .keyring import INDEX_KEY, KeyRing, keyring
from .seal import Sealed, Unreadable, seal, unseal

CANARY = b"A canary in plain words."
LABEL = "canary.token"
ROW = uuid.UUID(int=0)  # canaries are bound to their key's name by the token itself


def ensure_rows(sender: object, using: str, **kwargs: object) -> None:
    """Make the head and the canary of every new key after a migrate; safe to run again."""
    if using != "default" or not _tables_exist():
        return
    ChainHead.objects.get_or_create(pk=ChainHead.ONLY)
    ring = keyring()
    known = set(Canary.objects.values_list("key_id", flat=True))
    if ring.active not in known:
        Canary.objects.create(key_id=ring.active, token=seal(LABEL, ROW, CANARY).token)
    if INDEX_KEY not in known:
        Canary.objects.create(key_id=INDEX_KEY, token=ring.subkey("canary").hex())


def _tables_exist() -> bool:
    tables = set(connection.introspection.table_names())
    return {Canary._meta.db_table, ChainHead._meta.db_table} <= tables


def refuse_wrong_keys() -> None:
    """Raise ImproperlyConfigured when the keys are not those of the database.

    A database that does not answer is no reason to stop: pages are served without it, and no value can
    be sealed into it.
    """
    try:
        ring = keyring()
        found = [*faults(ring), *new_keys(ring)]
    except DatabaseError:
        return
    if found:
        raise ImproperlyConfigured(" ".join(found))


def faults(ring: KeyRing) -> Iterator[str]:
    """Yield what is wrong between the keys in the settings and those the database was written with."""
    for canary in Canary.objects.all():
        if canary.key_id == INDEX_KEY:
            if canary.token != ring.subkey("canary").hex():
                yield "PHI_INDEX_KEY is not the key this database was written with."
        elif canary.key_id not in ring.keys:
            yield f"Values in the database are sealed with {canary.key_id!r}, which is not in PHI_KEYS."
        else:
            try:
                unseal(LABEL, ROW, Sealed(canary.token))
            except Unreadable:
                yield f"The key {canary.key_id!r} in PHI_KEYS is not the one this database was written with."


def new_keys(ring: KeyRing) -> Iterator[str]:
    """Say that the database does not know the key that new values would be sealed with; migrate mends it."""
    if not Canary.objects.filter(key_id=ring.active).exists():
        yield f"The key {ring.active!r} is new. Run migrate, which makes its canary."
