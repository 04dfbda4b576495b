"""Uploads are decoded in a process of their own: without keys, one at a time, with little memory and time."""

from __future__ import annotations

import io
import struct
import subprocess
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin

from alter_site.content import decoder, decoding
from alter_site.content.decoding import Refused, Wanted, draw

WANTED = Wanted(most_pixels=decoding.MOST_PIXELS, longest_side=400, quality=90, paper=(245, 245, 239))
DARK, LIGHT = 20_000, 60_000  # of 65,535
MEGABYTE = 1_000_000


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Save the start of a process where what is drawn matters, not where."""
    monkeypatch.setattr(decoding, "run", decoder.answer)


def encoded(picture: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def halves(mode: str = "RGB") -> Image.Image:
    """Return a picture whose left half is black and whose right half is white."""
    picture = Image.new(mode, (40, 24), "black")
    picture.paste("white", (20, 0, 40, 24))
    return picture


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(
    color_type: int, rows: bytes, *chunks: bytes, size: tuple[int, int] = (2, 1), bits: int = 16
) -> bytes:
    """Return a PNG with these bytes as its rows, each with its filter byte."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", *size, bits, color_type, 0, 0, 0))
    body = b"".join(chunks) + chunk(b"IDAT", zlib.compress(rows))
    return decoder.PNG + header + body + chunk(b"IEND", b"")


def colors(upload: bytes) -> list[object]:
    """Return how light the left and the right pixel are as they are drawn, from 0 to 255."""
    drawn = Image.open(io.BytesIO(draw(upload, WANTED).jpeg)).convert("L")
    return [drawn.getpixel((0, 0)), drawn.getpixel((drawn.width - 1, 0))]


def about(*values: int) -> list[object]:
    return [pytest.approx(value, abs=4) for value in values]


# --- more than eight bits -------------------------------------------------------------------------------

SIXTEEN_BITS = {
    "gray": png(0, b"\0" + struct.pack(">2H", DARK, LIGHT)),
    "gray with a gray that is transparent": png(
        0, b"\0" + struct.pack(">2H", DARK, LIGHT), chunk(b"tRNS", struct.pack(">H", 9))
    ),
    "gray with transparency": png(4, b"\0" + struct.pack(">4H", DARK, 65535, LIGHT, 65535)),
    "color": png(2, b"\0" + struct.pack(">6H", *[DARK] * 3, *[LIGHT] * 3)),
    "color with transparency": png(6, b"\0" + struct.pack(">8H", *[DARK] * 3, 65535, *[LIGHT] * 3, 65535)),
}


@pytest.mark.parametrize("upload", SIXTEEN_BITS.values(), ids=SIXTEEN_BITS)
@pytest.mark.usefixtures("in_this_process")
def test_sixteen_bits_become_eight_and_not_white(upload: bytes) -> None:
    drawn = Image.open(io.BytesIO(draw(upload, WANTED).jpeg)).convert("L")
    # Two pixels share the color of a JPEG's block, not their light.
    assert [drawn.getpixel((0, 0)), drawn.getpixel((1, 0))] == about(DARK // 257, LIGHT // 257)


@pytest.mark.parametrize("bits", [1, 2, 4])
@pytest.mark.usefixtures("in_this_process")
def test_grays_of_few_bits_keep_black_and_white(bits: int) -> None:
    row = {1: b"\x40", 2: b"\x30", 4: b"\x0f"}[bits]
    assert colors(png(0, b"\0" + row, bits=bits)) == about(0, 255)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
@pytest.mark.usefixtures("in_this_process")
def test_every_way_to_store_colors_is_drawn_as_it_looks(mode: str) -> None:
    assert colors(encoded(halves().convert(mode))) == about(0, 255)


@pytest.mark.usefixtures("in_this_process")
def test_print_colors_of_a_phone_scan_are_drawn_as_they_look() -> None:
    wanted = Wanted(**{**vars(WANTED), "may_be_for_print": True})
    drawn = draw(encoded(halves().convert("CMYK"), "JPEG"), wanted)
    light = Image.open(io.BytesIO(drawn.jpeg)).convert("L")
    assert [light.getpixel((2, 12)), light.getpixel((37, 12))] == about(0, 255)


# --- what stands beside the pixels ------------------------------------------------------------------------


def with_text(**how: object) -> bytes:
    notes = PngImagePlugin.PngInfo()
    if how.get("international"):
        notes.add_itxt("Comment", "x" * 1_200_000, zip=True)
    else:
        notes.add_text("Comment", "x" * 1_200_000, zip=bool(how.get("packed")))
    return encoded(halves(), pnginfo=notes)


def with_profile(length: int) -> bytes:
    return encoded(halves(), icc_profile=bytes(length))


GOOD = encoded(halves())
BESIDE = {
    "packed international text": with_text(international=True),
    "packed text": with_text(packed=True),
    "text": with_text(),
    "a color profile of a megabyte": with_profile(1_300_000),
    "a profile that cannot be unpacked": GOOD[:33] + chunk(b"iCCP", b"name\0\0nonsense") + GOOD[33:],
    "a chunk that nobody knows": GOOD[:33] + chunk(b"prIv", bytes(2 * MEGABYTE)) + GOOD[33:],
    "a long comment in a JPEG": encoded(halves(), "JPEG", comment=b"x" * 65_000),
    "camera data that cannot be read": encoded(halves(), "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff"),
}


@pytest.mark.parametrize("upload", BESIDE.values(), ids=BESIDE)
@pytest.mark.usefixtures("in_this_process")
def test_a_good_picture_is_read_whatever_stands_beside_its_pixels(upload: bytes) -> None:
    assert colors(upload) == about(0, 255)


@pytest.mark.usefixtures("in_this_process")
def test_a_small_color_profile_is_still_heeded() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = profile.replace(b"rXYZ", b"----").replace(b"bXYZ", b"rXYZ").replace(b"----", b"bXYZ")
    drawn = draw(encoded(Image.new("RGB", (24, 16), "red"), icc_profile=swapped), WANTED)
    _, _, blue = Image.open(io.BytesIO(drawn.jpeg)).split()
    assert blue.getpixel((9, 9)) == pytest.approx(254, abs=4)


# --- a process of its own -----------------------------------------------------------------------------------


def test_a_picture_is_drawn_by_a_process_that_knows_no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, Any] = {}

    def watched(*args: Any, **kwargs: Any) -> subprocess.CompletedProcess[bytes]:
        seen.update(kwargs)
        return real(*args, **kwargs)

    real = subprocess.run
    monkeypatch.setattr(subprocess, "run", watched)
    drawn = draw(encoded(halves(), "JPEG"), WANTED)
    assert (drawn.width, drawn.height) == (40, 24)
    assert Image.open(io.BytesIO(drawn.jpeg)).format == "JPEG"
    assert seen["env"] == {}


