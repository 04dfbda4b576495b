"""Where old addresses lead: always in one hop, and never in circles.

A row names one address, or with an asterisk every address that differs in its last part:
``/what-we-treat/*/`` leads to ``/conditions/*/``. The old site's own addresses come with the software.
"""

from __future__ import annotations

import csv
import dataclasses
import re
from pathlib import Path

from . import addresses
from .addresses import Address
from .models import Redirect
from .models.edition import PATH_LENGTH

OLD_SITE = Path(__file__).with_name("old_addresses.csv")
ANY = "*"
_SUPERSEDED = "-old"  # what the old site appended to the address of a page it had replaced


def find(address: str) -> Redirect | None:
    """Return what is known of an old address; a row of its own comes before an asterisk. One query."""
    address = addresses.normal(address)
    if len(address) > PATH_LENGTH or "\0" in address:
        return None
    patterns = [address, *_with_any(address)]
    rows = {row.old_path: row for row in Redirect.objects.filter(old_path__in=patterns)}
    return next((rows[pattern] for pattern in patterns if pattern in rows), None)


def target(redirect: Redirect, address: str) -> Address:
    """Return the address that ``redirect`` has for ``address``."""
    before, _, after = redirect.old_path.partition(ANY)
    part = addresses.normal(address).removeprefix(before).removesuffix(after) if after else ""
    path, mark, fragment = redirect.new_path.replace(ANY, part).partition("#")
    path, _, query = path.partition("?")
    return Address(path, query, fragment if mark else "")


def above(address: str) -> str:
    """Return the address one part further up: that of the section a page stands in."""
    return address.rstrip("/").rpartition("/")[0] + "/"


def lead(old_path: str | None, new_path: str) -> None:
    """Lead the old address of a page to its new one in one hop, and never away from an address in use."""
    Redirect.objects.filter(old_path=new_path).delete()
    if old_path is None:
        return
    for row in Redirect.objects.filter(new_path__startswith=old_path):
        place = target(row, row.old_path)
        if place.path == old_path:
            row.new_path = str(dataclasses.replace(place, path=new_path))
            row.save(update_fields=["new_path"])
    Redirect.objects.update_or_create(old_path=old_path, defaults={"new_path": new_path, "is_gone": False})


def load_old_site() -> None:
    """Make the rows of the old site's addresses that are missing; what an editor changed stays."""
    with OLD_SITE.open(encoding="utf-8", newline="") as file:
        rows = [Redirect(old_path=row["old"], new_path=row["new"]) for row in csv.DictReader(file)]
    Redirect.objects.bulk_create(rows, ignore_conflicts=True)


def _with_any(address: str) -> list[str]:
    match = re.fullmatch(r"(/.+/)([^/]+)/", address)
    if match is None:
        return []
    section, last = match.groups()
    return [f"{section}{ANY}{_SUPERSEDED}/"] * last.endswith(_SUPERSEDED) + [f"{section}{ANY}/"]
