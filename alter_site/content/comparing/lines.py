"""A text as lines of words: what is compared, whichever markup it came from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from html.parser import HTMLParser
from typing import NamedTuple

from ..models.identities import to_words

HEADINGS = {"h2": "Heading", "h3": "Heading", "h4": "Smaller heading", "h5": "Smaller heading"}
STYLES = {"strong": "bold", "b": "bold", "em": "italic", "i": "italic"}
LISTS = {"ul": "List item", "ol": "Numbered item"}
CELLS = {"td", "th"}
TABLE_ROW = "Table row"


class Word(NamedTuple):
    """One word and how it is set."""

    text: str
    style: str = ""  # "bold", "italic", both, or "link" for where the words before it lead
    is_glued: bool = False  # to the word before it, without a space


class Line(NamedTuple):
    """One paragraph, list item, heading or row of a table; or one value of a form."""

    words: tuple[Word, ...]
    kind: str = ""  # said before the words; nothing for a paragraph

    def __str__(self) -> str:
        return joined(self.words)


def joined(words: Iterable[Word]) -> str:
    """Return words as a reader reads them."""
    return "".join(word.text if word.is_glued else f" {word.text}" for word in words).strip()


def of_text(text: str, kind: str = "") -> Iterator[Line]:
    """Yield the lines of plain text."""
    for line in text.splitlines():
        if words := tuple(map(Word, line.split())):
            yield Line(words, kind)


def of_html(html: str, address_of: Callable[[str], str] = to_words) -> list[Line]:
    """Return the lines of rich text; ``address_of`` makes of a link's target what an editor can read."""
    reader = _Reader(address_of)
    reader.feed(html)
    reader.close()
    reader.end_line()
    return reader.lines


class _Reader(HTMLParser):
    def __init__(self, address_of: Callable[[str], str]) -> None:
        super().__init__()
        self.lines: list[Line] = []
        self._address_of = address_of
        self._words: list[Word] = []
        self._styles: list[str] = []
        self._lists: list[str] = []
        self._kind = ""
        self._is_quoted = False
        self._href = ""
        self._goes_on = False  # does the next word begin where the last one ended?

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in STYLES:
            self._styles.append(STYLES[tag])
        elif tag == "a":
            self._href = dict(attrs).get("href") or ""
        elif tag in CELLS:
            if self._words:
                self._words.append(Word("|"))
                self._goes_on = False
        elif self._kind == TABLE_ROW and tag not in {"tr", "table"}:
            self._goes_on = False  # a cell of the editor's tables holds paragraphs
        else:
            self.end_line()
            self._begin(tag)

    def _begin(self, tag: str) -> None:
        if tag in LISTS:
            self._lists.append(tag)
        elif tag == "li":
            depth = f", level {len(self._lists)}" if len(self._lists) > 1 else ""
            self._kind = f"{LISTS[self._lists[-1]] if self._lists else LISTS['ul']}{depth}"
        elif tag in HEADINGS:
            self._kind = HEADINGS[tag]
        elif tag == "tr":
            self._kind = TABLE_ROW
        elif tag == "blockquote":
            self._is_quoted = True

    def handle_endtag(self, tag: str) -> None:
        if tag in STYLES:
            if STYLES[tag] in self._styles:
                self._styles.remove(STYLES[tag])
        elif tag == "a":
            if self._href:
                self._words.append(Word(f"(→ {self._address_of(self._href)})", "link"))
                self._goes_on = True
            self._href = ""
        elif self._kind == TABLE_ROW and tag not in {"tr", "table"}:
            self._goes_on = False
        else:
            self.end_line()
            if tag in LISTS and self._lists:
                self._lists.pop()
            elif tag == "blockquote":
                self._is_quoted = False
            elif tag in HEADINGS or tag in {"li", "tr"}:
                self._kind = ""

    def handle_data(self, data: str) -> None:
        style = " ".join(sorted(set(self._styles)))
        words = data.split()
        if words and self._goes_on and not data[0].isspace() and self._words:
            last = self._words[-1]
            if last.style == style:
                self._words[-1] = last._replace(text=last.text + words.pop(0))
            else:
                self._words.append(Word(words.pop(0), style, is_glued=True))
        self._words += [Word(word, style) for word in words]
        if data:
            self._goes_on = bool(self._words) and not data[-1].isspace()

    def end_line(self) -> None:
        if self._words:
            self.lines.append(Line(tuple(self._words), self._kind or ("Quote" if self._is_quoted else "")))
            self._kind = ""
        self._words, self._goes_on = [], False
