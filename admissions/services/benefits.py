"""Verification of benefits: worksheets in versions, calls with the payer, signature and answer."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from .. import notifications
from ..benefits.questions import QUESTIONS
from ..benefits.worksheet import EVIDENCE, Answers, Given, Source, contradictions, gaps
from ..choices import PayerCallOutcome, Rank, SpokenTo, Status, WorksheetState
from ..custody.access import Purpose, open_for
from ..models import BenefitsWorksheet, Disclosure, Outbox, Scope, Submission
from .consents import tell
from .locks import IllegalMove, lock, lock_unmoved
from .states import may, move, record

# What the payer is waited for.
PAYER_REASONS = {
    "call_back": "They call back",
    "closed_now": "Their line is closed",
    "in_writing": "They answer in writing",
    "not_on_file": "The plan was not found; they look for it",
}
# How an answer was given to the person.
WAYS_TO_SHARE = {
    "phone": "Read out on the phone",
    "sheet": "Read out, and the sheet handed over",
    "mail": "Read out, and the sheet sent as they asked",
}
OUTDATED = (
    "The insurer or member ID was corrected after it was signed. Ask that plan, and save the worksheet anew."
)
# A worksheet is written while its request is being verified.
WRITABLE = frozenset({Status.CLAIMED, Status.VERIFYING, Status.PAYER_WAIT, Status.NEEDS_INFO})


class Overtaken(IllegalMove):
    """Somebody else has saved the worksheet since this screen was opened."""

    WORDS = (
        "Yours is below and not saved yet. Press Save again to keep yours as the newer version; theirs stays "
        "as the version before."
    )


def newest(submission: Submission, rank: str = Rank.PRIMARY) -> BenefitsWorksheet | None:
    """Return the version of a plan's worksheet that counts."""
    return submission.worksheets.filter(rank=rank).select_related("author", "signed_by").first()


def answers_of(worksheet: BenefitsWorksheet | None) -> Answers:
    """Open a worksheet for a check of the software; nobody looks at it."""
    if worksheet is None:
        return Answers()
    return Answers.from_json(open_for(Purpose.BENEFITS, worksheet, "answers")["answers"])


@transaction.atomic
def save_answers(
    submission: Submission,
    actor: Any,
    *,
    rank: str,
    saves: int,
    typed: Mapping[str, str | int | None],
    levels: list[str],
    source: str,
    beside: bool = False,
    accepted: Mapping[str, Given] | None = None,
) -> BenefitsWorksheet:
    """Seal what was typed into the draft of a worksheet, or into a new version where there is no draft.

    ``saves`` is the number of saves that the screen knew. With ``beside``, what stands there stays as a
    version of its own: somebody else has saved it.

    Raises:
        Overtaken: somebody has saved since.
        IllegalMove: the request is not being verified, or by somebody who may not write.
    """
    lock(submission)
    if not may(actor, "write the worksheet", submission):
        raise IllegalMove("You may not write this worksheet.")
    if submission.status not in WRITABLE:
        raise IllegalMove(
            f"The request is “{submission.get_status_display()}”, so its worksheet is not written to."
        )
    current, now = newest(submission, rank), timezone.now()
    before = answers_of(current)
    answers = before.updated(typed, levels, source=source, by=actor.pk, at=now)
    answers = answers.with_accepted(accepted or {})
    if current is not None and current.saves != saves:
        if current.author_id == actor.pk and answers == before:
            return current  # sent twice
        raise Overtaken(f"{current.author} has saved this worksheet since you opened it. {Overtaken.WORDS}")
    if current is not None and current.state == WorksheetState.DRAFT and not beside:
        current.seal(answers=answers.as_json())
        current.author, current.saved_at, current.saves = actor, now, saves + 1
        current.save(update_fields=["answers", "author", "saved_at", "saves"])
        return current
    number = 1 if current is None else current.number + 1
    worksheet = BenefitsWorksheet(
        submission=submission,
        rank=rank,
        number=number,
        saves=1 if current is None else current.saves + 1,
        author=actor,
        saved_at=now,
    )
    worksheet.seal(answers=answers.as_json())
    worksheet.save(force_insert=True)
    record(submission, "worksheet", actor, detail=f"Version {number}")
    return worksheet


# --- what a signature needs -----------------------------------------------------------------------------


def problems(submission: Submission) -> list[str]:
    """Return, in words, what keeps the worksheets of a request from being signed."""
    today, found = timezone.localdate(), []
    sheets = that_count(submission)
    if not any(sheet.rank == Rank.PRIMARY for sheet in sheets):
        return ["There is no worksheet yet."]
    if not _unsigned(submission):
        return ["Nothing was written since it was signed. Save the worksheet anew, and send that."]
    for sheet in sheets:
        answers = answers_of(sheet)
        which = f"{sheet.get_rank_display()}: " if len(sheets) > 1 else ""
        if sheet.state == WorksheetState.OUTDATED:
            found.append(f"{which}{OUTDATED}")
        found += [f"{which}{gap.words} is not answered." for gap in gaps(answers)]
        found += [f"{which}{one.words}" for one in contradictions(answers, today)]
        if not any(given.source in EVIDENCE for given in answers.given.values()):
            found.append(f"{which}No answer comes from the payer itself.")
        found += [
            f"{which}{QUESTIONS[name].words} comes from the simulator."
            for name, given in answers.given.items()
            if given.source == Source.SIMULATED
        ]
        plan = (f"{sheet.rank}.payer", f"{sheet.rank}.member_id")
        corrected = submission.corrections.filter(column__in=plan).aggregate(last=Max("at"))["last"]
        found += [
            f"{which}{QUESTIONS[name].words} comes from an electronic answer about another insurer or member "
            "ID. Empty it, save, and fill it in anew."
            for name, given in answers.given.items()
            if given.source == Source.ELECTRONIC and corrected and given.at < corrected.isoformat()
        ]
    told = (PayerCallOutcome.ANSWERED, PayerCallOutcome.PORTAL)
    if not submission.payer_calls.filter(outcome__in=told).exists():
        found.append("No call with the payer, and no look into its portal, is written down.")
    return found


