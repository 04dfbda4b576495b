"""Where old addresses lead: what publishing writes, and the old site's own, which come with the software."""

from __future__ import annotations

import csv
import dataclasses
import datetime
from pathlib import Path

from .. import paths
from ..models import Redirect
from ..models.identities import is_there

OLD_SITE = Path(__file__).with_name("old_addresses.csv")


def lead(old_path: str | None, new_path: str) -> None:
    """Lead the old address of a page to its new one in one hop, and never away from an address in use."""
    Redirect.objects.filter(old_path=new_path).delete()
    if old_path is None or not paths.may_move(old_path):
        return
    for row in Redirect.objects.filter(new_path__startswith=old_path):
        place = row.target(row.old_path)
        if place.path == old_path:
            row.new_path = str(dataclasses.replace(place, path=new_path))
            row.save(update_fields=["new_path"])
    Redirect.objects.update_or_create(old_path=old_path, defaults={"new_path": new_path, "is_gone": False})


def found_at(path: str, now: datetime.datetime) -> str:
    """Return where a reader who asks for this finds a page, there or where it has moved; else nothing."""
    if is_there(path, now):
        return path
    row = Redirect.objects.find(path)
    moved = row.target(path).path if row else ""
    return moved if is_there(moved, now) else ""


def load_old_site() -> None:
    """Make the rows of the old site's addresses that are missing; what an editor changed stays."""
    with OLD_SITE.open(encoding="utf-8", newline="") as file:
        rows = [Redirect(old_path=row["old"], new_path=row["new"]) for row in csv.DictReader(file)]
    Redirect.objects.bulk_create(rows, ignore_conflicts=True)
