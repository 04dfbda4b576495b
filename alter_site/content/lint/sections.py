"""The sections of a page as a reader meets them: the visible words of ``main``, from heading to heading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from .reading import count, grade

SHORTEST = 60  # words; the grade of fewer says little
HARDEST = 8.0
# A name is not ours to simplify. This one stands for all of them: two syllables, one word.
NAME = "Alter"

_HEADINGS = {"h1", "h2"}
# By the id of their heading: titles of publications, names of authorities.
_QUOTED = {"sources", "licensed"}
_INLINE = {"a", "abbr", "b", "em", "i", "mark", "span", "strong", "sub", "sup", "time", "dfn"}
_UNSEEN = {"script", "style", "svg", "template", "button"}
_VOID = {"img", "br", "source", "input", "hr", "link", "meta", "wbr", "path", "use"}


@dataclass
class GradedSection:
    """One heading and the passages under it, down to the next."""

    heading: str = ""
    passages: list[str] = field(default_factory=list)
    is_opening: bool = False
    is_exempt: bool = False  # not our words

    @property
    def words(self) -> int:
        return sum(map(count, self.passages))

    def grade(self, names: Iterable[str] = ()) -> float:
        """Return the grade, each of ``names`` counted as two syllables."""
        known = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
        pattern = re.compile(rf"\b(?:{known})\b", re.IGNORECASE) if known else None
        return grade(pattern.sub(NAME, text) if pattern else text for text in self.passages)


def sections(html: str) -> list[GradedSection]:
    """Return the sections of a page that have words."""
    reader = _Main()
    reader.feed(html)
    reader.close()
    return [section for section in reader.sections if section.words]


class _Main(HTMLParser):
    """Collects passages; whatever is not inline begins a new one."""

    def __init__(self) -> None:
        super().__init__()
        self.sections: list[GradedSection] = []
        self._open: list[tuple[str, bool]] = []  # each open element of main, and whether it is unseen
        self._passage: list[str] = []
        self._heading = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "main":
            self.sections.append(GradedSection())
        elif not self._open:
            return
        if tag in _VOID:
            self._passage.append(" ")
            return
        values = dict(attrs)
        classes = (values.get("class") or "").split()
        is_unseen = tag in _UNSEEN or "hidden" in values or "visually-hidden" in classes
        self._open.append((tag, is_unseen))
        if tag not in _INLINE:
            self._end_passage()
        if tag in _HEADINGS:
            is_quoted = values.get("id") in _QUOTED
            self.sections.append(GradedSection(is_opening=tag == "h1", is_exempt=is_quoted))
            self._heading = tag

    def handle_endtag(self, tag: str) -> None:
        if not self._open or tag in _VOID:
            return
        if tag not in _INLINE:
            self._end_passage()
        while self._open:
            if self._open.pop()[0] == tag:
                break
        if tag == self._heading:
            self._heading = ""

    def handle_data(self, data: str) -> None:
        if self._open and not any(is_unseen for _, is_unseen in self._open):
            self._passage.append(data)

    def _end_passage(self) -> None:
        text = " ".join("".join(self._passage).split())
        self._passage.clear()
        if text and self.sections:
            section = self.sections[-1]
            section.passages.append(text)
            if self._heading:
                section.heading = section.heading or text


def measured(html: str, *, is_law: bool) -> Iterator[tuple[GradedSection, bool]]:
    """Yield each section to hold to the grade, and whether it is exempt.

    What a law prescribes is exempt, but not the opening of such a page: that is its plain summary, measured
    however short it is.
    """
    for section in sections(html):
        is_summary = is_law and section.is_opening
        if is_summary or section.words >= SHORTEST:
            yield section, section.is_exempt or (is_law and not is_summary)
