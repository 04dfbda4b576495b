"""What a content object is made of, besides str, int, bool and date."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

UUID_LENGTH = 36  # characters


@dataclass(frozen=True, slots=True)
class RichText:
    """Sanitized HTML as stored: links to our pages are ``page:<uuid>``, the phone number is ``[phone]``."""

    html: str = ""

    @classmethod
    def freeze(cls, html: str) -> RichText:
        return cls(html)

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

    @classmethod
    def freeze(cls, picture: Any) -> PictureRef:
        """Return a picture as an edition keeps it."""
        frozen: PictureRef = picture.frozen()
        return frozen

    @property
    def picture_id(self) -> str:
        """The identity of the picture this was made from."""
        return self.name[:UUID_LENGTH]


@dataclass(frozen=True, slots=True)
class Source:
    """A publication that a page's claims rest on."""

    label: str
    url: str = ""


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
