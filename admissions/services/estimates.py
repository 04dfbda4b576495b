"""Good-faith estimates: the clock by which one is due, its versions, the second signature, giving it.

Who it is for, and by when, follows 45 CFR 149.610(b)(1): whoever has no insurance or does not use it. Any
question about the cost is a request for one, (iv); the times stand in
:mod:`admissions.estimates.business_days`.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from alter_site.content.facts.coverage import ZONE

from .. import notifications
from ..choices import InsuranceRoute, WorksheetState
from ..custody.access import Purpose, open_for
from ..estimates import business_days
from ..estimates.content import LONGEST, Content, problems
from ..models import Estimate, EstimateClock, Outbox, Submission
from ..promise import is_late
from .benefits import Overtaken
from .locks import IllegalMove, lock, lock_unmoved, write
from .states import may, record

# 149.610(e)(1): in writing, as they want it; by word of mouth alone is not enough.
WAYS_TO_GIVE = {
    "handed": "On paper, handed over",
    "post": "On paper, sent by mail to the address they gave",
    "email": "By e-mail, as they asked",
    "read": "Read out, and sent in writing as they asked",
}
# Why none is given, each in the person's own words to us.
WAIVED = {
    "uses_insurance": "They use their insurance after all",
    "not_wanted": "They said they do not want one",
    "no_care": "They decided against care here",
    "moved": "Merged with a request that has its own",
}
MERGED = "moved"


# --- the clock ------------------------------------------------------------------------------------------


def begin_clock(
    submission: Submission, basis: str, now: datetime.datetime, days: int, actor: Any = None
) -> EstimateClock:
    """Start a clock of so many business days; of one that runs already the earlier time counts."""
    due = business_days.due(now, days)
    running = submission.estimate_clocks.filter(ended_at=None).first()
    if running is None:
        running = EstimateClock.objects.create(submission=submission, basis=basis, started_at=now, due=due)
    elif due < running.due:
        running.due = due
        running.save(update_fields=["due"])
    record(submission, "estimate due", actor, detail=str(EstimateClock.Basis(basis).label))
    return running


def begin_with(submission: Submission, now: datetime.datetime) -> None:
    """Start the clock of a request that came in without insurance, or that asked for an estimate."""
    if submission.estimate_asked_at is None and submission.insurance_route != InsuranceRoute.NONE:
        return
    basis = EstimateClock.Basis.ASKED if submission.estimate_asked_at else EstimateClock.Basis.SELF_PAY
    begin_clock(submission, basis, now, business_days.AFTER_A_REQUEST)


def running_clocks(submissions: Iterable[Submission]) -> dict[uuid.UUID, EstimateClock]:
    """Return the clocks that run for open requests, by the key of the request: one query, however many."""
    keys = [submission.pk for submission in submissions if not submission.is_closed]
    found = EstimateClock.objects.filter(submission__in=keys, ended_at=None)
    return {running.submission_id: running for running in found}


def _lock(submission: Submission, actor: Any, permission: str, words: str) -> None:
    """Lock an open request of which ``actor`` may do this. Raises IllegalMove."""
    lock(submission)
    if submission.is_closed or not may(actor, permission, submission):
        raise IllegalMove(f"You may not {words}.")


@transaction.atomic
def ask_for_estimate(
    submission: Submission, actor: Any, *, at: datetime.datetime | None = None
) -> EstimateClock:
    """Write down that they asked what care costs, or pay themselves."""
    _lock(submission, actor, "write the estimate", "start an estimate for this request")
    now = at or timezone.now()
    Submission.objects.filter(pk=submission.pk, estimate_asked_at=None).update(estimate_asked_at=now)
    submission.refresh_from_db()
    return begin_clock(submission, EstimateClock.Basis.ASKED, now, business_days.AFTER_A_REQUEST, actor)


@transaction.atomic
def schedule_care(submission: Submission, actor: Any, *, care_on: datetime.date) -> EstimateClock:
    """Start the clock that planning care starts. The day itself is not kept: it stands in the estimate.

    Raises IllegalMove for a day that is past, so near that planning it asks for no estimate, or so far away
    that its year is a slip.
    """
    _lock(submission, actor, "write the estimate", "plan care for this request")
    now = timezone.now()
    today = timezone.localdate(now, ZONE)
    if care_on < today:
        raise IllegalMove("That day is past.")
    if care_on > today + LONGEST:
        raise IllegalMove("That day is more than a year away. Is its year right?")
    days = business_days.days_to_give(today, care_on)
    if not days:
        raise IllegalMove(
            "Care planned less than three business days ahead asks for no estimate by itself. "
            "If they ask for one, write that down."
        )
    basis = EstimateClock.Basis.AHEAD if days > 1 else EstimateClock.Basis.SOON
    return begin_clock(submission, basis, now, days, actor)


@transaction.atomic
def waive(submission: Submission, actor: Any, *, reason: str) -> EstimateClock:
    """End the clock without an estimate, for a reason from :data:`WAIVED`."""
    _lock(submission, actor, "write the estimate", "end the clock of this estimate")
    if reason not in WAIVED or reason == MERGED:
        raise IllegalMove("Say why no estimate is given.")
    ended = _end(submission, EstimateClock.End.WAIVED, timezone.now(), reason)
    if ended is None:
        raise IllegalMove("No estimate is due.")
    record(submission, "estimate waived", actor, detail=WAIVED[reason])
    return ended


def _end(submission: Submission, end: str, at: datetime.datetime, reason: str = "") -> EstimateClock | None:
    running = submission.estimate_clocks.filter(ended_at=None).first()
    if running is not None:
        running.ended_at, running.end, running.reason = at, end, reason
        running.save(update_fields=["ended_at", "end", "reason"])
    return running


# --- versions -------------------------------------------------------------------------------------------


def newest_estimate(submission: Submission) -> Estimate | None:
    """Return the version that counts."""
    return submission.estimates.select_related("author", "signed_by", "given_by").first()


def content_of(estimate: Estimate | None) -> Content:
    """Open an estimate for a check of the software; nobody looks at it."""
    if estimate is None:
        return Content()
    return Content.from_json(open_for(Purpose.BENEFITS, estimate, "content")["content"])


@transaction.atomic
def save_estimate(
    submission: Submission, actor: Any, *, saves: int, typed: Content, beside: bool = False
) -> Estimate:
    """Seal what was typed into the draft, or into a new version where none is a draft.

    ``saves`` is the number of saves that the screen knew. With ``beside``, what stands there stays as a
    version of its own: somebody else has saved it.

    Raises:
        Overtaken: somebody has saved since.
        IllegalMove: it waits for a signature, or by somebody who may not write.
    """
    _lock(submission, actor, "write the estimate", "write this estimate")
    current, now = newest_estimate(submission), timezone.now()
    before = content_of(current)
    content = replace(typed, writers=tuple(sorted({*before.writers, actor.pk})))
    if current is not None and current.saves != saves:
        if current.author_id == actor.pk and content == before:
            return current  # sent twice
        raise Overtaken(f"{current.author} has saved this estimate since you opened it. {Overtaken.WORDS}")
    if current is not None and current.state == WorksheetState.READY:
        raise IllegalMove("It waits for a second person. Send it back first.")
    if current is not None and current.state == WorksheetState.DRAFT and not beside:
        current.seal(content=content.as_json())
        current.author, current.saved_at, current.saves = actor, now, saves + 1
        current.save(update_fields=["content", "author", "saved_at", "saves"])
        return current
    made = Estimate(
        submission=submission,
        number=current.number + 1 if current else 1,
        saves=saves + 1,
        author=actor,
        saved_at=now,
    )
    made.seal(content=content.as_json())
    made.save(force_insert=True)
    record(submission, "estimate begun", actor, detail=f"Version {made.number}")
    return made


# --- signing and giving ---------------------------------------------------------------------------------


def _newest_in(submission: Submission, *states: str) -> Estimate:
    """Return the newest version if it is in one of these states. Raises IllegalMove."""
    estimate = newest_estimate(submission)
    if estimate is None or estimate.state not in states:
        raise IllegalMove("The estimate has changed in the meantime. Look at it again.")
    return estimate


def why_not_sign_estimate(submission: Submission, actor: Any) -> str:
    """Return why this person does not sign the newest version; empty where they may."""
    estimate = newest_estimate(submission)
    wrote = {estimate.author_id, *content_of(estimate).writers} if estimate else ()
    return "You wrote this estimate. A second person signs it." if actor.pk in wrote else ""


@transaction.atomic
def estimate_ready(submission: Submission, actor: Any) -> Estimate:
    """Send the estimate to a second person. Raises IllegalMove with all that is missing."""
    lock_unmoved(submission)
    _lock(submission, actor, "write the estimate", "send this estimate to be signed")
    estimate = _newest_in(submission, WorksheetState.DRAFT)
    if missing := problems(content_of(estimate)):
        raise IllegalMove(" ".join(missing))
    estimate.state = WorksheetState.READY
    estimate.save(update_fields=["state"])
    write(submission)  # whoever signs has to have seen this version
    record(submission, "estimate ready", actor)
    notifications.queue(submission, Outbox.Kind.SIGN, timezone.now())
    return estimate


@transaction.atomic
def sign_estimate(submission: Submission, actor: Any) -> Estimate:
    """Sign the estimate as the screen showed it. Whoever wrote any version of it may not."""
    lock_unmoved(submission)
    _lock(submission, actor, "sign the estimate", "sign this estimate")
    estimate = _newest_in(submission, WorksheetState.READY)
    if why := why_not_sign_estimate(submission, actor):
        raise IllegalMove(why)
    if missing := problems(content_of(estimate)):
        raise IllegalMove(" ".join(missing))
    estimate.state, estimate.signed_by, estimate.signed_at = WorksheetState.SIGNED, actor, timezone.now()
    estimate.save(update_fields=["state", "signed_by", "signed_at"])
    record(submission, "estimate signed", actor)
    return estimate


@transaction.atomic
def estimate_back(submission: Submission, actor: Any, *, comment: str) -> Estimate:
    """Send the estimate back to be worked on, with a comment that is sealed."""
    lock_unmoved(submission)
    _lock(submission, actor, "sign the estimate", "send this estimate back")
    if not comment.strip():
        raise IllegalMove("Say what is to be done.")
    estimate = _newest_in(submission, WorksheetState.READY)
    estimate.seal(comment=comment.strip())
    estimate.state = WorksheetState.SENT_BACK
    estimate.save(update_fields=["comment", "state"])
    write(submission)
    record(submission, "estimate sent back", actor)
    return estimate


@transaction.atomic
def give_estimate(
    submission: Submission,
    actor: Any,
    *,
    how: str,
    at: datetime.datetime | None = None,
) -> Estimate:
    """Write down that the person has the signed estimate, how and when; that ends the clock."""
    lock_unmoved(submission)  # another version may have been signed meanwhile
    _lock(submission, actor, "give the estimate", "record that this estimate was given")
    if how not in WAYS_TO_GIVE:
        raise IllegalMove("Say how it was given.")
    estimate = _newest_in(submission, WorksheetState.SIGNED)
    if estimate.given_at is not None:
        raise IllegalMove("It is recorded already that they have this version.")
    when = at or timezone.now()
    if estimate.signed_at is None or when < estimate.signed_at:
        raise IllegalMove("It was signed after that. Nobody gives an estimate that is not signed.")
    estimate.given_at, estimate.given_how, estimate.given_by = when, how, actor
    estimate.save(update_fields=["given_at", "given_how", "given_by"])
    ended = _end(submission, EstimateClock.End.GIVEN, when)
    event = "estimate late" if ended is not None and is_late(when, ended.due) else "estimate given"
    record(submission, event, actor, detail=WAYS_TO_GIVE[how])
    return estimate
