"""The queue: open requests by the time that was promised, without anything personal.

Every list is read along an index and cut to a page, and every count is capped: the queue takes as long with
a hundred thousand requests as with a hundred.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from .. import services
from ..choices import AttemptResult, Channel, Status
from ..contact_plan import ContactPlan
from ..models import Policy, Submission
from ..models.submission import SubmissionQuerySet
from ..promise import left_in_words
from ..services import MISSING, may
from ..services.receive import MATCHES
from ..time_words import at, clock, length
from .guard import visible

PAGE = 50
LAST_PAGE = 200
MOST_COUNTED = 99
SOON = datetime.timedelta(minutes=30)


@dataclass(frozen=True)
class View:
    """One of the queue's tabs."""

    slug: str
    name: str
    rows: Callable[[Any], SubmissionQuerySet]


def _open() -> SubmissionQuerySet:
    return Submission.objects.open()


VIEWS = {
    view.slug: view
    for view in (
        # Whoever owns nothing has status “received”: the state machine sets both at once.
        View("unclaimed", "Unclaimed", lambda actor: _open().filter(status=Status.RECEIVED)),
        View("mine", "Mine", lambda actor: _open().filter(owner=actor)),
        View("person", "Waiting on person", lambda actor: _open().filter(status=Status.NEEDS_INFO)),
        View(
            "late",
            "Late",
            lambda actor: _open().filter(due_first_contact__lt=timezone.now(), first_attempt_at=None),
        ),
        View("all", "All", lambda actor: _open()),
    )
}
DEFAULT = "all"


@dataclass(frozen=True)
class Tab:
    """A view as a link, with how many requests it holds in words."""

    slug: str
    name: str
    count: str
    is_current: bool


@dataclass(frozen=True)
class Clock:
    """A promise in words; ``kind`` picks the icon: late, soon, ok, kept or off."""

    kind: str
    words: str


@dataclass(frozen=True)
class Row:
    """What the queue says about one request."""

    submission: Submission
    age: str
    clock: Clock
    owner: str
    next_action: str
    has_duplicate: bool
    may_open: bool


def tabs(actor: Any, current: str) -> list[Tab]:
    """Return every view with its number of requests, which nobody counts beyond 99."""
    found = []
    for view in VIEWS.values():
        # Without an order: the model's own would sort every request before the first is counted.
        number = view.rows(actor).order_by()[: MOST_COUNTED + 1].count()
        count = str(number) if number <= MOST_COUNTED else f"{MOST_COUNTED}+"
        found.append(Tab(view.slug, view.name, count, view.slug == current))
    return found


def page(actor: Any, slug: str, number: int, now: datetime.datetime) -> tuple[list[Row], bool]:
    """Return one page of a view and whether there is another."""
    first = (number - 1) * PAGE
    found = list(
        VIEWS[slug]
        .rows(actor)
        .select_related("owner")
        .defer(*Submission.sealed_fields())  # a list has no business with what is sealed
        .by_promise()[first : first + PAGE + 1]
    )
    shown = found[:PAGE]
    return rows_of(shown, actor, now, marked=with_duplicates(actor, shown)), len(found) > PAGE


def rows_of(
    submissions: Collection[Submission],
    actor: Any,
    now: datetime.datetime,
    *,
    marked: Collection[Any] = (),
) -> list[Row]:
    """Return what a list says about requests; ``marked`` are the keys of possible duplicates."""
    closed = services.dead_ends(submissions)
    return [
        Row(
            submission=submission,
            age=length(now - submission.received_at),
            clock=clock_of(submission, now),
            owner=_owner(submission, actor),
            next_action=next_action(submission, now, closed.get(submission.pk, services.NO_DEAD_ENDS)),
            has_duplicate=submission.pk in marked,
            may_open=may(actor, "open", submission),
        )
        for submission in submissions
    ]


def _owner(submission: Submission, actor: Any) -> str:
    if submission.owner_id is None:
        return "Nobody yet"
    return "You" if submission.owner_id == actor.pk else str(submission.owner)


def with_duplicates(actor: Any, submissions: Iterable[Submission]) -> set[Any]:
    """Return the keys of those that may be from the same person as another request ``actor`` may know of."""
    others = visible(actor).exclude(pk=OuterRef("pk"))
    same = Q()
    for column in MATCHES:
        same |= ~Q(**{column: ""}) & Q(Exists(others.filter(**{column: OuterRef(column)})))
    membership = Policy.objects.filter(submission=OuterRef("pk")).exclude(member_index="")
    elsewhere = (
        Policy.objects.exclude(submission=OuterRef("submission"))
        .filter(member_index=OuterRef("member_index"))
        .filter(submission__in=visible(actor))
    )
    same |= Q(Exists(membership.filter(Exists(elsewhere))))
    keys = [submission.pk for submission in submissions]
    return set(Submission.objects.filter(same, pk__in=keys).values_list("pk", flat=True))


def clock_of(submission: Submission, now: datetime.datetime) -> Clock:
    """Return how the promise stands: kept, missed, or running."""
    due, tried = submission.due_first_contact, submission.first_attempt_at
    if tried is not None:
        if due is not None and tried > due:
            return Clock("off", f"Reached out late, {clock(tried)}")
        return Clock("kept", f"Reached out {clock(tried)}")
    words = left_in_words(due, now)
    if due is None:
        if ContactPlan.of(submission).has_window:
            return Clock("late", "Needs a decision: our hours and theirs never meet")
        return Clock("off", words.capitalize())
    if due < now:
        return Clock("late", words.capitalize())
    return Clock("soon" if due - now < SOON else "ok", words)


REACH = {Channel.PHONE: "Call", Channel.TEXT: "Text", Channel.EMAIL: "E-mail"}


# What to do instead of reaching out by a way that was found to lead nowhere.
INSTEAD = {
    AttemptResult.DECLINED: "They declined: do not contact them again",
    AttemptResult.WRONG_NUMBER: "Find the right number or address: the one given is wrong",
}


def next_action(submission: Submission, now: datetime.datetime, closed: services.DeadEnds) -> str:
    """Return what somebody should do next with a request, without the ways that are closed."""
    reach = REACH[Channel(submission.channel)]
    nowhere = closed.of_channel(submission.channel)
    if nowhere and not submission.is_closed:
        return INSTEAD[AttemptResult(nowhere)]
    when = _when(submission.snoozed_until, now)
    match submission.status:
        case Status.RECEIVED | Status.CLAIMED | Status.VERIFYING:
            return _in_hand(submission, reach, when, now)
        case Status.NEEDS_INFO:
            return f"Ask for: {MISSING.get(submission.reason, 'what is missing').lower()}{when}"
    return "Nothing"


def _in_hand(submission: Submission, reach: str, when: str, now: datetime.datetime) -> str:
    if submission.first_attempt_at is None:
        is_late = submission.due_first_contact is not None and submission.due_first_contact < now
        return f"First {reach.lower()}{' now' if is_late else ''}"
    if when:
        return f"{reach} again{when}"
    if submission.status == Status.VERIFYING:
        return "Check the insurance"
    return "Start verifying" if submission.first_live_at else f"{reach} again"


def _when(snoozed: datetime.datetime | None, now: datetime.datetime) -> str:
    if snoozed is None:
        return ""
    return f" {at(snoozed)}" if snoozed > now else " now"
