"""Putting a text of before into the working copy: an edition's, a save's, or one put together from two.

Making an earlier edition live puts the form back to it as well, so that text which was taken back does not
come back with the next change. What the form held is kept among the saves.
"""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import resolve

from ..models import Edition, Page, PagePart, Save
from ..objects import PageContent, PageRef, PictureRef, RichText, content_hash, decode_page, encode
from . import publishing, saves
from .freezing import with_newest_signature


@transaction.atomic
def take_back(page: Page, edition: Edition, author: Any) -> list[str] | None:
    """Make an earlier edition live again and let the form start from it; what it held is set aside.

    Returns:
        The names of what could not be put back into the form, or None where nothing could: publishing it
        then asks first.

    Raises:
        CannotPublish: as :func:`~.publishing.make_live`.
    """
    edition = with_newest_signature(edition)
    if publishing.live_edition(page) == edition and publishing.working_hash(page) == edition.content_hash:
        return []  # a button that was pressed twice
    publishing.make_live(edition, author)
    if publishing.working_hash(page) == edition.content_hash:
        return []
    try:
        with transaction.atomic():
            return put_form_back(page, edition, author)
    except (ValueError, IntegrityError):  # another version of the site made it
        return None


@transaction.atomic
def put_form_back(page: Page, edition: Edition, author: Any) -> list[str]:
    """Write an edition's text into the working copy; what the form held is set aside as a save.

    Returns:
        The names of what could not be put back, such as a picture that is gone; the form keeps its own.

    Raises:
        Undecodable: the edition was made by another version of the site.
    """
    saves.set_aside(page, author, f"Edition {edition.number} took its place")
    left = put_text(page, Text.of(edition), author, saves.Why.RESTORED, f"Edition {edition.number}")
    if not left:
        publishing.form_is_put_back(page)
    return left


@dataclasses.dataclass(frozen=True)
class Text:
    """What a page shall say: the body of an edition or a save, its address and its place in lists."""

    body: dict[str, Any]
    path: str
    position: int
    schema_version: int

    @classmethod
    def of(cls, kept: Edition | Save) -> Text:
        return cls(kept.body, kept.path, kept.position, kept.schema_version)

    @classmethod
    def of_form(cls, page: Page) -> Text:
        """Return what the working copy says, as the database has it."""
        said = saves.Said.of(type(page)._default_manager.get(pk=page.pk))
        return cls(said.body, said.path, said.position, said.content.VERSION)


@transaction.atomic
def put_text(page: Page, text: Text, author: Any, why: str, note: str = "") -> list[str]:
    """Write a text into the working copy as a save of its own. What was there is kept as one first.

    Returns:
        The names of what could not be put in, such as a picture that is gone; the page keeps its own.

    Raises:
        Undecodable: the text was made by another version of the site.
    """
    content = decode_page(page.CONTENT, text.body, text.schema_version)
    page = type(page)._default_manager.select_for_update(of=("self",)).get(pk=page.pk)
    saves.keep_held(page)
    _put_address_back(page, text.path)
    page.position = text.position
    for name, value in {**_columns(page, content), **content.columns(page)}.items():
        setattr(page, name, value)
    _put_unprinted_back(page, page.INTERNAL - Page.INTERNAL, text.body)
    page.save()
    for field in page._meta.many_to_many:
        chosen = [ref.page for ref in getattr(content, field.name)]
        getattr(page, field.name).set(field.related_model._default_manager.filter(pk__in=chosen))
    for accessor, model in page.parts():
        unprinted = text.body.get(accessor) or []
        _put_rows_back(getattr(page, accessor), model, getattr(content, accessor), unprinted)
    page.sources.all().delete()
    for position, source in enumerate(content.sources):
        page.sources.create(position=position, label=source.label, url=source.url)
    publishing.note_saved(page, author, why, note)
    page = type(page)._default_manager.get(pk=page.pk)
    return [label(page, name) for name in differing(encode(content), encode(page.content()))]


