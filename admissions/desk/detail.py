"""The screen of one request: how to reach the person first, then everything else, hidden until opened."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from alter_site.content import facts
from alter_site.content.printed_time import NO_BREAK_SPACE, clock_time, day

from .. import services
from ..choices import Relation, Voicemail
from ..contact_plan import ContactPlan, voicemail_words
from ..models import Submission
from ..promise import in_words
from ..services.claims import WARNING
from ..time_words import at, clock
from . import groups, timeline
from .actions import ACTIONS, ATTEMPTS, NEXT, NOTES, Action, offered
from .forms import ActionForm
from .guard import TYPED, screen, user_of, visible
from .queue import clock_of, next_action

HIDES_AFTER = 60  # seconds
BLANK: groups.Opened = {}


def show(
    request: HttpRequest,
    submission: Submission,
    *,
    opened: str = "",
    texts: groups.Opened = BLANK,
    departure: str = "",
    problem: str = "",
    bound: ActionForm | None = None,
    action: Action | None = None,
    status: int = 200,
) -> HttpResponse:
    """Answer with the screen; ``opened`` names the group whose ``texts`` it shows, once."""
    actor, now = user_of(request), timezone.now()
    actions = offered(submission, actor)
    typed = []
    if bound is not None:
        _show_again(bound, submission)
        if action not in actions:  # its form is gone from the screen; what was typed into it is not
            typed = [text for name in TYPED if (text := bound.data.get(name, "").strip())]
    person = groups.values(submission, "person", texts)
    policies = [
        (policy, groups.values(policy, "policy", texts, gaps=False)) for policy in submission.policies.all()
    ]
    wanted = groups.values(submission, "help", texts)
    closed = services.dead_ends([submission]).get(submission.pk, services.NO_DEAD_ENDS)
    pairs = [
        (item, bound if bound is not None and item == action else _form(item, submission, actor, departure))
        for item in actions
    ]
    leaves = services.goes_back_at(submission)
    notes = _notes(submission, texts)
    context = {
        "submission": submission,
        "clock": clock_of(submission, now),
        "promised": _promised(submission, now),
        "next_action": next_action(submission, now, closed),
        "goes_back_at": clock(leaves) if leaves else "",
        "warns_at": leaves - WARNING if leaves else None,
        "owner": _owner(submission, actor),
        "plan": _plan(submission, texts, now, closed, opened, departure),
        "person": person,
        "policies": policies,
        "cards": submission.card_images.defer("image"),
        "help": wanted,
        "notes": notes,
        "holds": {
            groups.CONTACT: True,  # nobody can be received without a way to reach them
            groups.INSURANCE: any(item.is_given for item in person) or any(found for _, found in policies),
            groups.NOTE: any(item.is_given or item.is_open for item in wanted) or bool(notes),
        },
        "attempts": [
            (attempt, clock(attempt.at), at(attempt.next_at) if attempt.next_at else "")
            for attempt in submission.attempts.select_related("by").defer("note")
        ],
        "may": {name: services.may(actor, f"reveal {name}", submission) for name in groups.NAMES},
        "opened": opened,
        "hides_after": HIDES_AFTER,
        "duplicates": _duplicates(submission, actor),
        "lines": timeline.lines(submission),
        "actions": {
            panel: [pair for pair in pairs if pair[0].panel == panel] for panel in (NEXT, ATTEMPTS, NOTES)
        },
        "must_claim": ACTIONS["claim"] in actions and ACTIONS["attempt"] not in actions,
        "typed": typed,
        "problem": problem,
        "form": bound,
        "errors": bool(problem),
    }
    return screen(request, "detail", submission.reference, context, status=status)


def show_attempt(
    request: HttpRequest,
    submission: Submission,
    *,
    problem: str = "",
    bound: ActionForm | None = None,
    action: Action | None = None,
) -> HttpResponse:
    """Answer somebody who had this number once with nothing but the form for what came of it."""
    attempt = ACTIONS["attempt"]
    form = bound if bound is not None and action == attempt else None
    if form is not None:
        _show_again(form, submission)
    context = {
        "submission": submission,
        "action": attempt,
        "form": form or _form(attempt, submission, user_of(request), ""),
        "problem": problem,
        "errors": bool(problem),
    }
    return screen(request, "attempt", submission.reference, context)


def _show_again(bound: ActionForm, submission: Submission) -> None:
    """Let a refused form be sent once more: whoever sends it has now seen the request as it is."""
    bound.data = {**bound.data.dict(), "version": str(submission.version)}  # type: ignore[attr-defined]


def _form(action: Action, submission: Submission, actor: Any, departure: str) -> ActionForm:
    form = action.form(slug=action.slug, submission=submission, actor=actor)
    form.initial["departure"] = departure  # whoever gave a reason to reach out need not give it again
    return form


def _promised(submission: Submission, now: datetime.datetime) -> str:
    if submission.due_first_contact is None:
        return ""
    return in_words(submission.due_first_contact, ContactPlan.of(submission).zone, now=now)


def _owner(submission: Submission, actor: Any) -> str:
    if submission.owner_id is None:
        return "Nobody has taken it yet"
    since = f" since {clock(submission.claimed_at)}" if submission.claimed_at else ""
    return f"{'Yours' if submission.owner_id == actor.pk else f'With {submission.owner}'}{since}"


def _plan(
    submission: Submission,
    texts: groups.Opened,
    now: datetime.datetime,
    closed: services.DeadEnds,
    opened: str,
    departure: str,
) -> dict[str, Any]:
    plan = ContactPlan.of(submission)
    opening, asked = plan.next_opening(now), submission.estimate_asked_at
    is_open = opened == groups.CONTACT
    told = {name: texts.get((submission.pk, name), "") for name in ("caller_name", "message_words")}
    script = voicemail_words(
        submission.voicemail,
        caller_name=told["caller_name"],
        words=told["message_words"],
        phone=facts.current(now).phone.display,
    )
    return {
        "channel": submission.get_channel_display(),
        "hours": plan.hours_in_words(),
        "welcome": plan.is_open(now),
        "opening": clock(opening) if opening else "",
        "their_time": _their_time(plan, now),
        "estimate_asked": asked and day(timezone.localtime(asked)),
        "voicemail": submission.get_voicemail_display(),
        "no_message": submission.voicemail == Voicemail.NO,
        "script": script if is_open else "",
        "objections": plan.objections(submission.channel, now),
        "is_closed": bool(closed.of_channel(submission.channel)),
        "about": groups.values(submission, "about", texts, gaps=False),
        "told": [
            groups.value(consent, "detail", "May be told", texts)
            for consent in submission.consents.filter(revoked_at=None).exclude(detail=None)
        ],
        "ways": groups.contact_ways(submission, texts, plan, now, closed, departs=bool(departure)),
        "hides_person": bool(groups.hidden_ways(submission)),
        "spare_person": not submission.may_contact_person and submission.relation == Relation.LOVED_ONE,
        "departure": services.DEPARTURES.get(departure, ""),
        "departures": services.DEPARTURES,
    }


def _their_time(plan: ContactPlan, now: datetime.datetime) -> str:
    """Return what their clock shows, where it is not the center's."""
    theirs = now.astimezone(plan.zone)
    if theirs.utcoffset() == timezone.localtime(now).utcoffset():
        return ""
    return f"{theirs:%A}, {clock_time(theirs, space=NO_BREAK_SPACE)}"


def _notes(submission: Submission, texts: groups.Opened) -> list[tuple[Any, groups.Value, str]]:
    rows: list[tuple[Any, groups.Value]] = [
        *(
            (note, groups.value(note, "text", "Note", texts))
            for note in submission.notes.select_related("by")
        ),
        *(
            (attempt, groups.value(attempt, "note", "Note of an attempt", texts))
            for attempt in submission.attempts.select_related("by").exclude(note=None)
        ),
    ]
    return [(row, text, clock(row.at)) for row, text in sorted(rows, key=lambda row: row[0].at)]


def _duplicates(submission: Submission, actor: Any) -> list[tuple[services.Duplicate, bool]]:
    """Return those that this person may know of, and whether they may open them."""
    found = services.duplicates(submission)
    known = set(
        visible(actor).filter(pk__in=[item.submission.pk for item in found]).values_list("pk", flat=True)
    )
    return [
        (item, services.may(actor, "open", item.submission)) for item in found if item.submission.pk in known
    ]
