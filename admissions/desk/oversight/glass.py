"""Break-glass: opening a request in an emergency, and the screens on which others see that it was done."""

from __future__ import annotations

import datetime
import uuid
from types import SimpleNamespace
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from alter_site.content.admin.facts.fresh_factor import where_asked
from alter_site.delivery.client_address import address_of

from ... import services
from ...custody import access, glass
from ...custody.chain import append
from ...models import GlassBreak, PhiAccess, Submission
from ...time_words import clock
from ...verification.fields import Story
from .. import refused_forms
from ..fields import DeskForm, ReferenceField, labels_of
from ..guard import Refused, desk, screen, sent, user_of
from .log_of_looks import in_words

FORM = "glass"
BREAK, SEE, LOOK = "break the glass", "see who broke the glass", "look at a break"
PAGE = 50
STALE = "Use your second step again, then press the button once more. What you typed is kept here."


class GlassForm(DeskForm):
    """Which request, and what the emergency is."""

    request = ReferenceField("Request", help_text="Its reference, such as AB4-K7M2Q")
    reason = Story(
        "What is the emergency? Sealed; the privacy officer reads it",
        error="Say in a sentence what the emergency is.",
        at_most=1000,
        rows=3,
    )


@desk(BREAK, labels_of(GlassForm.base_fields))
def break_glass(request: HttpRequest) -> HttpResponse:
    """Ask for the reason and a fresh second factor, then open the request for half an hour."""
    page = reverse("desk:glass")
    asked = where_asked(request, page)
    if request.method == "POST":
        return _break(request, page, asked)
    waiting = refused_forms.find(request, refused_forms.NO_ROW, FORM)
    if asked and waiting is None:
        return redirect(asked)
    form = GlassForm(waiting and waiting.data)
    form.is_valid()
    context = {"form": form, "problem": waiting.problem if waiting else "", "asked": asked}
    return screen(request, "glass", "Break the glass", context)


def _break(request: HttpRequest, page: str, asked: str) -> HttpResponse:
    actor, form = user_of(request), GlassForm(sent(request))
    if not form.is_valid():
        return refused_forms.answer(request, FORM, refused_forms.NO_ROW, page, "Nothing was opened yet.")
    if asked:
        return refused_forms.answer(request, FORM, refused_forms.NO_ROW, page, STALE)
    reference = form.cleaned_data["request"]
    try:
        found = services.break_glass(actor, reference, reason=form.cleaned_data["reason"])
    except services.IllegalMove as refusal:
        with transaction.atomic(durable=True):
            append(
                actor=actor,
                action=glass.MARK,
                reference=reference,
                reason="refused",
                address=access.network(address_of(request)),
            )
        return refused_forms.answer(request, FORM, refused_forms.NO_ROW, page, str(refusal))
    refused_forms.forget(request)
    messages.warning(request, "It is open to you for 30 minutes. The leads and the privacy officer are told.")
    return redirect("desk:detail", found.reference)


def glass_until(actor: Any, submission: Submission) -> str:
    """Return until when somebody reads a request through a broken glass, in words; else nothing."""
    until = glass.open_until(actor, submission.pk)
    return clock(until) if until is not None else ""


# --- who broke it -------------------------------------------------------------------------------------


@desk(SEE)
def breaks(request: HttpRequest) -> HttpResponse:
    """List the breaks, those that nobody has looked at first."""
    waiting = services.not_looked_at().select_related("by").defer("reason")
    seen = GlassBreak.objects.exclude(seen_at=None).select_related("by", "seen_by").defer("reason")
    context = {
        "waiting": [(row, clock(row.at)) for row in waiting],
        "seen": [(row, clock(row.at), clock(row.seen_at)) for row in seen[:PAGE] if row.seen_at],
        "may_look": user_of(request).may(LOOK),
    }
    return screen(request, "breaks", "Break-glass", context)


@desk(LOOK)
def one_break(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Log the look at the reason, then show it with all that was opened; or note that it was looked at."""
    row = GlassBreak.objects.select_related("by", "seen_by").filter(pk=key).first()
    if row is None:
        raise Refused
    actor = user_of(request)
    if request.method == "POST":
        try:
            services.look_at_break(row, actor)
        except services.IllegalMove as refusal:
            messages.error(request, str(refusal))
            return redirect("desk:break", key)
        messages.success(request, f"You have looked at the break of {row.reference}.")
        return redirect("desk:breaks")
    subject = SimpleNamespace(pk=row.submission_id, reference=row.reference)
    reason = ""
    if row.reason is not None:
        looks = [access.Look(row, ["reason"])]
        reason = access.reveal(actor, subject, looks, address=address_of(request))[0]["reason"]
    context = {
        "row": row,
        "reason": reason,
        "at": clock(row.at),
        "ends_at": clock(row.ends_at),
        "seen_at": clock(row.seen_at) if row.seen_at else "",
        "is_mine": row.by_id == actor.pk,
        "lines": _opened_through(row),
    }
    return screen(request, "break", f"Break-glass of {row.reference}", context)


def _opened_through(row: GlassBreak) -> list[Any]:
    looks = PhiAccess.objects.filter(
        submission_id=row.submission_id,
        actor=row.by,
        at__gte=row.at,
        at__lte=row.ends_at + datetime.timedelta(minutes=1),
        purpose=glass.MARK,
    )
    return in_words(looks.select_related("actor").order_by("-sequence")[:PAGE])
