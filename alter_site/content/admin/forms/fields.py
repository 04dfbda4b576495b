"""Form fields as every content screen shows them: plain controls that a keyboard and a phone can work."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.forms.widgets import Script
from django.http import HttpRequest

from ...models import Picture
from ...models.rich_text_field import RichTextField
from ...time_of_day import WrittenTimeField
from ...visible_text import is_visible
from .rich_text import RichTextFormField

LAST_PLACE = 32_767  # what a place's column can hold


def module(path: str) -> Any:
    """Return a script of ours for a form's media."""
    return Script(path, type="module")


class PictureChoice(RelatedFieldWidgetWrapper):
    """A list of pictures with a link, in words, to a window where a new one is uploaded."""

    template_name = "admin/widgets/picture_choice.html"

    @property
    def media(self) -> forms.Media:
        return super().media + forms.Media(js=[module("js/admin/picture-picker.js")])

    @classmethod
    def of(cls, plain: RelatedFieldWidgetWrapper) -> PictureChoice:
        return cls(plain.widget, plain.rel, plain.admin_site, can_add_related=plain.can_add_related)


class GoesLast(admin.ModelAdmin):
    """For a ModelAdmin whose rows have a ``position``: a new one goes behind all others."""

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        rows: Any = self.model._default_manager
        if not any(field.name == "position" for field in self.opts.fields):
            return super().get_changeform_initial_data(request)
        last = rows.aggregate(last=models.Max("position"))["last"]
        after = 0 if last is None else min(last + 1, LAST_PLACE)
        return {"position": after} | super().get_changeform_initial_data(request)


class TypedText(forms.CharField):
    """A line or a text: what nobody can see, such as the signs that a paste leaves behind, was not typed."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text if text is None or is_visible(text) else self.empty_value


class PlainFields(BaseModelAdmin):
    """For a ModelAdmin or an inline: the browser's own date picker, checkboxes for a choice of several."""

    formfield_overrides: ClassVar[dict[type[Any], dict[str, Any]]] = {
        RichTextField: {"form_class": RichTextFormField},
        models.DateField: {"widget": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})},
        models.TimeField: {"form_class": WrittenTimeField},
        models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple},
        models.URLField: {"assume_scheme": "https", "widget": forms.URLInput(attrs={"class": "vTextField"})},
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})},
    }

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        is_text = isinstance(db_field, models.CharField | models.TextField) and not db_field.choices
        is_prose = is_text and not isinstance(db_field, models.SlugField | models.URLField)
        if is_prose and type(db_field) in (models.CharField, models.TextField):
            kwargs.setdefault("form_class", TypedText)
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if is_prose:
            field.widget.attrs["spellcheck"] = "true"
        wrapper = getattr(field, "widget", None)
        if isinstance(wrapper, RelatedFieldWidgetWrapper):
            # Only a picture is made on the way; pages are opened from their own lists.
            field.widget = PictureChoice.of(wrapper) if db_field.related_model is Picture else wrapper.widget
        if db_field.related_model is Picture and field is not None:
            field.queryset = Picture.objects.usable()
        return field
