"""Calls with the payer, written down once however often the button is pressed."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from ..choices import PayerCallOutcome
from ..custody.access import Purpose, open_for
from ..models import PayerCall, Submission
from .locks import IllegalMove, lock
from .states import may, record


@transaction.atomic
def record_payer_call(
    submission: Submission,
    actor: Any,
    *,
    version: int | None = None,
    outcome: str,
    at: datetime.datetime | None = None,
    minutes: int | None = None,
    key: uuid.UUID | None = None,
    **sealed: str,
) -> PayerCall:
    """Write down a call with the payer. ``version`` is not compared: it changes nothing else.

    ``key`` is of the form that was sent: sent twice with the same words, it is one call.
    """
    lock(submission)
    if not may(actor, "write the worksheet", submission):
        raise IllegalMove("You may not write down a call with the payer.")
    if outcome == PayerCallOutcome.ANSWERED and not (sealed.get("representative") or sealed.get("reference")):
        raise IllegalMove("Write down who answered, or the reference of the call.")
    texts = {name: text.strip() for name, text in sealed.items()}
    before = PayerCall.objects.filter(pk=key).first() if key else None
    if before is not None and _is_the_same(before, submission, actor, outcome, texts):
        return before
    call = PayerCall(
        submission=submission, at=at or timezone.now(), minutes=minutes, by=actor, outcome=outcome
    )
    if key and before is None:
        call.pk = key
    call.seal(**texts)
    call.save(force_insert=True)
    record(submission, "payer call", actor, detail=PayerCallOutcome(outcome).label)
    return call


def _is_the_same(
    call: PayerCall, submission: Submission, actor: Any, outcome: str, texts: dict[str, str]
) -> bool:
    if (call.submission_id, call.by_id, call.outcome) != (submission.pk, actor.pk, outcome):
        return False
    return open_for(Purpose.BENEFITS, call, *texts) == texts
