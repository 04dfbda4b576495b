"""One after the other: whoever writes to a request, or to what belongs to it, holds its row from the start.

The order in which rows are locked stands in docs/decisions/desk.md.
"""

from __future__ import annotations

import contextlib
from typing import Any

from django.db.models import F, Q

from ..models import Submission

CHANGED = "Somebody else has just changed this request. Look at it again."
FORGOTTEN = "This request is not there any more: it has been forgotten."


class IllegalMove(Exception):
    """This request cannot make this move, or this person may not make it. The message says why."""


class Stale(IllegalMove):
    """Somebody else moved the request in the meantime."""


def lock(*submissions: Submission) -> None:
    """Hold the rows of requests until the transaction ends, and read what stands in them now.

    Every write to a request, or to what belongs to it, begins with this and asks everything else after it:
    of two at once the second finds what the first has left. On SQLite a transaction is alone anyway. Several
    are locked in the order of their keys. Raises Stale where one has been forgotten.
    """
    for submission in sorted(submissions, key=lambda one: one.pk):
        try:
            # Not against rows that merely refer to it: those are written by whoever holds it.
            submission.refresh_from_db(from_queryset=Submission.objects.select_for_update(no_key=True))
        except Submission.DoesNotExist:
            raise Stale(FORGOTTEN) from None


def lock_with_merged(submission: Submission) -> list[Submission]:
    """Lock a request, what was merged into it and what it was merged into; return these others.

    They are listed anew once they are held: somebody may have merged, or forgotten, one of them meanwhile.
    Raises Stale where the request itself is forgotten.
    """
    into = Submission.objects.filter(pk=submission.pk).values("merged_into")
    merged = Submission.objects.filter(Q(merged_into=submission) | Q(pk__in=into)).order_by("pk")
    held: list[Submission] | None = None
    while held != (related := list(merged.all())):
        held = related
        with contextlib.suppress(Stale):
            lock(submission, *held)
    lock(submission)
    return related


def lock_unmoved(submission: Submission, *others: Submission) -> None:
    """Lock a request that has to stand as the person saw it. Raises Stale where it does not any more.

    Its ``version`` is the one that their screen showed. ``others`` are locked with it.
    """
    before = (submission.version, submission.status, submission.owner_id)
    lock(submission, *others)
    if before != (submission.version, submission.status, submission.owner_id):
        raise Stale(CHANGED)


def write(submission: Submission, **changes: Any) -> None:
    """Write columns of a locked request, so that a screen that shows it as it was is out of date."""
    Submission.objects.filter(pk=submission.pk).update(version=F("version") + 1, **changes)
    submission.refresh_from_db()
    keep_in_sight(submission)


def keep_in_sight(submission: Submission) -> None:
    """End a time to come back that hides a first call until after it was promised."""
    back = submission.snoozed_until
    if back is not None and submission.is_owed_before(back):
        Submission.objects.filter(pk=submission.pk).update(snoozed_until=None)
        submission.refresh_from_db()
