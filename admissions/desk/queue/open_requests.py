"""The queue: open requests by what can be done with them now, without anything personal.

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

from ... import services
from ...choices import Stage, Status
from ...estimates import words as estimate_words
from ...models import EstimateClock, Policy, Submission
from ...models.submission import SubmissionQuerySet
from ...models.turn import FOREVER
from ...services.receive import MATCHES
from ...services.states import granted
from ...time_words import at, length
from ..guard import visible
from ..next_step import Clock, clock_of, next_action

PAGE = 40
LAST_PAGE = 200
MOST_COUNTED = 99


@dataclass(frozen=True)
class View:
    """One of the queue's lists. ``is_stage`` are the tabs: an open request stands in exactly one of them."""

    slug: str
    name: str
    rows: Callable[[Any], SubmissionQuerySet]
    order: Callable[[SubmissionQuerySet], SubmissionQuerySet] = SubmissionQuerySet.by_promise
    is_stage: bool = False
    empty: str = "The other lists may hold something."


def _open() -> SubmissionQuerySet:
    return Submission.objects.open()


def _of_stage(stage: Stage) -> View:
    return View(
        stage.value,
        str(stage.label),
        lambda actor: _open().filter(stage=stage),
        SubmissionQuerySet.by_turn,
        is_stage=True,
    )


UNCLAIMED, CLOSED = "unclaimed", "closed"
VIEWS = {
    view.slug: view
    for view in (
        *map(_of_stage, Stage),
        View(
            CLOSED,
            "Closed",
            lambda actor: Submission.objects.filter(status=Status.CLOSED),
            SubmissionQuerySet.by_end,
            is_stage=True,
            empty="No request is closed and not yet forgotten.",
        ),
        # Whoever owns nothing has status “received”: the state machine sets both at once.
        View(
            UNCLAIMED,
            "Unclaimed",
            lambda actor: _open().filter(status=Status.RECEIVED),
            SubmissionQuerySet.by_turn,
        ),
        View("mine", "Mine", lambda actor: _open().filter(owner=actor)),
        View(
            "today",
            "Today",
            lambda actor: _open().filter(today=True),
            SubmissionQuerySet.by_turn,
            empty="No open request is flagged “Today”.",
        ),
        View(
            "clinician",
            "Clinician first",
            lambda actor: _open().filter(clinician_first=True),
            SubmissionQuerySet.by_turn,
            empty="No open request is flagged “Speak to a clinician first”.",
        ),
        View(
            "late",
            "Late",
            lambda actor: _open().filter(due_first_contact__lt=timezone.now(), first_attempt_at=None),
        ),
        View(
            "estimates",
            "Estimates due",
            lambda actor: _open().filter(
                pk__in=EstimateClock.objects.filter(ended_at=None).values("submission")
            ),
        ),
        View(
            "left",
            "Owner has left",
            lambda actor: services.left_behind(),
            empty="Whoever owns an open request takes requests.",
        ),
        View("all", "All", lambda actor: _open(), empty="Every request is closed."),
    )
}
DEFAULT = "all"
# Which tab somebody is shown who asks for none: the first of these that holds anything.
CALLERS = (Stage.CALL, Stage.DUE, Stage.DECISION)
VERIFIERS = (Stage.VERIFY, Stage.SIGN, Stage.DUE)


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
    given: services.Given | None = None
    opens: str = ""  # when it can be worked on, where that is not now
    estimate: Clock | None = None


def views(actor: Any) -> list[View]:
    """Return the lists that somebody may see: what has ended is for those who may open it."""
    return [view for view in VIEWS.values() if view.slug != CLOSED or actor.may("open", "closed")]


def view_named(slug: str, actor: Any) -> str:
    """Return a list by the name in an address; one that is not theirs, or none, is :data:`DEFAULT`."""
    return slug if slug in {view.slug for view in views(actor)} else DEFAULT


def first_view(actor: Any, now: datetime.datetime) -> str:
    """Return the tab that answers "what can I do now" for somebody: the first that holds anything."""
    services.settle(now)
    order = CALLERS if actor.may("claim", "unassigned") else VERIFIERS
    held = (stage for stage in order if VIEWS[stage].rows(actor).order_by().exists())
    return next(held, DEFAULT)


def counted(actor: Any) -> dict[View, str]:
    """Return every view with its number of requests, which nobody counts beyond 99."""
    found = {}
    for view in views(actor):
        # Without an order: the model's own would sort every request before the first is counted.
        number = view.rows(actor).order_by()[: MOST_COUNTED + 1].count()
        found[view] = str(number) if number <= MOST_COUNTED else f"{MOST_COUNTED}+"
    return found


def page(actor: Any, slug: str, number: int, now: datetime.datetime) -> tuple[list[Row], bool]:
    """Return one page of a view and whether there is another."""
    services.settle(now)
    first = (number - 1) * PAGE
    rows = (
        VIEWS[slug]
        .rows(actor)
        .select_related("owner")
        .defer(*Submission.sealed_fields())  # a list has no business with what is sealed
    )
    found = list(VIEWS[slug].order(rows)[first : first + PAGE + 1])
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
    closed, given = services.dead_ends(submissions), services.given_to(actor, submissions)
    running = services.running_clocks(submissions)
    return [
        Row(
            submission=submission,
            age=length(now - submission.received_at),
            clock=clock_of(submission, now),
            owner=_owner(submission, actor),
            next_action=next_action(submission, now, closed.get(submission.pk, services.NO_DEAD_ENDS)),
            has_duplicate=submission.pk in marked,
            may_open=granted(actor, "open", submission),
            given=given.get(submission.pk),
            opens=opens_in_words(submission, now),
            estimate=estimate_of(running.get(submission.pk), now),
        )
        for submission in submissions
    ]


def opens_in_words(submission: Submission, now: datetime.datetime) -> str:
    """Return when a request can be worked on; nothing where that is now, or nobody knows."""
    opens_at = submission.opens_at
    if submission.is_closed or not now < opens_at < FOREVER:
        return ""
    return f"Opens {at(opens_at)}" if submission.snoozed_until is None else f"Comes back {at(opens_at)}"


def estimate_of(running: EstimateClock | None, now: datetime.datetime) -> Clock | None:
    """Return by when an estimate is due, if one is."""
    return Clock(*estimate_words.of_clock(running, now)) if running else None


def _owner(submission: Submission, actor: Any) -> str:
    if submission.owner is None:
        return "Nobody yet"
    return "You" if submission.owner_id == actor.pk else submission.owner.as_owner


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
