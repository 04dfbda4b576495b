"""The preview beside the form: the page as it stands in the browser, typed and not saved."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse

from ... import views
from ..content_screens import OwnScreens
from ..forms.as_typed import as_typed


class LivePreview(OwnScreens):
    """For a page's ModelAdmin: answers a posted form with the page that it would make. Nothing is kept."""

    def routes(self) -> list[tuple[str, Any, str]]:
        return [
            *super().routes(),
            ("add/typed/", self.typed_view, "typed"),
            ("<uuid:page_id>/typed/", self.typed_view, "typed"),
        ]

    def typed_view(self, request: HttpRequest, page_id: Any = None) -> HttpResponse:
        """Answer with the page's HTML and what its fields say against it, by their names in the form."""
        self.row_or_new(request, page_id)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        typed = as_typed(self, request, page_id)
        html = ""
        if typed.content is not None and typed.page is not None:
            html = views.rendered(typed.content, typed.path, typed.page.pk, views.Preview("what is typed"))
        return JsonResponse({"html": html, "errors": typed.errors})
