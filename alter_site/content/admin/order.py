"""The screen on which the rows of a list are put in order: by keys, by dragging, and without script."""

from __future__ import annotations

from itertools import groupby
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone

from .. import facts
from ..editions import order
from .content_screens import OwnScreens
from .facts.fact_admin import CONFIRMED, GO_BACK, FactAdmin, Unconfirmed, agreement, read_now

SEEN, ROW, MOVE, SHOW = "seen", "row", "_move", "_show"
STALE = (
    "Somebody has changed this list since you opened it. Nothing was saved. Your order is still below, with "
    "what is new at its end; save it again to put it in place of theirs."
)


class InOrder(OwnScreens):
    """For a ModelAdmin whose rows have a place chosen by hand."""

    order_within = ""  # a field: rows that share its value have an order of their own
    order_words: ClassVar[str] = ""
    is_in_order = True

    def routes(self) -> list[tuple[str, Any, str]]:
        ours = [("order/", self.order_view, "order")] if self.is_in_order else []
        return [*super().routes(), *ours]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        may = self.is_in_order and self.has_change_permission(request)
        at = self.address("order") if may else ""
        return super().changelist_view(request, {"order_address": at, **(extra_context or {})})

    # --- the order ----------------------------------------------------------------------------------

    def order_view(self, request: HttpRequest) -> HttpResponse:
        """Show the list in its order, or in the one that was sent; save that if nobody else has meanwhile."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return self._order_screen(request, list(self._rows()))
        with transaction.atomic():
            # Held from here on: of two people who save at once the second meets the order of the first.
            rows = list(self._rows().select_for_update())
            is_stale = request.POST.get(SEEN) != order.mark(rows) and not self._is_as_sent(request, rows)
            if not (is_stale or MOVE in request.POST or GO_BACK in request.POST):
                self.save_order(request, self._sent(request, rows))
                return HttpResponseRedirect(self.address("order"))
        if is_stale:
            messages.error(request, STALE)
        return self._order_screen(request, self._sent(request, rows))

    def save_order(self, request: HttpRequest, rows: list[Any]) -> None:
        """Save the order and say what it means for visitors."""
        raise NotImplementedError

    def _rows(self) -> Any:
        return self.model._default_manager.order_by(*(self.opts.ordering or ()), "pk")

    def _groups(self, rows: list[Any]) -> list[list[Any]]:
        return [list(group) for _, group in groupby(rows, lambda row: getattr(row, self.order_within, ""))]

    def _sent(self, request: HttpRequest, rows: list[Any]) -> list[Any]:
        """Return the rows in the order that was sent, each within its group; what is new there goes last."""
        sent = {pk: number for number, pk in enumerate(request.POST.getlist(ROW))}
        groups = self._groups(rows)
        for group in groups:
            group.sort(key=lambda row: sent.get(str(row.pk), len(sent)))
        pk, _, step = request.POST.get(MOVE, "").partition(" ")
        for group in groups:
            at = next((number for number, row in enumerate(group) if str(row.pk) == pk), None)
            if at is not None and (to := at + (1 if step == "down" else -1)) in range(len(group)):
                group[at], group[to] = group[to], group[at]
        return [row for group in groups for row in group]

    def _is_as_sent(self, request: HttpRequest, rows: list[Any]) -> bool:
        """Have the rows the order that was sent, as after a second press?"""
        return MOVE not in request.POST and request.POST.getlist(ROW) == [str(row.pk) for row in rows]

    def _order_screen(self, request: HttpRequest, rows: list[Any]) -> HttpResponse:
        name = f"get_{self.order_within}_display"
        saved = list(self._rows())
        context = {
            **self.admin_site.each_context(request),
            "title": "Order",
            "opts": self.opts,
            "groups": [(getattr(group[0], name, str)(), group) for group in self._groups(rows)],
            "is_grouped": bool(self.order_within),
            "seen": order.mark(saved),
            "is_moved": order.mark(saved) != order.mark(rows),
            "words": self.order_words,
            "moved": request.POST.get(MOVE),
            "names": {"seen": SEEN, "row": ROW, "move": MOVE, "show": SHOW},
            **self.order_context(),
        }
        return TemplateResponse(request, "admin/order.html", context)

    def order_context(self) -> dict[str, Any]:
        """Return what else the screen says."""
        return {}


class PagesInOrder(InOrder):
    """For pages: an order is saved as a text is, and visitors see it when it is published."""

    order_words = (
        "Visitors see the new order once you publish it. That publishes the order alone: what is changed in "
        "the text of a page, and not published, stays so."
    )

    def save_order(self, request: HttpRequest, rows: list[Any]) -> None:
        for page in order.place_pages(rows, request.user):
            self.log_change(request, page, f"Moved to place {page.position} of its list.")
        if SHOW not in request.POST:
            messages.success(request, "The order is saved. Visitors see it once you publish it.")
        elif order.show(self.model, request.user):
            messages.success(request, "The order is saved, and visitors see it now.")
        else:
            messages.success(request, "The order is saved. Nothing that is live stands at another place.")

    def order_context(self) -> dict[str, Any]:
        return {"may_show": True, "not_shown": len(order.not_shown(self.model))}


class FactsInOrder(InOrder, FactAdmin):
    """For facts: what changes is listed before the order is public, as for any change of a fact."""

    order_words = "Visitors see the new order as soon as you have agreed to it."

    def order_view(self, request: HttpRequest) -> HttpResponse:
        try:
            return super().order_view(request)
        except Unconfirmed as unconfirmed:
            return self._ask(request, None, unconfirmed)

    def save_order(self, request: HttpRequest, rows: list[Any]) -> None:
        before = read_now()
        moved = [row for group in self._groups(rows) for row in order.place(group)]
        body = facts.body_now()
        is_public = before != facts.as_read(body, timezone.localdate())
        if is_public and request.POST.get(CONFIRMED) != agreement(body, body, None):
            raise Unconfirmed(body, body, None)  # a place waits for nobody and for no day
        for row in moved:
            self.log_change(request, row, "Moved in its list.")
        facts.freeze(request.user)
        told = "visitors see it now" if is_public else "nothing changes for visitors"
        messages.success(request, f"The order is saved, and {told}.")
