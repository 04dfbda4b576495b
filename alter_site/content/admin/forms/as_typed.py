"""What a page's form would say if it were saved as it stands in the browser. Nothing of it is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db import Error, transaction
from django.http import HttpRequest

from ...editions.saves import Said
from ...models import Page
from ...objects import PageContent


@dataclass
class AsTyped:
    """The content of a posted form, and what its fields say against it.

    A field that cannot be read keeps what is saved. ``content`` is None where not even a page can be made
    of it, such as one whose row leads to a page that is gone.
    """

    content: PageContent | None = None
    said: Said | None = None  # the same with what is never printed, as a save keeps it
    path: str = ""
    page: Page | None = None  # never saved, and its rows are not either
    # What is wrong, by the name that the field has in the posted form; "" for the form as a whole.
    errors: dict[str, list[str]] = field(default_factory=dict)


def as_typed(model_admin: Any, request: HttpRequest, page_id: Any) -> AsTyped:
    """Return what the posted form of a page would say; ``page_id`` is None for a page not saved yet.

    The form is saved in a transaction that is rolled back, so child rows and many-to-manys are read by
    the same code as a saved page. Ask for the right to change (or add) the page first.
    """
    page = model_admin.get_object(request, str(page_id)) if page_id else None
    typed = AsTyped()
    # In a transaction of its own or of the caller's: everything inside is undone.
    with transaction.atomic():
        form = model_admin.get_form(request, page, change=page is not None)(
            request.POST, request.FILES, instance=page
        )
        _note(typed, form)
        formsets, _ = model_admin._create_formsets(request, form.instance, change=page is not None)
        for formset in formsets:
            for row in formset.forms:
                _note(typed, row)
            typed.errors.setdefault("", []).extend(formset.non_form_errors())
        try:
            with transaction.atomic():
                typed.page = _saved(form, formsets)
                typed.said = Said.of(typed.page)
                typed.content, typed.path = typed.said.content, typed.said.path
        except (Error, ValueError, LookupError, OverflowError):
            typed.content = typed.said = None  # the form's own errors tell why
        transaction.set_rollback(True)
    typed.errors = {name: words for name, words in typed.errors.items() if words}
    return typed


def _note(typed: AsTyped, form: Any) -> None:
    for name, errors in form.errors.items():
        place = "" if name == "__all__" else form.add_prefix(name)
        typed.errors.setdefault(place, []).extend(map(str, errors))


def _saved(form: Any, formsets: list[Any]) -> Page:
    """Save what can be read of a form and its rows, and return the page as the database has it."""
    page: Page = form.instance
    if page._state.adding and "slug" in form.errors:
        # Its own identity is an address that no other page has, until the editor has chosen one.
        page.slug = str(page.pk)
    page.save()
    form.cleaned_data = getattr(form, "cleaned_data", {})
    form._save_m2m()
    for formset in formsets:
        if formset.is_valid():
            formset.save()
        else:
            _save_rows(formset)
    return type(page)._default_manager.get(pk=page.pk)


def _save_rows(formset: Any) -> None:
    """Save the rows that can be read, in the order in which they stand in the form."""
    rows = [row for row in formset.forms if row.has_changed() or row.instance.pk]
    for position, row in enumerate(rows):
        if formset.can_delete and row.data.get(row.add_prefix("DELETE")):
            if row.instance.pk:
                row.instance.delete()
        elif row.is_valid() or row.instance.pk:
            row.instance.position = position
            if row.instance.pk:
                row.instance.save()
            else:
                formset.save_new(row)
