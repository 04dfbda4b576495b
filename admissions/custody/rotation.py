"""Moving values from old keys to the active one: in batches, resumable, while the site runs."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator
from typing import Protocol

from django.apps import apps
from django.db import transaction
from django.db.models import Q

from ..models.access import Canary
from ..phi.field import SealedField, SealedModel
from ..phi.keyring import keyring
from ..phi.seal import FORM, Sealed, Unreadable, current_form
from . import lasting_keys
from .access import reseal

NO_ROW = uuid.UUID(int=0)  # smaller than any row's id

BATCH = 50  # rows; a card photo is a megabyte


class KeyInUse(Exception):
    """A key cannot be dropped while values are sealed with it. The message counts them."""


class LeftBehind(Exception):
    """Some values do not open, so they stay as they are. The message counts them."""


class Store(Protocol):
    """Values sealed with these keys and kept outside this app."""

    def counts(self) -> Counter[str]:
        """Return how many values each key seals."""

    def rotate(self) -> tuple[int, int]:
        """Seal with the active key what another sealed; return how many were, and how many do not open."""


# The composition puts in what it seals: second factors of the staff, in alter_site.apps.
ELSEWHERE: list[Store] = [lasting_keys]


def sealed_models() -> list[type[SealedModel]]:
    """Return every model with sealed columns."""
    models = apps.get_app_config("admissions").get_models()
    return [model for model in models if issubclass(model, SealedModel) and model.sealed_fields()]


def columns() -> Iterator[tuple[type[SealedModel], SealedField]]:
    """Yield every sealed column with its model."""
    for model in sealed_models():
        for field in model.sealed_fields().values():
            yield model, field


def _stored() -> Iterator[Sealed]:
    for model, field in columns():
        values = model._default_manager.exclude(**{field.name: None}).values_list(field.name, flat=True)
        yield from values.iterator(chunk_size=1000)


def counts() -> Counter[str]:
    """Return how many values each key seals, the key ring's unused keys with zero."""
    found: Counter[str] = Counter(dict.fromkeys(keyring().keys, 0))
    found.update(sealed.key_id for sealed in _stored())
    for store in ELSEWHERE:
        found.update(store.counts())
    return found


def rotate() -> int:
    """Seal anew, padded and with the active key, whatever is not; return the number of values.

    Each value is replaced only if it is still the one that was read, so that an edit meanwhile wins.
    Interrupted, it goes on where it stopped: what is done no longer matches. Raises :class:`LeftBehind`
    at the end, when all others are done.
    """
    done = unreadable = 0
    for model, field in columns():
        name = field.name
        done += _seal_blanks(model, field)
        stale = (
            model._default_manager.exclude(**{name: None})
            .exclude(**{f"{name}__startswith": current_form()})
            .only("pk", name)
            .order_by("pk")
        )
        last = NO_ROW
        while rows := list(stale.filter(pk__gt=last)[:BATCH]):
            last = rows[-1].pk
            with transaction.atomic():
                for row in rows:
                    before = getattr(row, name)
                    try:
                        value = reseal(row, name)
                    except Unreadable:
                        unreadable += 1
                        continue
                    done += model._default_manager.filter(pk=row.pk, **{name: before}).update(**{name: value})
    for store in ELSEWHERE:
        moved, left = store.rotate()
        done, unreadable = done + moved, unreadable + left
    if unreadable:
        raise LeftBehind(f"Sealed anew: {done}. {unreadable} values cannot be read and stay as they are.")
    return done


def _seal_blanks(model: type[SealedModel], field: SealedField) -> int:
    """Seal the answers that were not given, where an empty column tells that; return the number of values."""
    if not field.hides_blank:
        return 0
    others = Q(*((f"{name}__isnull", False) for name in model.hidden_blanks()), _connector=Q.OR)
    blank = model._default_manager.filter(others, **{field.name: None})
    done = 0
    while keys := list(blank.values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            for pk in keys:
                empty = {field.name: field.seal(pk, "")}
                done += model._default_manager.filter(pk=pk, **{field.name: None}).update(**empty)
    return done


def not_padded() -> int:
    """Return how many values are of the form that tells their length; ``rotate`` moves them."""
    return sum(not sealed.token.startswith(f"{FORM}.") for sealed in _stored())


def drop(key_id: str) -> None:
    """Forget that the database knows a key, so that it can leave PHI_KEYS. Raises KeyInUse."""
    if key_id == keyring().active:
        raise KeyInUse(f"{key_id!r} is the active key.")
    if key_id not in keyring().keys:
        raise KeyInUse(f"There is no key {key_id!r} in PHI_KEYS.")
    if number := counts()[key_id]:
        raise KeyInUse(f"{number} values are sealed with {key_id!r}. Run rotate_keys first.")
    Canary.objects.filter(key_id=key_id).delete()
