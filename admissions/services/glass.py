"""Break-glass: reading a request in an emergency that is closed to whoever needs it.

The words are those of a fact that is made public alone (``alter_site.content``): one person acts for a
reason, others are told at once, and it stays on their screens until somebody else has looked at it.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from .. import notifications
from ..custody import glass
from ..custody.chain import append
from ..models import GlassBreak, Outbox, Submission
from .locks import IllegalMove
from .states import READS, granted, record

LASTS = datetime.timedelta(minutes=30)
SHORTEST_REASON = 10  # characters: "emergency" alone tells nobody anything
NOT_CLOSED_TO_YOU = "No request of this reference is closed to you. Look in the queue, or use Find."


def is_closed_to(actor: Any, submission: Submission) -> bool:
    """Is there anything in this request that ``actor`` may not read?"""
    return not all(granted(actor, action, submission) for action in READS)


@transaction.atomic
def break_glass(actor: Any, reference: str, *, reason: str) -> Submission:
    """Let ``actor`` read the request for half an hour, and tell the leads and the privacy officers.

    A second press while it is open changes nothing. Raises IllegalMove; whether there is such a request is
    said only to whoever gave a reason, and stands in the log.
    """
    if not actor.may("break the glass"):
        raise IllegalMove("You may not break the glass.")
    if len(reason.strip()) < SHORTEST_REASON:
        raise IllegalMove("Say in a sentence what the emergency is.")
    found = Submission.objects.select_for_update().filter(reference=reference).first()
    if found is None or not is_closed_to(actor, found):
        raise IllegalMove(NOT_CLOSED_TO_YOU)
    now = timezone.now()
    if GlassBreak.objects.filter(by=actor, submission_id=found.pk, at__lte=now, ends_at__gt=now).exists():
        return found
    row = GlassBreak(submission_id=found.pk, reference=found.reference, by=actor, at=now, ends_at=now + LASTS)
    row.seal(reason=reason.strip())
    row.save(force_insert=True)
    append(actor=actor, action=glass.MARK, submission_id=found.pk, reference=found.reference)
    record(found, glass.MARK, actor, detail="For 30 minutes")
    notifications.queue(found, Outbox.Kind.GLASS, now)
    glass.forget_what_is_known(actor)
    return found


def not_looked_at() -> QuerySet[GlassBreak]:
    """Return the breaks that no privacy officer has looked at, the newest first."""
    return GlassBreak.objects.filter(seen_at=None)


def look_at_break(row: GlassBreak, actor: Any) -> None:
    """Write down that a privacy officer has looked at a break: the first one counts.

    Raises IllegalMove for anybody else, and for whoever broke the glass themselves.
    """
    if not actor.may("look at a break"):
        raise IllegalMove("Only a privacy officer says that a break was looked at.")
    if row.by_id == actor.pk:
        raise IllegalMove("You broke this glass yourself. Another privacy officer looks at it.")
    GlassBreak.objects.filter(pk=row.pk, seen_at=None).update(seen_by=actor, seen_at=timezone.now())
    row.refresh_from_db()
