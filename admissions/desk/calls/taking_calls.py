"""The screen of a call: kept sealed from the first field on, offered back to its writer, saved whole."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from ... import safety, services
from ...models import KeptCall
from ...phi.seal import Unreadable
from ...time_words import clock
from .. import refused_forms
from ..fields import labels_of
from ..guard import desk, is_autosave, screen, sent, user_of
from .call_form import CallForm

FORM = "call"
SAVED_BEFORE = "This call was saved already. Anything that you changed since is not in it: correct it here."
NOT_KEPT = "Not kept: nothing is typed, or this call is saved already."
OF_THE_PAGE = ("csrfmiddlewaretoken", "keep", "forget")


@desk("take a call", labels_of(CallForm().fields))
def call(request: HttpRequest) -> HttpResponse:
    """Write down a call; whoever took it has the request. What is not saved yet is kept and offered back."""
    actor = user_of(request)
    if request.method == "POST":
        return _sent(request, actor)
    kept = services.kept_calls(actor, timezone.now())
    waiting = refused_forms.find(request, refused_forms.NO_ROW, FORM)
    if waiting is not None:
        form = CallForm(waiting.data)
    else:
        chosen = next((call for call in kept if str(call.pk) == request.GET.get("kept")), None)
        form = CallForm(initial=_taken_up(chosen) if chosen else None)
    return _page(request, form)


def offered_back(actor: Any, now: datetime.datetime) -> list[tuple[KeptCall, str, str]]:
    """Return the calls that ``actor`` has not saved, with when each was begun and kept."""
    if not actor.may("take a call"):
        return []
    return [(call, clock(call.begun_at), clock(call.saved_at)) for call in services.kept_calls(actor, now)]


def _page(request: HttpRequest, form: CallForm) -> HttpResponse:
    shown = str(form["draft_id"].value())
    context = {
        "form": form,
        "errors": form.is_bound,
        "escalations": safety.ESCALATIONS,
        "kept": [row for row in offered_back(user_of(request), timezone.now()) if str(row[0].pk) != shown],
    }
    return screen(request, "call", "Take a call", context)


def _taken_up(call: KeptCall) -> dict[str, Any]:
    """Return what was typed of a call, by field; a call that does not open is offered and stays empty."""
    try:
        typed = QueryDict(services.typed_of(call))
    except Unreadable:
        return {}
    listed = {"substance": typed.getlist("substance")} if "substance" in typed else {}
    return {**typed.dict(), **listed, "draft_id": call.pk}


def _sent(request: HttpRequest, actor: Any) -> HttpResponse:
    data = sent(request)
    form = CallForm(data)
    is_whole = form.is_valid()
    key = form.cleaned_data.get("draft_id")
    here = reverse("desk:call")
    if "forget" in request.POST and key:
        services.forget_call(actor, key)
        refused_forms.forget(request)
        messages.success(request, "What was typed of this call is forgotten.")
        return redirect(here)
    if form.is_about_a_child():
        # Of somebody under 18 nothing is kept, not even until the next page.
        if key:
            services.forget_call(actor, key)
        refused_forms.forget(request)
        if is_autosave(request):
            return JsonResponse({"words": "Not kept: the birth date says that they are under 18."})
        return _page(request, form)
    kept = _keep(actor, key, data) if key and form.holds_something() else None
    if is_autosave(request):
        return JsonResponse({"words": f"Kept {clock(kept.saved_at)}, sealed." if kept else NOT_KEPT})
    if "keep" in request.POST and kept:
        messages.success(
            request, "Kept, sealed, for you alone. It is not a request yet: save it when you can."
        )
        return redirect(f"{here}?kept={key}")
    if not is_whole:
        return refused_forms.answer(request, FORM, refused_forms.NO_ROW, here)
    received = services.take_call(form.intake(), actor, screen=form.screen())
    refused_forms.forget(request)
    if received.is_new:
        messages.success(request, f"The call is {received.submission.reference}, and it is yours.")
    else:
        messages.info(request, f"{received.submission.reference}: {SAVED_BEFORE}")
    return redirect("desk:detail", received.submission.reference)


def _keep(actor: Any, key: uuid.UUID, data: QueryDict) -> KeptCall | None:
    typed = data.copy()
    for name in OF_THE_PAGE:
        typed.pop(name, None)
    return services.keep_call(actor, key, typed.urlencode())
