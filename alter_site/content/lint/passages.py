"""Passages: paragraphs, items and fields as a reader has them, with their links and sentences."""

from __future__ import annotations

import dataclasses
import functools
import re
import unicodedata
from dataclasses import dataclass
from html import unescape

from .lookalikes import AS_OURS
from .meaning import BEGINS

_BLOCK = re.compile(r"</?(?:p|li|ul|ol|h[1-6]|blockquote|table|tr|td|th|thead|tbody|div|hr|br)\b[^>]*>", re.I)
_ROW = re.compile(r"<tr\b.*?</tr>", re.S | re.I)
_CELL = re.compile(r"</t[dh]>\s*<t[dh]\b[^>]*>", re.I)
_SHORT_ROW = 14  # words
_ANCHOR = re.compile(
    r'<a\b(?:[^>]*?\bhref="([^"]*)")?[^>]*>(.*?)</a>|\[([^\]\n]*)\]\(([^)\s]+)\)', re.S | re.I
)
_TAG = re.compile(r"</?[a-z][^>]*>", re.I)
_SPACE = re.compile(r"\s+")
# What nobody reads and would hide a word: soft hyphens, joiners, marks of direction, strokes through letters.
_UNSEEN = re.compile("[\u00ad\u0300-\u036f\u200b-\u200f\u2060-\u2064\u20d0-\u20ff\ufeff]")
_SAME_LENGTH = AS_OURS | str.maketrans(
    "\u2019\u2018\u00b4\u02bc\u2032\u201c\u201d\u2010\u2011\u00a0", "'''''\"\"-- "
)
_SET_APART = re.compile(r"(?<![\w'’])[^\W\d_]([ .*_·-])[^\W\d_](?:\1[^\W\d_])+(?!\w)")
# "c0nfidential", "gu4rantee": digits in the middle or at the end of a word, read as letters.
_DIGITS_AS_LETTERS = re.compile(
    r"(?<=[A-Za-z])(?<![A-Z][A-Z])[013457](?=[a-z])|(?<=[a-z]{3})[013457]{1,2}(?= )"
)
_LETTERS = str.maketrans("013457", "oleast")
_END = re.compile(r'[.!?…]+["\')\]]*\s+(?=["\'(\[]*[A-Z0-9$])')
_WORD = re.compile(r"[^\W_]+")
# A longer sentence is judged in parts: each use of words looks at all of its own.
_LONGEST = re.compile(r".{1,600}(?:\s+|\Z)|.{1,600}", re.S)
# A full stop after these ends no sentence.
_ABBREVIATED = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|St|No|vs|e\.g|i\.e|U\.S|[A-Z])\.\s+$")
_CLAUSE = re.compile(
    r"[;:—–]| - |,? (?:but|because|so that|while|whereas|although|though)\b"
    r"|(?:,|,? (?:and|so|then|yet)) (?=(?:and |so |then |yet )?(?:we|we're|you|you'll|it|they|our|your"
    r"|there|the (?:plan|insurer|program|team)"
    r"|this|he|she|i|call|here|instead|which|let|come|get|somebody|someone|nobody|988|911)\b)",
    re.I,
)


@dataclass(frozen=True)
class Link:
    """Words of a passage that lead somewhere."""

    start: int
    end: int
    words: str
    href: str


@dataclass(frozen=True)
class Sentence:
    """One sentence and where it stands in its passage."""

    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass
