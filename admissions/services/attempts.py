"""Contact attempts, and contact details that were found wrong or declined until new ones are set."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q, Value
from django.db.models.functions import Coalesce, Least
from django.utils import timezone

from ..choices import (
    AttemptResult,
    Channel,
    Direction,
    Relationship,
    Reminder,
    SpokenTo,
    Voicemail,
)
from ..contact_plan import CONTACT_COLUMNS, OF_A_NUMBER, ContactPlan
from ..models import ContactAttempt, Event, Submission
from .consents import NOTHING, tell
from .corrections import change_personal
from .locks import IllegalMove, lock, write
from .states import WAITING, granted, may, record

DEPARTURES = {
    "they_asked": "They asked for it just now",
    "only_way": "There is no other way left",
    "urgent": "It cannot wait",
}


@transaction.atomic
def record_attempt(
    submission: Submission,
    actor: Any,
    *,
    channel: str,
    result: str,
    direction: str = Direction.OUT,
    departure: str = "",
    note: str = "",
    next_at: datetime.datetime | None = None,
    at: datetime.datetime | None = None,
    spoken_to: str = "",
    told: str = "",
    why: str = "",
) -> ContactAttempt:
    """Write down an attempt to reach the person. Raises IllegalMove when it breaks the contact plan.

    A message on a machine is refused when none may be left. Reaching out by another channel or outside
    the hours they gave takes a reason from :data:`DEPARTURES`, which stands in the timeline. A call that took
    place is written down whatever has changed since the screen was opened.
    ``at`` is when it took place, now or since yesterday; ``spoken_to`` whom, where it was somebody else, and
    ``told`` under what they were told anything: :func:`admissions.services.consents.tell`.
    """
    lock(submission)
    if not may(actor, "record an attempt", submission):
        raise IllegalMove("You may not record an attempt for this request. Claim it first.")
    now = at or timezone.now()
    plan = ContactPlan.of(submission)
    refuse_outside(plan, next_at)
    if result == AttemptResult.SPOKE_TO_OTHER and spoken_to not in SpokenTo.values:
        raise IllegalMove("Say whom you spoke to.")
    if result == AttemptResult.SPOKE_TO_OTHER:
        tell(submission, actor, told=told, why=why)
    if result == AttemptResult.LEFT_MESSAGE and channel == Channel.PHONE and plan.voicemail == Voicemail.NO:
        raise IllegalMove("They asked for no messages. If one was left anyway, tell the privacy officer.")
    objections = plan.objections(channel, now) if direction == Direction.OUT else []
    if objections and departure not in DEPARTURES:
        raise IllegalMove(f"{' '.join(objections)} Choose why you reached out all the same.")
    attempt = ContactAttempt(
        submission=submission,
        at=now,
        by=actor,
        channel=channel,
        direction=direction,
        result=result,
        spoken_to=spoken_to if result == AttemptResult.SPOKE_TO_OTHER else "",
        departed_from_plan=bool(objections),
        next_at=next_at,
    )
    attempt.seal(note=note.strip())
    attempt.save(force_insert=True)
    changes: dict[str, Any] = {"first_attempt_at": _the_earlier("first_attempt_at", now)}
    if submission.reopened_at is not None and now < submission.reopened_at:
        del changes["first_attempt_at"]  # it keeps no promise that was made with the reopening
    if granted(actor, "record an attempt", submission) and (next_at or not _comes_back_anyway(submission)):
        # When to try again is for whoever has the request now, not for who had the number before.
        changes["snoozed_until"], changes["reminder"] = next_at, ""
    if result == AttemptResult.SPOKE:
        changes["first_live_at"] = _the_earlier("first_live_at", now)
    Submission.objects.filter(pk=submission.pk).update(**changes)
    record(
        submission,
        "attempt",
        actor,
        detail=DEPARTURES[departure] if objections else AttemptResult(result).label,
    )
    submission.refresh_from_db()
    return attempt


def _comes_back_anyway(submission: Submission) -> bool:
    """Does a request come back at its time for something else than a call, whatever came of this one?"""
    if submission.status in WAITING:
        return True
    back = submission.snoozed_until
    is_to_come = back is not None and back > timezone.now()
    return is_to_come and submission.reminder not in ("", Reminder.CALL)


def _the_earlier(column: str, moment: datetime.datetime) -> Least:
    """Keep the first time, also when this screen has not heard of it or writes down an earlier call."""
    return Least(Coalesce(column, Value(moment)), Value(moment))


def refuse_outside(plan: ContactPlan, next_at: datetime.datetime | None) -> None:
    """Refuse a next try at a time at which they do not want to be reached. Raises IllegalMove."""
    if next_at is not None and not plan.is_open(next_at):
        raise IllegalMove(f"The next try is outside the hours they gave: {plan.hours_in_words()}.")


@transaction.atomic
def record_call_taken(submission: Submission, actor: Any) -> None:
    """Write down that somebody who rang us was spoken to: nobody has to reach out to them any more."""
    other = {
        Relationship.LOVED_ONE: SpokenTo.OTHER,
        Relationship.CLIENT: SpokenTo.PROFESSIONAL,
    }.get(Relationship(submission.relation))
    record_attempt(
        submission,
        actor,
        channel=Channel.PHONE,
        direction=Direction.IN,
        result=AttemptResult.SPOKE_TO_OTHER if other else AttemptResult.SPOKE,
        spoken_to=other or "",
        told=NOTHING,  # they told us
    )
    # Whoever asked has been spoken to, for whomever they asked.
    Submission.objects.filter(pk=submission.pk, first_live_at=None).update(first_live_at=timezone.now())
    submission.refresh_from_db()


@transaction.atomic
def secret_was_right(submission: Submission, actor: Any, *, secret: str = "") -> None:
    """Note that somebody on the phone had the secret; it is compared where it was typed, and kept nowhere."""
    lock(submission)
    if not may(actor, "record an attempt", submission):
        raise IllegalMove("You may not check the secret of this request.")
    record(submission, "secret right", actor)


# --- wrong and declined numbers and addresses ----------------------------------------------------------

# By which code two requests have the same number or address.
CODES = {"phone": "phone_index", "email": "email_index"}
# The event that reopens a column: a new value was set.
SET_ANEW = {f"new {way}": way for way in CONTACT_COLUMNS}
STOPPED = "stop contact"  # the move by which the person ends all contact


@dataclass(frozen=True)
class DeadEnds:
    """Contact details that must not be used: found wrong, or the person declined."""

    results: Mapping[tuple[str, str], str] = field(default_factory=dict)  # by way and channel

    def result(self, way: str, channel: str) -> str:
        """Return the result of the attempt that closed a column for a channel; empty while it is open."""
        return self.results.get((way, channel), "")

    def of_channel(self, channel: str) -> str:
        """Return what closed the person's own number or address for a channel; empty while it is open."""
        return self.result("email" if channel == Channel.EMAIL else "phone", channel)

    def of_way(self, way: str) -> str:
        """Return what closed a column for one channel or all; empty while it is open for all."""
        found = {self.result(way, channel) for channel in CONTACT_COLUMNS[way]} - {""}
        return AttemptResult.DECLINED if AttemptResult.DECLINED in found else next(iter(found), "")


