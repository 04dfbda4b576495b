"""Preview, publish, take back: what an editor does with a page apart from writing it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.html import format_html

from ... import views
from ...comparing.bodies import Reader
from ...comparing.differences import compare
from ...editions import publishing
from ...editions.restoring import Text, take_back
from ...lint.findings import said_at_preview
from ...models import Edition, Page, TakenBack
from ...objects import Undecodable
from .. import status
from ..content_screens import OwnScreens

EDITIONS_PER_SCREEN = 50
CHANGED = "The form was saved again meanwhile. Read what it says now."
UNTICKED = "Tick that the text below shall come back, or leave it as it is."
AGREED = "_brings_back"  # its value is the hash of the text that the editor saw and agreed to


class PublishingViews(OwnScreens):
    """For a page's ModelAdmin: preview, publish, history."""

    def routes(self) -> list[tuple[str, Any, str]]:
        return [
            *super().routes(),
            ("<uuid:page_id>/preview/", self.preview_view, "preview"),
            ("<uuid:page_id>/publish/", self.publish_view, "publish"),
            ("<uuid:page_id>/editions/<int:number>/", self.edition_view, "edition"),
            ("<uuid:page_id>/editions/<int:number>/live/", self.make_live_view, "make_live"),
        ]

    def is_still_at(self, page: Page) -> bool:
        """Hold the row if it is still at the revision that the form was checked against."""
        rows = type(page)._default_manager.filter(pk=page.pk, revision=page.revision)
        return bool(rows.update(revision=page.revision))

    # --- looking ------------------------------------------------------------------------------------

    def preview_view(self, request: HttpRequest, page_id: Any) -> HttpResponse:
        """Show the page as it would look if it were published now."""
        page = self.row(request, page_id)
        band = views.Preview("the working copy", self.address("change", page), said=said_at_preview(page))
        return views.preview(page, band)

    def edition_view(self, request: HttpRequest, page_id: Any, number: int) -> HttpResponse:
        """Show an edition as it would look if it were made live again now."""
        page = self.row(request, page_id)
        back_to = self.address("history", page)
        try:
            return views.preview_edition(get_object_or_404(Edition, page_id=page.pk, number=number), back_to)
        except Undecodable:
            messages.error(request, f"Edition {number} was made by another version of this site.")
            return HttpResponseRedirect(back_to)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """List what has been published, newest first."""
        page = self.row(request, object_id)
        editions = Edition.objects.filter(page_id=page.pk).select_related("author", "approval").defer("body")
        context = {
            "editions": Paginator(editions, EDITIONS_PER_SCREEN).get_page(request.GET.get("p")),
            "live": publishing.live_edition(page),
            "status": status.badge(page),
            "is_changed": status.of(page).status is not publishing.Status.LIVE,
            "taken_back": publishing.taken_back(page),
            "is_as_taken_back": publishing.is_as_taken_back(page),
        }
        return self.row_screen(request, page, "history", "History", context | (extra_context or {}))

    # --- acting -------------------------------------------------------------------------------------

    def publish(self, request: HttpRequest, page: Page, *, brings_back: bool = False) -> None:
        """Make the working copy live and say so, or say why not."""
        try:
            edition = publishing.publish(page, request.user, brings_back=brings_back)
        except publishing.CannotPublish as problem:
            messages.error(request, f"Not published. {problem}")
            return
        self.log_change(request, page, f"Published as edition {edition.number}.")
        self._say_live(request, edition)

    def _say_live(self, request: HttpRequest, edition: Edition) -> None:
        link = format_html('<a href="{}">{}</a>', edition.path, edition.path)
        messages.success(
            request, format_html("Edition {} of “{}” is live at {}.", edition.number, edition.title, link)
        )

    def publish_view(self, request: HttpRequest, page_id: Any) -> HttpResponse:
        """Publish what was saved last; where that would bring back what was taken back, ask first."""
        page = self.row(request, page_id, to_change=True)
        is_sent = request.method == "POST"
        if taken := publishing.taken_back(page):
            agreed = request.POST.get(AGREED) == publishing.working_hash(page)
            if not (is_sent and agreed):
                problem = CHANGED if AGREED in request.POST else UNTICKED if is_sent else ""
                return self._ask_whether_it_comes_back(request, page, taken, problem)
        if is_sent:
            with transaction.atomic():
                self.publish(request, page, brings_back=taken is not None)
        return HttpResponseRedirect(self.address("history", page))

    def _ask_whether_it_comes_back(
        self, request: HttpRequest, page: Page, taken: TakenBack, problem: str
    ) -> HttpResponse:
        """List which words publishing would bring back; only a tick beside them does."""
        live, reader = publishing.live_edition(page), Reader(page)
        before = reader.sections(Text.of(live) if live else None)
        context = {
            "taken_back": taken,
            "live": live,
            "differences": compare(before, reader.sections(Text.of_form(page))),
            "agreement": publishing.working_hash(page),
            "agreed": AGREED,
            "problem": problem,
        }
        return self.row_screen(request, page, "publish", f"Publish {page}?", context)

    def make_live_view(self, request: HttpRequest, page_id: Any, number: int) -> HttpResponse:
        """Say what becomes of the later text in the form; then make an edition live again."""
        page = self.row(request, page_id, to_change=True)
        edition = get_object_or_404(Edition, page_id=page.pk, number=number)
        is_live = publishing.live_edition(page) == edition
        if request.method != "POST":
            differs = publishing.working_hash(page) != edition.content_hash
            context = {"edition": edition, "is_live": is_live, "differs": differs}
            return self.row_screen(request, page, "make_live", f"Edition {number}", context)
        try:
            with transaction.atomic():
                left = take_back(page, edition, request.user)
                self.log_change(request, page, f"Made edition {number} live again.")
        except publishing.CannotPublish as problem:
            messages.error(request, f"Edition {number} is not live. {problem}")
            return HttpResponseRedirect(self.address("history", page))
        # Under a signature that was given since, it is the next edition.
        self._say_live(request, publishing.live_edition(page) or edition)
        self._say_what_became_of_the_form(request, edition, left)
        return HttpResponseRedirect(self.address("history", page))

    def _say_what_became_of_the_form(
        self, request: HttpRequest, edition: Edition, left: list[str] | None
    ) -> None:
        if left is None:
            messages.warning(
                request,
                f"The form could not be put back to edition {edition.number}, which another version of this "
                "site made. It still holds the later text, and publishing it asks first.",
            )
            return
        words = f"The form starts from edition {edition.number}."
        if left:
            gone = f"Not put back, because it is gone: {', '.join(left)}. Publishing asks first."
            messages.warning(request, f"{words} {gone}")
        else:
            messages.success(request, f"{words} What it held before is set aside in Saves.")
