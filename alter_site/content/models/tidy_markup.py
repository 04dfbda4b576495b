"""What the cleaner of rich text cannot say: two levels of headings, and tables that are a plain grid.

However the HTML came in (from the editor, typed without script, by a fixture), a stored table is
``table thead tbody tr th[scope] td`` and nothing else, with as many cells in every row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from ..visible_text import bare

MOST_SPANNED = 20  # cells that one cell may claim; a hostile number would make a page of millions

_OTHER_NAMES = {"h1": "h3", "h2": "h3", "h5": "h4", "h6": "h4", "b": "strong", "i": "em", "div": "p"}
_BREAK = re.compile(r"<br\b[^>]*>", re.IGNORECASE)
# Google Docs wraps everything it copies in a <b> that is not bold.
_RENAMED = re.compile(
    r"<(/?)(h[1256]|b|i|div)(?=[\s/>])(?![^<>]*font-weight:\s*(?:normal|400))", re.IGNORECASE
)
_TRACKS = re.compile(r"utm_\w+|\w*clid|mc_[ce]id|_hs\w+|igshid|mkt_tok", re.IGNORECASE)
_EMPTY = re.compile(r"<p>(?:\s|&nbsp;)*</p>")
_ONE_PARAGRAPH = re.compile(r"\A<p>((?:(?!</?(?:p|ul|ol|li|h[34]|blockquote)\b).)*)</p>\Z", re.DOTALL)


def with_our_names(html: str) -> str:
    """Return HTML in our elements where others mean the same: words that stood apart are not run together."""
    html = _RENAMED.sub(lambda match: f"<{match[1]}{_OTHER_NAMES[match[2].lower()]}", html)
    return _BREAK.sub(" ", html)


def with_every_tag_closed(html: str) -> str:
    """Return HTML in which a sign that opens a tag, and no tag ends, is a sign of the text: "below <50"."""
    before, end, rest = html.rpartition(">")
    return before + end + rest.replace("<", "&lt;")


def as_browsers_read(href: str) -> str:
    """Return an address without what a paste left around it, its scheme in small letters."""
    href = bare(href)
    scheme, colon, rest = href.partition(":")
    return f"{scheme.lower()}:{rest}" if colon and scheme.lower() in ("https", "tel") else href


def without_tracking(href: str) -> str:
    """Return an address without what tells the other site who sent the reader."""
    address, hash_sign, fragment = href.partition("#")
    path, question_mark, query = address.partition("?")
    if question_mark:
        kept = [pair for pair in query.split("&") if not _TRACKS.fullmatch(pair.partition("=")[0])]
        path += f"?{'&'.join(kept)}" if kept else ""
    return path + hash_sign + fragment


def with_plain_tables(html: str) -> str:
    """Return clean HTML without empty paragraphs, each table as a grid.

    A table's header row stands in ``thead``, and every header has a scope.
    """
    html = _EMPTY.sub("", html)
    if "<t" not in html:
        return html
    reader = _Tables()
    reader.feed(html)
    reader.close()
    return "".join(reader.html)


@dataclass
class _Cell:
    is_header: bool = False
    across: int = 1
    down: int = 1
    html: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        html = "".join(self.html).strip()
        return match[1].strip() if (match := _ONE_PARAGRAPH.match(html)) else html


class _Tables(HTMLParser):
    """Passes everything on, and draws each outermost table anew. A table inside a cell leaves its words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.html: list[str] = []
        self._depth = 0
        self._rows: list[list[_Cell]] = []
        self._is_head = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._depth += 1
            if self._depth == 1:
                self._rows, self._is_head = [], False
        elif tag not in _PARTS:
            self._keep(self.get_starttag_text() or "")
        elif self._depth == 1:
            self._open(tag, dict(attrs))

    def _open(self, tag: str, attrs: dict[str, str | None]) -> None:
        if tag == "thead":
            self._is_head = True
        elif tag == "tbody":
            self._is_head = False
        elif tag == "tr":
            self._rows.append([])
        elif self._rows:
            across, down = _span(attrs.get("colspan")), _span(attrs.get("rowspan"))
            self._rows[-1].append(_Cell(tag == "th" or self._is_head, across, down))

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self._depth -= 1
            if self._depth == 0:
                self.html.append(_drawn(_grid(self._rows)))
        elif tag not in _PARTS:
            self._keep(f"</{tag}>")
        elif self._depth > 1 and tag in {"td", "th"}:
            self._keep(" ")

    def handle_data(self, data: str) -> None:
        self._keep(data)

    def handle_entityref(self, name: str) -> None:
        self._keep(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._keep(f"&#{name};")

    def _keep(self, html: str) -> None:
        if not self._depth:
            self.html.append(html)
        elif self._rows and self._rows[-1]:
            self._rows[-1][-1].html.append(html)


_PARTS = {"thead", "tbody", "tr", "th", "td"}


def _span(value: str | None) -> int:
    # Python reads no number of thousands of digits; nine are more than any table has columns.
    spanned = int(value[:9]) if value and value.isascii() and value.isdigit() else 1
    return max(1, min(spanned, MOST_SPANNED))


def _grid(rows: list[list[_Cell]]) -> list[list[_Cell]]:
    """Return rows of equal length; what a cell spans besides its own place becomes empty cells."""
    places: dict[tuple[int, int], _Cell] = {}
    rows = [row for row in rows if row]
    for y, row in enumerate(rows):
        x = 0
        for cell in row:
            while (y, x) in places:
                x += 1
            for down in range(min(cell.down, len(rows) - y)):
                for across in range(cell.across):
                    is_own = not down and not across
                    places.setdefault((y + down, x + across), cell if is_own else _Cell(cell.is_header))
            x += 1
    width = 1 + max((x for _, x in places), default=-1)
    return [[places.get((y, x)) or _Cell() for x in range(width)] for y in range(len(rows))]


def _drawn(grid: list[list[_Cell]]) -> str:
    if not grid:
        return ""
    # An empty corner is no heading of anything.
    head = any(cell.is_header for cell in grid[0]) and all(
        cell.is_header or not str(cell) for cell in grid[0]
    )
    body = grid[1:] if head else grid
    first = "".join(f'<th scope="col">{cell}</th>' if str(cell) else "<td></td>" for cell in grid[0])
    html = f"<thead><tr>{first}</tr></thead>" if head else ""
    if body:
        html += f"<tbody>{''.join(f'<tr>{_row(row)}</tr>' for row in body)}</tbody>"
    return f"<table>{html}</table>"


def _row(cells: list[_Cell]) -> str:
    return "".join(
        f'<th scope="row">{cell}</th>' if cell.is_header and not place and str(cell) else f"<td>{cell}</td>"
        for place, cell in enumerate(cells)
    )
