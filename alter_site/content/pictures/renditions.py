"""Renditions: a master at fixed widths, as AVIF, WebP and JPEG, and once cut for shared links.

A rendition's name holds a hash of its content, so it never changes and may be kept by browsers for ever.
Renditions are never deleted: editions that can be made live again name them.
"""

from __future__ import annotations

import functools
import hashlib
import io
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import IO, TYPE_CHECKING, Any

from django.core.files.storage import default_storage
from PIL import Image, ImageOps

from alter_site.delivery.media import RENDITIONS, SHARED

from . import media_files

if TYPE_CHECKING:
    from ..models import Picture

# In pixels. 480: a gallery's small pictures. 750: one column on nearly every phone (360 to 412 points wide
# at two dots a point). 1,200: phones with three, and half a page on a fine screen. 1,600 and 2,400: the full
# width of a laptop and of a large screen.
WIDTHS = (480, 750, 1200, 1600, 2400)
SHARE_SIZE = (1200, 630)  # pixels, what services show whole where somebody shares a link
# AVIF at speed 8 is within 5% of speed 6 in bytes here and takes a third of the time, WebP with method 2
# within 3% of method 4, in 40% of the time. One thread each: the pool below keeps the processors busy.
ENCODERS: dict[str, dict[str, Any]] = {
    "avif": {"format": "AVIF", "quality": 55, "speed": 8, "max_threads": 1},
    "webp": {"format": "WEBP", "quality": 76, "method": 2},
    "jpg": {"format": "JPEG", "quality": 78, "progressive": True, "optimize": True},
}
# Raise it with any change to ENCODERS: what is saved from then on gets names of its own.
ENCODING = 1
DIGEST_LENGTH = 16  # hexadecimal digits


def digest_of(master: bytes) -> str:
    """Return the mark that changes with a master's content and with how we encode."""
    return hashlib.sha256(b"%d:" % ENCODING + master).hexdigest()[:DIGEST_LENGTH]


def widths_for(width: int) -> tuple[int, ...]:
    """Return the widths a master of ``width`` pixels is made in; none is larger than it."""
    return tuple(candidate for candidate in WIDTHS if candidate <= width) or (width,)


def share_name(rendition_name: str, focal_x: int, focal_y: int) -> str:
    """Return the name of the file that is cut to :data:`SHARE_SIZE` around the focal point, in per cent."""
    return f"{rendition_name}-{SHARED}{focal_x}-{focal_y}.jpg"


def make(picture: Picture, is_unwanted: Callable[[], bool] = lambda: False) -> bool:
    """Make the renditions of ``picture`` and mark it ready; files that exist already are kept.

    Nothing happens to the row when the master has been replaced meanwhile: that one has a task of its own.
    Between two files ``is_unwanted`` may say that the process has to stop; then the result is False.
    """
    if picture.is_finished:
        return True
    focus = picture.focal_x, picture.focal_y
    with picture.master.open() as file:
        widths = draw(file, picture.rendition_name, focus, is_unwanted)
    if not widths:
        return False
    rows = type(picture).objects.filter(pk=picture.pk, digest=picture.digest)
    if rows.update(ready_widths=widths, ready_focal_x=focus[0], ready_focal_y=focus[1]):
        picture.ready_widths = list(widths)
        picture.ready_focal_x, picture.ready_focal_y = focus
    return True


def draw(
    file: IO[bytes], name: str, focus: tuple[int, int], is_unwanted: Callable[[], bool] = lambda: False
) -> tuple[int, ...]:
    """Make the renditions of a master, without a database; return their widths, or none if it had to stop."""
    master = Image.open(file)
    master.load()
    widths = widths_for(master.width)
    scaled = functools.cache(functools.partial(_scaled, master))
    # One processor is left to the site, and to what prepares the demo beside this.
    with ThreadPoolExecutor(max(1, (os.cpu_count() or 1) - 1)) as pool:
        # The slowest encoder and the largest pictures take longest, so they start first.
        made = [
            pool.submit(_make_one, f"{name}-{width}.{extension}", functools.partial(scaled, width))
            for extension in ENCODERS
            for width in reversed(widths)
        ]
        made.append(pool.submit(_make_one, share_name(name, *focus), functools.partial(_cut, master, *focus)))
        for future in as_completed(made):
            future.result()
            if is_unwanted():
                pool.shutdown(cancel_futures=True)
                return ()
    return widths


def _make_one(name: str, draw: Callable[[], Image.Image]) -> None:
    path = f"{RENDITIONS}{name}"
    if default_storage.exists(path):
        return
    encoded = io.BytesIO()
    draw().save(encoded, **ENCODERS[name.rpartition(".")[2]])
    media_files.write(path, encoded.getvalue())


def _scaled(master: Image.Image, width: int) -> Image.Image:
    height = max(1, round(master.height * width / master.width))
    return master.resize((width, height), Image.Resampling.LANCZOS)


def _cut(master: Image.Image, focal_x: int, focal_y: int) -> Image.Image:
    """Crop as ``object-position`` does on pages."""
    return ImageOps.fit(
        master, SHARE_SIZE, Image.Resampling.LANCZOS, centering=(focal_x / 100, focal_y / 100)
    )
