"""Draws an upload anew: foreign bytes in, a JPEG of our own out.

Only pixels pass. A new image is painted from the decoded one, so that no location, camera data, color
profile, comment or appended script of an upload is ever stored.

:mod:`~alter_site.content.decoding` runs this file as a program of its own, without the site's keys in its
environment and with little memory and time: a decoder is where hostile bytes do their worst. It imports
nothing of the project, so that it starts in less than a tenth of a second.
"""

from __future__ import annotations

import contextlib
import io
import json
import resource
import struct
import sys
import warnings
import zlib
from dataclasses import asdict, dataclass
from typing import Any

from PIL import ExifTags, Image, ImageCms, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP")
MEMORY = (
    768 * 1024 * 1024
)  # bytes of address space: 24 megapixels with transparency, twice, and Python itself
SECONDS = 10  # of processor time; 24 megapixels need less than two

PNG = b"\x89PNG\r\n\x1a\n"
# What a PNG needs to be drawn. Text and the like is left out unread: Pillow refuses a whole picture whose
# text is longer than a megabyte once it is unpacked.
PNG_CHUNKS = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"eXIf"})
LARGEST_PROFILE = 500_000  # bytes, unpacked; a color profile of a screen has a few thousand
WIDE_GRAYS = "I"  # how the names of Pillow's modes with more than 8 bits begin; of colors it keeps 8
# What makes a picture upright again, by the orientation that its camera noted.
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
SIDEWAYS = frozenset({5, 6, 7, 8})  # of these, the ones that swap width and height
_SRGB = ImageCms.createProfile("sRGB")

# How a picture of too many pixels is met here: by its header, before anything is decoded.
Image.MAX_IMAGE_PIXELS = None


@dataclass(frozen=True)
class Wanted:
    """What somebody wants of a picture, and what they cannot use."""

    most_pixels: int
    longest_side: int
    quality: int
    paper: tuple[int, int, int]  # under what is transparent
    narrowest: int = 0  # pixels of width, as a reader sees the picture upright
    has_full_color: bool = False  # color at every pixel: for pictures that are drawn smaller later
    may_move: bool = False  # take the first picture of a moving one
    may_be_for_print: bool = False
    may_be_blank: bool = True


