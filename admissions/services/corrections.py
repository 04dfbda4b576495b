"""Correcting a request: its owner or a lead changes a value, which is kept, or adds a photo of a card."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from alter_site.content import facts
from alter_site.content.facts import coverage

from ..choices import Rank, Side, Status, WorksheetState
from ..contact_plan import ContactPlan
from ..custody import indexes
from ..custody.access import Purpose, open_for
from ..models import CardImage, Correction, Policy, Submission
from ..phi.field import BlindIndexField, SealedModel
from ..promise import RULE, promise
from .benefits import outdate
from .estimates import begin_with
from .locks import IllegalMove, Stale, keep_in_sight, lock, write
from .states import may, record

# The columns of the contact plan and of who asks for whom, which the queue and the rules read unsealed.
PLAIN = (
    *("channel", "voicemail", "window_days", "window_from", "window_until", "time_zone"),
    *("interpreter", "plan_type", "safe_to_call", "insurance_route"),
    *("relation", "person_knows", "may_contact_person", "consent_on_file"),
)


def in_text(value: Any) -> str:
    """Return a value of the contact plan as a correction keeps it."""
    if isinstance(value, datetime.time):
        return f"{value:%H:%M}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value or "")


@transaction.atomic
def correct(
    submission: Submission,
    actor: Any,
    *,
    seen: int,
    plain: Mapping[str, Any],
    personal: Mapping[str, str],
    plans: Mapping[str, Mapping[str, str]],
    words: Mapping[str, str],
) -> list[str]:
    """Change what differs and return the words for it, one for each value.

    ``seen`` is how many corrections the screen knew; ``words`` are what staff call each column.

    Raises:
        IllegalMove: by somebody who may not.
        Stale: somebody else has corrected something since.
    """
    lock(submission)
    if not may(actor, "correct the record", submission):
        raise IllegalMove("Only its owner or a lead corrects a request.")
    is_stale = submission.corrections.count() != seen
    done = change_personal(submission, actor, personal)
    for rank in Rank.values:
        if values := plans.get(rank):
            done += _plan(submission, actor, rank, values)
    done += change_plan(submission, actor, plain)
    if done and is_stale:  # what stands there already was sent twice
        raise Stale("Somebody else has just corrected this request. Compare with what stands there now.")
    if {*done} & {"first_name", "last_name", "birth_date"}:  # they stand on the estimate
        waiting = (WorksheetState.READY, WorksheetState.SIGNED)
        submission.estimates.filter(state__in=waiting, given_at=None).update(state=WorksheetState.OUTDATED)
    if done and submission.status == Status.WORKSHEET_READY:
        write(submission)  # whoever signs has to have seen it
    if "insurance_route" in done and not submission.estimate_clocks.exists():
        begin_with(submission, timezone.now())
    for column in done:
        record(submission, "corrected", actor, detail=words.get(column, column)[:60])
    return [words.get(column, column) for column in done]


def _kept(submission: Submission, actor: Any, column: str, before: str, after: str) -> None:
    correction = Correction(submission=submission, at=timezone.now(), by=actor, column=column)
    correction.seal(before=before, after=after)
    correction.save(force_insert=True)


def change_personal(
    row: Any, actor: Any, values: Mapping[str, str], prefix: str = "", submission: Submission | None = None
) -> list[str]:
    """Seal what changed in a locked request, or in one of its plans, and make its codes anew."""
    owner = submission or row
    sealed: type[SealedModel] = type(row)
    opened = open_for(Purpose.CORRECT, row, *sealed.sealed_fields())
    changed = {name: text for name, text in values.items() if text != opened[name]}
    if not changed:
        return []
    row.seal(**changed)
    indexes.put(row, opened | changed)
    codes = [field.name for field in row._meta.fields if isinstance(field, BlindIndexField)]
    row.save(update_fields=[*changed, *sealed.hidden_blanks(), *codes, "indexed_with"])
    for name, text in changed.items():
        _kept(owner, actor, prefix + name, opened[name], text)
    return [prefix + name for name in changed]


def _plan(submission: Submission, actor: Any, rank: str, values: Mapping[str, str]) -> list[str]:
    policy = submission.policies.filter(rank=rank).first()
    if policy is None:
        if not any(values.values()):
            return []
        policy = Policy(submission=submission, rank=rank)
        policy.save(force_insert=True)
    asked_about = policy.member_index
    done = change_personal(policy, actor, values, f"{rank}.", submission)
    is_another = {f"{rank}.payer", f"{rank}.member_id"} & {*done} and asked_about != policy.member_index
    if is_another and asked_about:
        outdate(submission, actor, rank)
    return done


def change_plan(row: Submission, actor: Any, values: Mapping[str, Any]) -> list[str]:
    """Change what differs in the contact plan; ``actor`` is None where the person does it themselves."""
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in changed.items():
        _kept(row, actor, name, in_text(getattr(row, name)), in_text(value))
        setattr(row, name, value)
    plan, now = ContactPlan.of(row), timezone.now()
    if changed and row.first_attempt_at is None and leaves_no_time(plan, now, row.due_first_contact):
        due = promise(plan, coverage.in_force(facts.current(now)), now)
        row.due_first_contact, row.promise_rule = due, RULE if due else None
    if changed:
        row.save(update_fields=[*changed, "due_first_contact", "promise_rule"])
        keep_in_sight(row)
    return list(changed)


def leaves_no_time(plan: ContactPlan, now: datetime.datetime, due: datetime.datetime | None) -> bool:
    """Is there no promise, or is nobody welcome to call before it? One that was broken stays."""
    if due is None or due <= now:
        return due is None
    opens_at = now if plan.is_open(now) else plan.next_opening(now)
    return plan.has_window and (opens_at is None or opens_at >= due)


@transaction.atomic
def add_card(submission: Submission, actor: Any, image: CardImage, *, replaces: bool) -> CardImage:
    """Put a sealed photo into a request, in place of an older one of its side only where that was meant.

    Raises IllegalMove by somebody who may not, and where a photo of this side is there already.
    """
    lock(submission)
    if not may(actor, "correct the record", submission):
        raise IllegalMove("Only its owner or a lead adds photos to a request.")
    there = CardImage.objects.filter(submission=submission, rank=image.rank, side=image.side)
    if same := there.filter(image_code=image.image_code).first():
        return same  # sent twice
    had_one = there.exists()
    if had_one and not replaces:
        raise IllegalMove("There is a photo of this side already. Tick that this one takes its place.")
    there.delete()
    image.submission = submission
    image.save(force_insert=True)
    words = f"{Rank(image.rank).label}, {Side(image.side).label.lower()}"
    record(submission, "card photo", actor, detail=f"{words}, replaced" if had_one else words)
    return image
