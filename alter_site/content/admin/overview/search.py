"""The one search of the admin: pages, facts, pictures and redirects, each opening its form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import CharField, ForeignKey, Q, TextField
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString

from ...models import Page, Redirect, SearchText
from ...search import question as questions
from ...search.question import Question
from ...search.snippets import Marker
from ...search.words import folded, plain
from .. import status
from ..content_screens import form_address, kind_of, may_see, screen, visible_in, visible_kinds

PER_SCREEN = 20
MOST_OTHERS = 10  # of facts, pictures and redirects each
MOST_ROWS = 5_000  # of one model that are read


@dataclass(frozen=True)
class Hit:
    """Something that was found."""

    title: SafeString
    kind: str
    url: str
    sentence: SafeString
    badge: SafeString | str = ""
    note: str = ""


@dataclass(frozen=True)
class Row:
    """A fact or picture, read for the search."""

    row: Any
    text: str
    words: str


def search_view(request: HttpRequest) -> HttpResponse:
    """Find what somebody typed, in whatever they may see."""
    kinds = visible_kinds(request)
    others = {name: list(visible_in(request, name)) for name in ("Facts", "Pictures")}
    sees_redirects = may_see(request, Redirect)
    if not (kinds or any(others.values()) or sees_redirects):
        raise PermissionDenied
    typed = request.GET.get("q", "").strip()
    asked = questions.read(typed)
    context: dict[str, Any] = {
        "typed": typed[: questions.LONGEST],
        "asked": asked,
        "longest": questions.LONGEST,
    }
    if asked:
        number = _number(request.GET.get("p", ""))
        rows = {name: [row for one in admins for row in _rows(one)] for name, admins in others.items()}
        more = {word for found in rows.values() for row in found for word in row.words.split()}
        readings = questions.readings(asked, more)
        context |= _pages(readings, kinds, number) | {
            "number": number,
            "facts": _others(readings, rows["Facts"]),
            "pictures": _others(readings, rows["Pictures"]),
            "redirects": _redirects(typed) if sees_redirects else [],
        }
    return screen(request, "search", "Search", **context)


def _number(text: str) -> int:
    return min(int(text), 1_000) if text.isdecimal() and len(text) < 5 and int(text) else 1


def _pages(readings: list[Question], kinds: list[type[Page]], number: int) -> dict[str, Any]:
    types = {kind.pk: kind.model_class() for kind in ContentType.objects.get_for_models(*kinds).values()}
    start = (number - 1) * PER_SCREEN
    for reading in readings:
        found = list(questions.texts(reading, types)[start : start + PER_SCREEN + 1])
        if found or (number > 1 and questions.texts(reading, types).exists()):
            shown = found[:PER_SCREEN]
            meant = {word for asked in reading.words for word in asked.meant}
            return {
                "pages": _page_hits(reading, shown, types),
                "has_more": len(found) > PER_SCREEN,
                "meant": sorted(meant),
                "is_loose": reading.needed < len(reading.words),
            }
    return {"pages": []}


def _page_hits(reading: Question, texts: list[SearchText], types: dict[int, Any]) -> list[Hit]:
    pages: dict[Any, Page] = {}
    for type_id in {text.content_type_id for text in texts}:
        chosen = [text.page_id for text in texts if text.content_type_id == type_id]
        rows = types[type_id]._default_manager.filter(pk__in=chosen)
        pages |= {page.pk: page for page in rows}
    status.prefetch(pages.values())
    marker, hits, seen = Marker(reading), [], set()
    for text in texts:
        page = pages.get(text.page_id)
        # A page that has left by the clock is no longer what visitors read.
        if page is None or page.pk in seen or (text.is_live and not status.of(page).is_live):
            continue
        seen.add(page.pk)
        hits.append(
            Hit(
                title=marker.marked(text.title),
                kind=kind_of(page),
                url=form_address(page),
                sentence=marker.best_sentence(text.text),
                badge=status.badge(page),
                note="Visitors read this; the form says something else." if text.is_live else "",
            )
        )
    return hits


def _rows(model_admin: Any) -> list[Row]:
    """Read all rows of a model, of which there are few. One query."""
    fields = model_admin.opts.concrete_fields
    related = [field.name for field in fields if isinstance(field, ForeignKey)]
    texts = [
        field.attname
        for field in fields
        if isinstance(field, CharField | TextField) and field.editable and not field.choices
    ]
    found = []
    for row in model_admin.model._default_manager.select_related(*related)[:MOST_ROWS]:
        text = "\n".join(filter(None, (plain(str(getattr(row, name))) for name in texts)))
        found.append(Row(row, text, f"{folded(str(row)).rstrip()}{folded(text)}"))
    return found


def _others(readings: list[Question], rows: list[Row]) -> list[Hit]:
    for reading in readings:
        if found := [row for row in rows if reading.is_answered_by(row.words)]:
            marker = Marker(reading)
            return [
                Hit(
                    title=marker.marked(str(row.row)),
                    kind=kind_of(row.row),
                    url=form_address(row.row),
                    sentence=marker.best_sentence(row.text),
                )
                for row in found[:MOST_OTHERS]
            ]
    return []


def _redirects(typed: str) -> list[Redirect]:
    """Return redirects whose addresses have what was typed: a part of an address, so a single word."""
    if len(typed.split()) != 1 or len(typed) > questions.LONGEST or "\0" in typed:
        return []
    return list(
        Redirect.objects.filter(Q(old_path__icontains=typed) | Q(new_path__icontains=typed))[:MOST_OTHERS]
    )