def why_not_sign(submission: Submission, actor: Any) -> str:
    """Return why this person does not sign what waits, whatever stands in it; empty where they may."""
    wrote = {
        by
        for sheet in _unsigned(submission)
        for by in (sheet.author_id, *(given.by for given in answers_of(sheet).given.values()))
    }
    return "You wrote this worksheet. A second person signs it." if actor.pk in wrote else ""


@transaction.atomic
def ready(submission: Submission, actor: Any) -> Submission:
    """Send the worksheets of a request to a second person. Raises IllegalMove with all that is missing."""
    lock_unmoved(submission)
    if missing := problems(submission):
        raise IllegalMove(" ".join(missing))
    moved = move(submission, actor, "worksheet ready", snoozed_until=None)
    _set_state(moved, WorksheetState.READY)
    notifications.queue(moved, Outbox.Kind.SIGN, timezone.now())
    return moved


@transaction.atomic
def sign(submission: Submission, actor: Any) -> Submission:
    """Sign the worksheets of a request. Whoever wrote any answer of them may not."""
    lock_unmoved(submission)
    if why := why_not_sign(submission, actor):
        raise IllegalMove(why)
    if missing := problems(submission):  # a day has passed since it was sent, perhaps
        raise IllegalMove(" ".join(missing))
    moved = move(submission, actor, "sign")
    _set_state(moved, WorksheetState.SIGNED, signed_by=actor, signed_at=timezone.now())
    return moved


@transaction.atomic
def send_back(submission: Submission, actor: Any, *, comment: str) -> Submission:
    """Send the worksheets back to be worked on, with a comment that is sealed."""
    if not comment.strip():
        raise IllegalMove("Say what is to be done.")
    moved = move(submission, actor, "send back")
    for sheet in _unsigned(moved):
        sheet.seal(comment=comment.strip())
        BenefitsWorksheet.objects.filter(pk=sheet.pk).update(
            state=WorksheetState.SENT_BACK, comment=sheet.comment
        )
    return moved


def that_count(submission: Submission) -> list[BenefitsWorksheet]:
    """Return the worksheets that count; one that was emptied again is none."""
    sheets = [sheet for rank in Rank.values if (sheet := newest(submission, rank))]
    return [sheet for sheet in sheets if answers_of(sheet) != Answers()]


def _unsigned(submission: Submission) -> list[BenefitsWorksheet]:
    """Return those that wait for a signature: a signed version stays as it was signed."""
    return [sheet for sheet in that_count(submission) if sheet.state != WorksheetState.SIGNED]


def outdate(submission: Submission, actor: Any, rank: str) -> None:
    """End the signatures under what was asked about another insurer or member ID, and verify again."""
    signed = submission.worksheets.filter(rank=rank, state=WorksheetState.SIGNED)
    if signed.update(state=WorksheetState.OUTDATED) and submission.status in (Status.VERIFIED, Status.SHARED):
        move(submission, actor, "verify again")


def _set_state(submission: Submission, state: str, **changes: Any) -> None:
    keys = [sheet.pk for sheet in _unsigned(submission)]
    BenefitsWorksheet.objects.filter(pk__in=keys).update(state=state, **changes)


# --- waiting and sharing --------------------------------------------------------------------------------


def wait_for_payer(
    submission: Submission,
    actor: Any,
    *,
    reason: str,
    next_at: datetime.datetime,
) -> Submission:
    """Wait for the payer until a time; the clock of the first contact goes on."""
    if reason not in PAYER_REASONS:
        raise IllegalMove("Say what the payer is waited for.")
    return move(
        submission,
        actor,
        "wait for payer",
        detail=PAYER_REASONS[reason],
        reason=reason,
        snoozed_until=next_at,
    )


@transaction.atomic
def share(
    submission: Submission,
    actor: Any,
    *,
    how: str,
    to: str = "",
    told: str = "",
    why: str = "",
) -> Submission:
    """Record that the answer was given, how, and, where not to the person, to whom and under what.

    Somebody else gets it under a consent only: :func:`admissions.services.consents.tell`. Raises IllegalMove.
    """
    if how not in WAYS_TO_SHARE:
        raise IllegalMove("Say how the answer was given.")
    if to and to not in SpokenTo.values:
        raise IllegalMove("Say to whom the answer was given.")
    lock_unmoved(submission)
    detail = WAYS_TO_SHARE[how]
    if to:
        under = tell(submission, actor, told=told, why=why, what=Disclosure.What.ANSWER, scope=Scope.PLAN)
        detail = f"To {SpokenTo(to).label.lower()}, {under}"
    return move(submission, actor, "share results", details={"to": to}, detail=detail)