class Refused(Exception):
    """The picture cannot be used. ``reason`` is one word; ``width`` is given with ``narrow``."""

    def __init__(self, reason: str, width: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.width = width


def answer(question: bytes) -> bytes:
    """Answer a line of JSON (:class:`Wanted`) and the upload with a line of JSON and the new JPEG."""
    line, _, upload = question.partition(b"\n")
    wanted = json.loads(line)
    wanted["paper"] = tuple(wanted["paper"])
    jpeg = b""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of camera data that cannot be read, and the like
            jpeg, width, height = drawn(upload, Wanted(**wanted))
        told: dict[str, Any] = {"width": width, "height": height}
    except Refused as refused:
        told = {"reason": refused.reason, "width": refused.width}
    except UnidentifiedImageError:
        told = {"reason": "not a picture"}
    except MemoryError:
        told = {"reason": "too many pixels"}
    except Exception:
        # Decoders answer hostile or cut-off bytes with almost any exception; none of them is ours.
        told = {"reason": "damaged"}
    return json.dumps(told).encode() + b"\n" + jpeg


def question(upload: bytes, wanted: Wanted) -> bytes:
    """Return what :func:`answer` is asked with."""
    return json.dumps(asdict(wanted)).encode() + b"\n" + upload


def drawn(upload: bytes, wanted: Wanted) -> tuple[bytes, int, int]:
    """Return the upload as a JPEG of our own, upright, in sRGB, no larger than wanted; its width and height.

    Raises:
        Refused: it cannot be used.
        Exception: whatever a decoder raises at bytes that are not a whole picture.
    """
    is_moving = b"acTL" in upload[:4096] and upload.startswith(PNG)
    image: Image.Image = Image.open(io.BytesIO(_without_comments(upload)), formats=FORMATS)
    # MPO is how phones add a depth or brightness map to a JPEG; its first frame is the picture.
    is_moving |= image.format != "MPO" and getattr(image, "is_animated", False)
    if is_moving and not wanted.may_move:
        raise Refused("moving")
    if image.mode == "CMYK" and not wanted.may_be_for_print:
        raise Refused("for print")
    if image.width * image.height > wanted.most_pixels:
        raise Refused("too many pixels")
    orientation = _orientation(image)
    width = image.height if orientation in SIDEWAYS else image.width
    if width < wanted.narrowest:
        raise Refused("narrow", width)
    painted = _painted(image, wanted)
    if turn := TURNS.get(orientation):
        painted = painted.transpose(turn)
    if not wanted.may_be_blank and painted.getcolors(1):
        raise Refused("blank")
    encoded = io.BytesIO()
    full = {"subsampling": "4:4:4", "optimize": True} if wanted.has_full_color else {}
    painted.save(encoded, "JPEG", quality=wanted.quality, **full)
    return encoded.getvalue(), painted.width, painted.height


def _painted(image: Image.Image, wanted: Wanted) -> Image.Image:
    size = (wanted.longest_side, wanted.longest_side)
    # A JPEG can be decoded at a fraction of its size, which saves most of the memory of a large one.
    image.draft(None, size)
    profile = image.info.get("icc_profile")
    if image.mode.startswith(WIDE_GRAYS):
        image = _in_eight_bits(image)
    mode = "RGBA" if image.has_transparency_data else "RGB"
    if image.mode != mode:
        image = image.convert(mode)
    image.thumbnail(size, Image.Resampling.LANCZOS)
    painted = Image.new("RGB", image.size, wanted.paper)
    painted.paste(image, mask=image if mode == "RGBA" else None)
    return _in_srgb(painted, profile)


def _in_eight_bits(image: Image.Image) -> Image.Image:
    """Return a gray of 16 bits as one of 8. Pillow's own conversion cuts all above 255 to white."""
    image.load()
    wide = image if image.mode == "I" else image.convert("I")
    gray = wide.point(lambda value: value * (1 / 257)).convert("L")
    gray.info.pop("transparency", None)  # one gray of 16 bits that is transparent has no equal here
    return gray


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile:
        # An unreadable profile, or one for gray: browsers take such a picture for sRGB too.
        with contextlib.suppress(ImageCms.PyCMSError, OSError):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            ImageCms.profileToProfile(image, source, _SRGB, inPlace=True)
    return image


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:
        return 1  # camera data that cannot be read: the picture is shown as it lies


def _without_comments(upload: bytes) -> bytes:
    """Return a PNG without what it does not need to be drawn; anything else as it is."""
    if not upload.startswith(PNG):
        return upload
    kept, at = [PNG], len(PNG)
    while at + 12 <= len(upload):
        (length,) = struct.unpack_from(">I", upload, at)
        kind, end = upload[at + 4 : at + 8], at + 12 + length
        is_needed = kind in PNG_CHUNKS or (kind == b"iCCP" and _is_small_profile(upload[at + 8 : end - 4]))
        if is_needed:
            kept.append(upload[at:end])
        at = end
        if kind == b"IEND":
            break
    else:
        kept.append(upload[at:])  # cut off: the decoder says so
    return b"".join(kept)


def _is_small_profile(chunk: bytes) -> bool:
    packed = chunk.partition(b"\0")[2][1:]
    unpacking = zlib.decompressobj()
    try:
        return len(unpacking.decompress(packed, LARGEST_PROFILE)) < LARGEST_PROFILE
    except zlib.error:
        return False


def main() -> None:
    """Answer one question on standard input, within the limits."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sys.stdout.buffer.write(answer(sys.stdin.buffer.read()))


if __name__ == "__main__":
    main()
