"""Decodes one picture and draws it anew, in a process of its own that :mod:`.decoding` starts.

Only pixels pass: a new image is painted from the decoded one and encoded by us, so that no location, camera
data, color profile, comment or appended script of the upload is ever stored.

Run as a program it reads the file from its standard input and writes one line of JSON and a JPEG. It imports
nothing of the site: where hostile bytes are decoded there is no key, no setting and no database.
"""

from __future__ import annotations

import functools
import io
import json
import resource
import sys
import warnings
from dataclasses import dataclass

from PIL import ExifTags, Image, ImageChops, ImageCms

FORMATS = ("JPEG", "PNG", "WEBP")
# What a telephone calls 24 megapixels: 5,712 × 4,284.
MOST_PIXELS = 24_500_000
# Under what is transparent; the site's paper color in daylight.
PAPER = (245, 245, 239)

MOST_MEMORY = 550_000_000  # bytes of addresses; a WebP of the most pixels takes 440 million, others less
MOST_SECONDS = 5  # of processor; the most pixels take one, in any form

# What a screen picture can be. Print colors (CMYK) would come out wrong without a word.
SCREEN_MODES = frozenset({"1", "L", "LA", "P", "PA", "RGB", "RGBA", "I;16"})

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SIDEWAYS = frozenset({5, 6, 7, 8})

# Why a picture was not drawn.
TYPE, PIXELS, MOVES, PRINT, NARROW, TALL, FLAT, BLANK, DAMAGED = (
    "type",
    "pixels",
    "moves",
    "print",
    "narrow",
    "tall",
    "flat",
    "blank",
    "damaged",
)


