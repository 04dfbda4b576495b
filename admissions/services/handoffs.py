"""Handing somebody over to the record system: when that is allowed, and that it was done."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from ..choices import Outcome, Status
from ..models import Disclosure, Scope, Submission
from .consents import in_force, tell, write_disclosure
from .locks import IllegalMove, lock
from .states import may, record

# What allows it without a consent. Every request is treated as covered by 42 CFR part 2.
LAWS = {
    "treatment": "For treatment, to our own staff (42 CFR 2.12(c)(3))",
    "service": "To the operator of our record system, under its agreement (42 CFR 2.12(c)(4))",
}
ABOUT_TO_BE_ADMITTED = (Status.VERIFIED, Status.SHARED)
SHORTEST_REASON = 10  # characters


def why_no_packet(submission: Submission) -> str:
    """Return in words why nothing may leave about this request now; empty where it may."""
    if submission.outcome == Outcome.WITHDRAWN:
        return "They withdrew: nothing leaves any more, and the request is being forgotten."
    if submission.is_closed and submission.outcome != Outcome.ADMITTED:
        return (
            f"The request ended as “{submission.get_outcome_display()}”. A packet is made of somebody who is "
            "admitted."
        )
    if not submission.is_closed and submission.status not in ABOUT_TO_BE_ADMITTED:
        return (
            f"The request is “{submission.get_status_display()}”. A packet is made once the benefits are "
            "verified, or once it was closed as admitted."
        )
    return ""


def bases(submission: Submission) -> dict[str, str]:
    """Return what may allow a packet, by its code: the consents that go so far, and the law."""
    agreed = {str(one.pk): f"Consent No. {one.number}" for one in in_force(submission, Scope.ALL)}
    return {**agreed, **LAWS}


def check_hand_off(submission: Submission, actor: Any, *, basis: str, reason: str) -> None:
    """Raise IllegalMove, in words, unless a packet of this request may be made now."""
    if not may(actor, "hand off", submission):
        raise IllegalMove("Only a lead hands somebody over to the record system.")
    if refusal := why_no_packet(submission):
        raise IllegalMove(refusal)
    if len(reason.strip()) < SHORTEST_REASON:
        raise IllegalMove("Say in a sentence what it is needed for.")
    if basis not in bases(submission):
        raise IllegalMove(
            "Choose what allows it: a consent in force to everything that admission needs, or the law. One "
            "that was taken back allows nothing any more."
        )


@transaction.atomic
def record_hand_off(submission: Submission, actor: Any, *, basis: str, reason: str, form: str) -> None:
    """Write down that a packet leaves; what was checked is checked once more. Raises IllegalMove."""
    lock(submission)
    check_hand_off(submission, actor, basis=basis, reason=reason)
    what = Disclosure.What.PACKET
    if basis in LAWS:
        write_disclosure(submission, actor, what, basis, reason=reason)
    else:
        tell(submission, actor, told=basis, why=reason, what=what, scope=Scope.ALL)
    record(submission, "handed off", actor, detail=form)
