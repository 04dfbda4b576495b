"""A page's form as sections that can be compared: what is saved, or what somebody typed, valid or not."""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.formsets import DELETION_FIELD_NAME, ORDERING_FIELD_NAME
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict

from ...comparing.differences import Difference, Row, Section, compare
from ...comparing.lines import Line, Word, of_html, of_text
from ...models import Draft, Page
from .rich_text import RichTextFormField
from .rows import typed_place

NOT_COMPARED = {ORDERING_FIELD_NAME, DELETION_FIELD_NAME}


def differences(model_admin: Any, request: HttpRequest, page: Page | None, draft: Draft) -> list[Difference]:
    """Return what a draft says in another way than the form of ``page`` as it opens now."""
    saved = sections(model_admin, opening(request), page)
    return compare(saved, sections(model_admin, posting(request, draft.data), page))


def opening(request: HttpRequest) -> HttpRequest:
    """Return a request that opens the form, in place of this one."""
    other = copy.copy(request)
    other.method = "GET"
    other.GET = QueryDict()
    return other


def posting(request: HttpRequest, data: dict[str, list[str]], **more: str) -> HttpRequest:
    """Return a request that sends these values, in place of this one."""
    other = copy.copy(request)
    other.method = "POST"
    values = QueryDict(mutable=True)
    for name, typed in {**data, **{name: [value] for name, value in more.items()}}.items():
        values.setlist(name, typed)
    other.POST = values  # type: ignore[assignment]
    other._files = MultiValueDict()  # type: ignore[attr-defined]  # or asking for them reads the request anew
    return other


def sections(model_admin: Any, request: HttpRequest, page: Page | None) -> list[Section]:
    """Return what the form holds: as ``request`` sends it, or as it opens where that only asks for it."""
    is_change = page is not None
    kind = model_admin.get_form(request, page, change=is_change)
    fresh = type(page)._default_manager.get(pk=page.pk) if page is not None else None
    if request.method == "POST":
        form = kind(request.POST, instance=fresh)
    else:
        initial = None if is_change else model_admin.get_changeform_initial_data(request)
        form = kind(instance=fresh, initial=initial)
    # Reading what was typed asks nothing of the page that is saved.
    formsets, _ = model_admin._create_formsets(request, form.instance, change=is_change)
    found = [_section(form, name) for name in form.fields]
    for formset in formsets:
        noun = str(formset.model._meta.verbose_name_plural).capitalize()
        found.append(Section(formset.prefix, noun, rows=tuple(_rows(formset))))
    return found


def _rows(formset: Any) -> Iterator[Row]:
    identity = formset.model._meta.pk.name
    for form in sorted(formset.forms, key=typed_place):
        if form.is_bound and form[DELETION_FIELD_NAME].value():
            continue
        hidden = {name for name, field in form.fields.items() if isinstance(field.widget, forms.HiddenInput)}
        names = [name for name in form.fields if name not in NOT_COMPARED | hidden | {identity}]
        parts = tuple(part for name in names if (part := _section(form, name)).lines)
        number = form[identity].value() if identity in form.fields else None
        if parts or number:
            said = (str(line) for part in parts for line in part.lines)
            yield Row(next(said, "empty")[:80], parts, str(number) if number else None)


def _section(form: Any, name: str) -> Section:
    bound = form[name]
    return Section(name, str(bound.label), tuple(_lines(bound.field, bound.value())))


def _lines(field: Any, value: Any) -> Iterator[Line]:
    if isinstance(field, RichTextFormField):
        yield from of_html(field.prepare_value(value) or "")
    elif isinstance(field, forms.BooleanField):
        yield Line((Word("yes" if value not in (None, False, "", "False", "false", "0") else "no"),))
    elif isinstance(field, forms.ModelMultipleChoiceField | forms.ModelChoiceField):
        chosen = value if isinstance(value, list | tuple) else [value]
        keys = sorted({str(getattr(one, "pk", one)) for one in chosen if one not in (None, "")})
        rows = {str(row.pk): str(row) for row in _known(field, keys)}
        for key in keys:
            yield from of_text(rows.get(key, "something that is gone"))
    elif isinstance(field, forms.ChoiceField):
        names = {str(key): str(words) for key, words in [*field.widget.choices]}
        if value not in (None, ""):
            yield from of_text(names.get(str(value), str(value)))
    elif value not in (None, ""):
        yield from of_text(str(field.prepare_value(value)))


def _known(field: Any, keys: list[str]) -> list[Any]:
    model, known = field.queryset.model, []
    for key in keys:
        with contextlib.suppress(forms.ValidationError):  # typed by somebody who plays with the form
            known.append(model._meta.pk.to_python(key))
    return [*model._default_manager.filter(pk__in=known)]
