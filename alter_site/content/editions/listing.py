"""What an index page lists. A long list is shown in parts, each at an address of its own."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import Http404

from ..kinds import page_models
from ..models import Edition
from ..objects import PageContent, Undecodable, decode_page
from ..paths import part_address
from . import links

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class WholePage:
    """A live page with everything it says."""

    path: str
    content: PageContent


@dataclass(frozen=True)
class Listing:
    """One part of a list of one kind of page, and the addresses of the parts beside it."""

    kind: type[PageContent]
    pages: list[Any]
    newer: str = ""
    older: str = ""

    @property
    def heading(self) -> str:
        return self.kind.LIST_HEADING

    @property
    def template(self) -> str:
        return self.kind.LIST_TEMPLATE

    @property
    def feed(self) -> str:
        return self.kind.FEED_URL_NAME


def listing(content: PageContent, path: str, number: int, now: datetime.datetime) -> Listing | None:
    """Return part ``number`` of what the page at ``path`` lists; None if it lists nothing. One query.

    Raises:
        Http404: there is no such part.
    """
    lists = getattr(content, "lists", None)
    if lists is None:
        return None
    model = page_models()[lists]
    kind = model.CONTENT
    if kind.LISTED_WHOLE:
        return Listing(kind, list(_whole(kind, now)))
    size = model.PER_PAGE
    if size is None:
        return Listing(kind, links.listed(lists, now))
    start = (number - 1) * size
    # One more than is shown tells whether more follow.
    found = links.listed(lists, now, start, start + size + 1)
    if number > 1 and not found:
        raise Http404("The list ends before this.")
    return Listing(
        kind,
        found[:size],
        newer=f"{path}{part_address(number - 1)}" if number > 1 else "",
        older=f"{path}{part_address(number + 1)}" if len(found) > size else "",
    )


def _whole(kind: type[PageContent], now: datetime.datetime) -> Iterator[WholePage]:
    editions = Edition.objects.live(now).filter(kind=kind.KIND).order_by("position", "title")
    for edition in editions:
        try:
            content = decode_page(kind, edition.body, edition.schema_version)
        except Undecodable:
            logger.exception("Edition %s cannot be read and is not listed.", edition.pk)
            continue
        if content.is_in_index:
            yield WholePage(edition.path, content)
