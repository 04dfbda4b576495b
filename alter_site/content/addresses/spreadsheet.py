"""Two columns of addresses out of a file as people's spreadsheets write it."""

from __future__ import annotations

import codecs
import csv
import io
import re
from dataclasses import dataclass

from ..visible_text import bare

LARGEST = 4_000_000  # bytes
MOST_ROWS = 20_000
_DELIMITERS = ",;\t"
_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
# How files begin that are no text: spreadsheets, PDF, pictures, archives.
_NO_TEXT = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b", b"GIF8")
_BREAK = re.compile(r"[\r\n]")
_SEPARATOR = re.compile(r"sep=.?")  # how Excel is told the delimiter, in a line before all others
_OLD = {
    "old",
    "from",
    "source",
    "oldaddress",
    "oldurl",
    "oldpath",
    "sourceurl",
    "fromurl",
    "request",
    "oldlink",
}
_NEW = {
    *("new", "to", "target", "destination", "newaddress", "newurl", "newpath", "targeturl", "destinationurl"),
    *("tourl", "newlink", "redirect", "redirectto"),
}


class NotATable(ValueError):
    """What was sent is no list of addresses; the message says so to an editor."""


@dataclass(frozen=True)
class Line:
    """One line of the file: its number, as a spreadsheet counts, and what stands in its two columns."""

    number: int
    old: str
    new: str


def read(data: bytes) -> list[Line]:
    """Read a file of addresses, with headings or without.

    Raises:
        NotATable: it is too large, empty, or no text with columns.
    """
    rows = rows_of(data)
    old, new = _columns(rows[0][1])
    if (old, new) != (-1, -1):
        rows = rows[1:]
    else:
        old, new = 0, 1
    if len(rows) > MOST_ROWS:
        raise NotATable(f"This file has more than {MOST_ROWS:,} lines. Split it into several.")
    if not rows:
        raise NotATable("This file has headings and no lines under them.")
    lines = [Line(number, _cell(cells, old), _cell(cells, new)) for number, cells in rows]
    if long := next((line for line in lines if _BREAK.search(line.old + line.new)), None):
        raise NotATable(
            f"A quotation mark that opens before line {long.number} is not closed in its own line."
        )
    return lines


def rows_of(data: bytes) -> list[tuple[int, list[str]]]:
    """Return the lines of a file that are not empty, numbered as a spreadsheet counts. Raises NotATable."""
    if len(data) > LARGEST:
        raise NotATable(f"This file is larger than {LARGEST // 1_000_000} MB. Split it into several.")
    if not (rows := _rows(_text(data))):
        raise NotATable("This file has no lines.")
    return rows


def _text(data: bytes) -> str:
    if data.startswith(_NO_TEXT):
        raise NotATable("This is no CSV file. In your spreadsheet, choose Save as, then CSV.")
    text = _decoded(data)
    if any(ord(sign) < 32 and sign not in "\t\r\n" for sign in text):
        raise NotATable("This is no CSV file: it holds what no text holds.")
    return text


def _decoded(data: bytes) -> str:
    encodings = [encoding for bom, encoding in _BOMS.items() if data.startswith(bom)]
    if not encodings and b"\0" in data[:200]:
        # UTF-16 of an old Excel, without the mark that says so: every other byte of an address is zero.
        encodings = ["utf-16-be" if data[:1] == b"\0" else "utf-16-le"]
    for encoding in encodings or ["utf-8", "cp1252"]:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotATable("The letters of this file cannot be read. Save it as CSV in UTF-8.")


def _rows(text: str) -> list[tuple[int, list[str]]]:
    lines = [line for line in text.splitlines()[:50] if line.strip()]
    # The one that most lines have exactly one of, since an address may hold a comma itself.
    delimiter = max(_DELIMITERS, key=lambda sign: (sum(line.count(sign) > 0 for line in lines), sign == ","))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    try:
        rows = [(reader.line_num, [bare(cell) for cell in cells]) for cells in reader]
    except csv.Error as error:
        raise NotATable(f"Line {reader.line_num} cannot be read as CSV.") from error
    if rows and _SEPARATOR.fullmatch(delimiter.join(rows[0][1])):
        del rows[0]
    return [(number, cells) for number, cells in rows if any(cells)]


def _columns(cells: list[str]) -> tuple[int, int]:
    """Return which columns the headings name; -1 for both where the first line is none."""
    names = ["".join(filter(str.isalpha, cell.lower())) for cell in cells]
    old = next((n for n, name in enumerate(names) if name in _OLD), -1)
    new = next((n for n, name in enumerate(names) if name in _NEW and n != old), -1)
    return (old, new) if old >= 0 and new >= 0 else (-1, -1)


def _cell(cells: list[str], number: int) -> str:
    return cells[number] if number < len(cells) else ""
