"""The screen of one request: how to reach the person first, then everything else, hidden until opened."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.humanize.templatetags.humanize import apnumber
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from alter_site.content import facts
from alter_site.content.printed_time import NO_BREAK_SPACE, clock_time, day

from .. import services
from ..choices import Outcome, Relationship, Voicemail
from ..contact_plan import ContactPlan, voicemail_words
from ..models import Submission
from ..phi.keyring import keyring
from ..promise import in_words
from ..services import handoffs
from ..services.claims import WARNING
from ..time_words import ago, at, clock
from . import groups, one_form, state, timeline, told
from .action import ATTEMPTS, NEXT, NOTES, PAYER, TOLD, Action
from .actions import ACTIONS, offered
from .benefits.worksheet import benefits_of
from .estimates import estimate as estimates
from .forms import ActionForm
from .guard import screen, typed_words, user_of, visible
from .next_step import clock_of, next_action
from .oversight.glass import glass_until

NOT_SAVED = "Some of what you typed can no longer be saved here"
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
    kept: QueryDict | None = None,
    status: int = 200,
) -> HttpResponse:
    """Answer with the screen; ``opened`` names the group whose ``texts`` it shows, once.

    ``kept`` is what was typed into the forms of all actions and not saved.
    """
    actor, now = user_of(request), timezone.now()
    actions = offered(submission, actor)
    if bound is not None:
        _show_again(bound, submission)
    sent = kept if bound is None or kept is None else one_form.prefixed(kept, bound.prefix or "")
    # A form may be gone from the screen; what was typed into it is not.
    gone = [slug for slug in ACTIONS if ACTIONS[slug] not in actions]
    typed = typed_words(sent, *gone) if sent and gone else []
    person = groups.values(submission, "person", texts)
    policies = [
        (policy, groups.values(policy, "policy", texts, gaps=False)) for policy in submission.policies.all()
    ]
    wanted = groups.values(submission, "help", texts)
    closed = services.dead_ends([submission]).get(submission.pk, services.NO_DEAD_ENDS)
    pairs = [
        (
            item,
            bound
            if bound is not None and bound.prefix == item.slug
            else _form(item, submission, actor, departure, kept=sent),
        )
        for item in actions
    ]
    leaves = services.goes_back_at(submission)
    notes = _notes(submission, texts)
    screens = groups.safety_screens(submission, texts)
    context = {
        "submission": submission,
        "clock": clock_of(submission, now),
        "promised": _promised(submission, now),
        "next_action": next_action(submission, now, closed),
        "given": services.given_to(actor, [submission]).get(submission.pk),
        "goes_back_at": clock(leaves) if leaves else "",
        "warns_at": leaves - WARNING if leaves else None,
        "is_left_alone": services.is_left_alone(submission, now),
        "owner": _owner(submission, actor),
        "told": told.shown(submission, texts),
        "glass_until": glass_until(actor, submission),
        "plan": _plan(submission, texts, now, closed, opened, departure),
        "person": person,
        "policies": policies,
        "benefits": benefits_of(submission, actor, texts),
        "cards": submission.card_images.defer("image"),
        "help": wanted,
        "notes": notes,
        "screens": screens,
        "still_to_ask": services.still_to_ask(submission),
        "holds": {
            groups.CONTACT: True,  # nobody can be received without a way to reach them
            groups.INSURANCE: any(item.is_given for item in person)
            or any(found for _, found in policies)
            or submission.payer_calls.exists(),
            groups.NOTE: any(item.is_given or item.is_open for item in wanted)
            or bool(notes)
            or bool(screens),
        },
        "attempts": [
            (attempt, clock(attempt.at), at(attempt.next_at) if attempt.next_at else "")
            for attempt in submission.attempts.select_related("by").defer("note")
        ],
        "may_hand_off": services.may(actor, "hand off", submission)
        and not handoffs.why_no_packet(submission),
        **estimates.clocks(submission),
        "may_estimate": any(services.may(actor, name, submission) for name in estimates.READERS),
        "checked": _checked(submission, now),
        "may_correct": services.may(actor, "correct the record", submission),
        "may": {name: services.may(actor, f"reveal {name}", submission) for name in groups.NAMES},
        "opened": opened,
        "hides_after": HIDES_AFTER,
        "duplicates": _duplicates(submission, actor),
        "is_index_changing": len(keyring().index_keys) > 1,
        "lines": timeline.lines(submission),
        "mark": state.mark(submission, actor),
        "actions": {
            panel: [pair for pair in pairs if pair[0].panel == panel and not pair[1].is_pointless]
            for panel in (NEXT, ATTEMPTS, NOTES, PAYER, TOLD)
        },
        "not_again": services.why_not_again(submission) if services.may(actor, "reopen", submission) else "",
        "must_claim": ACTIONS["claim"] in actions and ACTIONS["attempt"] not in actions,
        "typed": typed,
        "problem": problem or (typed and NOT_SAVED),
        "form": bound,
    }
    return screen(request, "detail", submission.reference, context, status=status)


def show_attempt(
    request: HttpRequest,
    submission: Submission,
    *,
    problem: str = "",
    bound: ActionForm | None = None,
    kept: QueryDict | None = None,
) -> HttpResponse:
    """Answer somebody who had this number once with nothing but the form for what came of it."""
    attempt = ACTIONS["attempt"]
    form = bound if bound is not None and bound.prefix == attempt.slug else None
    # Whatever else they were typing cannot be saved by them any more, but it is theirs to copy.
    typed = typed_words(kept, *(slug for slug in ACTIONS if slug != attempt.slug)) if kept else []
    if form is not None:
        _show_again(form, submission)
    context = {
        "submission": submission,
        "mark": state.mark(submission, user_of(request)),
        "action": attempt,
        "form": form or _form(attempt, submission, user_of(request), "", kept=kept),
        "typed": typed,
        "problem": problem or (typed and NOT_SAVED),
    }
    return screen(request, "attempt", submission.reference, context)


def _show_again(bound: ActionForm, submission: Submission) -> None:
    """Let a refused form be sent once more: whoever sends it has now seen the request as it is."""
    data: Any = bound.data
    bound.data = data.copy()
    bound.data[bound.add_prefix("version")] = str(submission.version)  # type: ignore[index]


def _form(
    action: Action, submission: Submission, actor: Any, departure: str, kept: QueryDict | None = None
) -> ActionForm:
    form = action.form(slug=action.slug, submission=submission, actor=actor)
    if kept is not None:
        one_form.fill(form, kept)
    if departure:  # whoever gave a reason to reach out need not give it again
        form.initial["departure"] = departure
    return form


def unsaved(submission: Submission, actor: Any, kept: QueryDict) -> list[Action]:
    """Return the actions into whose forms something was typed that is not saved."""
    if not one_form.is_a_page(kept):
        return []
    return [
        action
        for action in offered(submission, actor)
        if one_form.holds_typing(_form(action, submission, actor, ""), kept)
    ]


def _promised(submission: Submission, now: datetime.datetime) -> str:
    if submission.due_first_contact is None:
        return ""
    return in_words(submission.due_first_contact, ContactPlan.of(submission).zone, now=now)


def _owner(submission: Submission, actor: Any) -> str:
    if submission.owner is None:
        return "Nobody has taken it yet"
    since = f" since {clock(submission.claimed_at)}" if submission.claimed_at else ""
    return f"{'Yours' if submission.owner_id == actor.pk else f'With {submission.owner.as_owner}'}{since}"


def _checked(submission: Submission, now: datetime.datetime) -> str:
    """Return how often the person looked at how it stands: "Checked three times, last five minutes ago"."""
    looks = submission.events.filter(move="status shown").values_list("at", flat=True)
    if not looks:
        return ""
    number = len(looks)
    times = {1: "once", 2: "twice"}.get(number, f"{apnumber(number)} times")
    return f"Checked {times}, last {ago(now - max(looks))}"


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
    said = {name: texts.get((submission.pk, name), "") for name in ("caller_name", "message_words")}
    script = voicemail_words(
        submission.voicemail,
        caller_name=said["caller_name"],
        words=said["message_words"],
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
        "is_closed": submission.outcome == Outcome.WITHDRAWN or closed.of_channel(submission.channel),
        "about": groups.values(submission, "about", texts, gaps=False),
        "ways": groups.contact_ways(submission, texts, plan, now, closed, departs=bool(departure)),
        "hides_person": bool(groups.hidden_ways(submission)),
        "spare_person": not submission.may_contact_person and submission.relation == Relationship.LOVED_ONE,
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
        *(
            (row, groups.value(row, "reason", "Why it was told or handed off", texts))
            for row in submission.disclosures.select_related("by").exclude(reason=None)
        ),
    ]
    return [(row, text, clock(row.at)) for row, text in sorted(rows, key=lambda row: row[0].at)]


def _duplicates(submission: Submission, actor: Any) -> list[tuple[services.Duplicate, bool, bool]]:
    """Return those that this person may know of, with whether they may open it, and merge it."""
    found = services.duplicates(submission)
    known = set(
        visible(actor).filter(pk__in=[item.submission.pk for item in found]).values_list("pk", flat=True)
    )
    return [
        (
            item,
            services.may(actor, "open", item.submission),
            services.may_merge(submission, item.submission, actor),
        )
        for item in found
        if item.submission.pk in known
    ]
