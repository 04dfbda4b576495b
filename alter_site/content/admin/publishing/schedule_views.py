"""A page comes and goes: scheduled by the clock, taken off the site by hand."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.html import format_html

from ...editions import publishing, scheduled, unpublishing
from ...facts import moments
from ...models import Page, Publication, ScheduledChange
from .leaving_form import LeavingForm, MomentForm, TakeDownForm
from .publishing_views import PublishingViews

OUTDATED = "The page was published or unpublished by hand since. Undo this, and schedule what is saved now."
PUBLISH, TAKE_DOWN = "publish", "down"  # which of the two forms was sent


class ScheduleViews(PublishingViews):
    """For a page's ModelAdmin: the schedule, and leaving with a destination."""

    def routes(self) -> list[tuple[str, Any, str]]:
        return [
            *super().routes(),
            ("<uuid:page_id>/unpublish/", self.unpublish_view, "unpublish"),
            ("<uuid:page_id>/schedule/", self.schedule_view, "schedule"),
            ("<uuid:page_id>/schedule/<int:row_id>/undo/", self.undo_view, "undo_schedule"),
        ]

    def schedule_context(self, page: Page) -> dict[str, Any]:
        """Return what screens show of a page's schedule."""
        rows = list(scheduled.of(page).select_related("made_by", "edition", "over"))
        live = Publication.objects.filter(page_id=page.pk).first()
        over, path = (live.edition_id, live.path) if live else (None, page.path)
        for row in rows:
            row.when = moments.words(row.at)
            row.then = "" if row.is_publish else scheduled.destination_of(row).words(path)
            is_outdated = row.is_overtaken and over != row.edition_id
            row.why_not = OUTDATED if is_outdated else scheduled.why_abandoned(row)
            row.has_later_edits = row.is_publish and row.edition.content_hash != page.working_hash
        return {"scheduled": rows, "schedule_failures": scheduled.failures(page)}

    # --- the schedule -------------------------------------------------------------------------------

    def schedule_view(self, request: HttpRequest, page_id: Any) -> HttpResponse:
        """Show what is scheduled, and take two forms: one to publish, one to take down."""
        page = self.row(request, page_id, to_change=request.method == "POST")
        live = publishing.live_edition(page)
        sent = request.POST.get("_form") if request.method == "POST" else None
        publish = MomentForm(request.POST if sent == PUBLISH else None, prefix=PUBLISH)
        down = TakeDownForm(
            request.POST if sent == TAKE_DOWN else None,
            prefix=TAKE_DOWN,
            path=live.path if live else page.path,
        )
        form: MomentForm = down if sent == TAKE_DOWN else publish
        if sent and form.is_valid() and self._schedule(request, page, form):
            return HttpResponseRedirect(self.address("schedule", page))
        context = self.schedule_context(page)
        context |= {
            "comes": any(row.is_publish for row in context["scheduled"]),
            "leaves": any(not row.is_publish for row in context["scheduled"]),
            "errors": bool(sent),
            "live": live,
            "is_changed": live is None or live.content_hash != page.working_hash,
            "publish_form": publish,
            "down_form": down,
            "failed_form": sent and form,
            "others": unpublishing.choices(page),
            "links": unpublishing.links_to(page),
        }
        return self.row_screen(request, page, "schedule", f"Schedule {page}", context)

    def _schedule(self, request: HttpRequest, page: Page, form: MomentForm) -> bool:
        try:
            with transaction.atomic():
                if isinstance(form, TakeDownForm):
                    row = scheduled.schedule_take_down(page, request.user, form.at, form.destination)
                else:
                    row = scheduled.schedule_publish(page, request.user, form.at)
                words = f"{row.get_action_display()}: {moments.words(row.at)}."
                self.log_change(request, page, f"Scheduled. {words}")
        except publishing.CannotPublish as problem:
            form.add_error(None, str(problem))
            return False
        messages.success(request, f"Scheduled. {words}")
        return True

    def undo_view(self, request: HttpRequest, page_id: Any, row_id: int) -> HttpResponse:
        """Take a scheduled change back, with one press."""
        page = self.row(request, page_id, to_change=True)
        row = get_object_or_404(ScheduledChange, pk=row_id, page_id=page.pk)
        if request.method == "POST":
            with transaction.atomic():
                is_undone = scheduled.undo(row, request.user)
                if is_undone:
                    self.log_change(request, page, f"Schedule undone. {row.get_action_display()}.")
            row.refresh_from_db()
            if is_undone and row.failed_at:
                messages.success(request, "Noted. The page says nothing of it any more.")
            elif is_undone:
                messages.success(request, "Undone. Nothing happens to the page at that moment.")
            elif row.done_at:
                messages.warning(request, f"Too late: it was done at {moments.words(row.done_at)}.")
            else:
                messages.info(request, "It has been undone already.")
        return HttpResponseRedirect(self.address("schedule", page))

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Delete nothing that is live, or still to go live."""
        page = self.get_object(request, unquote(object_id))
        if page is not None and publishing.live_edition(page):
            messages.error(request, f"“{page}” is live. Unpublish it first; then you can delete it.")
            return HttpResponseRedirect(self.address("change", page))
        if page is not None and scheduled.of(page).exists():
            messages.error(request, f"“{page}” is scheduled. Undo that first; then you can delete it.")
            return HttpResponseRedirect(self.address("schedule", page))
        return super().delete_view(request, object_id, extra_context)

    # --- leaving ------------------------------------------------------------------------------------

    def unpublish_view(self, request: HttpRequest, page_id: Any) -> HttpResponse:
        """Ask where the address shall lead, then take the page off the site: both or neither."""
        page = self.row(request, page_id, to_change=True)
        live = publishing.live_edition(page)
        if live is None or page.STAYS:
            messages.info(request, page.STAYS or f"“{page}” is not on the site.")
            return HttpResponseRedirect(self.address("change", page))
        form = LeavingForm(request.POST if request.method == "POST" else None, path=live.path)
        if not (request.method == "POST" and form.is_valid()):
            context = {
                "live": live,
                "leaving_form": form,
                "errors": bool(form.errors),
                "others": unpublishing.choices(page),
                "links": unpublishing.links_to(page),
            }
            return self.row_screen(request, page, "unpublish", f"Unpublish {page}?", context)
        with transaction.atomic():
            left = unpublishing.unpublish_to(page, request.user, form.destination)
            where = form.destination.words(left or live.path)
            self.log_change(request, page, f"Taken off the site: {where}.")
        messages.success(
            request,
            format_html("“{}” is off the site. Its text and its editions are kept. {}.", page, where),
        )
        return HttpResponseRedirect(self.address("change", page))
