"""Rows of tables as content objects: each field is read as its annotation says."""

from __future__ import annotations

import dataclasses
import functools
import typing
from typing import Any, TypeVar, cast

from .bodies import without_none
from .values import PageRef, PictureRef

T = TypeVar("T")


def frozen(kind: type[T], row: Any, /, **given: Any) -> T:
    """Return ``row`` as the dataclass ``kind``; what is ``given`` stands in the fields of those names.

    A class method ``freeze_<field>(row)`` of ``kind`` makes that field. Any other is read from the attribute
    of its name: a foreign key or many-to-many as :class:`PageRef`, rows that belong to the page as a tuple in
    their order. A field with a default may be missing from the row.
    """
    values = dict(given)
    for name, (annotation, may_miss) in fields_of(cast(Any, kind)).items():
        if name in values:
            continue
        if compute := getattr(kind, f"freeze_{name}", None):
            values[name] = compute(row)
        elif hasattr(row, name) or not may_miss:
            values[name] = _read(annotation, row, name)
    return kind(**values)


@functools.cache
def fields_of(kind: Any) -> dict[str, tuple[Any, bool]]:
    """Return each field of a dataclass: its type, less ``| None``, and whether it has a default."""
    hints = typing.get_type_hints(kind)
    return {
        field.name: (without_none(hints[field.name]), field.default is not dataclasses.MISSING)
        for field in dataclasses.fields(kind)
    }


def item_of(annotation: Any) -> Any:
    """Return what a tuple holds; None for anything else."""
    return typing.get_args(annotation)[0] if typing.get_origin(annotation) is tuple else None


def _read(annotation: Any, row: Any, name: str) -> Any:
    item = item_of(annotation)
    if annotation is PageRef:
        page = getattr(row, f"{name}_id")  # not the page itself, which would be a query
        return PageRef(str(page)) if page else None
    if item is PageRef:
        return tuple(PageRef(str(page)) for page in getattr(row, name).values_list("pk", flat=True))
    if item is str:
        return tuple(part.text for part in getattr(row, name).all())
    if item is not None:
        return tuple(frozen(item, part) for part in _with_pictures(item, getattr(row, name)))
    value = getattr(row, name)
    freeze = getattr(annotation, "freeze", None)
    return freeze(value) if freeze and value is not None else value


def _with_pictures(item: Any, rows: Any) -> Any:
    """Return the rows that belong to a page, with their pictures in the same query."""
    shown = [name for name, (annotation, _) in fields_of(item).items() if annotation is PictureRef]
    shown = [name for name in shown if hasattr(rows.model, name)]
    return rows.select_related(*shown, *(f"{name}__night" for name in shown)) if shown else rows.all()