@pytest.mark.parametrize(
    ("size", "reason"), [((6300, 6300), "too many pixels"), ((5000, 4901), "too many pixels")]
)
def test_a_picture_of_more_than_24_megapixels_is_refused_by_its_header(
    size: tuple[int, int], reason: str
) -> None:
    with pytest.raises(Refused) as refused:
        draw(png(6, b"", size=size, bits=8), WANTED)
    assert refused.value.reason == reason


def test_a_photo_of_24_megapixels_is_drawn_within_the_memory_of_the_process() -> None:
    rows = (b"\0" + bytes(5712 * 4)) * 4284
    drawn = draw(png(6, rows, size=(5712, 4284), bits=8), WANTED)
    assert (drawn.width, drawn.height) == (400, 300)


def _replace_decoder(program: str, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    (folder / "decoder.py").write_text(program)
    monkeypatch.setattr(decoder, "__file__", str(folder / "decoder.py"))


@pytest.mark.parametrize("program", ["raise SystemExit(1)", "import os; os.abort()", "print()"])
def test_a_process_that_breaks_down_is_a_picture_that_cannot_be_used(
    program: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _replace_decoder(program, monkeypatch, tmp_path)
    with pytest.raises(Refused, match="damaged"):
        draw(encoded(halves()), WANTED)


def test_one_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _replace_decoder("while True: pass", monkeypatch, tmp_path)
    monkeypatch.setattr(decoding, "LONGEST", 0.2)
    with pytest.raises(Refused, match="damaged"):
        draw(encoded(halves()), WANTED)


def test_who_waits_too_long_for_a_turn_is_told_and_the_turn_is_given_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(decoding, "PATIENCE", 0)
    monkeypatch.setattr(decoding, "run", lambda question: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        draw(b"", WANTED)
    monkeypatch.setattr(decoding, "run", decoder.answer)
    assert draw(encoded(halves()), WANTED)
    with decoding._turn, pytest.raises(Refused, match="busy"):
        draw(encoded(halves()), WANTED)


@given(
    kind=st.sampled_from(["JPEG", "PNG", "WEBP"]),
    at=st.integers(min_value=0, max_value=5000),
    new=st.binary(max_size=12),
)
def test_no_change_of_a_pictures_bytes_causes_anything_but_a_picture_or_a_refusal(
    kind: str, at: int, new: bytes
) -> None:
    good = encoded(halves(), kind)
    at %= len(good)
    told = decoder.answer(decoder.question(good[:at] + new + good[at + len(new) :], WANTED))
    assert told.startswith((b'{"width"', b'{"reason"'))