def _put_address_back(page: Page, path: str) -> None:
    """Give the page the address of then, unless another page of its kind has it by now."""
    now = page.slug
    for slug in (resolve(path).kwargs.get("slug"), path.strip("/")):
        if page.path != path and slug:
            page.slug = slug
    others = type(page)._default_manager.exclude(pk=page.pk)
    if page.path != path or others.filter(language=page.language, slug=page.slug).exists():
        page.slug = now


def _columns(page: Page, content: PageContent) -> dict[str, Any]:
    found = {}
    for field in page._meta.concrete_fields:
        if field.name not in page.INTERNAL and hasattr(content, field.name):
            found[field.attname] = _stored(field, getattr(content, field.name), getattr(page, field.attname))
    values = (getattr(content, field.name) for field in dataclasses.fields(content))
    if any(getattr(row, "is_demo", False) for rows in values if isinstance(rows, tuple) for row in rows):
        found["is_demo"] = page.is_demo  # an invented row makes its page demo, whatever the page says
    return found


def _stored(field: Any, value: Any, now: Any) -> Any:
    """Return a frozen value as the column of its field keeps it; ``now`` where what it names is gone."""
    if isinstance(value, RichText):
        return value.html
    if isinstance(value, PictureRef | PageRef):
        pk = value.picture_id if isinstance(value, PictureRef) else value.page
        return uuid.UUID(pk) if field.related_model._default_manager.filter(pk=pk).exists() else now
    return value


def _put_unprinted_back(row: Any, names: Iterable[str], frozen: dict[str, Any]) -> None:
    """Put back what an edition does not hold; where the text does not either, it stays with the row."""
    for name in names:
        if name in frozen:
            setattr(row, name, row._meta.get_field(name).to_python(frozen[name]))


def _put_rows_back(rows: Any, model: type[PagePart], frozen: tuple[Any, ...], unprinted: list[Any]) -> None:
    """Make the rows of then. What a row holds beside its frozen values stays with the row of that name."""
    before = list(rows.all())
    rows.all().delete()
    for position, item in enumerate(frozen):
        values = {"text": item} if isinstance(item, str) else _values(item)
        name = next(iter(values))
        row = next((row for row in before if getattr(row, name) == values[name]), model())
        if row in before:
            before.remove(row)  # two of one name are two rows
            row._state.adding = True  # under its own number, by which an open form knows it
        row.position = position
        for field in model._meta.concrete_fields:
            if field.name in values:
                setattr(row, field.attname, _stored(field, values[field.name], getattr(row, field.attname)))
        if position < len(unprinted) and isinstance(unprinted[position], dict):
            _put_unprinted_back(row, model.INTERNAL - PagePart.INTERNAL, unprinted[position])
        rows.add(row, bulk=False)


def _values(item: Any) -> dict[str, Any]:
    return {field.name: getattr(item, field.name) for field in dataclasses.fields(item)}


# --- what differs -------------------------------------------------------------------------------------


def differing(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Return the names of what two bodies say differently.

    A picture is the same picture though its description was written anew, and chosen pages have no order.
    """
    return [name for name in after if comparable(before.get(name)) != comparable(after[name])]


def comparable(value: Any) -> Any:
    """Return a value of a body as it is compared with another."""
    if isinstance(value, dict):
        if "focal_x" in value:
            return str(value["name"])[: len(str(uuid.UUID(int=0)))]
        return {name: comparable(part) for name, part in value.items()}
    if isinstance(value, list):
        plain = [comparable(part) for part in value]
        are_pages = all(isinstance(part, dict) and part.keys() == {"page"} for part in value)
        return sorted(plain, key=content_hash) if are_pages else plain
    return value


def label(page: Page, name: str) -> str:
    """Return what editors call a part of a page."""
    fields = {field.name: field for field in page._meta.get_fields()}
    words = getattr(fields.get(name), "verbose_name", name)
    return str(words).replace("_", " ").capitalize()
