"""The content home, which answers “what now?”: a panel for each kind of thing that waits for somebody."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from ...models import Page
from .. import status
from ..content_screens import finds_content, form_address, kind_of, screen, visible_kinds

SHOWN = 6  # rows of a panel; the others unfold
MOST = 200  # rows of a panel at all

# What lists need of a page: not its texts.
_NAMES = ("saved_by__first_name", "saved_by__last_name")
_LISTED = ("title", "slug", "saved_at", "saved_by", "working_hash", "revision", "language")


@dataclass(frozen=True)
class Row:
    """One thing that waits: what it is, where it is dealt with, and why it stands here."""

    title: str
    url: str
    detail: str = ""
    kind: str = ""

    @classmethod
    def of(cls, page: Page, detail: str) -> Row:
        """Return the row of a page, which leads to its form."""
        return cls(str(page), form_address(page), detail, kind_of(page))


class Overview:
    """What several panels ask for, read once: every page that this person may see, and what is live."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.user: Any = request.user
        self.now = timezone.now()

    @cached_property
    def pages(self) -> list[Any]:
        """Every page without its texts, with where it stands. One query for each kind, and five."""
        found: list[Any] = []
        for model in visible_kinds(self.request):
            names = {field.name for field in model._meta.concrete_fields}
            rows: QuerySet[Any] = model._default_manager.select_related("saved_by")
            found += rows.only(*(name for name in _LISTED if name in names), "saved_by__email", *_NAMES)
        status.prefetch(found)
        return found

    @cached_property
    def by_id(self) -> dict[uuid.UUID, Any]:
        """The same pages by their identity."""
        return {page.pk: page for page in self.pages}


@dataclass(frozen=True)
class Panel:
    """One question of the home, and who answers it."""

    name: str
    about: str
    place: int
    rows: Callable[[Overview], Iterable[Row]]

    @property
    def anchor(self) -> str:
        return self.rows.__name__.replace("_", "-")


@dataclass(frozen=True)
class Filled:
    """A panel with its rows."""

    panel: Panel
    rows: list[Row]

    @property
    def first(self) -> list[Row]:
        return self.rows[:SHOWN]

    @property
    def others(self) -> list[Row]:
        return self.rows[SHOWN:MOST]


_panels: list[Panel] = []


def panel(name: str, about: str, *, place: int) -> Callable[[Any], Any]:
    """Register the decorated function as a panel; lower places stand first."""

    def register(rows: Any) -> Any:
        _panels.append(Panel(name, about, place, rows))
        return rows

    return register


def filled(request: HttpRequest) -> list[Filled]:
    """Return the panels that have something for this person, in their order."""
    overview = Overview(request)
    found = [Filled(one, list(one.rows(overview))) for one in sorted(_panels, key=lambda one: one.place)]
    return [one for one in found if one.rows]


def home_view(request: HttpRequest) -> HttpResponse:
    """Show what waits for somebody."""
    if not finds_content(request):
        raise PermissionDenied
    return screen(request, "home", "What now?", panels=filled(request))
