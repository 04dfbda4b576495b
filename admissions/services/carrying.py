"""What becomes of everything that belongs to a request when it is merged into another one.

One table says it, row for row of the database, and the screen of the comparison prints it. A test compares it
with the models, so that nobody adds a table without deciding this.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass

from django.db import models
from django.db.models import F
from django.utils import timezone

from ..choices import Rank, WorksheetState
from ..models import (
    BenefitsWorksheet,
    CardImage,
    Consent,
    ContactAttempt,
    Correction,
    Disclosure,
    Draft,
    EligibilityCheck,
    Estimate,
    EstimateClock,
    Event,
    GlassBreak,
    LegalHold,
    Note,
    Outbox,
    PayerCall,
    PhiAccess,
    Policy,
    SafetyScreen,
    Submission,
)
from .consents import carry_over
from .estimates import MERGED

Carry = Callable[[Submission, Submission], None]


class Fate(enum.StrEnum):
    """What becomes of rows, as the screen says it."""

    GOES_ON = "Goes on"
    IN_PART = "Goes on in part"
    STAYS = "Stays there to be read"


@dataclass(frozen=True)
class Belonging:
    """One kind of thing that belongs to a request: where it is stored, what becomes of it, and why."""

    model: type[models.Model]
    words: str
    fate: Fate
    why: str
    carry: Carry | None = None  # from the merged request to the one that is kept
    column: str = "submission"

    def rows(self, submission: Submission) -> models.QuerySet[models.Model]:
        """Return what a request has of it."""
        key = submission.pk if self.column.endswith("_id") else submission
        return self.model._default_manager.filter(**{self.column: key})


def _all(model: type[models.Model]) -> Carry:
    def carry(other: Submission, kept: Submission) -> None:
        model._default_manager.filter(submission=other).update(submission=kept)

    return carry


def _photos(other: Submission, kept: Submission) -> None:
    taken = set(kept.card_images.values_list("rank", "side"))
    for photo in other.card_images.defer("image"):
        if (photo.rank, photo.side) not in taken:
            CardImage.objects.filter(pk=photo.pk).update(submission=kept)


def _worksheets(other: Submission, kept: Submission) -> None:
    for rank in _same_plans(other, kept):
        if not kept.worksheets.filter(rank=rank).exists():
            rows = other.worksheets.filter(rank=rank)
            # Nobody has sent the request that is kept to be signed.
            rows.filter(state=WorksheetState.READY).update(state=WorksheetState.DRAFT)
            rows.update(submission=kept)


def _checks(other: Submission, kept: Submission) -> None:
    other.eligibility_checks.filter(rank__in=_same_plans(other, kept)).update(submission=kept)


def _same_plans(other: Submission, kept: Submission) -> list[str]:
    """Return the ranks at which both requests name the same insurer and member ID."""
    named = [
        dict(one.policies.exclude(member_index="").values_list("rank", "member_index"))
        for one in (other, kept)
    ]
    return [rank for rank in Rank.values if rank in named[0] and named[0][rank] == named[1].get(rank)]


def _estimates(other: Submission, kept: Submission) -> None:
    mine, going = kept.estimates.first(), other.estimates.all()
    if mine is not None and mine.state == WorksheetState.SIGNED:
        going = going.exclude(given_at=None)
    going.update(submission=kept, number=F("number") + (mine.number if mine else 0))
    running = other.estimate_clocks.filter(ended_at=None).first()
    ours = kept.estimate_clocks.filter(ended_at=None).first()
    if running is not None and ours is not None:
        if running.due < ours.due:
            ours.due = running.due
            ours.save(update_fields=["due"])
        running.ended_at, running.end, running.reason = timezone.now(), EstimateClock.End.WAIVED, MERGED
        running.save(update_fields=["ended_at", "end", "reason"])
    other.estimate_clocks.update(submission=kept)


GOES_ON, IN_PART, STAYS = Fate
_OF_ONE_PLAN = "Where both name the same insurer and member ID."
# Consents before what was told under them. A hold has reached both: :func:`admissions.services.work.close`.
TABLE = (
    Belonging(
        LegalHold,
        "Legal holds",
        IN_PART,
        "It stays, and the other of the two is held as well, as long.",
    ),
    Belonging(ContactAttempt, "Attempts and talks", GOES_ON, "What happened goes on.", _all(ContactAttempt)),
    Belonging(Note, "Notes", GOES_ON, "What is known goes on.", _all(Note)),
    Belonging(
        SafetyScreen, "Answers about safety", GOES_ON, "Whoever calls next needs them.", _all(SafetyScreen)
    ),
    Belonging(PayerCall, "Calls with the payer", GOES_ON, "A worksheet rests on them.", _all(PayerCall)),
    Belonging(
        BenefitsWorksheet,
        "Worksheet versions",
        IN_PART,
        f"{_OF_ONE_PLAN[:-1]}, and the request that is kept has none of its own.",
        _worksheets,
    ),
    Belonging(EligibilityCheck, "Electronic checks", IN_PART, _OF_ONE_PLAN, _checks),
    Belonging(
        CardImage,
        "Card photos",
        IN_PART,
        "A second photo of the same side stays there.",
        _photos,
    ),
    Belonging(
        Consent,
        "Consents",
        IN_PART,
        "Who may be told goes on whole; of the others, what the request that is kept lacks.",
        carry_over,
    ),
    Belonging(Disclosure, "What others were told", GOES_ON, "It goes with its consent.", _all(Disclosure)),
    Belonging(
        Estimate,
        "Estimates",
        IN_PART,
        "What was given counts for the person; nothing else takes the place of one that is signed.",
        _estimates,
    ),
    Belonging(EstimateClock, "Estimate clocks", GOES_ON, "The earlier one runs on."),
    Belonging(
        Submission,
        "Requests merged before",
        GOES_ON,
        "They lead to the one that is kept.",
        column="merged_into",
    ),
    Belonging(Policy, "Plans", STAYS, "What differs is chosen above."),
    Belonging(Correction, "Corrections", STAYS, "They tell how its own values came about."),
    Belonging(Event, "Timeline", STAYS, "It tells what was done with that request; nobody rewrites it."),
    Belonging(Outbox, "Notices", STAYS, "They named that request."),
    Belonging(Draft, "The sender’s own page", STAYS, "It is theirs, and ends by itself."),
    Belonging(
        GlassBreak,
        "Break-glass",
        STAYS,
        "It opened that request, and is looked at as such.",
        column="submission_id",
    ),
    Belonging(PhiAccess, "Looks", STAYS, "Nobody changes the log.", column="submission_id"),
)


def carry_all(other: Submission, kept: Submission) -> None:
    """Let everything that goes on belong to ``kept``, which has its values already."""
    for belonging in TABLE:
        if belonging.carry is not None:
            belonging.carry(other, kept)


def held(submission: Submission) -> list[tuple[Belonging, int]]:
    """Return what there is of a request to decide about, with how much of each kind."""
    counted = [(belonging, belonging.rows(submission).order_by().count()) for belonging in TABLE]
    return [(belonging, number) for belonging, number in counted if number]
