"""The picture that a shared link shows: the page's share title over the harbor at night, and no person.

It says what the share title says and no more, because what a page is about can give its sender away. Pages
with the same share title share one file. Its name holds a hash, so it never changes and is never deleted.
"""

from __future__ import annotations

import functools
import hashlib
import io
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from PIL import Image, ImageDraw, ImageFont

from alter_site.delivery.media import RENDITIONS, SHARE

from .pictures import media_files

SIZE = (1200, 630)
ALT = "A harbor at night, and the words “{words}”"

# Raise it with any change to what is drawn: pictures made from then on get names of their own.
DESIGN = 1
SCALE = 2  # everything is drawn larger and then reduced, for smooth edges
MARGIN, TITLE_TOP, TITLE_WIDTH, TITLE_HEIGHT = 76, 216, 640, 340  # pixels
FONT_SIZES = range(84, 40, -4)
LEADING = 1.1
DEEP, PAPER, SUN, WATER = "#123c44", "#f1f3ea", "#f4b45f", "#a9cdbf"

STATIC = Path(settings.BASE_DIR) / "static"


def name_of(words: str) -> str:
    """Return the name of the file that shows these words."""
    digest = hashlib.sha256(f"{DESIGN}:{words}".encode()).hexdigest()[:16]
    return f"{SHARE}{digest}.jpg"


def make(words: str) -> None:
    """Draw the picture with these words unless it is there."""
    path = f"{RENDITIONS}{name_of(words)}"
    if not default_storage.exists(path):
        media_files.write(path, draw(words))


def make_missing() -> None:
    """Make the pictures of the site and of every live page that are missing, as after a change of design."""
    from .models import FactsEdition, Publication

    words = set(Publication.objects.values_list("edition__body__share_title", flat=True))
    if newest := FactsEdition.objects.first():
        words.add(newest.body.get("share_title"))
    for title in filter(None, words):
        make(title)


@functools.lru_cache(maxsize=16)
def draw(words: str) -> bytes:
    """Return the picture as JPEG."""
    picture = _scene().copy()
    pen = ImageDraw.Draw(picture)
    font, lines = _set(pen, words)
    for number, line in enumerate(lines):
        top = (TITLE_TOP * SCALE) + number * font.size * LEADING
        pen.text((MARGIN * SCALE, top), line, font=font, fill=PAPER)
    encoded = io.BytesIO()
    picture.resize(SIZE, Image.Resampling.LANCZOS).save(
        encoded, "JPEG", quality=84, progressive=True, optimize=True
    )
    return encoded.getvalue()


def _set(pen: ImageDraw.ImageDraw, words: str) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """Return the largest font in which the words fit, and their lines."""
    for size in FONT_SIZES:
        font = _font(size * SCALE)
        lines = _lines(pen, words, font)
        if len(lines) * size * LEADING <= TITLE_HEIGHT:
            break
    return font, lines


def _lines(pen: ImageDraw.ImageDraw, words: str, font: ImageFont.FreeTypeFont) -> list[str]:
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and pen.textlength(longer, font=font) > TITLE_WIDTH * SCALE:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


@functools.cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(STATIC / "fonts" / "petrona.woff2", size)
    font.set_variation_by_axes([400])
    return font


@functools.cache
def _scene() -> Image.Image:
    """Return the harbor under a veil that is thick where the words stand, with the mark and our name."""
    width, height = (side * SCALE for side in SIZE)
    original = Image.open(STATIC / "illustrations" / "harbor-night-1440.jpg")
    harbor = original.resize(
        (width, round(original.height * width / original.width)), Image.Resampling.LANCZOS
    )
    above = (harbor.height - height) // 5
    scene = harbor.crop((0, above, width, above + height))
    # White, and so opaque, on the left; clear from three quarters on.
    veil = Image.linear_gradient("L").rotate(-90).resize((width, height))
    scene.paste(DEEP, (0, 0, width, height), veil.point(lambda value: max(0, min(240, (value - 64) * 3))))
    pen = ImageDraw.Draw(scene)
    # The mark: the sun's half above the line, its reflection a step to the right below.
    for left, top, start, color in ((76, 78, 180, SUN), (92, 86, 0, WATER)):
        box = [edge * SCALE for edge in (left, top, left + 74, top + 74)]
        pen.pieslice(box, start, start + 180, color)
    pen.text((188 * SCALE, 80 * SCALE), "Alter", font=_font(60 * SCALE), fill=PAPER)
    return scene
