"""A picture's file in forms: what cannot be a master is refused in words, on the field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.base import File

from .masters import FORMATS, MAX_BYTES, reencode


class MasterInput(forms.FileInput):
    """A file input that offers only pictures we can read. Masters have no address, so it links to none."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        accept = ",".join(f"image/{name.lower()}" for name in FORMATS)
        super().__init__({"accept": accept, "data-most-bytes": MAX_BYTES} | (attrs or {}))


class MasterFormField(forms.FileField):
    """A file field whose value is a :class:`~alter_site.content.pictures.masters.Master`."""

    widget = MasterInput

    def to_python(self, data: Any) -> File | None:
        upload = super().to_python(data)
        return reencode(upload) if upload else None
