"""A lead gives requests to people: one or several at once, with a word that whoever receives them sees."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from .. import notifications
from ..choices import Status
from ..models import Event, Note, Outbox, PhiAccess, Submission
from .locks import IllegalMove, Stale, lock_unmoved
from .states import OPENED, move
from .work import write_note

# Words of ours, which stand on the row of the queue; whatever is typed is sealed like any note.
WORDS = {
    "first_thing": "Please call first",
    "verify": "Please verify the insurance",
    "covering": "Covering for somebody who is away",
    "knows_you": "They know you",
}
GIVEN = ("assign", "hand over")


@transaction.atomic
def assign(submission: Submission, actor: Any, *, to: Any, word: str = "", note: str = "") -> Submission:
    """Give a request to somebody, whoever has it now. Its status, attempts and clock stay.

    What nobody has taken becomes claimed. It is not given back by itself: somebody has decided whose it is.
    Raises IllegalMove when the receiver takes no requests, has it already, or is told nothing about it.
    """
    if not word and not note.strip():
        raise IllegalMove("Choose a word for them, or write a note.")
    lock_unmoved(submission)
    if not to.is_active or not to.may("take a hand-over"):
        raise IllegalMove("This colleague does not take requests.")
    if to.pk == submission.owner_id:
        raise IllegalMove("It is theirs already.")
    now = timezone.now()
    moved = move(
        submission,
        actor,
        "assign" if submission.status == Status.RECEIVED else "hand over",
        detail=WORDS.get(word, ""),
        owner=to,
        claimed_at=now,
        touched_at=now,
    )
    if note.strip():
        write_note(moved, actor, note)
    notifications.queue(moved, Outbox.Kind.ASSIGNED, now)
    return moved


@dataclass(frozen=True)
class Result:
    """What became of one of several: ``problem`` says in words why it was not given; empty where it was."""

    reference: str
    problem: str = ""


def assign_several(
    actor: Any, chosen: Iterable[tuple[str, int]], *, to: Any, word: str = "", note: str = ""
) -> list[Result]:
    """Give each of ``chosen`` (reference, and version that the screen showed) to somebody.

    Each stands for itself: what somebody has taken or closed meanwhile is told, and the others are given.
    """
    return [
        Result(reference, _assigned(actor, reference, version, to, word, note))
        for reference, version in chosen
    ]


def _assigned(actor: Any, reference: str, version: int, to: Any, word: str, note: str) -> str:
    submission = Submission.objects.select_related("owner").filter(reference=reference).first()
    if submission is None:
        return "It is not there any more."
    try:
        submission.version = version
        assign(submission, actor, to=to, word=word, note=note)
    except Stale:
        return _meanwhile(Submission.objects.select_related("owner").filter(reference=reference).first(), to)
    except IllegalMove as refusal:
        return "It was closed meanwhile." if submission.is_closed else str(refusal)
    return ""


def _meanwhile(submission: Submission | None, to: Any) -> str:
    if submission is None:
        return "It is not there any more."
    if submission.is_closed:
        return "It was closed meanwhile."
    if submission.owner_id == to.pk:
        return "It is theirs already."
    if submission.owner is not None:
        return f"It has changed meanwhile, and {submission.owner} has it now. Look at it again."
    return "It has changed meanwhile, and nobody has it. Look at it again."


# --- what the receiver sees -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Given:
    """How a request came to its owner: from whom, with which word, and whether a note waits."""

    by: str
    at: datetime.datetime
    word: str
    has_unread_note: bool


def given_to(actor: Any, submissions: Collection[Submission]) -> dict[uuid.UUID, Given]:
    """Return, of those that ``actor`` owns, the ones that somebody else gave them: at most three queries.

    A note counts as read once its receiver has opened the notes.
    """
    own = {row.pk: row for row in submissions if row.owner_id == actor.pk and row.claimed_at is not None}
    if not own:
        return {}
    events = Event.objects.filter(submission__in=own, move__in=GIVEN).exclude(by=actor).select_related("by")
    last = {
        event.submission_id: event
        for event in events.order_by("at", "pk")
        if event.at >= (own[event.submission_id].claimed_at or event.at)
    }
    if not last:
        return {}
    noted: dict[Any, datetime.datetime] = {
        (key, by): at
        for key, by, at in Note.objects.filter(submission__in=last)
        .order_by("at")
        .values_list("submission_id", "by_id", "at")
    }
    looked = dict(
        PhiAccess.objects.filter(
            submission_id__in=list(last), actor=actor, action=OPENED, fields__contains="note.text"
        )
        .order_by("sequence")
        .values_list("submission_id", "at")
    )
    found = {}
    for key, event in last.items():
        written = noted.get((key, event.by_id))
        is_new = written is not None and written >= (own[key].claimed_at or written)
        is_read = key in looked and written is not None and looked[key] >= written
        found[key] = Given(str(event.by), event.at, event.detail, is_new and not is_read)
    return found
