"""Merging: two requests of one person become one. The other stays readable, closed as a duplicate."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from .. import stricter
from ..choices import AttemptResult, Channel, Outcome
from ..contact_plan import ContactPlan
from ..custody import indexes
from ..models import Submission
from .attempts import CODES, NO_DEAD_ENDS, DeadEnds, dead_ends
from .carrying import carry_all
from .corrections import PLAIN, correct, leaves_no_time
from .locks import IllegalMove, Stale, lock_unmoved, write
from .states import WAITING, may, record
from .work import close, write_note

SAY_WHY = (
    "What leaves us freer was chosen than one of them asked for. Say in words why, or choose what leaves us "
    "less free."
)
CHANNELS = {"phone": Channel.PHONE, "email": Channel.EMAIL}


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
    seen_other: int,
    personal: Mapping[str, str],
    plans: Mapping[str, Mapping[str, str]],
    words: Mapping[str, str],
    others: Collection[str] | None = None,
    why: str = "",
) -> Submission:
    """Close ``other`` as a duplicate of ``kept``, which takes the values given and all that happened.

    Its own values stay in the other request; what becomes of all else says :mod:`.carrying`. ``others`` are
    the answers of the contact plan that are taken from it; without them, what leaves us less free holds.
    ``seen`` and ``seen_other`` are how many corrections of each the screen knew.

    Raises:
        IllegalMove: by somebody who may not, the other request cannot be closed, or a freer contact plan
            was chosen without saying ``why``.
        Stale: somebody was faster, with a correction of one of them or with a move of the other.
    """
    lock_unmoved(other, kept, *Submission.objects.filter(merged_into=other))
    if not may_merge(kept, other, actor):
        raise IllegalMove("You may not merge these two requests.")
    if (kept.corrections.count(), other.corrections.count()) != (seen, seen_other):
        raise Stale("Somebody else has just corrected this request. Compare both once more.")
    for one in (kept, other):
        indexes.renew(one)
    choices = stricter.choices(kept, other)
    taken = [one.name for one in choices if one.takes_other] if others is None else others
    is_freer = any(one.freer == ("other" if one.name in taken else "kept") for one in choices)
    if is_freer and not why.strip():
        raise IllegalMove(SAY_WHY)
    columns = [column for name in taken for column in stricter.ANSWERS.get(name, ())]
    plain = {name: getattr(other if name in columns else kept, name) for name in PLAIN}
    ends = dead_ends([kept, other])
    known = [
        (ends.get(one.pk, NO_DEAD_ENDS), {way: getattr(one, code) for way, code in CODES.items()})
        for one in (kept, other)
    ]
    # A wait of the other ends with it, and with that the time to ask again.
    is_put_off = other.snoozed_until is not None and (other.status not in WAITING or other.reminder != "")
    reminder = other.reminder
    back_at = other.snoozed_until or timezone.now()
    close(other, actor, outcome=Outcome.DUPLICATE, duplicate_of=kept, is_merged=True)
    correct(kept, actor, seen=seen, plain=plain, personal=personal, plans=plans, words=words)
    carry_all(other, kept)
    kept.refresh_from_db()
    _open_again(kept, actor, known)
    _add_up(kept, other)
    mine = kept.snoozed_until
    # The nearer time holds; where only the other has one, it does unless a first call is to come.
    if back_at < mine if mine is not None else is_put_off and kept.first_attempt_at is not None:
        kept.snoozed_until, kept.reminder = back_at, reminder
    # Whoever signs has to have seen what came from the other.
    write(kept, snoozed_until=kept.snoozed_until, reminder=kept.reminder)
    if is_freer:
        write_note(kept, actor, why)
    record(kept, "merged", actor, detail=other.reference)
    return kept


def _open_again(kept: Submission, actor: Any, known: list[tuple[DeadEnds, dict[str, str]]]) -> None:
    """Say that the number that stands now is not the one found wrong: the attempts of both stand together.

    ``known`` is what was closed in each of the two, with the codes of their numbers and addresses.
    """
    for way, channel in CHANNELS.items():
        now = getattr(kept, CODES[way])
        found = {ends.result(way, channel) for ends, _ in known}
        of_this = {ends.result(way, channel) for ends, codes in known if codes[way] == now} - {""}
        if now and not of_this and found - {""} == {AttemptResult.WRONG_NUMBER}:
            record(kept, f"new {way}", actor)


def _add_up(kept: Submission, other: Submission) -> None:
    """Let the nearest promise, the first contact and every flag of the two count for the one that is kept."""
    for column in ("first_live_at", "estimate_asked_at"):
        setattr(kept, column, _earlier(getattr(kept, column), getattr(other, column)))
    tried = other.first_attempt_at
    if kept.reopened_at is None or (tried is not None and tried >= kept.reopened_at):
        # What was tried before a reopening keeps no promise that was made with it.
        kept.first_attempt_at = _earlier(kept.first_attempt_at, tried)
    nearest = _earlier(kept.due_first_contact, other.due_first_contact)
    is_open = not leaves_no_time(ContactPlan.of(kept), timezone.now(), nearest)
    if is_open and kept.first_attempt_at is None and tried is None and nearest != kept.due_first_contact:
        kept.due_first_contact, kept.promise_rule = other.due_first_contact, other.promise_rule
    kept.clinician_first |= other.clinician_first
    kept.today |= other.today
    kept.save(
        update_fields=[
            *("first_attempt_at", "first_live_at", "estimate_asked_at", "due_first_contact", "promise_rule"),
            *("clinician_first", "today"),
        ]
    )


def _earlier(one: Any, another: Any) -> Any:
    return min((at for at in (one, another) if at is not None), default=None)
