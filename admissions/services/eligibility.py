"""Electronic checks: asked by a press of staff, sent by the worker, read into suggestions.

A check is one request. Its row says when it is tried next; whoever takes it raises its number of tries in one
conditional UPDATE, so that two workers never send it twice.
"""

from __future__ import annotations

import contextlib
import datetime
import uuid
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django_tasks import task

from .. import notifications
from ..choices import Rank
from ..custody import access
from ..eligibility import client
from ..eligibility.outcomes import EligibilityOutcome as Outcome
from ..eligibility.outcomes import of_status
from ..eligibility.reading import read
from ..eligibility.request import Incomplete, questions
from ..eligibility.suggestions import Reading
from ..models import Consent, EligibilityCheck, Outbox, Payer, Policy, Submission
from .benefits import WRITABLE
from .locks import IllegalMove, Stale, lock
from .states import may, record

MINUTE = datetime.timedelta(minutes=1)
SAME_WITHIN = 10 * MINUTE  # the same question is not asked again
PAUSES = (1 * MINUTE, 5 * MINUTE, 30 * MINUTE)  # after each try that brought no answer; then staff call
# Longer than a request can take: whoever had it is gone, and it is taken again.
TERM = 3 * MINUTE
# What stays true for ten minutes. What the lead may have set up since is asked anew.
KEPT = (Outcome.ACTIVE, Outcome.INACTIVE, Outcome.NOT_FOUND, Outcome.FIX_INPUT, Outcome.REVIEW, "")
PERSON = ("first_name", "last_name", "birth_date")
POLICY = (
    "member_id",
    "holder_relation",
    "holder_first_name",
    "holder_last_name",
    "holder_birth_date",
)


class CannotAsk(IllegalMove):
    """The payer cannot be asked with what is in the file; ``columns`` say what lacks."""

    def __init__(self, missing: Incomplete) -> None:
        super().__init__(str(missing))
        self.columns = missing.columns


def hindrance(submission: Submission, actor: Any) -> str:
    """Return, in words, why this person cannot ask the payer electronically now; empty if they can."""
    if not client.is_on():
        return "Electronic checks are not set up: the payer is called."
    if not may(actor, "write the worksheet", submission):
        return "You may not ask the payer about this request."
    if submission.status not in WRITABLE:
        return "This request is not being verified."
    if submission.is_unknown_to_them:
        return "The person does not know that somebody asked for them, so nothing goes to their insurer."
    if not _is_permitted(submission):
        return "No permission to ask the insurer is on file. Ask the person first."
    return ""


def _is_permitted(submission: Submission) -> bool:
    now = timezone.now()
    given = submission.consents.filter(kind=Consent.Kind.USE_DETAILS, revoked_at=None)
    return given.exclude(ends_at__lte=now).exists() and not submission.is_unknown_to_them


def ask(
    submission: Submission, actor: Any, *, rank: str, payer: Payer, address: str = ""
) -> tuple[list[EligibilityCheck], bool]:
    """Queue a request for each of the payer's service types; a look is written down first.

    Returns the checks and whether they are new: the same question within ten minutes is not asked again.

    Raises:
        CannotAsk: something is missing that the payer needs.
        IllegalMove: not now, not by this person, or not permitted by whom it is about.
    """
    if reason := hindrance(submission, actor):
        raise IllegalMove(reason)
    labels = [
        row.sealed_fields()[name].label for row, names in _looked_at(submission, rank) for name in names
    ]
    access.log(actor, submission, "ask payer", fields=" ".join(sorted(labels)), address=address)
    press = uuid.uuid4()
    is_new = _queue_new(submission, actor, payer, rank, press)
    return list(EligibilityCheck.objects.filter(press=press)), is_new


@transaction.atomic
def _queue_new(submission: Submission, actor: Any, payer: Payer, rank: str, press: uuid.UUID) -> bool:
    """Queue what was not asked within ten minutes: of two presses at once, the second finds the first's."""
    lock(submission)
    if reason := hindrance(submission, actor):
        raise IllegalMove(reason)
    opened = [
        access.open_for(access.Purpose.ELIGIBILITY, row, *names)
        for row, names in _looked_at(submission, rank)
    ]
    try:
        asked = questions(
            *opened,
            payer_id=payer.payer_id.strip(),
            codes=payer.codes,
            organization=settings.ELIGIBILITY_ORGANIZATION,
            npi=settings.ELIGIBILITY_NPI,
        )
    except Incomplete as missing:
        raise CannotAsk(missing) from None
    same, now = _same(submission, rank, asked), timezone.now()
    EligibilityCheck.objects.filter(pk__in=[check.pk for check in same.values()]).update(press=press)
    new = [code for code in asked if code not in same]
    for code in new:
        check = EligibilityCheck(
            submission=submission,
            rank=rank,
            press=press,
            payer=payer,
            service_code=code,
            source=_source(),
            asked_by=actor,
            asked_at=now,
            next_try_at=now,
        )
        check.seal(request=asked[code])
        check.save(force_insert=True)
        # The queue is a table of the same database: both appear together.
        send.enqueue(str(check.pk))
    if new:
        record(submission, "electronic check", actor, detail=Rank(rank).label)
    return bool(new)


