"""Content objects as JSON, the body of an edition, and back."""

from __future__ import annotations

import dataclasses
import datetime
import functools
import hashlib
import json
import types
import typing
from collections.abc import Callable
from typing import Any, TypeVar

from ..characters import carried

T = TypeVar("T")


class Undecodable(ValueError):
    """A stored body that this code cannot read: another version or a value of the wrong type."""


# --- to JSON ----------------------------------------------------------------------------------------


def encode(value: Any) -> Any:
    """Return ``value`` as plain JSON types, its texts without what XML cannot carry."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: encode(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [encode(item) for item in value]
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return carried(value) if isinstance(value, str) else value


def content_hash(body: Any) -> str:
    """Return the SHA-256 of a JSON body in one canonical spelling."""
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


# --- from JSON --------------------------------------------------------------------------------------


def decode(kind: type[T], body: Any) -> T:
    """Return ``body`` as ``kind``. An unknown key is ignored, a missing one takes its default.

    Raises:
        Undecodable: a value has the wrong type, or a field without default is missing.
    """
    decoded: T = decoder_for(kind)(body)  # type: ignore[arg-type]
    return decoded


@functools.cache
def decoder_for(annotation: Any) -> Callable[[Any], Any]:
    """Return the function that decodes one type; built once per type."""
    origin = typing.get_origin(annotation)
    if origin in (types.UnionType, typing.Union):
        decode_inner = decoder_for(without_none(annotation))
        return lambda value: None if value is None else decode_inner(value)
    if origin is tuple:
        return _tuple_decoder(decoder_for(typing.get_args(annotation)[0]))
    if annotation is datetime.date:
        return _decode_date
    if dataclasses.is_dataclass(annotation):
        return _dataclass_decoder(annotation)
    return _scalar_decoder(annotation)


def without_none(annotation: Any) -> Any:
    """Return a type less ``| None``."""
    if typing.get_origin(annotation) not in (types.UnionType, typing.Union):
        return annotation
    (inner,) = [argument for argument in typing.get_args(annotation) if argument is not type(None)]
    return inner


def _tuple_decoder(decode_item: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def decode_tuple(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise Undecodable(f"expected a list, got {type(value).__name__}")
        return tuple(map(decode_item, value))

    return decode_tuple


def _decode_date(value: Any) -> datetime.date:
    try:
        return datetime.date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise Undecodable(f"expected an ISO date, got {type(value).__name__}") from error


def _dataclass_decoder(kind: Any) -> Callable[[Any], Any]:
    hints = typing.get_type_hints(kind)
    # Deferred one level, so that a dataclass may contain itself (a picture has a night picture).
    fields = {field.name: hints[field.name] for field in dataclasses.fields(kind)}

    def decode_dataclass(value: Any) -> Any:
        if not isinstance(value, dict):
            raise Undecodable(f"expected {kind.__name__}, got {type(value).__name__}")
        try:
            return kind(**{name: decoder_for(fields[name])(value[name]) for name in fields if name in value})
        except TypeError as error:
            raise Undecodable(f"{kind.__name__}: {error}") from error

    return decode_dataclass


def _scalar_decoder(annotation: type) -> Callable[[Any], Any]:
    if annotation not in (str, int, bool):
        raise TypeError(f"A content object cannot hold {annotation!r}.")

    def decode_scalar(value: Any) -> Any:
        # bool is an int to isinstance; a content object keeps them apart.
        if type(value) is not annotation:
            raise Undecodable(f"expected {annotation.__name__}, got {type(value).__name__}")
        return value

    def decode_text(value: Any) -> Any:
        return carried(decode_scalar(value))  # an edition may be older than the rule

    return decode_text if annotation is str else decode_scalar
