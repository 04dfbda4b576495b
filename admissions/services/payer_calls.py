"""Calls with the payer: who said it, when, and under which reference."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from ..choices import PayerCallOutcome
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
    **sealed: str,
) -> PayerCall:
    """Write down a call with the payer. ``version`` is not compared: it changes nothing else."""
    lock(submission)
    if not may(actor, "write the worksheet", submission):
        raise IllegalMove("You may not write down a call with the payer.")
    if outcome == PayerCallOutcome.ANSWERED and not (sealed.get("representative") or sealed.get("reference")):
        raise IllegalMove("Write down who answered, or the reference of the call.")
    call = PayerCall(
        submission=submission, at=at or timezone.now(), minutes=minutes, by=actor, outcome=outcome
    )
    call.seal(**{name: text.strip() for name, text in sealed.items()})
    call.save(force_insert=True)
    record(submission, "payer call", actor, detail=PayerCallOutcome(outcome).label)
    return call