class Passage:
    """A text between two breaks: a paragraph, an item, a heading or a field of one line.

    ``text`` has straight quotes and plain spaces, so that rules need to know one form; ``as_written`` is what
    the editor typed. Both have the same length.
    """

    as_written: str
    field: str = ""  # the field's name in the page's form
    links: list[Link] = dataclasses.field(default_factory=list)
    then: str = ""  # how the passage after it begins: the answer to a question

    @functools.cached_property
    def text(self) -> str:
        text = self.as_written
        if not text.isascii():
            text = text.translate(_SAME_LENGTH)
        return _DIGITS_AS_LETTERS.sub(lambda match: match[0].translate(_LETTERS), text)

    @functools.cached_property
    def lower(self) -> str:
        """The text in lower case, letter by letter: expressions without a flag are several times faster."""
        lower = self.text.lower()
        return (
            lower
            if len(lower) == len(self.text)
            else "".join(sign if len(sign.lower()) != 1 else sign.lower() for sign in self.text)
        )

    @functools.cached_property
    def beginnings(self) -> dict[str, list[int]]:
        """Where words begin, by their first letters: meanings are looked for there."""
        found: dict[str, list[int]] = {}
        for match in _WORD.finditer(self.lower):
            found.setdefault(match[0][:BEGINS], []).append(match.start())
        return found

    @functools.cached_property
    def sentences(self) -> list[Sentence]:
        found, start = [], 0
        for match in _END.finditer(self.text):
            if _ABBREVIATED.search(self.text, max(start, match.start() - 4), match.end()):
                continue
            found += self._parts(start, match.end())
            start = match.end()
        return found + self._parts(start, len(self.text))

    def _parts(self, start: int, end: int) -> list[Sentence]:
        found = _LONGEST.finditer(self.text, start, end)
        return [Sentence(part[0].rstrip(), part.start()) for part in found]

    def sentence_at(self, position: int) -> Sentence:
        """Return the sentence in which ``position`` lies."""
        return next(
            (sentence for sentence in reversed(self.sentences) if sentence.start <= position),
            Sentence(self.text, 0),
        )

    def clause_at(self, start: int, end: int) -> tuple[int, int]:
        """Return where the part of the sentence begins and ends that says one thing around these words."""
        sentence = self.sentence_at(start)
        first, last = sentence.start, sentence.end
        for match in _CLAUSE.finditer(self.text, sentence.start, sentence.end):
            if match.end() <= start:
                first = match.end()
            elif match.start() >= end:
                last = match.start()
                break
        return first, last


def passages(html: str, field_name: str = "") -> list[Passage]:
    """Return the passages of rich text, or of a plain line, which may hold links as Markdown writes them."""
    if "<tr" in html:
        html = _ROW.sub(_short_row, html)
    blocks = _BLOCK.split(html) if "<" in html else [html]
    return [_passage(block, field_name) for block in blocks if block and not block.isspace()]


def _short_row(match: re.Match[str]) -> str:
    """Return a row of a table as one line, if it is short: "988" and "24/7" are read together."""
    cells = [_TAG.sub(" ", cell).strip() for cell in _CELL.split(match[0])]
    line = ", ".join(filter(None, cells))
    return f"<tr>{line}</tr>" if len(line.split()) <= _SHORT_ROW and "<a " not in match[0] else match[0]


def _passage(block: str, field_name: str) -> Passage:
    if "<" not in block and "](" not in block:
        return Passage(_plain(block).strip(), field_name)
    text, links, last = "", [], 0
    for match in _ANCHOR.finditer(block):
        text += _plain(block[last : match.start()])
        words = _plain(match[2] if match[2] is not None else match[3])
        links.append(
            Link(len(text), len(text) + len(words), words.strip(), unescape(match[1] or match[4] or ""))
        )
        text += words
        last = match.end()
    return Passage((text + _plain(block[last:])).rstrip(), field_name, links)


def _plain(html: str) -> str:
    text = unescape(_TAG.sub("", html))
    if not text.isascii():
        text = _UNSEEN.sub("", unicodedata.normalize("NFC", text))
    return _SET_APART.sub(_together, _SPACE.sub(" ", text))


def _together(match: re.Match[str]) -> str:
    """Return letters that were set apart ("c u r e", "c-u-r-e") as the word they are read as."""
    return re.sub(r"[ .*_·-]", "", match[0])
