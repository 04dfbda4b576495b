"""Demo rows of what every page shares: pictures, insurers and menus. The words are in ``demo_pages``."""

from __future__ import annotations

import contextlib
import datetime
import uuid
from pathlib import Path

from django.core.files import File
from django.db.models import ProtectedError

from alter_site.delivery.media import RENDITIONS

from .models import CoverageHours, Insurer, MenuItem, Picture
from .page_files import identity
from .pictures import media_files, renditions

PICTURES = Path(__file__).parent / "demo_pictures"
PERMISSION = "Own illustration, 2026"

# File, what editors call it, its description, and the facility if it shows one. The night picture comes
# first, because another one refers to it.
PICTURE_ROWS = (
    (
        "hero-night",
        "Coast at night",
        "Illustration: boats at rest under the moon, and a house on a cliff with one window lit.",
        "",
    ),
    (
        "staircase",
        "Dana Point: main room",
        "Illustration: a bright main room with a sofa, a tall window that looks to the sea, and a staircase.",
        "dana-point",
    ),
    (
        "facility-dana-point",
        "Dana Point: the house",
        "Illustration: a low white and wood house on a green slope, lit from inside, with the sea behind it.",
        "dana-point",
    ),
    (
        "bedroom",
        "Dana Point: a bedroom",
        "Illustration: a bedroom in the evening, with a bed, an armchair, a lamp and a window on the water.",
        "dana-point",
    ),
    (
        "facility-laguna-beach",
        "Laguna Beach: the house",
        "Illustration: a white house with red roof tiles, and a paved court with a small fountain.",
        "laguna-beach",
    ),
    (
        "garden-terrace",
        "Irvine: the backyard",
        "Illustration: a wooden deck in a backyard, with four mats laid out under lanterns and a vine.",
        "irvine",
    ),
    (
        "hero-dawn",
        "Coast at dawn",
        "Illustration: the sun comes up over still water, beside a cliff with a small house on top.",
        "",
    ),
    (
        "hero-afternoon",
        "Beach from above",
        "Illustration: two people walk side by side along a wide beach, seen from high above.",
        "",
    ),
    (
        "motif-conditions",
        "Rings around a light",
        "Illustration: soft blue and green rings around one small, warm light.",
        "",
    ),
    (
        "motif-shore-path",
        "Path to the sea",
        "Illustration: a sandy path with a rope fence leads over low dunes to the sea, under an early sun.",
        "",
    ),
    (
        "motif-two-chairs",
        "Two chairs",
        "Illustration: two armchairs and a small table with two cups, by a window that looks to the sea.",
        "",
    ),
    (
        "motif-table",
        "Table for a few",
        "Illustration: a round wooden table from above, with six seats, cups, oranges and an open notebook.",
        "",
    ),
    (
        "example-home",
        "Example home: drawing",
        "Illustration: the outline of a house, as on a builder’s plan, with one window lit.",
        "example-home",
    ),
)

INSURERS = (
    "Example Health Plan",
    "Invented Family Health",
    "Made-Up Benefits",
    "Placeholder Care PPO",
    "Pretend Valley Health",
    "Sample Mutual PPO",
)

MENUS = {
    MenuItem.Menu.MAIN: (
        ("Therapies", "/therapies/"),
        ("Levels of care", "/levels-of-care/"),
        ("What we treat", "/conditions/"),
        ("Our homes", "/facilities/"),
        ("Insurance", "/insurance/"),
        ("Admissions", "/admissions/"),
        ("Families", "/for-families/"),
        ("Articles", "/articles/"),
        ("Questions", "/faqs/"),
        ("Contact", "/contact/"),
    ),
    MenuItem.Menu.CARE: (
        ("Admissions", "/admissions/"),
        ("Insurance", "/insurance/"),
        ("Check your insurance", "/verify-insurance/"),
        ("For families", "/for-families/"),
        ("For professionals", "/for-professionals/"),
    ),
    MenuItem.Menu.TREATMENT: (
        ("Therapies", "/therapies/"),
        ("What we treat", "/conditions/"),
        ("Attachment-based therapy", "/therapies/attachment-based-therapy/"),
        ("Family therapy", "/therapies/family-therapy/"),
    ),
    MenuItem.Menu.PLACES: (
        ("Dana Point", "/facilities/dana-point/"),
        ("Laguna Beach", "/facilities/laguna-beach/"),
        ("Irvine", "/facilities/irvine/"),
    ),
    MenuItem.Menu.SITE: (
        ("Home", "/"),
        ("Contact", "/contact/"),
        ("About us", "/about/"),
        ("Help in a crisis", "/crisis/"),
        ("Articles", "/articles/"),
        ("Questions", "/faqs/"),
        ("Afraid to ask", "/afraid-to-ask/"),
        ("Glossary", "/glossary/"),
    ),
    MenuItem.Menu.LEGAL: (
        ("Privacy", "/privacy/"),
        ("Notice of privacy practices", "/notice-of-privacy-practices/"),
        ("Accessibility", "/accessibility/"),
        ("Fair treatment and language", "/non-discrimination/"),
        ("Good-faith estimate", "/good-faith-estimate/"),
        ("Surprise bills", "/balance-billing/"),
        ("Website terms", "/terms/"),
    ),
}


def load(today: datetime.date) -> None:
    """Make the pictures that are missing, and insurers and hours if there are none."""
    there = set(Picture.objects.filter(pk__in=_picture_ids()).values_list("pk", flat=True))
    for name, title, alt, facility in PICTURE_ROWS:
        if identity("picture", name) not in there:
            _make_picture(name, title, alt, facility)
    if not Insurer.objects.exists():
        for position, name in enumerate(INSURERS):
            Insurer.objects.create(name=name, position=position, confirmed_on=today, is_demo=True)
    if not CoverageHours.objects.exists():
        for weekday in CoverageHours.Weekday:
            opens, closes = (8, 20) if weekday < CoverageHours.Weekday.SATURDAY else (9, 17)
            CoverageHours.objects.create(
                weekday=weekday, opens=datetime.time(opens), closes=datetime.time(closes), is_demo=True
            )


def _make_picture(name: str, title: str, alt: str, facility: str) -> None:
    picture = Picture(
        id=identity("picture", name),
        title=title,
        alt=alt,
        permission=PERMISSION,
        facility_id=identity("facility", facility) if facility else None,
        is_night=name == "hero-night",
        night_id=identity("picture", "hero-night") if name == "hero-dawn" else None,
    )
    with (PICTURES / f"{name}.jpg").open("rb") as file:
        picture.master.save(f"{name}.jpg", File(file))
    renditions.make(picture)


def _picture_ids() -> list[uuid.UUID]:
    return [identity("picture", name) for name, *_ in PICTURE_ROWS]


def load_menus() -> None:
    """Make each menu that has no lines yet."""
    for menu, lines in MENUS.items():
        if not MenuItem.objects.filter(menu=menu).exists():
            for position, (label, path) in enumerate(lines):
                item = MenuItem(menu=menu, position=position, label=label, destination=path)
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