def _looked_at(submission: Submission, rank: str) -> list[tuple[Any, tuple[str, ...]]]:
    policy = submission.policies.filter(rank=rank).first() or Policy(submission=submission, rank=rank)
    return [(submission, PERSON), (policy, POLICY)]


def _same(submission: Submission, rank: str, asked: dict[str, str]) -> dict[str, EligibilityCheck]:
    """Return the checks of the last ten minutes that asked the very same, by service type."""
    recent = submission.eligibility_checks.filter(
        rank=rank, asked_at__gt=timezone.now() - SAME_WITHIN, outcome__in=KEPT, source=_source()
    )
    found: dict[str, EligibilityCheck] = {}
    for check in recent:
        text = access.open_for(access.Purpose.ELIGIBILITY, check, "request")["request"]
        if asked.get(check.service_code) == text:
            found.setdefault(check.service_code, check)
    return found


def _source() -> str:
    simulated = client.is_simulated()
    return EligibilityCheck.Source.SIMULATOR if simulated else EligibilityCheck.Source.LIVE


# --- the worker's side ----------------------------------------------------------------------------------


@task()
def send(check_id: str) -> None:
    """Send one check if it is due and nobody else has it."""
    now = timezone.now()
    check = EligibilityCheck.objects.select_related("submission").filter(pk=check_id).first()
    if check is None or check.next_try_at is None or check.next_try_at > now:
        return
    taken = EligibilityCheck.objects.filter(
        pk=check.pk, tries=check.tries, next_try_at=check.next_try_at
    ).update(tries=F("tries") + 1, next_try_at=now + TERM)
    if not taken:
        return
    check.tries += 1
    submission = check.submission
    if check.tries > len(PAUSES) + 1:
        _end(check, Reading(Outcome.UNAVAILABLE))
    elif submission.is_closed or not _is_permitted(submission):
        _end(
            check, Reading(Outcome.REVIEW, notices=("It was not sent: the request or its permission ended.",))
        )
    else:
        _send(check)


def _send(check: EligibilityCheck) -> None:
    fields = check.sealed_fields()["request"].label
    access.log(None, check.submission, "ask payer", fields=fields)
    text = access.open_for(access.Purpose.ELIGIBILITY, check, "request")["request"]
    body = b""
    try:
        if check.source != _source():
            raise client.Refused  # the settings have changed since: nobody pressed for that
        answer = client.post(text)
        body = answer.body
        outcome = of_status(answer.status)
        reading = Reading(outcome, (str(answer.status),)) if outcome else read(body, timezone.localdate())
    except client.NoAnswer:
        reading = Reading(Outcome.UNAVAILABLE)
    except client.Refused:
        reading = Reading(Outcome.CONFIG)
    except client.TooLong:
        reading = Reading(Outcome.UNREADABLE)
    _end(check, reading, body)


def _end(check: EligibilityCheck, reading: Reading, body: bytes = b"") -> None:
    """Store what came of a try: the end of the check, or when it is tried again."""
    now = timezone.now()
    tries_again = reading.outcome == Outcome.UNAVAILABLE and check.tries <= len(PAUSES)
    values: dict[str, Any] = {"codes": " ".join(reading.codes)[:60]}
    if tries_again:
        values["next_try_at"] = now + PAUSES[check.tries - 1]
    else:
        check.seal(response=body or None, reading=reading.as_json())
        values |= {
            "next_try_at": None,
            "outcome": reading.outcome,
            "answered_at": now,
            "response": check.response,
            "reading": check.reading,
        }
    with contextlib.suppress(Stale), transaction.atomic():  # Stale: forgotten, and the check with it
        lock(check.submission)
        kept = EligibilityCheck.objects.filter(
            pk=check.pk, tries=check.tries, next_try_at__isnull=False
        ).update(**values)
        if not kept:
            return
        if tries_again:
            send.using(run_after=values["next_try_at"]).enqueue(str(check.pk))
            return
        record(check.submission, "electronic answer", detail=reading.outcome.label)
        if reading.outcome == Outcome.CONFIG:
            notifications.queue(check.submission, Outbox.Kind.SET_UP, now)


def rescue_lost(now: datetime.datetime) -> None:
    """Queue again what is long due: its task was lost with a worker."""
    for key in EligibilityCheck.objects.filter(next_try_at__lt=now - TERM).values_list("pk", flat=True)[:50]:
        if EligibilityCheck.objects.filter(pk=key, next_try_at__lt=now - TERM).update(next_try_at=now):
            send.enqueue(str(key))


# --- what the desk shows --------------------------------------------------------------------------------


def was_corrected_since(submission: Submission, rank: str, asked_at: datetime.datetime) -> bool:
    """Was anything of the person or of this plan corrected after the payer was asked about them?"""
    of_plan = [f"{rank}.{column}" for column in (*POLICY, "payer")]
    return submission.corrections.filter(at__gt=asked_at, column__in=[*PERSON, *of_plan]).exists()


def last_press(submission: Submission, rank: str) -> list[EligibilityCheck]:
    """Return the checks that were asked together last, in the order of the payer's service types."""
    checks: Iterable[EligibilityCheck] = (
        submission.eligibility_checks.filter(rank=rank)
        .select_related("payer", "asked_by", "submission")
        .defer("request", "response")
    )
    found = list(checks)
    return [check for check in found if check.press == found[0].press]