class NotDrawn(Exception):
    """A picture we cannot use. ``reason`` is one of the words above, ``width`` what a reader would see."""

    def __init__(self, reason: str, width: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.width = width


@dataclass(frozen=True)
class Order:
    """What is wanted of a picture."""

    longest_side: int  # pixels
    quality: int
    most_bytes: int  # of the JPEG; what is larger is encoded with a lower quality
    least_width: int = 0  # pixels, as a reader sees the picture upright
    tallest: int = 0  # so many times its width; 0 for any shape
    flattest: int = 0  # so many times its height
    for_pages: bool = False  # still, in screen colors, with the full color resolution
    refuse_blank: bool = False


def draw(data: bytes, order: Order) -> tuple[bytes, int, int]:
    """Return a JPEG of the picture in ``data``, its width and its height. Raises :class:`NotDrawn` alone."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = _painted(data, order)
            if order.refuse_blank and image.getcolors(1):
                raise NotDrawn(BLANK)
            return encoded(image, order), image.width, image.height
    except NotDrawn:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise NotDrawn(PIXELS) from None
    except Exception:
        # Decoders answer hostile or cut-off bytes with almost any exception; none of them is ours.
        raise NotDrawn(DAMAGED) from None


def _painted(data: bytes, order: Order) -> Image.Image:
    """Return the pixels, upright, in sRGB and no larger than needed, in an image of our own."""
    image: Image.Image = Image.open(io.BytesIO(data), formats=FORMATS)
    if image.width * image.height > MOST_PIXELS:
        raise NotDrawn(PIXELS)
    turn = _turn(image)
    width, height = image.size[::-1] if turn in _SIDEWAYS else image.size
    if order.for_pages:
        # MPO is how phones add a depth or brightness map to a JPEG; its first frame is the picture.
        if image.format != "MPO" and getattr(image, "is_animated", False):
            raise NotDrawn(MOVES)
        if image.mode not in SCREEN_MODES:
            raise NotDrawn(PRINT)
    if width < order.least_width:
        raise NotDrawn(NARROW, width)
    if order.tallest and height > order.tallest * width:
        raise NotDrawn(TALL, width)
    if order.flattest and width > order.flattest * height:
        raise NotDrawn(FLAT, width)
    # A JPEG can be decoded at a fraction of its size, which saves most of the memory of a large one.
    image.draft(None, (order.longest_side, order.longest_side))
    profile = image.info.get("icc_profile")
    depth = data[24] if image.format == "PNG" else 8
    image = _in_eight_bits(image, depth)
    image.thumbnail((order.longest_side, order.longest_side), Image.Resampling.LANCZOS)
    if turn in _TURNS:
        image = image.transpose(_TURNS[turn])
    painted = Image.new("RGB", image.size, PAPER)
    painted.paste(image, mask=image if image.mode == "RGBA" else None)
    return _in_srgb(painted, profile)


def _turn(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:
        return 1  # notes of a camera that cannot be read: the picture can


def _in_eight_bits(image: Image.Image, depth: int) -> Image.Image:
    """Return the picture as RGB or RGBA; ``depth`` is how many bits a PNG has for each color.

    Pillow cuts 16-bit grays off at 255, and knows the transparent color of a PNG in the depth of the file
    only, which is not that of the pixels. Nor does it tell negatives from print colors.
    """
    image.load()
    clear = image.info.pop("transparency", None)
    if clear is not None and image.mode == "P":
        image.info["transparency"] = clear
    elif clear is not None and image.mode in {"1", "L", "RGB", "I;16"}:
        return _with_a_clear_color(image, clear, depth)
    if image.mode == "CMYK" and "adobe" not in image.info:
        image = ImageChops.invert(image)  # Pillow takes every one for Adobe's, which are negatives
    if image.mode.startswith("I"):
        image = _gray(image)
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _gray(image: Image.Image) -> Image.Image:
    """Return 16-bit grays as 8-bit ones."""
    return image.convert("I").point(lambda value: value * (1 / 257) + 0.5).convert("L")


def _with_a_clear_color(image: Image.Image, clear: int | tuple[int, ...], depth: int) -> Image.Image:
    """Return RGBA in which what has the color ``clear``, given in the file's depth, is transparent."""
    values = clear if isinstance(clear, tuple) else (clear,) * 3
    if depth < 16:
        colors = [value * 255 // (2**depth - 1) for value in values]
    else:
        # As _gray and Pillow reduce the pixels themselves: grays are rounded, colors cut off.
        colors = [int(v * (1 / 257) + 0.5) if image.mode.startswith("I") else v >> 8 for v in values]
    flat = (_gray(image) if image.mode.startswith("I") else image).convert("RGB")
    is_shown = [
        band.point([0 if value == color else 255 for value in range(256)])
        for band, color in zip(flat.split(), colors, strict=True)
    ]
    flat.putalpha(functools.reduce(ImageChops.lighter, is_shown))
    return flat


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if not profile:
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), inPlace=True)
    except Exception:  # noqa: S110
        pass  # An unreadable profile, or one for gray: browsers take such a picture for sRGB too.
    return image


def encoded(image: Image.Image, order: Order) -> bytes:
    """Return our own image as a JPEG, with a quality at which it is not larger than ordered."""
    sampling = "4:4:4" if order.for_pages else "4:2:0"
    for quality in (order.quality, 60, 40, 20):
        out = io.BytesIO()
        # Not optimized: Pillow keeps too little room for that, and refuses pictures with much detail.
        image.save(out, "JPEG", quality=quality, subsampling=sampling)
        if out.tell() <= order.most_bytes:
            break
    return out.getvalue()


def _limit_this_process() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))


def main() -> None:
    """Draw what comes in as the first argument says, and answer with a line of JSON and the JPEG."""
    _limit_this_process()
    order = Order(**json.loads(sys.argv[1]))
    try:
        jpeg, width, height = draw(sys.stdin.buffer.read(), order)
        answer: dict[str, str | int] = {"width": width, "height": height}
    except NotDrawn as refusal:
        jpeg, answer = b"", {"reason": refusal.reason, "width": refusal.width}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + jpeg)


if __name__ == "__main__":
    main()
