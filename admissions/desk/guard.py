"""Access to the desk's screens: signed in as the admin demands, and allowed by the permission matrix."""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils import timezone

from .. import services
from ..models import Submission
from ..phi.seal import Unreadable
from ..verification.fields import scrub
from . import duty

View = Callable[..., HttpResponse]

# Fields that somebody types into, which are given back when a form is refused: those of any form, and those
# of an action, whose name stands before them.
TYPED = frozenset({"note", "notes", "text", "comment", "why"})
TYPED_FOR_AN_ACTION = TYPED | {
    *("who", "relation", "representative", "reference", "number"),
    *("phone", "email", "professional_contact"),
}
UNREADABLE = (
    "This cannot be opened: the key does not fit. Nothing is lost. Tell whoever looks after the site."
)
# As every screen of the admin says it: templates/admin/refused.html.
NOT_ALLOWED = "Your account may not do this, or no longer. Ask an administrator whether it should."


class Refused(Exception):
    """This person may not do this, or there is nothing here to do it to. The answer never says which."""


def desk(action: str, typed_into: Mapping[str, str] | None = None) -> Callable[[View], View]:
    """Make a view a screen of the desk, for those whom the matrix lets do ``action`` at the desk.

    ``typed_into`` are the fields of its form with their labels, where it has many: all are given back.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, **arguments: Any) -> HttpResponse:
            if not user_of(request).may(action):
                return refused(request, 403, typed_into, NOT_ALLOWED)
            if not is_passive(request) and user_of(request).may("go on duty"):
                duty.keep_alive(user_of(request), timezone.now())
            try:
                return view(request, **arguments)
            except Refused:
                return refused(request, labels=typed_into)
            except Unreadable:
                return refused(request, 503, typed_into, UNREADABLE)

        guarded_by_admin: View = admin.site.admin_view(guarded)
        return guarded_by_admin

    return decorate


def sent(request: HttpRequest) -> QueryDict:
    """Return what was posted, without the characters that no page may hold: the form may be shown again."""
    clean = QueryDict(mutable=True)
    for name, values in request.POST.lists():
        clean.setlist(scrub(name), [scrub(value) for value in values])
    return clean


def is_passive(request: HttpRequest) -> bool:
    """Is this a screen refreshing itself? That is no activity, for duty and for session age alike."""
    return request.headers.get("X-Passive") == "1"


def user_of(request: HttpRequest) -> Any:
    """Return the member of staff; the admin has let nobody else through."""
    return request.user


def allowed(actor: Any, reference: str, *actions: str) -> Submission:
    """Return the request if ``actor`` may do one of the actions to it. Raises :class:`Refused`."""
    try:
        found = Submission.objects.select_related("owner").get(reference=reference)
    except Submission.DoesNotExist:
        raise Refused from None
    if not any(services.may(actor, action, found) for action in actions):
        raise Refused
    return found


def went_into(reference: str) -> Submission | None:
    """Return the request into which this one was merged, if it was."""
    merged = Submission.objects.filter(reference=reference)
    return Submission.objects.filter(pk__in=merged.values("merged_into")).first()


def visible(actor: Any) -> QuerySet[Submission]:
    """Return the requests whose existence ``actor`` may learn of: the queue's, and closed ones if theirs."""
    if actor.may("open", "closed"):
        return Submission.objects.all()
    return Submission.objects.open() if actor.may("see the queue") else Submission.objects.none()


def screen(
    request: HttpRequest, name: str, title: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Answer with a screen of the desk in the admin's frame."""
    return TemplateResponse(
        request,
        f"admin/desk/{name}.html",
        {
            **admin.site.each_context(request),
            "title": title,
            "page_number": uuid.uuid4().hex,  # so that what it sends twice is done once
            "breaks_to_look_at": functools.partial(_breaks_to_look_at, user_of(request)),
            **context,
        },
        status=status,
    )


def is_autosave(request: HttpRequest) -> bool:
    """Return whether a script sent the form by itself while somebody was typing."""
    return "X-Autosave" in request.headers


def typed_words(data: QueryDict, *slugs: str, labels: Mapping[str, str] | None = None) -> list[str]:
    """Return what was typed in what was sent, of these actions or of all; all that has a label, in one."""
    lists = [(label, ", ".join(data.getlist(name)).strip()) for name, label in (labels or {}).items()]
    labeled = "\n".join(f"{label}: {text}" for label, text in lists if text)
    parts = [(*name.rpartition("-"), str(value).strip()) for name, value in data.items()]
    texts = [
        text
        for slug, _, field, text in parts
        if field in (TYPED_FOR_AN_ACTION if slug else TYPED - set(labels or ()))
        and (not slugs or slug in slugs)
    ]
    return [text for text in [labeled, *texts] if text]


def _breaks_to_look_at(actor: Any) -> int:
    return services.not_looked_at().count() if actor.may("see who broke the glass") else 0


def refused(
    request: HttpRequest, status: int = 403, labels: Mapping[str, str] | None = None, words: str = ""
) -> HttpResponse:
    """Say that this is not theirs, or in ``words`` why not, and give back what they typed."""
    actor, match = user_of(request), request.resolver_match
    goes_on = went_into(match.kwargs.get("reference", "")) if match else None
    context = {
        "words": words,
        "goes_on": goes_on
        if goes_on and any(services.may(actor, action, goes_on) for action in ("open", "record an attempt"))
        else None,
        "typed": typed_words(sent(request), labels=labels),
        "may_see_queue": actor.may("see the queue"),
        "may_break_glass": actor.may("break the glass"),
    }
    title = "This cannot be opened" if words == UNREADABLE else "You cannot open this"
    return screen(request, "refused", title, context, status=status)
