"""Masters: an upload, decoded and drawn anew; only its pixels are stored, see :mod:`.drawing`.

In forms what cannot be one is refused in words, on the field.
"""

from __future__ import annotations

from typing import Any, NoReturn

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from PIL import Image

from . import decoding, drawing
from .drawing import FORMATS, NotDrawn, Order

MAX_BYTES = 25_000_000
MIN_WIDTH = 1600  # pixels, as a reader sees the picture upright
# What some place on a page can show: they are from 5:6 to 8:3, and crop around the focal point.
TALLEST, FLATTEST = 2, 3  # times its width, times its height
MAX_SIDE = 2400  # pixels of the master's longer side: a full-width picture on a large or fine screen
QUALITY = 90
LARGEST = 20_000_000  # bytes of a master; noise of the largest size has 13 million

# For the whole process, which itself opens nothing but masters: Pillow looks at it whenever it reads a size.
Image.MAX_IMAGE_PIXELS = drawing.MOST_PIXELS

REFUSALS = {
    drawing.PIXELS: (
        f"This picture has more than {drawing.MOST_PIXELS // 1_000_000} megapixels. "
        f"{MAX_SIDE:,} pixels across are enough: make it smaller first."
    ),
    drawing.TYPE: (
        "This is not a JPEG, PNG or WebP picture, whatever its name says. Export it as one of these."
    ),
    drawing.MOVES: "This picture moves. Upload a still one.",
    drawing.PRINT: (
        "This picture is stored for print (CMYK) or in another form that browsers cannot show. "
        "Export it in RGB with 8 bits per color."
    ),
    drawing.TALL: (
        "This picture is more than twice as high as it is wide, and no place on a page can show it so. "
        "Crop it first: 4 by 5 upright and 3 by 2 across fit everywhere."
    ),
    drawing.FLAT: (
        "This picture is more than three times as wide as it is high, and no place on a page can show it so. "
        "Crop it first: 3 by 2 and 16 by 9 fit everywhere."
    ),
    drawing.DAMAGED: "This file is damaged or incomplete. Export or download the picture again.",
}
# The names that phones write into files which only their maker's programs can show.
PHONE_FORMS = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"hevm", b"mif1", b"msf1", b"heif"}
HEIC = (
    "This is a HEIC picture, the form in which iPhones keep photos; most browsers cannot show it. Open it in "
    "Photos or Preview, choose Export in the File menu, and pick JPEG. A phone takes JPEG photos once “Most "
    "Compatible” is chosen under Settings, Camera, Formats."
)
BUSY = "Other pictures are being read at this moment. Choose the file again and save once more."


class Master(ContentFile):
    """A picture as we keep it: an upload that was drawn anew, or pixels that are ours already."""

    def __init__(self, picture: decoding.Drawn | Image.Image) -> None:
        if isinstance(picture, Image.Image):
            picture = decoding.Drawn(drawing.encoded(picture, _order()), *picture.size)
        super().__init__(picture.jpeg, name="master.jpg")
        self.width, self.height = picture.width, picture.height


def _order() -> Order:
    # Full color resolution: every rendition is drawn from this file.
    return Order(
        MAX_SIDE,
        QUALITY,
        LARGEST,
        least_width=MIN_WIDTH,
        tallest=TALLEST,
        flattest=FLATTEST,
        for_pages=True,
    )


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
    upload.seek(0)
    try:
        return Master(decoding.draw(upload.read(), _order()))
    except decoding.Busy:
        _refuse(BUSY)
    except NotDrawn as refusal:
        if refusal.reason == drawing.NARROW:
            _refuse(
                f"This picture is {refusal.width:,} pixels wide. It needs {MIN_WIDTH:,} to look sharp on a "
                "large screen."
            )
        _refuse(HEIC if _is_heic(upload) else REFUSALS[refusal.reason])


def _is_heic(upload: File[Any]) -> bool:
    upload.seek(0)
    head = upload.read(12)
    return head[4:8] == b"ftyp" and head[8:12] in PHONE_FORMS


def _refuse(message: str) -> NoReturn:
    raise ValidationError(message, code="unusable_picture") from None


class MasterInput(forms.FileInput):
    """A file input that offers only pictures we can read. Masters have no address, so it links to none."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        accept = ",".join(f"image/{name.lower()}" for name in FORMATS)
        super().__init__({"accept": accept, "data-most-bytes": MAX_BYTES} | (attrs or {}))


class MasterFormField(forms.FileField):
    """A file field whose value is a :class:`Master`."""

    widget = MasterInput

    def to_python(self, data: Any) -> File | None:
        upload = super().to_python(data)
        return reencode(upload) if upload else None
