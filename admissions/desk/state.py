"""A page that has gone stale says so by itself, before anybody types into it in vain.

The page asks every few seconds whether the request is still as it was shown. Asking is nobody's work: it
extends no session and no duty, and no look is written down, because nothing is opened.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from ..choices import Outcome
from ..models import Event, Submission
from . import timeline
from .guard import Refused, allowed, desk, user_of

# Looking at how it stands changes nothing.
NO_CHANGE = ("status shown",)
GONE = "This request is not yours to open any more: a colleague has it, or it was closed or taken back."


def _last_event(submission: Submission, actor: Any) -> Event | None:
    """Return what somebody else last did with a request; what ``actor`` did in another tab is no news."""
    events = Event.objects.filter(submission=submission).exclude(by=actor).exclude(move__in=NO_CHANGE)
    return events.select_related("by").order_by("-pk").first()


def mark(submission: Submission, actor: Any) -> str:
    """Return what a page carries of the state it shows: another mark later is another state."""
    event = _last_event(submission, actor)
    return f"{submission.version}.{event.pk if event else 0}"


def _words(submission: Submission, actor: Any) -> str:
    """Return what has happened, in words without anything personal."""
    if submission.outcome == Outcome.WITHDRAWN:
        return "The person took this request back. Do not reach out."
    if submission.is_closed:
        return f"This request is closed: {submission.get_outcome_display().lower()}."
    if submission.owner_id is None:
        return "This request is back in the queue: nobody has it now."
    if submission.owner_id != actor.pk:
        return f"This request is with {submission.owner} now."
    event = _last_event(submission, actor)
    if event is None:
        return "You have changed this request in another place."
    who = f" by {event.by}" if event.by else ""
    return f"This request was changed{who}: {timeline.words_of(event.move).lower()}."


@desk("see the queue")
def state(request: HttpRequest, reference: str) -> HttpResponse:
    """Say how a request stands, for a page that shows it, also if it is no more for whoever shows it."""
    actor = user_of(request)
    try:
        submission = allowed(actor, reference, "open", "record an attempt")
    except Refused:
        return JsonResponse({"mark": "", "words": GONE})
    return JsonResponse({"mark": mark(submission, actor), "words": _words(submission, actor)})
