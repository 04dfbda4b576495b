"""What the person asks to be deleted: an open request ends with it, a closed one is forgotten sooner."""

from __future__ import annotations

import contextlib
import datetime
import enum

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from .. import notifications
from ..choices import Outcome
from ..models import CardImage, Outbox, Submission
from .locks import Stale, lock, write
from .states import move, record
from .work import ending

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
    try:
        joined = _lock_all(submission)
    except Stale:  # forgotten in the meantime
        return Withdrawn.GONE
    now = timezone.now()
    if not submission.is_closed:
        move(submission, None, "withdraw", outcome=Outcome.WITHDRAWN, **ending(Outcome.WITHDRAWN))
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


def _lock_all(submission: Submission) -> list[Submission]:
    """Lock a request, what was merged into it and what it was merged into; return what was merged into it.

    They are listed anew once they are held: somebody may have merged, or forgotten, one of them meanwhile.
    Raises Stale where the request itself is forgotten.
    """
    held: list[Submission] | None = None
    while held != (related := _related(submission)):
        held = related
        with contextlib.suppress(Stale):
            lock(submission, *held)
    lock(submission)
    return [one for one in related if one.merged_into_id == submission.pk]


def _related(submission: Submission) -> list[Submission]:
    into = Submission.objects.filter(pk=submission.pk).values("merged_into")
    return list(Submission.objects.filter(Q(merged_into=submission) | Q(pk__in=into)).order_by("pk"))


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
