"""The screen of a page's preview links: which there are, a new one, and the end of one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from ... import preview_links
from ...printed_time import day
from .publishing_views import PublishingViews

LISTED = 50
OFFER, END = "offer", "end"


class PreviewLinks(PublishingViews):
    """For a page's ModelAdmin: links that show its working copy to somebody without an account."""

    def routes(self) -> list[tuple[str, Any, str]]:
        return [*super().routes(), ("<uuid:page_id>/links/", self.preview_links_view, "preview_links")]

    def preview_links_view(self, request: HttpRequest, page_id: Any) -> HttpResponse:
        """List the links of a page; make one, which is shown this once; end one."""
        page = self.row(request, page_id, to_change=True)
        address = ""
        if request.method == "POST" and END in request.POST:
            number = request.POST[END]
            if number.isdecimal() and preview_links.revoke(page, int(number)):
                self.log_change(request, page, "Ended a preview link.")
                messages.success(request, "The link has ended. Whoever opens it reads that it has.")
            else:
                messages.info(request, "That link had ended already.")
            return HttpResponseRedirect(self.address("preview_links", page))
        if request.method == "POST":
            token = request.POST.get(OFFER, "")
            try:
                link = preview_links.make(page, token, request.user)
            except signing.BadSignature:
                messages.error(request, "No link was made: this screen was too old. Press the button again.")
                return HttpResponseRedirect(self.address("preview_links", page))
            self.log_change(
                request, page, f"Made a preview link until {day(timezone.localtime(link.ends_at))}."
            )
            address = request.build_absolute_uri(reverse("content:guest_preview", args=[token]))
        now = timezone.now()
        links = preview_links.of_page(page)[:LISTED]
        context = {
            "address": address,
            "links": [(link, link.is_open(now)) for link in links],
            "offer": preview_links.offered(page),
            "names": {"offer": OFFER, "end": END},
        }
        return self.row_screen(request, page, "preview_links", "Preview links", context)
