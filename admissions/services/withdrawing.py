"""What the person asks to be deleted: an open request ends with it, a closed one is forgotten sooner."""

from __future__ import annotations

import datetime
import enum
from typing import Any

from django.db import transaction
from django.utils import timezone

from .. import notifications
from ..choices import Outcome
from ..models import CardImage, Outbox, Submission
from .locks import Stale, lock, write
from .states import move, record

ASKED = "deletion asked"


class Withdrawn(enum.Enum):
    """What becomes of what a person asked to have deleted."""

    GONE = "it is forgotten at the worker's next run"
    JOINED = "it is forgotten, and what it was merged into is not"
    KEPT = "the law has us keep it for now"


@transaction.atomic
def withdraw(submission: Submission) -> Withdrawn:
    """Have a request forgotten because the person asked for it; one that is open ends with that.

    Whatever staff do at the same moment, the person's word counts; asking twice is asking once. What a legal
    hold keeps is forgotten once it is lifted. Of somebody who was admitted it is part of a record that is
    kept; whoever has it is told that they asked. So is whoever has the request that it was merged into. What
    was merged into it is of the same person, and goes with it.
    """
    joined = list(Submission.objects.filter(merged_into=submission))
    into = Submission.objects.filter(pk__in=filter(None, [submission.merged_into_id]))
    try:
        lock(submission, *joined, *into)
    except Stale:  # forgotten in the meantime
        return Withdrawn.GONE
    now = timezone.now()
    if not submission.is_closed:
        changes: dict[str, Any] = {"closed_at": now, "forget_after": now, "snoozed_until": None}
        move(submission, None, "withdraw", outcome=Outcome.WITHDRAWN, **changes)
    elif submission.outcome != Outcome.WITHDRAWN:
        _ask(submission, submission, "")
        if submission.outcome == Outcome.ADMITTED:
            return Withdrawn.KEPT
        _forget_at(now, submission)
    for one in joined:
        _ask(one, one, "")
        _forget_at(now, one)
    held = [one for one in (submission, *joined) if one.legal_hold]
    CardImage.objects.filter(submission__in=[submission, *joined]).exclude(submission__in=held).delete()
    if held:
        return Withdrawn.KEPT
    if submission.merged_into is None:
        return Withdrawn.GONE
    _ask(submission.merged_into, submission, submission.reference)
    return Withdrawn.JOINED


def _forget_at(now: datetime.datetime, ended: Submission) -> None:
    if ended.forget_after is None or ended.forget_after > now:
        write(ended, forget_after=now)


def _ask(told: Submission, asked: Submission, detail: str) -> None:
    """Let whoever has a request know that the person asked for deletion; once is enough."""
    if told.events.filter(move=ASKED, detail=detail).exists():
        return
    record(told, ASKED, detail=detail)
    if told != asked or told.outcome == Outcome.ADMITTED:
        notifications.queue(told, Outbox.Kind.CHANGED, timezone.now())
