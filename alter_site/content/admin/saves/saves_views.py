"""Every text that a page has held: listed, compared by word, put back in whole or in part."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from ... import views
from ...comparing.bodies import Reader, is_rows
from ...comparing.differences import compare, matched
from ...editions import saves
from ...editions.restoring import Text, put_text
from ...models import Page
from ...objects import Undecodable, decode_page
from ..publishing.publishing_views import PublishingViews
from . import kept_texts
from .draft_views import DraftViews
from .kept_texts import FORM, KeptText

SECTION, ROW, REVISION = "section", "row", "revision"  # what a screen sends to have something put back


class SavesViews(DraftViews, PublishingViews):
    """For a page's ModelAdmin: the list of saves and editions, comparing two, putting one back."""

    def routes(self) -> list[tuple[str, Any, str]]:
        return [
            *super().routes(),
            ("<uuid:page_id>/saves/", self.saves_view, "saves"),
            ("<uuid:page_id>/saves/<int:number>/", self.save_view, "save"),
            ("<uuid:page_id>/log/", self.log_view, "log"),
            ("<uuid:page_id>/compare/", self.compare_view, "compare"),
            ("<uuid:page_id>/restore/<slug:name>/", self.restore_view, "restore"),
        ]

    def saves_view(self, request: HttpRequest, page_id: Any) -> HttpResponse:
        """List every save and edition, and what this person typed and never saved."""
        page = self.row(request, page_id)
        may = self.has_change_permission(request, page)
        drafts = [*self.offers(request, page), *self.offers(request, page, discarded=True)] if may else []
        context = {
            "texts": kept_texts.listed(page, request.GET.get("p")),
            "offers": drafts,
            "live": kept_texts.live_number(page),
            "form": FORM,
        }
        return self.row_screen(request, page, "saves", "Saves", context)

    def log_view(self, request: HttpRequest, page_id: Any) -> HttpResponse:
        """List what was done to the page: Django's own history."""
        self.row(request, page_id)
        return admin.ModelAdmin.history_view(self, request, str(page_id), {"title": "Log"})

    def save_view(self, request: HttpRequest, page_id: Any, number: int) -> HttpResponse:
        """Show a save as it would look if it were published now."""
        page = self.row(request, page_id)
        kept = kept_texts.find(page, f"save-{number}")
        back_to = self.address("saves", page)
        try:
            content = decode_page(page.CONTENT, kept.text.body, kept.text.schema_version)
        except Undecodable:
            messages.error(request, f"Save {number} was made by another version of this site.")
            return HttpResponseRedirect(back_to)
        return views.preview_text(content, kept.text.path, page.pk, kept.title, back_to)

    # --- comparing ------------------------------------------------------------------------------------

    def compare_view(self, request: HttpRequest, page_id: Any) -> HttpResponse:
        """Show what one text of the page says in another way than another."""
        page = self.row(request, page_id)
        before = kept_texts.find(page, request.GET.get("a", FORM))
        after = kept_texts.find(page, request.GET.get("b", FORM))
        reader = Reader(page)
        context = {
            "before": before,
            "after": after,
            "differences": compare(reader.sections(before.text), reader.sections(after.text)),
            "can_restore": before.name != FORM and kept_texts.is_readable(page, before.text),
            "form": FORM,
        }
        return self.row_screen(request, page, "compare", "Compare", context)

    # --- putting back ---------------------------------------------------------------------------------

    def restore_view(self, request: HttpRequest, page_id: Any, name: str) -> HttpResponse:
        """Put a text of before into the form: the whole of it, one section, or one row of a list."""
        page = self.row(request, page_id, to_change=True)
        kept = kept_texts.find(page, name)
        saves_list = self.address("saves", page)
        if request.method != "POST":
            return HttpResponseRedirect(saves_list)
        if request.POST.get(REVISION) != str(page.revision):
            if self._is_put_back(request, page, kept):
                messages.info(request, f"The form holds what {kept.title} said already.")
                return HttpResponseRedirect(self.address("change", page))
            messages.error(
                request,
                f"Nothing was put back: {page.saved_by or 'somebody'} saved this page meanwhile.",
            )
            return HttpResponseRedirect(f"{self.address('compare', page)}?a={name}&b={FORM}")
        try:
            with transaction.atomic():
                left = self._restore(request, page, kept)
        except (Undecodable, ValueError, LookupError, IntegrityError):
            messages.error(
                request, f"Nothing was put back: this version of the site cannot read {kept.title}."
            )
            return HttpResponseRedirect(saves_list)
        words = "It is saved, and visitors see it once you publish. What the form held before is in Saves."
        if left:
            messages.warning(request, f"Not put back, because it is gone: {', '.join(left)}.")
        messages.success(request, f"The form holds what {kept.title} said. {words}")
        return HttpResponseRedirect(self.address("change", page))

    def _is_put_back(self, request: HttpRequest, page: Page, kept: KeptText) -> bool:
        """Does the form say so already, as after a second press?"""
        try:
            return _wanted(request, page, kept) == kept_texts.find(page, FORM).text
        except (ValueError, LookupError):
            return False

    def _restore(self, request: HttpRequest, page: Page, kept: KeptText) -> list[str]:
        if not self.is_still_at(page):
            raise LookupError("saved meanwhile")
        text, what = _wanted(request, page, kept), kept.title.capitalize()
        if section := request.POST.get(SECTION, ""):
            what = f"{what}, {Reader(page).section(section, None).label.lower()} only"
        left = put_text(page, text, request.user, saves.Why.RESTORED, what)
        self.log_change(request, page, f"Put back into the form: {what}.")
        return left


def _wanted(request: HttpRequest, page: Page, kept: KeptText) -> Text:
    """Return what the form shall say: the whole of a kept text, or that section or row of it."""
    section, row = request.POST.get(SECTION, ""), request.POST.get(ROW, "")
    if not section:
        return kept.text
    return with_section(
        page, kept_texts.find(page, FORM).text, kept.text, section, int(row) - 1 if row else None
    )


def with_section(page: Page, now: Text, then: Text, section: str, row: int | None = None) -> Text:
    """Return the text ``now`` with one section, or one row of it, as it was ``then``.

    Raises:
        LookupError: there was no such section or row.
    """
    if section in {"path", "position"}:
        path, position = (then if section == name else now for name in ("path", "position"))
        return Text(now.body, path.path, position.position, now.schema_version)
    if section not in now.body or section not in then.body or now.schema_version != then.schema_version:
        raise LookupError(section)
    value = then.body[section]
    if row is not None:
        if not is_rows(value) or not 0 <= row < len(value):
            raise LookupError(section)
        value = _with_row(Reader(page), section, now.body[section], value, row)
    return Text({**now.body, section: value}, now.path, now.position, now.schema_version)


def _with_row(reader: Reader, section: str, now: list[Any], then: list[Any], row: int) -> list[Any]:
    """Return the rows of ``now`` with one as it was: in its place, or where it stood if it is gone."""
    was, rows = ([reader.row_in(section, one) for one in side] for side in (then, now))
    place = next((at for at, before in matched(was, rows).items() if before == row), None)
    if place is None:
        return [*now[:row], then[row], *now[row:]]
    return [*now[:place], then[row], *now[place + 1 :]]
