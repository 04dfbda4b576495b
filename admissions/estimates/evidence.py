"""What an ending of somebody who pays without insurance takes."""

from __future__ import annotations

from ..choices import InsuranceRoute, Outcome
from ..models import Submission


def missing(submission: Submission, outcome: str) -> str:
    """Return in words what an ending lacks: nobody comes, or pays themselves, with an estimate still due."""
    is_due = submission.estimate_clocks.filter(ended_at=None).exists()
    if is_due and outcome in {Outcome.ADMITTED, Outcome.SELF_PAY}:
        return "An estimate is still due. Give it, or write down why none is given."
    return ""


def stands_for_the_payer(submission: Submission) -> bool:
    """Is there no payer to ask, and has the person an estimate instead of a payer's answer?"""
    given = submission.estimates.exclude(given_at=None)
    return submission.insurance_route == InsuranceRoute.NONE and given.exists()
