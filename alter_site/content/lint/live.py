"""What the live site says, read the way its visitors read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone

from ..editions import links
from ..editions.listing import listing
from ..models import Publication
from ..objects import PageContent
from ..views import readable, render
from .registry import Finding
from .sections import measured, sections
from .texts import unwanted


@dataclass(frozen=True)
class Row:
    """One section of a live page and how hard it is to read."""

    path: str  # of the first page it stands on
    heading: str
    words: int
    grade: float
    is_exempt: bool

    def __str__(self) -> str:
        return f"{self.grade:5.1f}  {self.words:4} words  {self.path}  {self.heading}"


def measured_sections() -> Iterator[Row]:
    """Yield every section of every live page that is long enough to measure; what stands on many once."""
    names = [page.title for page in links.listed("therapy", timezone.now())]
    seen: set[tuple[str, ...]] = set()
    for path, content, html in _pages():
        for section, is_exempt in measured(html, is_law=getattr(content, "is_for_counsel", False)):
            if tuple(section.passages) in seen:
                continue
            seen.add(tuple(section.passages))
            yield Row(path, section.heading, section.words, section.grade(names), is_exempt)


def unwanted_words() -> Iterator[tuple[str, Finding]]:
    """Yield each use on a live page of words that we do not use, with the page's address."""
    for path, _, html in _pages():
        for section in sections(html):
            for finding in () if section.is_exempt else unwanted(section.passages):
                yield path, finding


def _pages() -> Iterator[tuple[str, PageContent, str]]:
    """Yield the address, content and HTML of every live page."""
    now = timezone.now()
    for publication in Publication.objects.live(now).select_related("edition").order_by("path"):
        edition, content = readable(publication.edition)
        listed = listing(content, publication.path, 1, now)
        html = render(content, publication.path, links.of_edition(edition, now), now, listed=listed)
        yield publication.path, content, html
