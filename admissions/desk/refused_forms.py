"""A refused form is kept and answered with a redirect, so Back never asks whether to send it again.

What was typed is sealed into the session of whoever typed it, until it is accepted or the session ends.
One form is kept at a time: the last one.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from .. import services
from ..models import Consent, Submission
from ..phi.seal import Sealed, Unreadable, seal, unseal
from .action import Action
from .guard import allowed, sent, user_of, went_into

SESSION_KEY = "desk_mistake"
LABEL = "desk.typed"
SIZE = 8192  # bytes: more than a call usually takes, so that its length does not tell what was said
NO_ROW = uuid.UUID(int=0)  # of a form that is about no request
AGAIN = "again"  # in the address of the page that shows it
WENT_INTO = "is a duplicate of this request. Look at it, and press once more if it belongs here."


@dataclass(frozen=True)
class RefusedForm:
    """A form as it was sent, and why it was refused."""

    form: str
    data: QueryDict
    problem: str


def answer(
    request: HttpRequest,
    form: str,
    row: uuid.UUID,
    page: str,
    problem: str = "",
    data: QueryDict | None = None,
) -> HttpResponse:
    """Keep what was typed about this row, or ``data`` of it, and lead to the page that shows it again."""
    data = sent(request) if data is None else data
    data.pop("csrfmiddlewaretoken", None)
    kept = json.dumps([form, data.urlencode(), problem])
    request.session[SESSION_KEY] = seal(_label(request), row, kept.encode(), size=SIZE).token
    return HttpResponseRedirect(f"{page}?{AGAIN}")


def once_more(request: HttpRequest, submission: Submission, slug: str, problem: str) -> HttpResponse:
    """Lead to the page of a request, which shows what was typed into this action again."""
    services.touch(submission, user_of(request))  # what was refused is still being filled in
    page = reverse("desk:detail", args=[submission.reference])
    return answer(request, slug, submission.id, page, problem)


def where_it_went(request: HttpRequest, reference: str, action: Action) -> HttpResponse | None:
    """Lead whoever pressed on the page of a merged request to the one that goes on, with what they typed.

    None where there is none, and for what is about the merged one: taking it up again, a consent left there.
    """
    goes_on = went_into(reference) if action.slug != "reopen" else None
    consents = Consent.objects.filter(submission__reference=reference, kind=Consent.Kind.TELL)
    if goes_on is None or (action.slug == "take-back" and consents.exists()):
        return None
    kept = allowed(user_of(request), goes_on.reference, "open", *action.permissions)
    return once_more(request, kept, action.slug, f"Nothing was saved yet. {reference} {WENT_INTO}")


def find(request: HttpRequest, row: uuid.UUID, *forms: str) -> RefusedForm | None:
    """Return the refused form about this row, if it is one of ``forms`` and this page is to show it."""
    token = request.session.get(SESSION_KEY, "")
    if request.method != "GET" or AGAIN not in request.GET or not token:
        return None
    try:
        form, typed, problem = json.loads(unseal(_label(request), row, Sealed.as_stored(token)))
    except Unreadable:
        return None
    return RefusedForm(form, QueryDict(typed), problem) if form in forms else None


def seen(waiting: RefusedForm, saves: int) -> MultiValueDict[str, str]:
    """Let a refused form be sent once more: whoever sends it has now been told what was saved meanwhile."""
    is_overtaken = waiting.problem.endswith(services.Overtaken.WORDS)
    typed = dict(waiting.data.lists()) | {"saves": [str(saves)]}
    return MultiValueDict(typed | ({"beside": ["on"]} if is_overtaken else {}))


def forget(request: HttpRequest) -> None:
    """Forget the refused form: it was accepted."""
    request.session.pop(SESSION_KEY, None)


def _label(request: HttpRequest) -> str:
    user: Any = request.user
    return f"{LABEL}.{user.pk}"
