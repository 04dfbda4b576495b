"""The directory of payers: the only writer of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from ..models import Payer
from ..payers.file import COLUMNS, Known, Planned
from ..payers.matching import words
from .locks import IllegalMove

FASTER = "Somebody else has saved this payer since you opened it. Theirs stands; look at it, and save again."
TAKEN = "There is a payer of this name already."
PLAIN = [name for name in COLUMNS if name != "administrator"]


def save_payer(payer: Payer, actor: Any, values: Mapping[str, Any], *, saves: int, is_checked: bool) -> Payer:
    """Store a payer; with ``is_checked``, also that somebody has just checked it with the payer.

    Raises IllegalMove when somebody was faster, by name, or when it would administer itself.
    """
    if not actor.may("keep the payers"):
        raise IllegalMove("You may not change the directory of payers.")
    changes = {name: values[name] for name in COLUMNS}
    if payer.pk and changes["administrator"] is not None and changes["administrator"].pk == payer.pk:
        raise IllegalMove("A payer does not administer itself as a carve-out.")
    if is_checked:
        changes |= {"checked_at": timezone.now(), "checked_by": actor}
    try:
        with transaction.atomic():
            if payer.pk is None:
                return Payer.objects.create(**changes, saves=1)
            written = Payer.objects.filter(pk=payer.pk, saves=saves).update(**changes, saves=F("saves") + 1)
    except IntegrityError:
        raise IllegalMove(TAKEN) from None
    if not written:
        raise IllegalMove(FASTER)
    payer.refresh_from_db()
    return payer


def known_payers() -> list[Known]:
    """Return the directory as the import compares it."""
    return [
        Known(
            payer.pk,
            {
                **{name: getattr(payer, name) for name in PLAIN},
                "administrator": payer.administrator.name if payer.administrator else "",
            },
            payer.names,
        )
        for payer in Payer.objects.select_related("administrator")
    ]


@transaction.atomic
def import_payers(actor: Any, planned: list[Planned]) -> int:
    """Write what a dry run has planned, all of it or nothing, and return how many lines were written.

    A carve-out may be administered by a payer of a later line, so administrators come last.
    """
    if not actor.may("keep the payers"):
        raise IllegalMove("You may not change the directory of payers.")
    writing = [one for one in planned if one.writes]
    # In one order: two imports at once come one after the other.
    rows = Payer.objects.order_by("pk").select_for_update().in_bulk([one.key for one in writing if one.key])
    new: list[Payer] = []
    changed: list[Payer] = []
    for one in writing:
        payer = rows[one.key] if one.key else Payer()
        for name in PLAIN:
            if name in one.values:
                setattr(payer, name, one.values[name])
        payer.saves += 1
        (changed if one.key else new).append(payer)
    Payer.objects.bulk_create(new, batch_size=500)
    Payer.objects.bulk_update(changed, [*PLAIN, "saves"], batch_size=500)
    _administer(writing)
    return len(writing)


def _administer(writing: list[Planned]) -> None:
    named = {
        words(one.values["name"]): one.values["administrator"]
        for one in writing
        if "administrator" in one.values
    }
    if not named:
        return
    payers = list(Payer.objects.all())
    found = {words(name): payer for payer in payers for name in payer.names}
    found |= {words(payer.name): payer for payer in payers}
    changed = []
    for name, administrator in named.items():
        payer = found[name]
        payer.administrator = found[words(administrator)]
        changed.append(payer)
    Payer.objects.bulk_update(changed, ["administrator"], batch_size=500)
