"""Demo rows of what every page shares: pictures, insurers and menus. The words are in ``demo_pages``."""

from __future__ import annotations

import contextlib
import csv
import datetime
import itertools
import uuid
from operator import itemgetter
from pathlib import Path

from django.core.files import File
from django.db.models import ProtectedError

from alter_site.delivery.media import RENDITIONS

from .models import CoverageHours, Insurer, MenuItem, Picture
from .page_files import identity
from .pictures import media_files, renditions
from .pictures.masters import reencode

PICTURES = Path(__file__).parent / "demo_pictures"
MENUS = Path(__file__).with_name("demo_menus.csv")
PERMISSION = "Own illustration, 2026"

INSURERS = (
    "Example Health Plan",
    "Invented Family Health",
    "Made-Up Benefits",
    "Placeholder Care PPO",
    "Pretend Valley Health",
    "Sample Mutual PPO",
)


def load(today: datetime.date) -> None:
    """Make the pictures that are missing, and insurers and hours if there are none."""
    there = set(Picture.objects.filter(pk__in=_picture_ids()).values_list("pk", flat=True))
    for row in _picture_rows():
        if identity("picture", row["file"]) not in there:
            picture = _picture(**row)
            with (PICTURES / f"{row['file']}.jpg").open("rb") as content:
                picture.master.save(f"{row['file']}.jpg", File(content))
            # Pages can be published now; :func:`finish_pictures` makes it true in the same transaction.
            Picture.objects.filter(pk=picture.pk).update(ready_widths=picture.widths)
    if not Insurer.objects.exists():
        for position, name in enumerate(INSURERS):
            Insurer.objects.create(name=name, position=position, confirmed_on=today, is_demo=True)
    if not CoverageHours.objects.exists():
        for weekday in CoverageHours.Weekday:
            opens, closes = (8, 20) if weekday < CoverageHours.Weekday.SATURDAY else (9, 17)
            CoverageHours.objects.create(
                weekday=weekday, opens=datetime.time(opens), closes=datetime.time(closes), is_demo=True
            )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _picture_rows() -> list[dict[str, str]]:
    """Return the pictures in their order: the night picture comes first, because another one refers to it."""
    return _rows(PICTURES / "pictures.csv")


def _picture(file: str, title: str, alt: str, facility: str) -> Picture:
    return Picture(
        id=identity("picture", file),
        title=title,
        alt=alt,
        permission=PERMISSION,
        facility_id=identity("facility", facility) if facility else None,
        is_night=file == "hero-night",
        night_id=identity("picture", "hero-night") if file == "hero-dawn" else None,
    )


def finish_pictures() -> None:
    """Draw what :func:`load` has left and :func:`draw_pictures`, which may run beside it, has not drawn."""
    unfinished = Picture.objects.unfinished().in_bulk(_picture_ids())
    for picture_id in _picture_ids():
        if picture := unfinished.get(picture_id):
            renditions.make(picture)


def draw_pictures() -> None:
    """Draw what pages show of the pictures, which needs no database, from the last to the first.

    So it meets :func:`finish_pictures` half-way when both run. What one has drawn the other leaves.
    """
    for row in reversed(_picture_rows()):
        picture = _picture(**row)
        with (PICTURES / f"{row['file']}.jpg").open("rb") as content:
            master = reencode(File(content))
        picture.digest = renditions.digest_of(master.open().read())
        renditions.draw(master.open(), picture.rendition_name, (picture.focal_x, picture.focal_y))


def _picture_ids() -> list[uuid.UUID]:
    return [identity("picture", row["file"]) for row in _picture_rows()]


def load_menus() -> None:
    """Make each menu that has no lines yet."""
    there = set(MenuItem.objects.values_list("menu", flat=True))
    for menu, lines in itertools.groupby(_rows(MENUS), itemgetter("menu")):
        for position, row in enumerate(lines if menu not in there else ()):
            item = MenuItem(position=position, **row)
            item.full_clean()
            item.save()


def delete() -> None:
    """Remove the insurers, and the pictures that nothing else shows."""
    Insurer.objects.filter(is_demo=True, name__in=INSURERS).delete()
    CoverageHours.objects.filter(is_demo=True).delete()
    pictures = Picture.objects.in_bulk(_picture_ids())
    for picture_id in reversed(_picture_ids()):
        if picture := pictures.get(picture_id):
            with contextlib.suppress(ProtectedError):
                _delete_picture(picture)


def _delete_picture(picture: Picture) -> None:
    files = [
        str(picture.master.name),
        *(
            f"{RENDITIONS}{picture.rendition_name}-{width}.{extension}"
            for width in picture.ready_widths
            for extension in renditions.ENCODERS
        ),
        RENDITIONS + renditions.share_name(picture.rendition_name, picture.focal_x, picture.focal_y),
    ]
    picture.delete()
    for name in files:
        media_files.delete_after_commit(name)
