"""Several pages at once: a screen says what will happen to each before anything does."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from ...editions import bulk_actions, duplicating, publishing, unpublishing
from ...editions.bulk_actions import ACTS, Act
from ...models import Page, Publication
from .. import status
from ..content_screens import OwnScreens, screen
from .leaving_form import SeveralLeavingForm

MOST = 100  # pages at once

SINCE = "Something has changed since you looked, and nothing was done. Read again what would happen."


class SeveralPages(OwnScreens):
    """For a page's ModelAdmin: actions on its list, and a copy from its form."""

    def routes(self) -> list[tuple[str, Any, str]]:
        return [
            *super().routes(),
            ("several/<slug:name>/", self.several_view, "several"),
            ("<uuid:page_id>/duplicate/", self.duplicate_view, "duplicate"),
        ]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Offer each act that this person may do to pages of this kind; none deletes."""
        if IS_POPUP_VAR in request.GET:
            return {}
        return {
            act.name: (partial(_chosen, act), act.name, act.label)
            for act in ACTS.values()
            if self._may(request, act)
        }

    def response_action(self, request: HttpRequest, queryset: QuerySet, *args: Any) -> HttpResponse | None:
        """Do what was chosen, unless what was chosen are no pages."""
        try:
            return super().response_action(request, queryset, *args)
        except ValidationError:
            messages.error(request, "Choose the pages in the list. Nothing was done.")
            return None

    def _may(self, request: HttpRequest, act: type[Act]) -> bool:
        allowed = {"change": self.has_change_permission, "add": self.has_add_permission}
        return act.is_for(self.model) and allowed[act.needs](request)

    def ask_about(
        self,
        request: HttpRequest,
        act: type[Act],
        pages: Sequence[Page],
        problem: str = "",
        form: SeveralLeavingForm | None = None,
    ) -> HttpResponse:
        """Show what would happen to each page, and ask where their addresses lead if they leave."""
        foreseen = bulk_actions.foresee(act, pages, request.user)
        if act.asks_where and form is None:
            form = SeveralLeavingForm(addresses=())
        return screen(
            request,
            "several",
            act.question,
            act=act,
            opts=self.opts,
            rows=[(one, status.badge(one.page)) for one in foreseen],
            going=sum(one.goes for one in foreseen),
            refused=sum(one.is_refused for one in foreseen),
            problem=problem,
            leaving_form=form,
            others=unpublishing.choices(*pages) if form else (),
            address=self.address("several", None, act.name),
        )

    def several_view(self, request: HttpRequest, name: str) -> HttpResponse:
        """Do to several pages what was foreseen, if that is still what would happen."""
        act = ACTS.get(name)
        if act is None:
            raise Http404("There is no such act.")
        if not self._may(request, act):
            raise PermissionDenied
        marks = _marks(request.POST.getlist("page"))
        if request.method != "POST" or not marks:
            return HttpResponseRedirect(self.address("changelist"))
        chosen = self.get_queryset(request).filter(pk__in=list(marks))[:MOST]
        problem, form = "", None
        try:
            with transaction.atomic():
                pages = list(chosen)
                foreseen = bulk_actions.foresee(act, pages, request.user)
                going = [one.page for one in foreseen if one.goes]
                form = _where(request, going) if act.asks_where else None
                if len(pages) != len(marks) or any(marks.get(one.page.pk) != one.mark for one in foreseen):
                    problem = SINCE
                elif form is not None and not form.is_valid():
                    problem = "Say first where the addresses of these pages shall lead."
                else:
                    bulk_actions.do(act, going, request.user, form.cleaned_data["where"] if form else None)
                    for page in going:
                        self.log_change(request, page, f"{act.label}, with {len(going) - 1} others.")
        except publishing.CannotPublish as refusal:
            problem = f"Nothing was done. {refusal}"
        except IntegrityError:
            problem = SINCE
        if problem:
            return self.ask_about(request, act, list(chosen.all()), problem, form)
        messages.success(request, f"{len(going)} page{'s' * (len(going) != 1)}: {act.done}.")
        return HttpResponseRedirect(self.address("changelist"))

    def duplicate_view(self, request: HttpRequest, page_id: uuid.UUID) -> HttpResponse:
        """Ask, then make a draft that says what a page says, and open it."""
        if not duplicating.may_be_copied(self.model):
            raise Http404("There is no second page of this kind.")
        page = self.row(request, page_id)
        if not self.has_add_permission(request):
            raise PermissionDenied
        title, slug = duplicating.name_of_copy(page)
        if request.method != "POST":
            words = {"name": title, "path": type(page)(slug=slug).path, "slug": slug}
            return self.row_screen(request, page, "duplicate", f"Duplicate {page}?", words)
        asked = request.POST.get("slug", "")
        made = self.model._default_manager.filter(language=page.language, slug=asked).first()
        if made is not None and asked != page.slug:
            # Pressed twice, or in two windows: the copy that was asked for is there.
            messages.info(request, f"“{made}” is there already.")
            return HttpResponseRedirect(self.address("change", made))
        copy = duplicating.duplicate(page, request.user)
        self.log_addition(request, copy, f"Copied from “{page}”.")
        messages.success(request, f"This is a draft with all that “{page}” says. Visitors do not see it.")
        return HttpResponseRedirect(self.address("change", copy))


def _chosen(
    act: type[Act], model_admin: SeveralPages, request: HttpRequest, rows: QuerySet
) -> HttpResponse | None:
    pages = list(rows[: MOST + 1])
    if len(pages) > MOST:
        messages.error(request, f"Choose at most {MOST} pages at once. Nothing was done.")
        return None
    return model_admin.ask_about(request, act, pages)


def _where(request: HttpRequest, going: list[Page]) -> SeveralLeavingForm:
    """Read where the addresses of these pages shall lead."""
    live = Publication.objects.filter(page_id__in=[page.pk for page in going]).order_by("path")
    return SeveralLeavingForm(request.POST, addresses=list(live.values_list("path", flat=True)))


def _marks(sent: list[str]) -> dict[uuid.UUID, str]:
    """Return what the screen showed of each page, by the page's identity."""
    found = {}
    for text in sent[: MOST + 1]:
        identity, _, mark = text.partition(":")
        try:
            found[uuid.UUID(identity)] = mark
        except ValueError:
            continue
    return found
