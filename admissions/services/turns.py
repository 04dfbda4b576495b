"""What can be done with a request now, and in which order: one rule for the list and for *Take next*.

The rule (:func:`turn_of`) looks at the clock, so what it found is stored until when it holds, and whoever
reads a list has what has run out worked out anew first (:func:`settle`). Both databases then read a list
along an index, however many requests there are.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from alter_site.content import facts
from alter_site.content.facts import coverage

from ..choices import Stage, Status
from ..contact_plan import ContactPlan
from ..models import Submission
from ..models.submission import SubmissionQuerySet
from ..models.turn import AT_ONCE, FOREVER
from ..promise import half_way
from .attempts import NO_DEAD_ENDS, DeadEnds, dead_ends

BATCH = 500
# What one reader works out before it reads; the worker, which comes by every few seconds, does the rest.
AT_MOST = 1000
EACH_TICK = 20_000
ALERTS = 2  # at half of a promise, and at all of it
# What the rule reads of a request.
COLUMNS = (
    *("channel", "voicemail", "window_days", "window_from", "window_until", "time_zone"),
    "safe_to_call",
    *("status", "received_at", "due_first_contact", "first_attempt_at", "first_live_at", "snoozed_until"),
    *("alerted", "reopened_at"),
)
WRITTEN = ("stage", "opens_at", "promised_at", "holds_until", "alert_at")
WAITS = {Status.NEEDS_INFO: Stage.PERSON, Status.PAYER_WAIT: Stage.PAYER}
WORKSHEET = {Status.VERIFYING: Stage.VERIFY, Status.WORKSHEET_READY: Stage.SIGN}


@dataclass(frozen=True)
class Turn:
    """Where a request stands in the queue: its tab, from when it can be worked on, until when both hold."""

    stage: Stage
    opens_at: datetime.datetime
    holds_until: datetime.datetime


def turn_of(submission: Submission, now: datetime.datetime, closed: DeadEnds = NO_DEAD_ENDS) -> Turn:
    """Return the turn of an open request. Every one has exactly one.

    What is open now opens :data:`AT_ONCE`, so that the order among it is that of the promises.
    """
    status, back = Status(submission.status), submission.snoozed_until
    is_put_off = back is not None and back > now
    # Of two alike the promise decides, not the second in which somebody pressed.
    back = back and back.replace(second=0, microsecond=0)
    until = submission.snoozed_until if is_put_off and submission.snoozed_until else FOREVER
    if status in WAITS:
        return Turn(WAITS[status] if is_put_off else Stage.DUE, back or AT_ONCE, until)
    is_back = back is not None and not is_put_off
    if is_back and back is not None and status != Status.RECEIVED:
        return Turn(Stage.DUE, back, until)
    if status in WORKSHEET:
        return Turn(WORKSHEET[status], AT_ONCE, until)
    if closed.of_channel(submission.channel):
        return Turn(Stage.DECISION, FOREVER, until)
    if is_put_off and back is not None:
        return Turn(Stage.LATER, back, until)
    if status == Status.SHARED:
        return Turn(Stage.DUE, AT_ONCE, until)
    is_tried = submission.first_attempt_at is not None  # since it was reopened, if it was
    if status == Status.CLAIMED and is_tried and submission.first_live_at is not None:
        return Turn(Stage.VERIFY, AT_ONCE, until)
    return _by_the_plan(submission, now)


def _by_the_plan(submission: Submission, now: datetime.datetime) -> Turn:
    """Return the turn of a request whose person is to be reached next."""
    opens_at, holds_until = reachable(ContactPlan.of(submission), now)
    is_promised = submission.due_first_contact is not None or submission.first_attempt_at is not None
    if opens_at == FOREVER or not is_promised:
        return Turn(Stage.DECISION, opens_at, holds_until)
    return Turn(Stage.CALL if opens_at == AT_ONCE else Stage.LATER, opens_at, holds_until)


def reachable(plan: ContactPlan, now: datetime.datetime) -> tuple[datetime.datetime, datetime.datetime]:
    """Return from when somebody may be reached by their plan, and until when that answer holds."""
    if not plan.has_window:
        return AT_ONCE, FOREVER
    window = next(iter(plan.windows(now)), None)
    if window is None:
        return FOREVER, now + coverage.DAY
    return (AT_ONCE, window.end) if window.start <= now else (window.start, window.start)


# --- stored ---------------------------------------------------------------------------------------------


def stale(now: datetime.datetime) -> SubmissionQuerySet:
    """Return the open requests whose turn has to be worked out anew."""
    return Submission.objects.open().filter(holds_until__lte=now)


def settle(now: datetime.datetime, at_most: int = AT_MOST) -> int:
    """Work out the turn of what was written to, or of what the clock has overtaken; return how many.

    The rows are locked while they are read and written: a change at the same moment comes before or after,
    and after it the row is stale again.
    """
    # Asked first: to lock is to wait for other writers.
    if not stale(now).order_by().exists():
        return 0
    hours = coverage.in_force(facts.current(now))
    settled = 0
    while settled < at_most:
        with transaction.atomic():
            rows = list(
                stale(now)
                .order_by("holds_until")
                .only("id", "merged_into", "phone_index", "email_index", *COLUMNS, *WRITTEN)
                .select_for_update(skip_locked=True)[:BATCH]
            )
            closed = dead_ends(rows)
            for row in rows:
                turn = turn_of(row, now, closed.get(row.pk, NO_DEAD_ENDS))
                row.stage, row.opens_at, row.holds_until = turn.stage, turn.opens_at, turn.holds_until
                # A promise that was kept calls nobody first.
                is_tried = row.first_attempt_at is not None
                row.promised_at = FOREVER if is_tried else row.due_first_contact or FOREVER
                row.alert_at = _alert_at(row, hours)
            Submission.objects.bulk_update(rows, WRITTEN, batch_size=BATCH)
        settled += len(rows)
        if len(rows) < BATCH:
            break
    return settled


def _alert_at(submission: Submission, hours: coverage.Coverage) -> datetime.datetime | None:
    """Return when the leads next hear that nobody has reached out; None when there is nothing to say."""
    due = submission.due_first_contact
    if due is None or submission.first_attempt_at is not None or submission.alerted >= ALERTS:
        return None
    if submission.alerted:
        return due
    since = submission.reopened_at or submission.received_at  # the promise begins anew with it
    return half_way(ContactPlan.of(submission), hours, since, due)


def in_order(now: datetime.datetime) -> SubmissionQuerySet:
    """Return the unclaimed requests that are not put off, in the order in which they are to be taken.

    First come those who may be reached now, by their promise; then the others, by when their hours begin.
    The queue lists them so, and *Take next* takes the first.
    """
    settle(now)
    return Submission.objects.open().filter(status=Status.RECEIVED).not_put_off(now).by_turn()


def are_settled(submissions: Iterable[Submission], now: datetime.datetime) -> bool:
    """Do the turns of these rows hold now?"""
    return all(row.holds_until > now for row in submissions)
