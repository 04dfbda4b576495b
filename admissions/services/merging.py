"""Merging: two requests of one person become one. The other stays readable, closed as a duplicate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from ..choices import Outcome
from ..models import CardImage, ContactAttempt, Disclosure, Note, PayerCall, SafetyScreen, Submission
from .consents import carry_over
from .corrections import PLAIN, correct
from .estimates import carry_estimates
from .states import IllegalMove, may, record
from .work import close

# What happened to the other request goes on with the one that is kept.
CARRIED = (ContactAttempt, Note, CardImage, PayerCall, SafetyScreen, Disclosure)


def may_merge(kept: Submission, other: Submission, actor: Any) -> bool:
    """May ``actor`` make one of these two? They correct the one, and close the other."""
    is_closable = any(may(actor, action, other) for action in ("close", "turn away"))
    return kept.pk != other.pk and may(actor, "correct the record", kept) and is_closable


@transaction.atomic
def merge(
    kept: Submission,
    other: Submission,
    actor: Any,
    *,
    seen: int,
    personal: Mapping[str, str],
    plans: Mapping[str, Mapping[str, str]],
    words: Mapping[str, str],
) -> Submission:
    """Close ``other`` as a duplicate of ``kept``, which takes the values given and all that happened.

    Its own values stay in the other request. Who may be told is carried over, and any other consent where
    ``kept`` has none of its kind.

    Raises:
        IllegalMove: by somebody who may not, or the other request cannot be closed.
        Stale: somebody was faster, with a correction of the one or with a move of the other.
    """
    if not may_merge(kept, other, actor):
        raise IllegalMove("You may not merge these two requests.")
    close(other, actor, outcome=Outcome.DUPLICATE, duplicate_of=kept)
    plain = {name: getattr(kept, name) for name in PLAIN}
    correct(kept, actor, seen=seen, plain=plain, personal=personal, plans=plans, words=words)
    for model in CARRIED:
        model._default_manager.filter(submission=other).update(submission=kept)
    carry_over(other, kept)
    carry_estimates(kept, other)
    kept.refresh_from_db()
    kept.clinician_first |= other.clinician_first
    for column in ("first_attempt_at", "first_live_at"):
        times = [at for at in (getattr(kept, column), getattr(other, column)) if at is not None]
        setattr(kept, column, min(times, default=None))
    kept.save(update_fields=["first_attempt_at", "first_live_at", "clinician_first"])
    record(kept, "merged", actor, detail=other.reference)
    return kept
