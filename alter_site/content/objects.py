"""Content objects: what a page says, as frozen typed values.

Publishing turns working tables into one content object, stores it as JSON in an edition, and every
later read turns that JSON back. Preview and live pages render the same object with the same template.

A page kind is a frozen dataclass with ``KIND``, ``VERSION``, ``TEMPLATE``, ``from_page(page)`` and, from
the second version on, ``upgrade(body, version)``. Fields are str, int, bool, date, :class:`RichText`,
:class:`PictureRef`, :class:`PageRef`, another frozen dataclass, ``None``, or a tuple of one of these.
"""

from __future__ import annotations

import dataclasses
import datetime
import functools
import hashlib
import json
import types
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.urls import reverse

from .characters import carried

if TYPE_CHECKING:
    from .links import Links
    from .seo import Site

T = TypeVar("T")

UUID_LENGTH = 36  # characters


class Undecodable(ValueError):
    """A stored body that this code cannot read: another version or a value of the wrong type."""


@dataclass(frozen=True, slots=True)
class RichText:
    """Sanitised HTML as stored: links to our pages are ``page:<uuid>``, the phone number is ``[phone]``."""

    html: str = ""

    def __bool__(self) -> bool:
        return bool(self.html)


EMPTY = RichText()


@dataclass(frozen=True, slots=True)
class PageRef:
    """A link to another page by identity; the field that holds it names the relation."""

    page: str


@dataclass(frozen=True, slots=True)
class PictureRef:
    """A picture as it was when frozen. ``name`` and ``widths`` lead to its renditions."""

    name: str
    alt: str
    width: int
    height: int
    widths: tuple[int, ...] = ()
    focal_x: int = 50
    focal_y: int = 50
    is_night: bool = False
    night: PictureRef | None = None

    @property
    def picture_id(self) -> str:
        """The identity of the picture this was made from."""
        return self.name[:UUID_LENGTH]


@dataclass(frozen=True, slots=True)
class Source:
    """A publication that a page's claims rest on."""

    label: str
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class PageContent:
    """What every page kind has."""

    KIND: typing.ClassVar[str]
    VERSION: typing.ClassVar[int] = 1
    TEMPLATE: typing.ClassVar[str]
    # The page that lists this kind: its label in the breadcrumbs and its route.
    INDEX_LABEL: typing.ClassVar[str] = ""
    INDEX_URL_NAME: typing.ClassVar[str] = ""
    # The schema.org type of the page, and the fragment that names what it is about.
    SCHEMA_PAGE_TYPE: typing.ClassVar[str] = "WebPage"
    SCHEMA_ABOUT: typing.ClassVar[str] = ""
    # Does the first use of a word of the glossary lead to where it is explained?
    EXPLAINS_TERMS: typing.ClassVar[bool] = True
    # Below which address a shared page of this kind shows its own picture: where none tells an illness or a
    # treatment. Everywhere else a link shows the brand card, which gives nobody away.
    SHARES_PICTURE_BELOW: typing.ClassVar[str | None] = None

    title: str
    summary: str = ""
    seo_title: str = ""
    seo_description: str = ""
    share_title: str = ""
    share_picture: PictureRef | None = None
    author: str = ""
    sources: tuple[Source, ...] = ()
    reviewer: str = ""
    reviewed_on: datetime.date | None = None
    review_due: datetime.date | None = None
    is_demo: bool = False

    @classmethod
    def upgrade(cls, body: dict[str, Any], version: int) -> dict[str, Any]:
        """Turn a body of an older ``version`` into this one; a kind overrides it when it gains a second."""
        raise Undecodable(f"{cls.KIND} has no version {version}")

    @property
    def heading(self) -> str:
        """The page's H1; kinds with a pattern of their own override it."""
        return self.title

    @property
    def picture(self) -> PictureRef | None:
        """The picture that stands for this page in lists; kinds with one override it."""
        return self.share_picture

    def shares_picture(self, path: str) -> bool:
        """Is this page, at its address ``path``, shared with its own picture?"""
        return self.SHARES_PICTURE_BELOW is not None and path.startswith(self.SHARES_PICTURE_BELOW)

    def parent(self, links: Links) -> tuple[str, str] | None:
        """Return title and address of the page this one stands under: its kind's index, if there is one."""
        return (self.INDEX_LABEL, reverse(self.INDEX_URL_NAME)) if self.INDEX_URL_NAME else None

    def is_reviewed(self, day: datetime.date) -> bool:
        """Has a clinician read this text, and is that reading still in date?"""
        if not self.reviewer or self.reviewed_on is None or self.is_demo:
            return False
        return self.review_due is None or self.review_due >= day

    @property
    def needs_safety_card(self) -> bool:
        """Does the safety card belong on this page: did an editor say so, or does it name a substance?"""
        from .lint.substances import named_by

        return getattr(self, "involves_substances", False) or bool(named_by(self))

    def schema(self, site: Site) -> list[dict[str, Any]]:
        """Return the schema.org nodes of what the page is about."""
        return []


Content = TypeVar("Content", bound=PageContent)


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


def decode_page(kind: type[Content], body: dict[str, Any], version: int) -> Content:
    """Decode an edition's body, upgrading an older version first.

    Raises:
        Undecodable: the version is unknown or the body does not fit.
    """
    if version != kind.VERSION:
        body = kind.upgrade(body, version)
    return decode(kind, body)


@functools.cache
def decoder_for(annotation: Any) -> Callable[[Any], Any]:
    """Return the function that decodes one type; built once per type."""
    origin = typing.get_origin(annotation)
    arguments = typing.get_args(annotation)
    if origin in (types.UnionType, typing.Union):
        (inner,) = [argument for argument in arguments if argument is not type(None)]
        decode_inner = decoder_for(inner)
        return lambda value: None if value is None else decode_inner(value)
    if origin is tuple:
        return _tuple_decoder(decoder_for(arguments[0]))
    if annotation is datetime.date:
        return _from_iso(datetime.date.fromisoformat)
    if annotation is datetime.time:
        return _from_iso(datetime.time.fromisoformat)
    if dataclasses.is_dataclass(annotation):
        return _dataclass_decoder(annotation)
    return _scalar_decoder(annotation)


def _tuple_decoder(decode_item: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def decode_tuple(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise Undecodable(f"expected a list, got {type(value).__name__}")
        return tuple(map(decode_item, value))

    return decode_tuple


def _from_iso(parse: Callable[[str], Any]) -> Callable[[Any], Any]:
    def decode_iso(value: Any) -> Any:
        try:
            return parse(value)
        except (TypeError, ValueError) as error:
            raise Undecodable(f"expected an ISO date or time, got {type(value).__name__}") from error

    return decode_iso


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


# --- walking ----------------------------------------------------------------------------------------


def walk(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every leaf of a content object, in order, with the name of the field that holds it."""
    if isinstance(value, tuple):
        for item in value:
            yield from walk(item, name)
    elif dataclasses.is_dataclass(value) and not isinstance(value, RichText | PageRef | PictureRef | type):
        for field in dataclasses.fields(value):
            yield from walk(getattr(value, field.name), field.name)
    else:
        yield name, value
