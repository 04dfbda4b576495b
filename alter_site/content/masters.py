"""Masters: an upload, decoded and drawn anew.

Only pixels pass: a new image is painted from the decoded one and encoded by us, so that no location, camera
data, color profile, comment or appended script of the upload is ever stored.
"""

from __future__ import annotations

import io
import warnings
from typing import Any, NoReturn

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from PIL import ExifTags, Image, ImageCms, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP")
MAX_BYTES = 25_000_000
MIN_WIDTH = 1600  # pixels, as a reader sees the picture upright
MAX_SIDE = 2400  # pixels of the master's longer side: a full-width picture on a large or fine screen
QUALITY = 90
# Under what is transparent; the site's paper color in daylight. A master is always a JPEG.
PAPER = (245, 245, 239)
# What a screen picture can be. Print colors (CMYK) and 16-bit grays would come out wrong without a word.
SCREEN_MODES = frozenset({"1", "L", "LA", "P", "PA", "RGB", "RGBA"})

# Both hold for the whole process: Pillow looks at them whenever it reads a picture's size.
Image.MAX_IMAGE_PIXELS = 40_000_000
warnings.simplefilter("error", Image.DecompressionBombWarning)

_SRGB = ImageCms.createProfile("sRGB")
_TURNED = frozenset({5, 6, 7, 8})  # EXIF orientations that swap width and height


class Master(ContentFile):
    """A picture as we keep it. Only :func:`reencode` makes one."""

    def __init__(self, pixels: Image.Image) -> None:
        encoded = io.BytesIO()
        # Full color resolution: every rendition is drawn from this file.
        pixels.save(encoded, "JPEG", quality=QUALITY, subsampling="4:4:4", optimize=True)
        super().__init__(encoded.getvalue(), name="master.jpg")
        self.width, self.height = pixels.size


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
        return Master(_painted(upload))
    except ValidationError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        _refuse(
            f"This picture has more than {Image.MAX_IMAGE_PIXELS or 0:,} pixels. "
            f"{MAX_SIDE:,} pixels across are enough: make it smaller first."
        )
    except UnidentifiedImageError:
        _refuse("This is not a JPEG, PNG or WebP picture, whatever its name says. Export it as one of these.")
    except Exception:
        # Decoders answer hostile or cut-off bytes with almost any exception; none of them is ours.
        _refuse("This file is damaged or incomplete. Export or download the picture again.")


def _refuse(message: str) -> NoReturn:
    raise ValidationError(message, code="unusable_picture") from None


def _painted(upload: File[Any]) -> Image.Image:
    """Return the upload's pixels, upright, in sRGB and no larger than needed, in an image of our own."""
    image: Image.Image = Image.open(upload, formats=FORMATS)
    # MPO is how phones add a depth or brightness map to a JPEG; its first frame is the picture.
    if image.format != "MPO" and getattr(image, "is_animated", False):
        _refuse("This picture moves. Upload a still one.")
    if image.mode not in SCREEN_MODES:
        _refuse(
            "This picture is stored for print (CMYK) or in another form that browsers cannot show. "
            "Export it in RGB with 8 bits per color."
        )
    is_turned = image.getexif().get(ExifTags.Base.Orientation) in _TURNED
    width = image.height if is_turned else image.width
    if width < MIN_WIDTH:
        _refuse(
            f"This picture is {width:,} pixels wide. It needs {MIN_WIDTH:,} to look sharp on a large screen."
        )
    # A JPEG can be decoded at a fraction of its size, which saves most of the memory of a large one.
    image.draft(None, (MAX_SIDE, MAX_SIDE))
    profile = image.info.get("icc_profile")
    image = ImageOps.exif_transpose(image)
    image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    image.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    painted = Image.new("RGB", image.size, PAPER)
    painted.paste(image, mask=image if image.mode == "RGBA" else None)
    return _in_srgb(painted, profile)


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if not profile:
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        ImageCms.profileToProfile(image, source, _SRGB, inPlace=True)
    except (ImageCms.PyCMSError, OSError):
        pass  # An unreadable profile, or one for gray: browsers take such a picture for sRGB too.
    return image
