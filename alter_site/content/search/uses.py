"""Where something is used: which pages link to a page or show a picture, and which use a word."""

from __future__ import annotations

import functools
import operator
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan
from django.utils import timezone

from ..models import PageReference, Publication, SearchText
from .words import folded


@dataclass
class Use:
    """One page that uses something: in its form, in what visitors read, or in both."""

    content_type_id: int
    page_id: uuid.UUID
    in_form: bool = False
    is_live: bool = False
    places: dict[str, None] = field(default_factory=dict)  # the names of the fields, each once


def of_target(target: uuid.UUID) -> list[Use]:
    """Return the pages that link to a page or show a picture. Two queries."""
    rows = list(PageReference.objects.filter(target=target).order_by("pk"))
    live = live_pages(row.page_id for row in rows if row.is_live)
    found: dict[uuid.UUID, Use] = {}
    for row in rows:
        if row.is_live and row.page_id not in live:
            continue
        use = found.setdefault(row.page_id, Use(row.content_type_id, row.page_id))
        use.places[row.relation] = None
        use.is_live |= row.is_live
        use.in_form |= not row.is_live
    return list(found.values())


def of_words(spellings: Iterable[str]) -> list[Use]:
    """Return the pages whose texts use one of these words. Three queries.

    A spelling in capitals, such as ACT, is another word than “act”.
    """
    spellings = [spelling for spelling in spellings if folded(spelling).strip()]
    if not spellings:
        return []
    conditions = [Q(GreaterThan(StrIndex("folded", Value(folded(spelling))), 0)) for spelling in spellings]
    candidates = SearchText.objects.filter(functools.reduce(operator.or_, conditions))
    rows = [row for row in candidates if _says(row, spellings)]
    shared = live_pages(row.page_id for row in rows)
    # Where the form says what is live, there is one text for both.
    apart = set(SearchText.objects.filter(is_live=True).values_list("page_id", flat=True))
    found: dict[uuid.UUID, Use] = {}
    for row in rows:
        use = found.setdefault(row.page_id, Use(row.content_type_id, row.page_id))
        use.in_form |= not row.is_live
        use.is_live |= row.page_id in shared and (row.is_live or row.page_id not in apart)
    return [use for use in found.values() if use.in_form or use.is_live]


def _says(row: SearchText, spellings: list[str]) -> bool:
    shouted = [spelling for spelling in spellings if spelling.isupper()]
    if any(folded(spelling) in row.folded for spelling in spellings if spelling not in shouted):
        return True
    return any(re.search(rf"\b{re.escape(spelling)}\b", f"{row.title}\n{row.text}") for spelling in shouted)


def live_pages(page_ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Return those of these pages that visitors can see now. One query."""
    rows = Publication.objects.live(timezone.now()).filter(page_id__in=set(page_ids))
    return set(rows.values_list("page_id", flat=True))


def pages_of(uses: Iterable[Use]) -> dict[uuid.UUID, Any]:
    """Return the working copy of each page, by its identity. One query for each kind."""
    by_type: dict[int, list[uuid.UUID]] = {}
    for use in uses:
        by_type.setdefault(use.content_type_id, []).append(use.page_id)
    found: dict[uuid.UUID, Any] = {}
    for type_id, ids in by_type.items():
        if model := ContentType.objects.get_for_id(type_id).model_class():
            found |= {page.pk: page for page in model._default_manager.filter(pk__in=ids)}
    return found
