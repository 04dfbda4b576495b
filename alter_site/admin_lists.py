"""Lists of the admin answer what their screens offer, and nothing else that an address may ask."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin, ShowFacets
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.views.main import ORDER_VAR, ChangeList, ChangeListSearchForm
from django.http import HttpRequest

LONGEST_SEARCH = 200  # characters: each word is a condition of the query, and a query may have only so many


class SearchForm(ChangeListSearchForm):
    """The search of a list."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.fields:
            self.fields[name] = forms.CharField(required=False, strip=False, max_length=LONGEST_SEARCH)


class DeclaredList(ChangeList):
    """A list that is narrowed by the filters beside it alone.

    Django lets an address compare any column of the listed table: letter by letter, a list of accounts
    would tell the hash of a password.
    """

    search_form_class = SearchForm

    def get_filters(self, request: HttpRequest) -> Any:
        """Return the filters.

        Raises:
            DisallowedModelAdminLookup: the address asks for something that none of them offers.
        """
        found = super().get_filters(request)
        remaining = found[2]
        # What the hierarchy of dates is made of stands in the same place as what was only asked for.
        hierarchy = {f"{self.date_hierarchy}__{bound}" for bound in ("gte", "lt")}
        if undeclared := [name for name in remaining if name not in hierarchy]:
            raise DisallowedModelAdminLookup(f"{len(undeclared)} undeclared filters")
        return found

    def get_ordering_field_columns(self) -> dict[int, Any]:
        """Return the columns that are marked as sorted; none while a list is in an order of its own first."""
        first = next(iter(self.model_admin.ordering or self.lookup_opts.ordering or ()), "")
        columns = {self.get_ordering_field(name) for name in self.list_display}
        if ORDER_VAR not in self.params and str(first).removeprefix("-") not in columns:
            return {}
        return super().get_ordering_field_columns()


class DeclaredLists(ModelAdmin):
    """For a ModelAdmin: its list, or the ``list_class`` that it names, answers what it declares."""

    show_facets = ShowFacets.NEVER
    show_full_result_count = False

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        own: type[DeclaredList] = getattr(self, "list_class", DeclaredList)
        return own
