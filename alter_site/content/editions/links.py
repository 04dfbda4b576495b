"""Links between pages, by identity rather than by address.

Publishing writes one row per link; a page reads its outgoing and incoming links of live editions in one
query. Because only live editions count, "treated by" appears on a condition when the therapy is
published, never when it is saved.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BigAutoField, DateTimeField, F, UUIDField, Value

from ..models.edition import Edition, EditionLink, Publication, live
from ..objects import PageContent, PictureRef, Undecodable, decode
from ..text.richtext import references
from .prepared import Prepared, Slot


@dataclass(frozen=True, slots=True)
class LinkedPage:
    """Another live page, as far as a link to it needs to know."""

    id: str
    kind: str
    path: str
    title: str
    summary: str
    picture: PictureRef | None
    is_demo: bool


@dataclass(frozen=True, slots=True)
class Links:
    """A page's live neighbors: by relation outward, by kind and relation inward, and by identity."""

    outgoing: dict[str, list[LinkedPage]] = field(default_factory=dict)
    incoming: dict[str, dict[str, list[LinkedPage]]] = field(default_factory=dict)
    by_id: dict[str, LinkedPage] = field(default_factory=dict)


# --- reading ----------------------------------------------------------------------------------------

Rows = list[tuple[Any, ...]]  # neighbors as the database sends them, before anything is made of it

_SHOWN = ("kind", "title", "summary", "picture", "is_demo")


def rows_of_edition(edition: Edition, now: datetime.datetime) -> Rows:
    """Return what the database knows of an edition's live neighbors, for :func:`from_rows`. One query."""
    return _in_order(_BOTH_WAYS.fetched(edition=edition.pk, page=edition.page_id, now=now))


def from_rows(rows: Rows) -> Links:
    """Make neighbors of what the database knows of them."""
    return _gathered(_BOTH_WAYS.converted(rows))


def of_edition(edition: Edition, now: datetime.datetime) -> Links:
    """Return the live neighbors of a published edition. One query."""
    return from_rows(rows_of_edition(edition, now))


def of_working_copy(content: PageContent, page_id: uuid.UUID, now: datetime.datetime) -> Links:
    """Return the neighbors that ``content`` would have if it were published now. Two queries."""
    refs = list(references(content))
    found = Publication.objects.live(now).filter(page_id__in={page for _, page in refs})
    targets = {str(row[0]): row for row in found.values_list(*_columns())}
    outgoing = [(relation, *targets[page], False, 0) for relation, page in refs if page in targets]
    return _gathered([*outgoing, *_in_order(_incoming(page_id, now))])


def listed(kind: str, now: datetime.datetime, start: int = 0, stop: int | None = None) -> list[LinkedPage]:
    """Return the live pages of one kind in their order, or some of them. One query.

    Read in the order of an index, so that the first pages of a long list cost what a short list costs.
    """
    rows = Edition.objects.live(now).filter(kind=kind).order_by("position", "title")
    return [_linked_page(*row) for row in rows.values_list(*_columns("publication__", ""))[start:stop]]


def neighbors_of(page_ids: Collection[Any]) -> set[Any]:
    """Return which pages are linked with some of these, from either side. Two queries."""
    published = EditionLink.objects.filter(edition__publication__isnull=False)
    linking = published.filter(target__in=page_ids).values_list("edition__page_id", flat=True)
    linked = published.filter(edition__page_id__in=page_ids).values_list("target_id", flat=True)
    return {*linking, *linked}


def _outgoing(edition_id: Slot, now: Slot) -> Any:
    return (
        EditionLink.objects.filter(live(now, "target__"), edition=edition_id)
        .annotate(is_incoming=Value(False), order=F("position"))
        .order_by()
        .values_list("relation", *_columns("target__", "target__edition__"), "is_incoming", "order")
    )


def _incoming(page_id: uuid.UUID | Slot, now: datetime.datetime | Slot) -> Any:
    return (
        EditionLink.objects.filter(live(now, "edition__publication__"), target__page_id=page_id)
        .annotate(is_incoming=Value(True), order=F("edition__position"))
        .order_by()
        .values_list("relation", *_columns("edition__publication__", "edition__"), "is_incoming", "order")
    )


def _columns(publication: str = "", edition: str = "edition__") -> tuple[str, ...]:
    """Return what :func:`_linked_page` needs, for a publication and an edition reached over these names."""
    return (f"{publication}page_id", f"{publication}path", *(f"{edition}{name}" for name in _SHOWN))


def _both_ways() -> Any:
    now = Slot("now", DateTimeField())
    outgoing = _outgoing(Slot("edition", BigAutoField()), now)
    return outgoing.union(_incoming(Slot("page", UUIDField()), now), all=True)


_BOTH_WAYS = Prepared(_both_ways)


def _in_order(rows: Iterable[Any]) -> list[Any]:
    """Sort by place, then title: in a page's own order outward, in the lists' order inward."""
    return sorted(rows, key=lambda row: (row[-1], row[4]))


def _gathered(rows: Iterable[Any]) -> Links:
    """Return neighbors by how a page asks for them."""
    links = Links()
    for relation, *columns, is_incoming, _order in rows:
        page = _linked_page(*columns)
        if is_incoming:
            group = links.incoming.setdefault(page.kind, {}).setdefault(relation, [])
        else:
            group = links.outgoing.setdefault(relation, [])
            links.by_id[page.id] = page
        if page not in group:
            group.append(page)
    return links


def _linked_page(
    page_id: uuid.UUID, path: str, kind: str, title: str, summary: str, picture: Any, is_demo: bool
) -> LinkedPage:
    try:
        decoded = decode(PictureRef, picture) if picture else None
    except Undecodable:
        decoded = None
    return LinkedPage(str(page_id), kind, path, title, summary, decoded, is_demo)
