"""Where a page, a picture or a word of the glossary is used, one click from its form."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.admin.options import IS_POPUP_VAR
from django.db.models import Model
from django.http import HttpRequest, HttpResponse

from ...editions.restoring import label
from ...facts import named_pages
from ...models import MenuItem, Page, Publication, Redirect
from ...search import uses
from ...search.uses import Use
from ...text.richtext import MENTION
from ..content_screens import OwnScreens, form_address, kind_of, may_see, screen


class WhereUsed(OwnScreens):
    """For a ModelAdmin: a screen that lists which pages use a row."""

    def routes(self) -> list[tuple[str, Any, str]]:
        return [*super().routes(), ("<path:object_id>/used/", self.used_view, "used")]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if (row := context.get("original")) is not None and IS_POPUP_VAR not in request.GET:
            context["where_used"] = form_address(row, "used")
        return super().render_change_form(request, context, *args, **kwargs)

    def uses_of(self, row: Any) -> list[Use]:
        """Return where a row is used: by default, what refers to its identity."""
        return uses.of_target(row.pk)

    def used_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """List the pages that use a row, and menus and redirects that lead to it."""
        row = self.row(request, object_id)
        found = self.uses_of(row)
        pages = uses.pages_of(found)
        rows = [_row(request, pages[use.page_id], use) for use in found if use.page_id in pages]
        rows.sort(key=lambda row: (row["kind"], row["page"].title.casefold()))
        return screen(
            request,
            "used",
            f"Where “{row}” is used",
            original=row,
            opts=self.opts,
            rows=rows,
            back=form_address(row),
            **_leading_to(request, row),
        )


def _row(request: HttpRequest, page: Page, use: Use) -> dict[str, Any]:
    return {
        "page": page,
        "kind": kind_of(page),
        "url": form_address(page) if may_see(request, type(page)) else "",
        "where": ", ".join("In a text" if name == MENTION else label(page, name) for name in use.places),
        "use": use,
    }


def _leading_to(request: HttpRequest, row: Model) -> dict[str, Any]:
    """Return the menu items and redirects that lead to a page."""
    if not isinstance(row, Page):
        return {}
    menus = (
        MenuItem.objects.filter(destination__startswith=f"page:{row.pk}")
        if may_see(request, MenuItem)
        else ()
    )
    live = Publication.objects.filter(page_id=row.pk).values_list("path", flat=True).first()
    leading = Redirect.objects.filter(new_path__regex=rf"^{re.escape(live or row.path)}([?#]|\Z)")
    redirects = leading if may_see(request, Redirect) else ()
    return {"menus": menus, "redirects": redirects, "named": named_pages.naming(row)}
