"""What an index page lists. A long list is shown in parts, each at an address of its own."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.http import Http404

from .content import IndexContent
from .kinds import page_models
from .objects import PageContent


@dataclass(frozen=True)
class Listing:
    """One part of a list, and the addresses of the parts beside it."""

    pages: list[Any]
    newer: str = ""
    older: str = ""


def part_address(number: int) -> str:
    """Return how the address of a part ends; the first one stands at the page's own address."""
    return f"page/{number}/" if number > 1 else ""


def listing(content: PageContent, path: str, number: int, now: datetime.datetime) -> Listing | None:
    """Return part ``number`` of what the page at ``path`` lists; None if it lists nothing. One query.

    Raises:
        Http404: there is no such part.
    """
    if not isinstance(content, IndexContent):
        return None
    kind = page_models()[content.lists]
    size = kind.PER_PAGE
    if size is None:
        return Listing(kind.listed(now))
    start = (number - 1) * size
    found = kind.listed(now, start, start + size + 1)  # one more than is shown tells whether more follow
    if number > 1 and not found:
        raise Http404("The list ends before this.")
    return Listing(
        found[:size],
        newer=f"{path}{part_address(number - 1)}" if number > 1 else "",
        older=f"{path}{part_address(number + 1)}" if len(found) > size else "",
    )
