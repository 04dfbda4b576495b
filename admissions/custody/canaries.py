"""Canaries, which show a wrong key at start, and the other rows that sealing and the log of looks need."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection

from ..models.access import Canary, ChainHead, LastingKey
from ..phi.keyring import INDEX_KEY, KeyRing, keyring
from ..phi.seal import Sealed, Unreadable, seal, unseal
from . import lasting_keys

CANARY = b"A canary in plain words."
LABEL = "canary.token"
ROW = uuid.UUID(int=0)  # canaries are bound to their key's name by the token itself


def ensure_key_rows(sender: object, using: str, **kwargs: object) -> None:
    """Make the head, the lasting keys and the canary of every new key after a migrate; safe to run again."""
    if using != "default" or not _tables_exist():
        return
    ChainHead.objects.get_or_create(pk=ChainHead.ONLY)
    ring = keyring()
    known = set(Canary.objects.values_list("key_id", flat=True))
    if ring.active not in known:
        Canary.objects.create(key_id=ring.active, token=seal(LABEL, ROW, CANARY).token)
    written_with = Canary.objects.filter(key_id=INDEX_KEY).values_list("token", flat=True).first()
    present, *old = (token.hex() for token in ring.subkeys("canary"))
    lasting_keys.keep(ring, is_old=written_with in old)
    if written_with is None or written_with in old:
        Canary.objects.update_or_create(key_id=INDEX_KEY, defaults={"token": present})


def _tables_exist() -> bool:
    tables = set(connection.introspection.table_names())
    return {model._meta.db_table for model in (Canary, ChainHead, LastingKey)} <= tables


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
            if canary.token not in [token.hex() for token in ring.subkeys("canary")]:
                yield "PHI_INDEX_KEY is not the key this database was written with."
        elif canary.key_id not in ring.keys:
            yield f"Values in the database are sealed with {canary.key_id!r}, which is not in PHI_KEYS."
        else:
            try:
                unseal(LABEL, ROW, Sealed(canary.token))
            except Unreadable:
                yield f"The key {canary.key_id!r} in PHI_KEYS is not the one this database was written with."


def new_keys(ring: KeyRing) -> Iterator[str]:
    """Say that the database does not know a key that new values would be written with; migrate mends it."""
    if not Canary.objects.filter(key_id=ring.active).exists():
        yield f"The key {ring.active!r} is new. Run migrate, which makes its canary."
    if Canary.objects.filter(
        key_id=INDEX_KEY, token__in=[t.hex() for t in ring.subkeys("canary")[1:]]
    ).exists():
        yield "PHI_INDEX_KEY is new. Run migrate, which takes it in."
