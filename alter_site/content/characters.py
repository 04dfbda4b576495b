"""Which characters a text may hold that is read by browsers, feed readers and search engines."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import CharField, Model, TextField

# What Word, spreadsheets and old mail programs break lines with.
_BREAKS = re.compile("[\x0b\x0c\x1c-\x1f\x85]")
# What XML cannot carry (https://www.w3.org/TR/xml/#charsets) and nobody types: controls, halves of pairs,
# and what Unicode calls no characters.
_NEVER = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(1, 17))
    + "]"
)


def carried(text: str) -> str:
    """Return ``text`` without what XML cannot carry; what breaks a line elsewhere becomes a space."""
    return _NEVER.sub("", _BREAKS.sub(" ", text))


def clean_row(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    """Clean every text of a row before it is saved: a receiver of ``pre_save``."""
    for field in sender._meta.concrete_fields:
        value = instance.__dict__.get(field.attname)
        if isinstance(field, CharField | TextField) and isinstance(value, str):
            setattr(instance, field.attname, carried(value))
