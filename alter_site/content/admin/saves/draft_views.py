"""What is being typed is kept while it is typed, and offered back when the form is opened again."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.forms.utils import ErrorDict, ErrorList
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import path
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from alter_site.delivery.body_limits import STAFF_FORM

from ... import drafts
from ...drafts import NUMBER, TOKEN
from ...models import Draft, Page
from ...printed_time import clock_time, since_today
from ..content_screens import OwnScreens
from ..forms.form_sections import differences, posting
from ..forms.page_form import TAKEN_UP

OPENED = (("<uuid:page_id>", ""), ("add", "_new"))  # where forms are, and what their routes are called by
RECOVERED = "_recovered"  # it held one when it was opened
LARGEST = 2_000_000  # characters of a form
ENDED = "What you typed there was saved from another window. It stands in the page, or among its saves."
DELETED = "Somebody has deleted this page meanwhile. Save what you typed as a new {}, or leave it."


class DraftViews(OwnScreens):
    """For a page's ModelAdmin: keep, offer, take back and discard what was typed."""

    def routes(self) -> list[tuple[str, Any, str]]:
        found = [*super().routes()]
        for start, kind in OPENED:
            found += [
                (f"{start}/drafts/<str:token>/take/", self.take_draft_view, f"draft_take{kind}"),
                (f"{start}/drafts/<str:token>/discard/", self.discard_draft_view, f"draft_discard{kind}"),
            ]
        return found

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_draft"
        # Answers whoever is signed out by itself: a script has to hear it, and no error.
        keeping = [
            path(f"{start}/draft/", self.keep_draft_view, name=f"{name}{kind}") for start, kind in OPENED
        ]
        return [*keeping, *super().get_urls()]

    def draft_address(self, name: str, page: Page | None, *args: Any) -> str:
        """Return the address of a screen about drafts of a page, or of a new page."""
        return self.address(name if page is not None else f"{name}_new", page, *args)

    # --- keeping --------------------------------------------------------------------------------------

    @method_decorator([require_POST, csrf_protect])
    def keep_draft_view(self, request: HttpRequest, page_id: Any = None) -> JsonResponse:
        """Keep what a form holds, and say when it was kept or what is in the way."""
        account = str(request.user.pk)
        if not self.admin_site.has_permission(request) or request.POST.get("_account") != account:
            return JsonResponse({"state": "signed out"})  # or somebody else has signed in since
        token, number = request.POST.get(TOKEN, ""), request.POST.get(NUMBER, "")
        if not drafts.is_token(token) or not (number.isdecimal() and 0 < int(number[:20]) < drafts.LARGEST):
            return JsonResponse({"state": "refused"}, status=400)
        data = drafts.typed(dict(request.POST.lists()))
        data.pop("_account", None)
        if len(json.dumps(data)) > LARGEST:
            return JsonResponse({"state": "large"})
        try:
            page = self.row_or_new(request, page_id)
            kept = drafts.keep(request.user, self.model, page and page.pk, token, int(number), data)
        except (PermissionDenied, Http404):
            return JsonResponse({"state": "refused"})
        except DatabaseError:
            return JsonResponse({"state": "busy"})
        return JsonResponse({"state": kept.value, "at": clock_time(timezone.localtime())})

    keep_draft_view.largest_body = STAFF_FORM  # type: ignore[attr-defined]  # as much as the form itself

    # --- offering -------------------------------------------------------------------------------------

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        page = context["original"]
        may = self.has_change_permission(request, page) if page else self.has_add_permission(request)
        if may and IS_POPUP_VAR not in request.GET and IS_POPUP_VAR not in request.POST:
            form = context["adminform"].form
            is_taken_up = getattr(form, "taken_up", False)
            sent = request.POST.get(TOKEN, "")
            number = request.POST.get(NUMBER, "")
            context["draft"] = {
                "token": sent if drafts.is_token(sent) else get_random_string(24),
                "number": number if number.isdecimal() else "0",
                "url": self.draft_address("draft", page),
                "page": f"{self.opts.label_lower}:{page.pk if page else 'new'}",
                "is_taken_up": is_taken_up,
                "is_recovered": is_taken_up or RECOVERED in request.POST,
            }
            if is_taken_up:
                _forgive(context)
            if request.method == "GET":
                context["offers"] = self.offers(request, page)
        return super().render_change_form(request, context, *args, **kwargs)

    def offers(
        self, request: HttpRequest, page: Page | None, *, discarded: bool = False
    ) -> list[dict[str, Any]]:
        """Return what this person typed in other openings of the form and never saved."""
        # One that was saved holds nothing any more.
        rows = drafts.of_form(request.user, self.model, page and page.pk).exclude(data={})
        found = []
        for draft in rows.filter(closed_at__isnull=not discarded)[: drafts.OFFERED]:
            if changes := differences(self, request, page, draft):
                offer = {
                    "at": since_today(draft.at),
                    "differences": changes,
                    "take": self.draft_address("draft_take", page, draft.token),
                    "discard": self.draft_address("draft_discard", page, draft.token),
                    "is_discarded": discarded,
                }
                found.append(offer)
        return found

    # --- going on -------------------------------------------------------------------------------------

    def _draft(self, request: HttpRequest, page: Page | None, token: str) -> Draft | None:
        """Return a draft; None, and words for the next screen, where another window has saved it."""
        draft = drafts.of_form(request.user, self.model, page and page.pk).filter(token=token).first()
        if draft is None:
            raise Http404("No such draft.")
        if not draft.data:
            messages.info(request, ENDED)
        return draft if draft.data else None

    def take_draft_view(self, request: HttpRequest, token: str, page_id: Any = None) -> HttpResponse:
        """Open the form with what was typed in it. Nothing is saved by that."""
        page = self.row_or_new(request, page_id)
        form = self._address_of_form(page)
        draft = self._draft(request, page, token) if request.method == "POST" else None
        if draft is None:
            return HttpResponseRedirect(form)
        drafts.reopen(draft)
        marks = {TAKEN_UP: "1", TOKEN: token, NUMBER: str(draft.number)}
        sent = posting(request, draft.data, **marks)
        return self.changeform_view(sent, str(page.pk) if page else None, form)

    @method_decorator(require_POST)
    def discard_draft_view(self, request: HttpRequest, token: str, page_id: Any = None) -> HttpResponse:
        """Offer a draft no more."""
        page = self.row_or_new(request, page_id)
        if draft := self._draft(request, page, token):
            drafts.discard(draft)
            kept = " It is still among the saves of this page." if page else ""
            messages.info(request, f"What you typed is not offered any more.{kept}")
        return HttpResponseRedirect(self._address_of_form(page))

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> HttpResponse:
        """Where a page was deleted while somebody wrote, put what they typed into the form of a new one.

        Its draft and its saves have no page any more that a screen could show them with.
        """
        if TOKEN not in request.POST or not self.has_add_permission(request):
            return super()._get_obj_does_not_exist_redirect(request, opts, object_id)  # type: ignore[misc]
        messages.warning(request, DELETED.format(opts.verbose_name))
        values = drafts.typed(dict(request.POST.lists()))
        unbound = {name: value for name, value in values.items() if value != [unquote(object_id)]}
        sent = posting(request, unbound, **{TAKEN_UP: "1"})
        return self.changeform_view(sent, None, self._address_of_form(None))

    def _address_of_form(self, page: Page | None) -> str:
        return self.address("change", page) if page else self.address("add")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        page_id = form.instance.pk if change else None
        saved = dict(request.POST.lists())
        drafts.close(request.user, self.model, page_id, request.POST.get(TOKEN, ""), saved)


def _forgive(context: dict[str, Any]) -> None:
    """Show a form that was taken up half written without finding fault with it yet."""
    context["errors"] = None
    context["adminform"].form._errors = ErrorDict()
    for rows in context["inline_admin_formsets"]:
        rows.formset._non_form_errors = ErrorList()
        for form in rows.formset.forms:
            form._errors = ErrorDict()
