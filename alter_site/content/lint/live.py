"""What the live site says, read the way its visitors read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone

from ..editions import links
from ..editions.listing import listing
from ..models import Publication
from ..views import readable, render
from .sections import measured


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
    now = timezone.now()
    names = [page.title for page in links.listed("therapy", now)]
    seen: set[tuple[str, ...]] = set()
    for publication in Publication.objects.live(now).select_related("edition").order_by("path"):
        edition, content = readable(publication.edition)
        listed = listing(content, publication.path, 1, now)
        html = render(content, publication.path, links.of_edition(edition, now), now, listed=listed)
        for section, is_exempt in measured(html, is_law=getattr(content, "is_for_counsel", False)):
            if tuple(section.passages) in seen:
                continue
            seen.add(tuple(section.passages))
            yield Row(publication.path, section.heading, section.words, section.grade(names), is_exempt)
