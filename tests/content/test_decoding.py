"""Pictures are asked for their size first, and decoded one at a time where they can harm nothing."""

from __future__ import annotations

import io
import struct
import threading
import zlib
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image

from alter_site.content.pictures import decoding, drawing, masters, picture_header
from alter_site.content.pictures.drawing import DAMAGED, PIXELS, TYPE, NotDrawn, Order

ORDER = Order(2200, 85, 2_500_000)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, rows: int, interlaced: int = 0) -> bytes:
    """Return a PNG that says one size and holds ``rows`` rows of 16 black pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, interlaced)
    body = chunk(b"IDAT", zlib.compress(bytes(17 * rows)))
    return picture_header.PNG + chunk(b"IHDR", header) + body + chunk(b"IEND", b"")


def encoded(size: tuple[int, int], kind: str, **options) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "gray").save(out, kind, **options)
    return out.getvalue()


def with_size(jpeg: bytes, width: int, height: int) -> bytes:
    """Return a JPEG whose frame says another size."""
    at = jpeg.index(b"\xff\xc0")
    return jpeg[: at + 5] + struct.pack(">HH", height, width) + jpeg[at + 9 :]


SMALL = encoded((16, 16), "JPEG")
HUGE_WEBP = b"RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + (16_382).to_bytes(3, "little") * 2 + b"VP8 \0\0\0\0"
TOO_LARGE = {
    "6300 x 6300": png(6300, 6300, 1),
    "interlaced": png(6300, 6300, 1, interlaced=1),
    "one pixel wide": png(1, 30_000_000, 1),
    "the largest number": png(2**31 - 1, 2**31 - 1, 1),
    "JPEG": with_size(SMALL, 65_500, 65_500),
    "WebP": HUGE_WEBP,
    "lossless WebP": encoded((8, 8), "WEBP", lossless=True)[:21] + b"\xff\xff\xff\x0f" + bytes(30),
}
OTHER_FORMATS = {
    **{kind: encoded((8, 8), kind) for kind in ("GIF", "TIFF", "BMP", "AVIF", "ICO", "PPM", "PDF")},
    "SVG": b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>",
    "HEIC": b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic",
    "nothing": b"",
}
BROKEN = {
    "no pixels": picture_header.PNG + png(16, 16, 16)[8:33],
    "no height": with_size(SMALL, 16, 0),
    "a header of the wrong checksum": png(16, 16, 16).replace(
        b"\0\0\0\x10\0\0\0\x10", b"\0\0\0\x10\0\0\0\x11"
    ),
    "the last 40 bytes missing": encoded((300, 300), "JPEG")[:-40],
    "only a mark": b"\xff\xd8\xff",
}


@pytest.fixture
def no_decoding(monkeypatch):
    def refuse(*args):
        raise AssertionError("a picture was decoded")

    monkeypatch.setattr(decoding, "_asked", refuse)


def reason(data: bytes) -> str:
    with pytest.raises(NotDrawn) as refused:
        decoding.draw(data, ORDER)
    return refused.value.reason


@pytest.mark.usefixtures("no_decoding")
@pytest.mark.parametrize("data", TOO_LARGE.values(), ids=TOO_LARGE)
def test_a_picture_that_says_it_is_too_large_is_never_decoded(data):
    assert reason(data) == PIXELS


@pytest.mark.usefixtures("no_decoding")
@pytest.mark.parametrize("data", OTHER_FORMATS.values(), ids=OTHER_FORMATS)
def test_other_formats_are_never_decoded_whatever_they_are_called(data):
    assert reason(data) == TYPE


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_a_picture_that_lies_or_breaks_off_is_refused(data):
    assert reason(data) == DAMAGED


def test_a_picture_with_more_rows_than_it_says_is_as_large_as_it_says():
    assert decoding.draw(png(16, 8, 4000), ORDER).height == 8


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("options", [{}, {"lossless": True}, {"progressive": True}, {"exif": b"Exif\0\0MM"}])
@pytest.mark.parametrize("size", [(1, 1), (300, 7), (7, 300)])
def test_the_size_a_header_says_is_the_size_of_the_picture(kind, options, size):
    assert picture_header.size(encoded(size, kind, **options)) == size


def test_what_a_telephone_calls_24_megapixels_is_taken():
    drawn = decoding.draw(encoded((5712, 4284), "JPEG", quality=20), ORDER)
    assert (drawn.width, drawn.height) == (2200, 1650)
    assert reason(encoded((5000, 5000), "PNG")) == PIXELS


def test_the_decoder_has_neither_our_environment_nor_much_memory_or_time(monkeypatch, tmp_path):
    program = tmp_path / "telling.py"
    program.write_text(
        "import json, os, resource, runpy\n"
        f"runpy.run_path({drawing.__file__!r})['_limit_this_process']()\n"
        "limits = [resource.getrlimit(kind)[1] for kind in (resource.RLIMIT_AS, resource.RLIMIT_CPU)]\n"
        "print(json.dumps({'environment': [*os.environ], 'limits': limits, 'folder': os.getcwd()}))\n"
    )
    monkeypatch.setenv("PHI_KEYS", "a secret")
    monkeypatch.setattr(drawing, "__file__", str(program))
    told, _ = decoding._asked(b"", ORDER)
    assert not {"PHI_KEYS", "SECRET_KEY", "DATABASE_URL"} & set(told["environment"])
    assert told["limits"] == [drawing.MOST_MEMORY, drawing.MOST_SECONDS]
    assert told["folder"] == "/"


@pytest.mark.parametrize(
    "program",
    ["while True: pass", "x = bytes(2_000_000_000)", "import os; os.abort()", "print('no answer')"],
    ids=["endless", "greedy", "broken", "mute"],
)
def test_a_decoder_that_runs_into_its_limits_is_a_refusal(monkeypatch, tmp_path, program):
    path = tmp_path / "hostile.py"
    path.write_text(
        f"import runpy, sys\nsys.path.insert(0, {str(Path(drawing.__file__).parent)!r})\n"
        f"import drawing\ndrawing.MOST_SECONDS = 1\ndrawing._limit_this_process()\n{program}\n"
    )
    monkeypatch.setattr(drawing, "__file__", str(path))
    assert reason(SMALL) == DAMAGED


# --- one at a time ------------------------------------------------------------------------------------


@pytest.fixture
def long_drawing(monkeypatch):
    """Let decoding last until the test says so; return what says so, and how many were at it at once."""
    may_end, at_work, most = threading.Event(), [], []

    def ask(data, order):
        at_work.append(1)
        most.append(len(at_work))
        may_end.wait(30)
        at_work.pop()
        return {"width": 1, "height": 1}, b""

    monkeypatch.setattr(decoding, "_asked", ask)
    yield may_end, most
    may_end.set()


def test_one_picture_is_decoded_at_a_time_and_few_wait(long_drawing, monkeypatch):
    monkeypatch.setattr(decoding, "WAIT", 30)
    may_end, most = long_drawing
    answers: list[int | str] = []
    is_refused = threading.Event()

    def send():
        try:
            answers.append(decoding.draw(SMALL, ORDER).width)
        except decoding.Busy:
            answers.append("busy")
            if answers.count("busy") == 3:
                is_refused.set()

    threads = [threading.Thread(target=send) for _ in range(3 + 1 + decoding.IN_LINE)]
    for thread in threads:
        thread.start()
    assert is_refused.wait(30), "three found no place to wait, and were told at once"
    may_end.set()
    for thread in threads:
        thread.join()
    assert sorted(map(str, answers)) == ["1", "1", "1", "busy", "busy", "busy"]
    assert max(most) == 1
    assert decoding.draw(SMALL, ORDER).width == 1, "every place is free again"


def test_an_upload_that_would_wait_long_is_refused(long_drawing, monkeypatch):
    monkeypatch.setattr(decoding, "WAIT", 0.01)
    first = threading.Thread(target=decoding.draw, args=(SMALL, ORDER))
    first.start()
    while not long_drawing[1]:
        pass
    with pytest.raises(decoding.Busy):
        decoding.draw(SMALL, ORDER)
    long_drawing[0].set()
    first.join()


def test_an_editor_reads_that_other_pictures_are_being_read(monkeypatch):
    def busy(*args):
        raise decoding.Busy

    monkeypatch.setattr(decoding, "draw", busy)
    with pytest.raises(ValidationError, match="save once more"):
        masters.reencode(ContentFile(SMALL))
