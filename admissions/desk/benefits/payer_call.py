"""The call with the payer, on the screen of the worksheet: both stand in one form.

Whichever button is pressed, worksheet and call are sent together: what is not saved is shown again.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from ... import services
from ...models import Submission
from .. import one_form, refused_forms
from .. import press as presses
from ..forms import PayerCallForm
from ..guard import user_of

PRESSED, SLUG = "act", "payer-call"  # the button, and what it is called
PLACE = f"#{SLUG}s"
RECORDED = "The call with the payer is in the file."
NOT_RECORDED = "The call was not recorded yet."


@dataclass(frozen=True)
class Pressed:
    """What became of the call, and what was sent without it once it is in the file."""

    data: QueryDict
    problem: str = ""
    is_recorded: bool = False

    def with_call(self, words: str) -> str:
        """Return words about the worksheet, after those about the call."""
        return " ".join(part for part in (RECORDED if self.is_recorded else self.problem, words) if part)


def form_of(submission: Submission, actor: Any, sent: QueryDict | None = None) -> PayerCallForm:
    """Return the form of a call; with what was ``sent`` it is judged only where its button was pressed."""
    is_judged = sent is not None and sent.get(PRESSED) == SLUG
    form = PayerCallForm(sent if is_judged else None, slug=SLUG, submission=submission, actor=actor)
    if sent is not None and not is_judged:
        one_form.fill(form, sent)
    form.is_valid()
    return form


def press(request: HttpRequest, submission: Submission, data: QueryDict) -> Pressed:
    """Record the call if its button was pressed; pressed twice, it is one call."""
    actor = user_of(request)
    if data.get(PRESSED) != SLUG:
        return Pressed(data)
    form = form_of(submission, actor, data)
    if not form.is_valid():
        return Pressed(data, NOT_RECORDED)
    try:
        with contextlib.suppress(presses.DoneAlready), presses.once(request, SLUG):
            services.record_payer_call(submission, actor, **form.given())
    except services.IllegalMove as refusal:
        return Pressed(data, str(refusal))
    rest = one_form.without(data, SLUG)
    rest.pop(PRESSED)
    return Pressed(rest, is_recorded=True)


def settled(
    request: HttpRequest,
    submission: Submission,
    pressed: Pressed,
    rank: str,
    *,
    form: str,
    place: str = "",
    words: str = "",
) -> HttpResponse:
    """Answer once the worksheet is saved: a call that is typed and not in the file is shown again."""
    page = reverse("desk:worksheet", args=[submission.reference, rank])
    if words:
        messages.success(request, f"{submission.reference}: {words}")
    if pressed.is_recorded:
        messages.success(request, f"{submission.reference}: {RECORDED}")
    fresh = PayerCallForm(slug=SLUG, submission=submission, actor=request.user)
    if pressed.problem or one_form.holds_typing(fresh, pressed.data):
        answer = refused_forms.answer(request, form, submission.id, page, pressed.problem, pressed.data)
        answer.headers["Location"] += place
        return answer
    refused_forms.forget(request)
    return redirect(f"{page}{place or (PLACE if pressed.is_recorded else '')}")
