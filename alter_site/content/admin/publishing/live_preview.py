"""The preview beside the form: the page as it stands in the browser, typed and not saved."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.urls import path

from ... import views
from ..forms.as_typed import as_typed


class LivePreview(admin.ModelAdmin):
    """For a page's ModelAdmin: answers a posted form with the page that it would make. Nothing is kept."""

    def get_urls(self) -> list[Any]:
        def typed_view(request: HttpRequest, page_id: Any = None) -> HttpResponse:
            return self.typed_view(request, page_id)

        view = self.admin_site.admin_view(typed_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_typed"
        return [
            path("add/typed/", view, name=name),
            path("<uuid:page_id>/typed/", view, name=name),
            *super().get_urls(),
        ]

    def typed_view(self, request: HttpRequest, page_id: Any) -> HttpResponse:
        """Answer with the page's HTML and what its fields say against it, by their names in the form."""
        page = self.get_object(request, str(page_id)) if page_id else None
        if page_id and page is None:
            raise Http404("No such page.")
        may = self.has_change_permission(request, page) if page_id else self.has_add_permission(request)
        if not may:
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        typed = as_typed(self, request, page_id)
        html = ""
        if typed.content is not None and typed.page is not None:
            html = views.rendered(typed.content, typed.path, typed.page.pk, views.Preview("what is typed"))
        return JsonResponse({"html": html, "errors": typed.errors})
