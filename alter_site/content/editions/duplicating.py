"""A copy of a page as a draft: all it says and shows, and nothing that was said of it."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models, transaction

from .. import paths
from ..models import FixedPage, Page
from ..models.page import SLUG_LENGTH, TITLE_LENGTH
from . import publishing

AnyPage = TypeVar("AnyPage", bound=Page)
LAST_PLACE = 32_767  # what a place's column can hold
_FRESH = {"id", "slug", "title", "revision", "saved_at", "saved_by", "working_hash"}


def may_be_copied(model: type[Page]) -> bool:
    """May a second page of this kind say the same? Not where a field allows each value once."""
    return not issubclass(model, FixedPage) and not any(
        field.unique and not field.primary_key for field in model._meta.concrete_fields
    )


def name_of_copy(page: Page) -> tuple[str, str]:
    """Return title and slug of the next copy: the first that no page has."""
    others = type(page)._default_manager.filter(language=page.language)
    taken = set(others.filter(slug__contains="-copy").values_list("slug", flat=True))
    number = 1
    while True:
        title_end, slug_end = (
            (" (copy)", "-copy") if number == 1 else (f" (copy {number})", f"-copy-{number}")
        )
        slug = f"{page.slug[: SLUG_LENGTH - len(slug_end)]}{slug_end}"
        match = paths.match(type(page)(slug=slug).path)
        if slug not in taken and match is not None and page.may_stand_at(match):
            return f"{page.title[: TITLE_LENGTH - len(title_end)]}{title_end}", slug
        number += 1


@transaction.atomic
def duplicate(page: AnyPage, author: Any) -> AnyPage:
    """Make a draft that says what the working copy says, at a free address, last in its list.

    Pictures that show a facility stay with it: a copy of that facility is another place.
    """
    model = type(page)
    source = model._default_manager.select_for_update(of=("self",)).get(pk=page.pk)
    title, slug = name_of_copy(source)
    copy = model(title=title, slug=slug)
    for field in model._meta.concrete_fields:
        if field.name not in _FRESH | model.NOT_COPIED and not _shows_only(field, source, source):
            setattr(copy, field.attname, getattr(source, field.attname))
    if any(field.name == "position" for field in model._meta.concrete_fields):
        last = model._default_manager.aggregate(last=models.Max("position"))["last"] or 0
        copy.position = min(last + 1, LAST_PLACE)
    copy.save()
    for field in model._meta.many_to_many:
        getattr(copy, field.name).set(getattr(source, field.name).all())
    for _, part in model.parts():
        rows: Any = part._default_manager
        for row in rows.filter(page=source):
            _copy_row(row, source, copy)
    for position, row in enumerate(source.sources.all()):
        copy.sources.create(position=position, label=row.label, url=row.url)
    publishing.note_saved(copy, author)
    copy.refresh_from_db()
    return copy


def _copy_row(row: Any, source: Page, copy: Page) -> None:
    chosen = {field.name: list(getattr(row, field.name).all()) for field in row._meta.many_to_many}
    for field in row._meta.concrete_fields:
        if _shows_only(field, row, source):
            if not field.null:
                return
            setattr(row, field.attname, None)
    row.pk, row.page, row._state.adding = None, copy, True
    row.save()
    for name, others in chosen.items():
        getattr(row, name).set(others)


def _shows_only(field: Any, row: Any, place: Page) -> bool:
    """Does this field show a picture of ``place``, which stands for no other?"""
    if not isinstance(field, models.ForeignKey) or field.related_model._meta.label != "content.Picture":
        return False
    picture = getattr(row, field.name)
    return picture is not None and picture.facility_id is not None and picture.facility_id == place.pk
