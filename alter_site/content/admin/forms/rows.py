"""Rows that belong to a page, in an order that can be changed by keyboard, or by number without script."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import InlineAdminForm, InlineAdminFormSet
from django.contrib.admin.options import InlineModelAdmin
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.contenttypes.admin import GenericStackedInline
from django.contrib.contenttypes.forms import BaseGenericInlineFormSet
from django.core.exceptions import ValidationError
from django.forms.formsets import ORDERING_FIELD_NAME
from django.forms.models import BaseInlineFormSet, BaseModelFormSet
from django.http import HttpRequest

from ...models import PagePart, Source
from .fields import PlainFields, module

INCOMPLETE = "The rows of this form were sent incomplete. Open the page again."
MOST = 300  # rows of one list
MOST_DRAWN = MOST + 100  # of those sent: a list that is a little too long is refused and shown whole
TOO_MANY = "A list holds at most %(num)d rows."


class Place(forms.IntegerField):
    """Where a row stands, counted from 1."""

    def __init__(self, place: int | None) -> None:
        super().__init__(
            label="Place",
            required=False,
            min_value=1,
            max_value=9999,
            initial=place,
            widget=forms.NumberInput(attrs={"class": "row-place"}),
        )

    def has_changed(self, initial: Any, data: Any) -> bool:
        # A place alone does not make an empty new row worth saving.
        return initial is not None and super().has_changed(initial, data)


class OrderedRows(BaseModelFormSet):
    """For a formset whose rows have a ``position``: saves them in the order the editor gave them."""

    can_order = True
    default_error_messages = {"missing_management_form": INCOMPLETE, "too_many_forms": TOO_MANY}

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        is_saved = index is not None and index < self.initial_form_count()
        form.fields[ORDERING_FIELD_NAME] = Place(index + 1 if is_saved and index is not None else None)

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        form: Any = super()._construct_form(i, **kwargs)  # type: ignore[misc]
        if i < self.initial_form_count() and self._is_gone(form):
            # What was typed here becomes a new row.
            identity = form.instance._meta.pk.name
            form.fields[identity] = forms.Field(required=False, disabled=True, widget=forms.HiddenInput())
        return form

    def _is_gone(self, form: Any) -> bool:
        """Did somebody delete this row after the form was opened?"""
        return self.is_bound and form.instance.pk is None

    def clean(self) -> None:
        if not 0 <= self.initial_form_count() <= self.total_form_count():
            raise ValidationError(INCOMPLETE)
        super().clean()

    def in_order(self) -> list[Any]:
        """Return the forms that are kept, by place.

        Two forms with the same place are told apart by where they came from: one that is new or moved
        up goes before the one it met, one that moved down goes after it.
        """

        def key(form: Any) -> tuple[float, int]:
            place = form.cleaned_data.get(ORDERING_FIELD_NAME)
            was = form.fields[ORDERING_FIELD_NAME].initial
            if place is None:
                return float("inf"), 0
            return place, 0 if place == was else -1 if was is None or place < was else 1

        deleted = self.deleted_forms
        kept = [
            form
            for index, form in enumerate(self.forms)
            if form not in deleted and (index < self.initial_form_count() or form.has_changed())
        ]
        return sorted(kept, key=key)

    def save(self, commit: bool = True) -> Any:
        displaced = []
        for position, form in enumerate(self.in_order()):
            if form.instance.position != position:
                form.instance.position = position
                if not form.has_changed():
                    displaced.append(form.instance)
        saved = super().save(commit)
        self.get_queryset().model._default_manager.bulk_update(displaced, ["position"])
        return saved

    def save_new_objects(self, commit: bool = True) -> Any:
        new = super().save_new_objects(commit)
        for form in self.initial_forms:
            if self._is_gone(form) and form not in self.deleted_forms:
                new.append(self.save_new(form, commit))
        return new


class PartFormSet(OrderedRows, BaseInlineFormSet):
    """The parts of a page."""


class SourceFormSet(OrderedRows, BaseGenericInlineFormSet):
    """The sources of a page."""


class Rows(InlineAdminFormSet):
    """The rows as the template shows them.

    Django's own pairs the posted forms with the rows of the database one by one, and so drops what was
    typed in the last ones when somebody else has deleted a row meanwhile.
    """

    @classmethod
    def of(cls, plain: InlineAdminFormSet) -> Rows:
        """Take over what Django prepared."""
        rows = cls.__new__(cls)
        rows.__dict__.update(plain.__dict__)
        return rows

    def __iter__(self) -> Iterator[InlineAdminForm]:
        yield from self.rows
        if self.has_add_permission:
            yield self.new_row

    @property
    def rows(self) -> list[InlineAdminForm]:
        """The rows in the order the editor gave them, which a refused save has not stored."""
        return [self._row(form) for form in sorted(self.formset.forms, key=typed_place)]

    @property
    def new_row(self) -> InlineAdminForm:
        """What a further row is made from."""
        return self._row(self.formset.empty_form)

    def _row(self, form: Any) -> InlineAdminForm:
        original = form.instance if form.instance.pk else None
        readonly = [*self.readonly_fields]
        if original and not self.has_change_permission:
            readonly += flatten_fieldsets(self.fieldsets)
        return InlineAdminForm(
            self.formset,
            form,
            self.fieldsets,
            self.prepopulated_fields,
            original,
            readonly,
            model_admin=self.opts,
        )


def typed_place(form: Any) -> float:
    """Return the place that somebody gave a row; behind all others where it is no number."""
    try:
        return int(form[ORDERING_FIELD_NAME].value())
    except (TypeError, ValueError):
        return float("inf")


class RowsInline(PlainFields, InlineModelAdmin):
    """For an inline: our own template and module instead of Django's."""

    template = "admin/edit_inline/rows.html"
    extra = 0
    max_num = MOST
    # The fieldset these rows follow, so that the form reads in the page's own order.
    after = ""

    @property
    def media(self) -> forms.Media:
        return forms.Media(js=[module("js/admin/rows.js")])

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Read what there is to choose from once for all rows: Django asks the database for each of them."""
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        field.choices = functools.cache(lambda: list(field.iterator(field)))
        return field

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        limits = {"absolute_max": MOST_DRAWN, "validate_max": True}
        return super().get_formset(request, obj, can_order=True, **limits, **kwargs)


class PartInline(RowsInline, admin.StackedInline):
    """Techniques, questions, photos: whatever has a ``page`` and a position."""

    formset = PartFormSet
    fk_name = "page"


def part_inline(model: type[PagePart], *, after: str) -> type[PartInline]:
    """Return the inline of one kind of part, shown after the fieldset of that name."""
    return type(f"{model.__name__}Inline", (PartInline,), {"model": model, "after": after})


class SourceInline(RowsInline, GenericStackedInline):
    """The publications a page rests on."""

    model = Source
    formset: Any = SourceFormSet
    after = "Review"
