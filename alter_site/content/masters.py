"""Masters: an upload, decoded and drawn anew."""

from __future__ import annotations

from typing import Any, NoReturn

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File

from . import decoding
from .decoding import FORMATS, MOST_PIXELS

MAX_BYTES = 25_000_000
MIN_WIDTH = 1600  # pixels, as a reader sees the picture upright
MAX_SIDE = 2400  # pixels of the master's longer side: a full-width picture on a large or fine screen
QUALITY = 90
# Under what is transparent; the site's paper color in daylight. A master is always a JPEG.
PAPER = (245, 245, 239)

REFUSALS = {
    "busy": "Many pictures arrive just now. Save once more in a minute.",
    "damaged": "This file is damaged or incomplete. Export or download the picture again.",
    "for print": (
        "This picture is stored for print (CMYK) or in another form that browsers cannot show. "
        "Export it in RGB with 8 bits per color."
    ),
    "moving": "This picture moves. Upload a still one.",
    "narrow": "This picture is {width:,} pixels wide. It needs {least:,} to look sharp on a large screen.",
    "not a picture": (
        "This is not a JPEG, PNG or WebP picture, whatever its name says. Export it as one of these."
    ),
    "too many pixels": (
        "This picture has more than {most:,} pixels. {longest:,} pixels across are enough: "
        "make it smaller first."
    ),
}


class Master(ContentFile):
    """A picture as we keep it. Only :func:`reencode` makes one."""

    def __init__(self, picture: decoding.Drawn) -> None:
        super().__init__(picture.jpeg, name="master.jpg")
        self.width, self.height = picture.width, picture.height


def reencode(upload: File[Any]) -> Master:
    """Return ``upload`` as a master; one that is a master already is returned as it is.

    Raises:
        ValidationError: it cannot be used; the message tells an editor why and what to do.
    """
    if isinstance(upload, Master):
        return upload
    if upload.size > MAX_BYTES:
        _refuse(
            f"This file has {upload.size / 1_000_000:.0f} MB; {MAX_BYTES // 1_000_000} MB are allowed. "
            "Export it again with a lower quality."
        )
    wanted = decoding.Wanted(
        most_pixels=MOST_PIXELS,
        longest_side=MAX_SIDE,
        quality=QUALITY,
        paper=PAPER,
        narrowest=MIN_WIDTH,
        has_full_color=True,
    )
    upload.seek(0)
    try:
        return Master(decoding.draw(upload.read(), wanted))
    except decoding.Refused as refused:
        _refuse(
            REFUSALS[refused.reason].format(
                width=refused.width, least=MIN_WIDTH, most=MOST_PIXELS, longest=MAX_SIDE
            )
        )


def _refuse(message: str) -> NoReturn:
    raise ValidationError(message, code="unusable_picture") from None


__all__ = ["FORMATS", "Master", "reencode"]
