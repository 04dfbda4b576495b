"""The actions of a request's screen are one form: whichever button is pressed, all that was typed is sent.

A browser without script sends nothing but the form whose button was pressed, and the text in every other one
would be gone. So the fields of all actions belong to one form, each name with the action's slug before it,
and what was not saved is shown again.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

NAME = "work"  # the id of the form that all fields belong to
NOT_TYPED = "version"  # of the request, which all actions share


def prefixed(data: QueryDict, slug: str) -> QueryDict:
    """Return what was sent for an action under the names of the page, also where it was sent alone."""
    if is_a_page(data):
        return data
    alone = QueryDict(mutable=True)
    for name, values in data.lists():
        alone.setlist(name if name == NOT_TYPED else f"{slug}-{name}", values)
    return alone


def without(data: QueryDict, slug: str) -> QueryDict:
    """Return what was sent for the other actions."""
    rest = QueryDict(mutable=True)
    for name, values in data.lists():
        if not name.startswith(f"{slug}-"):
            rest.setlist(name, values)
    return rest


def is_a_page(data: QueryDict) -> bool:
    """Was this sent by a page with the fields of several actions?"""
    return any("-" in name for name in data)


def holds_typing(form: Any, data: QueryDict) -> bool:
    """Does ``data`` hold anything for a fresh form that an untouched page would not send?"""
    shown = form.shown(data)
    return any(
        _plain(_sent(field, data)) != _plain(shown.get(field.name, _untouched(field)))
        for field in form
        if not field.is_hidden and _is_there(field, data)
    )


def fill(form: Any, data: QueryDict) -> None:
    """Show in a fresh form what was typed into it, without judging it, and say so in ``is_kept``."""
    if not holds_typing(form, data):
        return
    form.is_kept = True
    for field in form:
        if not field.is_hidden and _is_there(field, data):
            # The field has read its own already, and kept it.
            field.initial = form.initial[field.name] = _sent(field, data)


def _is_there(field: forms.BoundField, data: QueryDict) -> bool:
    """Was the form of this field on the page that was sent? A box without a tick sends nothing."""
    return any(name.startswith(f"{field.form.prefix}-") for name in data)


def _sent(field: forms.BoundField, data: QueryDict) -> Any:
    return field.field.widget.value_from_datadict(data, {}, field.html_name)


def _untouched(field: forms.BoundField) -> Any:
    """Return what a browser sends for a field that nobody touched: of a list, its first line."""
    value = field.value()
    choices: Any = getattr(field.field, "choices", ())
    is_list = isinstance(field.field, forms.ChoiceField) and not isinstance(
        field.field, forms.MultipleChoiceField
    )
    if not value and is_list:
        return next((code for code, _ in choices), "")
    return value


def _plain(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "\n".join(map(str, value))
    return str(value).strip() if value else ""
