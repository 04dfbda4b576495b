"""Reads what the first bytes of a picture say, without decoding anything.

Asking here is what keeps a file of 150 kB with 40 million pixels from costing hundreds of megabytes.
"""

from __future__ import annotations

import struct
import zlib

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
# Frames of a JPEG (ISO/IEC 10918-1, table B.1): SOF0 to SOF15 without DHT, JPG and DAC.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ALONE = frozenset({0x01, *range(0xD0, 0xDA)})  # markers without a length

# What the pixels, their colors, their turn and a second frame are read from. Text is not: Pillow refuses a
# whole picture over a long one.
_READ = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"iCCP", b"eXIf", b"acTL", b"fcTL", b"fdAT"})
_CRITICAL = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND"})
_LARGEST_PROFILE = 1_000_000  # bytes, unpacked: what Pillow reads; real ones have some kilobytes


def is_ours(data: bytes) -> bool:
    """Does this begin like a JPEG, PNG or WebP, whatever its name says?"""
    return data.startswith((PNG, JPEG)) or _is_webp(data)


def size(data: bytes) -> tuple[int, int] | None:
    """Return width and height as the file states them; None when it does not."""
    try:
        if data.startswith(PNG):
            return struct.unpack_from(">II", data, 16) if data[12:16] == b"IHDR" else None
        return _size_of_webp(data) if _is_webp(data) else _size_of_jpeg(data)
    except (struct.error, IndexError):
        return None


def _is_webp(data: bytes) -> bool:
    return data[:4] == b"RIFF" and data[8:12] == b"WEBP"


def _size_of_webp(data: bytes) -> tuple[int, int] | None:
    match data[12:16]:
        case b"VP8X":
            width, height = (int.from_bytes(data[at : at + 3], "little") + 1 for at in (24, 27))
            return width, height
        case b"VP8L":
            (bits,) = struct.unpack_from("<I", data, 21)
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8 ":
            width, height = struct.unpack_from("<HH", data, 26)
            return width & 0x3FFF, height & 0x3FFF
    return None


def _size_of_jpeg(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at < len(data):
        if data[at] != 0xFF:
            at += 1
            continue
        marker = data[at + 1]
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return width, height
        if marker == 0xFF:
            at += 1
        elif marker in _ALONE or marker == 0:
            at += 2
        else:
            at += 2 + struct.unpack_from(">H", data, at + 2)[0]
    return None


def without_extras(data: bytes) -> bytes:
    """Return a PNG with only those chunks that its picture is read from; anything else as it is.

    A chunk that a picture can be shown without goes too when its checksum is wrong, as in a browser.
    """
    if not data.startswith(PNG):
        return data
    kept, at = [PNG], len(PNG)
    while at + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data):
            break
        if kind in _CRITICAL or (kind in _READ and _is_sound(kind, data[at:end])):
            kept.append(data[at:end])
        at = end
        if kind == b"IEND":
            return b"".join(kept)
    kept.append(data[at:])  # broken off: whoever decodes it says so
    return b"".join(kept)


def _is_sound(kind: bytes, chunk: bytes) -> bool:
    if zlib.crc32(chunk[4:-4]) != int.from_bytes(chunk[-4:], "big"):
        return False
    return kind != b"iCCP" or _is_short_profile(chunk[8:-4])


def _is_short_profile(content: bytes) -> bool:
    packed = content.partition(b"\0")[2][1:]
    unpacking = zlib.decompressobj()
    try:
        return len(unpacking.decompress(packed, _LARGEST_PROFILE + 1)) <= _LARGEST_PROFILE
    except zlib.error:
        return False
