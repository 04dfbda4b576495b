"""Text that was taken back: once an earlier edition is live again, a form may still hold the later one.

While it does, publishing that form would bring the text back, so it has to be asked for in so many words.
"""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Iterable
from typing import Any, cast

from django.db import transaction
from django.urls import resolve

from ..models import Edition, Page, PagePart
from ..objects import PageContent, PageRef, PictureRef, RichText, content_hash, decode_page, encode
from . import publishing


@transaction.atomic
def put_form_back(page: Page, edition: Edition, author: Any) -> list[str]:
    """Write an edition's text into the working copy; what the form held is kept as an edition of its own.

    Returns:
        The names of what could not be put back, such as a picture that is gone; the form keeps its own.

    Raises:
        Undecodable: the edition was made by another version of the site.
    """
    content = decode_page(page.CONTENT, edition.body, edition.schema_version)
    page = type(page)._default_manager.select_for_update(of=("self",)).get(pk=page.pk)
    publishing.keep(page)
    _put_address_back(page, edition)
    page.position = edition.position
    for name, value in {**_columns(page, content), **content.columns(page)}.items():
        setattr(page, name, value)
    page.save()
    for field in page._meta.many_to_many:
        chosen = [ref.page for ref in getattr(content, field.name)]
        getattr(page, field.name).set(field.related_model._default_manager.filter(pk__in=chosen))
    for accessor, model in _parts(page):
        _put_rows_back(getattr(page, accessor), model, getattr(content, accessor))
    page.sources.all().delete()
    for position, source in enumerate(content.sources):
        page.sources.create(position=position, label=source.label, url=source.url)
    publishing.note_saved(page, author)
    page = type(page)._default_manager.get(pk=page.pk)
    left = differing(encode(content), encode(page.content()))
    if not left:
        publishing.form_is_put_back(page)
    return [label(page, name) for name in left]


def _put_address_back(page: Page, edition: Edition) -> None:
    """Give the page the address of then, unless another page of its kind has it by now."""
    now = page.slug
    for slug in (resolve(edition.path).kwargs.get("slug"), edition.path.strip("/")):
        if page.path != edition.path and slug:
            page.slug = slug
    others = type(page)._default_manager.exclude(pk=page.pk)
    if page.path != edition.path or others.filter(language=page.language, slug=page.slug).exists():
        page.slug = now


def _columns(page: Page, content: PageContent) -> dict[str, Any]:
    found = {}
    for field in page._meta.concrete_fields:
        if field.name not in page.INTERNAL and hasattr(content, field.name):
            found[field.attname] = _stored(field, getattr(content, field.name), getattr(page, field.attname))
    if any(getattr(row, "is_demo", False) for rows in _tuples(content) for row in rows):
        found["is_demo"] = page.is_demo  # an invented row makes its page demo, whatever the page says
    return found


def _tuples(content: PageContent) -> Iterable[tuple[Any, ...]]:
    values = (getattr(content, field.name) for field in dataclasses.fields(content))
    return (value for value in values if isinstance(value, tuple))


def _stored(field: Any, value: Any, now: Any) -> Any:
    """Return a frozen value as the column of its field keeps it; ``now`` where what it names is gone."""
    if isinstance(value, RichText):
        return value.html
    if isinstance(value, PictureRef | PageRef):
        pk = value.picture_id if isinstance(value, PictureRef) else value.page
        return uuid.UUID(pk) if field.related_model._default_manager.filter(pk=pk).exists() else now
    return value


def _parts(page: Page) -> list[tuple[str, type[PagePart]]]:
    return [
        (cast(str, relation.get_accessor_name()), relation.related_model)
        for relation in page._meta.related_objects
        if issubclass(relation.related_model, PagePart) and relation.remote_field.name == "page"
    ]


def _put_rows_back(rows: Any, model: type[PagePart], frozen: tuple[Any, ...]) -> None:
    """Make the rows of then. What a row holds beside its frozen values stays with the row of that name."""
    before = list(rows.all())
    rows.all().delete()
    for position, item in enumerate(frozen):
        values = {"text": item} if isinstance(item, str) else _values(item)
        name = next(iter(values))
        row = next((row for row in before if getattr(row, name) == values[name]), model())
        row.pk, row.position, row._state.adding = None, position, True
        for field in model._meta.concrete_fields:
            if field.name in values:
                setattr(row, field.attname, _stored(field, values[field.name], getattr(row, field.attname)))
        rows.add(row, bulk=False)


def _values(item: Any) -> dict[str, Any]:
    return {field.name: getattr(item, field.name) for field in dataclasses.fields(item)}


# --- what differs -------------------------------------------------------------------------------------


def differing(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Return the names of what two bodies say differently.

    A picture is the same picture though its description was written anew, and chosen pages have no order.
    """
    return [name for name in after if _plain(before.get(name)) != _plain(after[name])]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        if "focal_x" in value:
            return str(value["name"])[: len(str(uuid.UUID(int=0)))]
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list):
        plain = [_plain(part) for part in value]
        are_pages = all(isinstance(part, dict) and part.keys() == {"page"} for part in value)
        return sorted(plain, key=content_hash) if are_pages else plain
    return value


def label(page: Page, name: str) -> str:
    """Return what editors call a part of a page."""
    fields = {field.name: field for field in page._meta.get_fields()}
    words = getattr(fields.get(name), "verbose_name", name)
    return str(words).replace("_", " ").capitalize()
