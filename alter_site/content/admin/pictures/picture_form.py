"""The form for a picture. Every refusal is a sentence on the field it is about."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from ...models import Picture
from . import picture_use


class PictureForm(forms.ModelForm):
    """A picture with its focal point, as numbers and, once it is saved, on the picture itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Whoever may only look is given a form without fields.
        for name in self.fields.keys() & {"focal_x", "focal_y"}:
            self.fields[name].widget.attrs["max"] = 100
        if night := self.fields.get("night"):
            night.queryset = Picture.objects.usable().exclude(pk=self.instance.pk)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        """Demand a description of one that was uploaded without."""
        self.instance.is_draft = False
        return super().clean()

    def clean_facility(self) -> Any:
        """Refuse to give a picture to another place than the one whose page already shows it."""
        facility = self.cleaned_data["facility"]
        others = [place for place in picture_use.places_showing(self.instance) if place != facility]
        if facility and others:
            named = ", ".join(map(str, others))
            raise ValidationError(f"It stands for {named} now. Take it off that page first.")
        return facility
