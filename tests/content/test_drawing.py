"""Pictures of every mode come out in the right shades; what is beside the pixels holds nothing back."""

from __future__ import annotations

import array
import io
import struct
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageChops, ImageCms, PngImagePlugin

from alter_site.content.pictures import decoding, drawing, picture_header
from alter_site.content.pictures.drawing import NotDrawn, Order
from tests.support.fuzzing import examples

CARD = Order(2200, 85, 2_500_000, refuse_blank=True)
PAGE = Order(2400, 90, 20_000_000, for_pages=True)
SIZE = (40, 24)
LEFT, RIGHT = (8, 12), (32, 12)


def shades(data: bytes, order: Order = CARD) -> tuple[Any, ...]:
    """Return the gray of the left and of the right half of what becomes of a picture."""
    drawn = Image.open(io.BytesIO(decoding.draw(data, order).jpeg)).convert("L")
    return tuple(map(drawn.getpixel, (LEFT, RIGHT)))


def about(*values: int):
    return pytest.approx(values, abs=4)


def halves(mode: str, left, right) -> Image.Image:
    drawn = Image.new(mode, SIZE, left)
    drawn.paste(right, (SIZE[0] // 2, 0, *SIZE))
    return drawn


def two_colors() -> Image.Image:
    drawn = halves("P", 0, 1)
    drawn.putpalette([0, 0, 0, 200, 200, 200])
    return drawn


def encoded(drawn: Image.Image, kind: str = "PNG", **options) -> bytes:
    out = io.BytesIO()
    drawn.save(out, kind, **options)
    return out.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(depth: int, color: int, left: bytes, right: bytes, *before: bytes) -> bytes:
    """Return a PNG of these two pixels' values, written by hand; ``before`` are chunks before its pixels."""
    row = b"\0" + left * (SIZE[0] // 2) + right * (SIZE[0] // 2)
    header = struct.pack(">IIBBBBB", *SIZE, depth, color, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(row * SIZE[1]))
    return picture_header.PNG + chunk(b"IHDR", header) + b"".join(before) + body + chunk(b"IEND", b"")


def packed(depth: int, left: int, right: int) -> bytes:
    """Return a PNG of grays of fewer than eight bits, the right half of which is its transparent color."""
    left_byte, right_byte = (
        sum(value << depth * place for place in range(8 // depth)) for value in (left, right)
    )
    row = bytes([0, *[left_byte] * (SIZE[0] * depth // 16), *[right_byte] * (SIZE[0] * depth // 16)])
    header = struct.pack(">IIBBBBB", *SIZE, depth, 0, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(row * SIZE[1]))
    return picture_header.PNG + chunk(b"IHDR", header) + clear(right) + body + chunk(b"IEND", b"")


def words(*values: int) -> bytes:
    return struct.pack(f">{len(values)}H", *values)


def clear(*values: int) -> bytes:
    return chunk(b"tRNS", words(*values))


def grays(left: int, right: int) -> bytes:
    """Return a PNG of 16-bit grays; converting an 8-bit picture would leave its values at 255 of 65,535."""
    row = array.array("H", [left] * (SIZE[0] // 2) + [right] * (SIZE[0] // 2))
    drawn = Image.frombytes("I;16", SIZE, row.tobytes() * SIZE[1])
    assert drawn.getpixel(RIGHT) == right
    return encoded(drawn)


PAPER = 244
EVERY_MODE = {
    "1 bit": (encoded(halves("1", 0, 1)), (0, 255)),
    "gray": (encoded(halves("L", 60, 200)), (60, 200)),
    "gray, half transparent": (encoded(halves("LA", (60, 255), (60, 0))), (60, PAPER)),
    "palette": (encoded(halves("RGB", (60, 60, 60), (200, 200, 200)).quantize(2)), (60, 200)),
    "palette, one color transparent": (
        encoded(two_colors(), transparency=1),
        (0, PAPER),
    ),
    "palette, alpha for each color": (
        encoded(two_colors(), transparency=b"\xff\x00"),
        (0, PAPER),
    ),
    "color with alpha": (encoded(halves("RGBA", (60, 60, 60, 255), (0, 0, 0, 0))), (60, PAPER)),
    "16-bit gray": (grays(20_000, 60_000), (78, 233)),
    "16-bit gray, dark": (grays(0, 20_000), (0, 78)),
    "16-bit gray, light": (grays(60_000, 65_535), (233, 255)),
    "16-bit gray, one transparent": (png(16, 0, words(20_000), words(60_000), clear(60_000)), (78, PAPER)),
    "16-bit gray with alpha": (png(16, 4, words(20_000, 65_535), words(60_000, 65_535)), (78, 233)),
    "16-bit color": (png(16, 2, words(*[20_000] * 3), words(*[60_000] * 3)), (78, 233)),
    "16-bit color, one transparent": (
        png(16, 2, words(*[20_000] * 3), words(*[60_000] * 3), clear(*[60_000] * 3)),
        (78, PAPER),
    ),
    "16-bit color with alpha": (
        png(16, 6, words(*[20_000] * 3, 65_535), words(*[60_000] * 3, 0)),
        (78, PAPER),
    ),
    "8-bit gray, one transparent": (encoded(halves("L", 60, 200), transparency=200), (60, PAPER)),
    "4-bit gray, one transparent": (packed(4, 3, 12), (51, PAPER)),
    "2-bit gray, one transparent": (packed(2, 1, 2), (85, PAPER)),
    "JPEG gray": (encoded(halves("L", 60, 200), "JPEG"), (60, 200)),
    "JPEG color": (encoded(halves("RGB", (60,) * 3, (200,) * 3), "JPEG"), (60, 200)),
    "WebP": (encoded(halves("RGB", (60,) * 3, (200,) * 3), "WEBP"), (60, 200)),
}
PRINT = encoded(halves("CMYK", (0, 0, 0, 195), (0, 0, 0, 55)), "JPEG")


@pytest.mark.parametrize("order", [CARD, PAGE], ids=["card", "page"])
@pytest.mark.parametrize(("data", "right"), EVERY_MODE.values(), ids=EVERY_MODE)
def test_every_mode_keeps_its_shades(data, right, order):
    assert shades(data, order) == about(*right)


def test_print_colors_of_a_card_are_not_negatives_whoever_wrote_them():
    assert b"Adobe" in PRINT
    assert shades(PRINT) == about(60, 200)


def test_print_colors_without_the_mark_of_adobe_are_no_negatives_either():
    # Pillow writes the absence of ink; here the values are ink, as they are without the mark.
    ink = encoded(ImageChops.invert(Image.open(io.BytesIO(PRINT))), "JPEG")
    at = ink.index(b"\xff\xee")
    length = int.from_bytes(ink[at + 2 : at + 4], "big")
    assert shades(ink[:at] + ink[at + 2 + length :]) == about(60, 200)


# --- beside the pixels --------------------------------------------------------------------------------


def with_text(**options) -> bytes:
    notes = PngImagePlugin.PngInfo()
    if options.pop("kind") == "iTXt":
        notes.add_itxt("Comment", "x" * 1_200_000, zip=True)
    else:
        notes.add_text("Comment", "x" * 1_200_000, zip=True)
    return encoded(halves("L", 60, 200), pnginfo=notes)


BESIDE = {
    "1.2 MB of compressed iTXt": with_text(kind="iTXt"),
    "1.2 MB of compressed zTXt": with_text(kind="zTXt"),
    "a profile of 1.3 MB": encoded(halves("L", 60, 200), icc_profile=bytes(1_300_000)),
    "80 texts of a megabyte": png(
        8, 0, b"\x3c", b"\xc8", chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(1_000_000))) * 80
    ),
    "a text with a wrong checksum": png(8, 0, b"\x3c", b"\xc8", chunk(b"tEXt", b"a\0b")[:-1] + b"!"),
    "a text after the pixels": encoded(halves("L", 60, 200))[:-12]
    + chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(1_200_000)))
    + chunk(b"IEND", b""),
    "a broken turn in a PNG": png(8, 0, b"\x3c", b"\xc8", chunk(b"eXIf", b"MM\0*\xff\xff")),
    "a broken turn in a JPEG": encoded(halves("L", 60, 200), "JPEG", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff"),
    "a JPEG with 6 MB of notes": encoded(halves("L", 60, 200), "JPEG").replace(
        b"\xff\xd8", b"\xff\xd8" + (b"\xff\xed\xff\xff" + bytes(65_533)) * 100, 1
    ),
    "an MPO whose second frame is nowhere": encoded(
        halves("L", 60, 200), "MPO", save_all=True, append_images=[halves("L", 0, 0)]
    )[:900],
    "an MPO": encoded(halves("L", 60, 200), "MPO", save_all=True, append_images=[halves("L", 0, 0)]),
}


@pytest.mark.parametrize("order", [CARD, PAGE], ids=["card", "page"])
@pytest.mark.parametrize("data", BESIDE.values(), ids=BESIDE)
def test_what_stands_beside_the_pixels_holds_no_picture_back(data, order):
    assert shades(data, order) == about(60, 200)


def test_a_short_profile_is_kept_and_counts():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = profile.replace(b"rXYZ", b"----").replace(b"bXYZ", b"rXYZ").replace(b"----", b"bXYZ")
    drawn = decoding.draw(encoded(Image.new("RGB", SIZE, "red"), icc_profile=swapped), PAGE)
    pixel: Any = Image.open(io.BytesIO(drawn.jpeg)).getpixel(LEFT)
    assert pixel[2] > pixel[0]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_turned_as_its_camera_says(kind, orientation):
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    data = encoded(halves("RGB", (60,) * 3, (200,) * 3), kind, exif=exif)
    drawn = Image.open(io.BytesIO(drawing.draw(picture_header.without_extras(data), CARD)[0])).convert("L")
    assert drawn.size == (SIZE[::-1] if orientation > 4 else SIZE)
    dark_corner = {1: (2, 2), 2: (37, 2), 3: (37, 2), 4: (2, 2), 5: (2, 2), 6: (2, 2), 7: (2, 37), 8: (2, 37)}
    assert drawn.getpixel(dark_corner[orientation]) == pytest.approx(60, abs=6)


def test_a_picture_full_of_detail_is_taken():
    noise = Image.merge("RGB", [Image.effect_noise((1800, 1200), 90)] * 3)
    assert decoding.draw(encoded(noise, "JPEG", quality=95), PAGE).width == 1800
    assert len(decoding.draw(encoded(noise, "JPEG", quality=95), CARD).jpeg) <= CARD.most_bytes


# --- whatever bytes -----------------------------------------------------------------------------------

WHOLE = [encoded(Image.effect_noise((64, 48), 60).convert("RGB"), kind) for kind in ("JPEG", "PNG", "WEBP")]
WHOLE += [grays(20_000, 60_000), PRINT, EVERY_MODE["palette, one color transparent"][0]]


@given(data=st.data(), order=st.sampled_from([CARD, PAGE]))
@examples(75)
def test_no_changed_picture_causes_anything_but_a_refusal(data, order):
    changed = bytearray(data.draw(st.sampled_from(WHOLE)))
    for at, value in data.draw(st.lists(st.tuples(st.integers(0, 9999), st.integers(0, 255)), max_size=9)):
        changed[at % len(changed)] = value
    start, end = sorted(data.draw(st.lists(st.integers(0, 9999), min_size=2, max_size=2)))
    changed[start % len(changed) : start % len(changed)] = changed[: (end - start) % 64]
    sent = bytes(changed[: data.draw(st.integers(1, len(changed)))])
    picture_header.size(sent)
    try:
        jpeg, width, height = drawing.draw(picture_header.without_extras(sent), order)
    except NotDrawn:
        return
    assert Image.open(io.BytesIO(jpeg)).size == (width, height)