NO_DEAD_ENDS = DeadEnds()


def dead_ends(submissions: Iterable[Submission]) -> dict[uuid.UUID, DeadEnds]:
    """Return the closed contact details of requests that have some, by key: two queries, however many.

    Whoever declined did so for a request and its duplicates; a wrong number closes the same one there.
    """
    asked = list(submissions)
    heads = {_goes_on_as(one) for one in asked}
    duplicates = Submission.objects.filter(Q(pk__in=heads) | Q(merged_into__in=heads)).values("pk")
    columns = ("at", "submission", *(f"submission__{name}" for name in ("merged_into", *CODES.values())))
    attempts = ContactAttempt.objects.filter(
        submission__in=duplicates, result__in=(AttemptResult.WRONG_NUMBER, AttemptResult.DECLINED)
    ).select_related("submission")
    events = Event.objects.filter(submission__in=duplicates, move__in={*SET_ANEW, STOPPED}).select_related(
        "submission"
    )
    ends = [
        (row.at, row.submission, row.channel, row.result)
        for row in attempts.only("channel", "result", *columns)
    ]
    renewed = []
    for row in events.only("move", *columns):
        if row.move == STOPPED:  # whoever stops contact themselves has declined, by every way there is
            ends.append((row.at, row.submission, Channel.PHONE, AttemptResult.DECLINED))
        else:
            renewed.append((row.at, row.submission, SET_ANEW[row.move]))
    ends.sort(key=lambda end: end[0])
    closed: dict[uuid.UUID, dict[tuple[str, str], str]] = {}
    for one in asked:
        for at, there, channel, result in ends:
            if _goes_on_as(there) != _goes_on_as(one):
                continue
            for way, channels in CONTACT_COLUMNS.items():
                is_renewed = any(
                    at <= then and name == way and where in (one, there) and _are_alike(way, one, where)
                    for then, where, name in renewed
                )
                if not is_renewed and (result == AttemptResult.DECLINED or _are_alike(way, one, there)):
                    dead = channels & _closed_by(channel, result)
                    closed.setdefault(one.pk, {}).update({(way, shut): result for shut in dead})
    return {key: DeadEnds(results) for key, results in closed.items()}


def _goes_on_as(submission: Submission) -> uuid.UUID:
    return submission.merged_into_id or submission.pk


def _are_alike(way: str, one: Submission, other: Submission) -> bool:
    """Say whether a way leads to the same number or address in both."""
    return one == other or (way in CODES and getattr(one, CODES[way]) == getattr(other, CODES[way]))


def _closed_by(channel: str, result: str) -> frozenset[str]:
    """Return the channels that an attempt closes: whoever declines does so for all of them."""
    if result == AttemptResult.DECLINED:
        return frozenset(Channel)
    return OF_A_NUMBER if channel in OF_A_NUMBER else frozenset({channel})


@transaction.atomic
def set_ways(submission: Submission, actor: Any, **values: str) -> Submission:
    """Set new contact details, by column, as typed. What is not named or empty stays.

    What stood there is kept, as with any correction: a screen on which it still stands corrects nothing.
    Raises IllegalMove where nothing is given, or by somebody who may not.
    """
    lock(submission)
    if not may(actor, "set a new way", submission):
        raise IllegalMove("You may not change how they are reached. Claim the request first.")
    given = {way: value for way, value in values.items() if way in CONTACT_COLUMNS and value}
    if not given:
        raise IllegalMove("Write the new number or address.")
    change_personal(submission, actor, given)
    for way in given:
        record(submission, f"new {way}", actor)
    # The same number again is news as well: it may be called, whatever came of it before.
    write(submission)
    return submission
