"""Padding: what is sealed takes one of a few sizes, so that its length does not tell what it is.

The sizes are 64 bytes, doubled up to 64 kilobytes, and steps of 64 kilobytes after that, which is what the
photo of a card needs. A column whose answers come from a list names a size that holds any of them.
"""

from __future__ import annotations

SMALLEST = 64  # bytes
STEP = 65_536  # bytes
END = b"\x80"  # then zeros: ISO/IEC 7816-4


def padded_length(length: int, size: int = 0) -> int:
    """Return how many bytes a value of ``length`` bytes takes, ``size`` at least."""
    found = max(size, SMALLEST)
    while found < length + len(END):
        found += min(found, STEP)
    return found


def padded(value: bytes, size: int = 0) -> bytes:
    """Return ``value`` with a mark of its end, and zeros up to the next of the sizes."""
    return (value + END).ljust(padded_length(len(value), size), b"\0")


def without(value: bytes) -> bytes:
    """Return what was padded. Raises ValueError for what was not."""
    found = value.rstrip(b"\0")
    if not found.endswith(END):
        raise ValueError("Not a padded value.")
    return found[: -len(END)]
