"""Which working copies of pages show a picture."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ...editions.freezing import as_saved
from ...models import Page, PagePart, Picture
from ...search import index


def pages_showing(picture: Picture) -> list[Page]:
    """Return the pages that show ``picture``, by themselves, in one of their rows, or at night."""
    found = pages_by_picture([picture, *Picture.objects.filter(night=picture)])
    return list({page.pk: page for pages in found.values() for page in pages}.values())


def pages_by_picture(pictures: Iterable[Picture]) -> dict[Any, list[Page]]:
    """Return the pages that show each of these pictures, by the picture's identity; a few queries for all."""
    found: dict[Any, dict[Any, Page]] = {picture.pk: {} for picture in pictures}
    fields: list[Any] = Picture._meta.get_fields(include_hidden=True)
    for relation in fields:
        if not relation.one_to_many:
            continue
        model, name = relation.related_model, relation.field.name
        if not issubclass(model, Page | PagePart):
            continue
        rows = model._default_manager.filter(**{f"{name}__in": found})
        for row in rows if issubclass(model, Page) else rows.select_related("page"):
            page: Page = row if isinstance(row, Page) else row.page
            found[getattr(row, relation.field.attname)][page.pk] = page
    return {picture: list(pages.values()) for picture, pages in found.items()}


def places_showing(picture: Picture) -> list[Page]:
    """Return the facilities that ``picture`` stands for, on their own pages or named under it elsewhere."""
    facility = Picture._meta.get_field("facility").related_model
    found = dict.fromkeys(
        page if isinstance(page, facility) else getattr(page, "featured_facility", None)
        for page in pages_showing(picture)
    )
    return [place for place in found if place]


def note_saved(picture: Picture) -> None:
    """Let lists and the search know what the pages showing ``picture`` say of it now."""
    for page in pages_showing(picture):
        content, digest = as_saved(page)
        type(page)._default_manager.filter(pk=page.pk).update(working_hash=digest)
        index.note(page, content)
