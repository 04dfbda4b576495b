"""Receiving a request: everything or nothing in one transaction, and once however often it is sent."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from alter_site.content import facts
from alter_site.content.facts import coverage

from .. import consents, notifications, reference
from ..choices import Concern, HowSoon, Rank
from ..contact_plan import ContactPlan
from ..custody import indexes
from ..models import CardImage, Consent, Draft, Outbox, Policy, Submission
from ..promise import RULE, promise
from .estimates import begin_with
from .states import record


@dataclass(frozen=True)
class Plan:
    """One insurance plan: the sealed columns of a policy, as typed."""

    values: Mapping[str, str]
    rank: str = Rank.PRIMARY


@dataclass(frozen=True)
class Intake:
    """What somebody told us, whether through the form or on the phone.

    ``plain`` are columns of a submission that hold no personal data, ``personal`` those that are sealed.
    """

    plain: Mapping[str, Any]
    personal: Mapping[str, str]
    plans: tuple[Plan, ...] = ()
    consents: tuple[str, ...] = ()
    may_be_told: str = ""  # who, and about what
    told_until: datetime.datetime | None = None
    told_scope: str = ""
    photos: tuple[tuple[str, str], ...] = ()  # rank and side of those in the draft that are sent
    draft_id: uuid.UUID = field(default_factory=uuid.uuid4)
    secret: str = field(default_factory=reference.new_secret)


@dataclass(frozen=True)
class Received:
    """A request that is stored. The secret is known only now; nothing but its code is kept."""

    submission: Submission
    secret: str
    is_new: bool


def receive(intake: Intake, *, draft: Draft | None = None, actor: Any = None) -> Received:
    """Store a request and return it once it is committed.

    The same draft yields the same request: after a double click, a retry or a concurrent post, ``is_new``
    is false and there is no secret. Nothing here waits for mail, a payer or the task queue.
    """
    if stored := Submission.objects.filter(draft_id=intake.draft_id).first():
        return Received(stored, "", is_new=False)
    try:
        with transaction.atomic():
            return _store(intake, draft, actor)
    except IntegrityError:
        # Another post of the same draft was faster; anything else is a fault.
        stored = Submission.objects.filter(draft_id=intake.draft_id).first()
        if stored is None:
            raise
        return Received(stored, "", is_new=False)


def _store(intake: Intake, draft: Draft | None, actor: Any) -> Received:
    now = timezone.now()
    submission = Submission(
        reference=_unused_reference(),
        status_secret=reference.status_code(intake.secret),
        draft_id=intake.draft_id,
        received_at=now,
        **intake.plain,
    )
    due = promise(ContactPlan.of(submission), coverage.in_force(facts.current(now)), now)
    if due is not None:
        submission.due_first_contact, submission.promise_rule = due, RULE
    values = intake.personal
    submission.seal(**values)
    # Both for either reason: each by itself would say how soon, or what, they answered.
    submission.clinician_first = submission.today = _cannot_wait(values)
    indexes.put(submission, values)
    submission.save(force_insert=True)
    _store_plans(submission, intake.plans)
    _store_consents(submission, intake, now)
    if draft is not None:
        photos = CardImage.objects.filter(draft=draft)
        for rank, side in intake.photos:
            photos.filter(rank=rank, side=side).update(draft=None, submission=submission, network_code="")
        photos.delete()  # of what somebody changed their mind about
    record(submission, "received", actor, after=submission.status, detail=submission.came_by)
    begin_with(submission, now)
    notifications.queue(submission, Outbox.Kind.NEW, now)
    return Received(submission, intake.secret, is_new=True)


def _cannot_wait(values: Mapping[str, str]) -> bool:
    """Should a clinician be the first to speak with them? The answer is kept readable, the reason is not."""
    # On the phone concerns are written down in words.
    concerns = values.get("concerns", "")
    is_today = values.get("how_soon") in {HowSoon.TODAY, HowSoon.TODAY.label}
    return is_today or Concern.SAFETY in concerns.split("\n") or Concern.SAFETY.label in concerns


def _unused_reference() -> str:
    # 40 random bits: a second try is a rarity, and the database has the last word.
    while Submission.objects.filter(reference=(found := reference.new_reference())).exists():
        continue
    return found


def _store_plans(submission: Submission, plans: Iterable[Plan]) -> None:
    for plan in plans:
        if not any(plan.values.values()):
            continue
        policy = Policy(submission=submission, rank=plan.rank)
        policy.seal(**plan.values)
        indexes.put(policy, plan.values)
        policy.save(force_insert=True)


def _store_consents(submission: Submission, intake: Intake, now: datetime.datetime) -> None:
    for kind in intake.consents:
        wording = consents.IN_FORCE[kind]
        consent = Consent(
            submission=submission,
            kind=kind,
            wording_version=wording.version,
            wording_hash=wording.hash,
            given_at=now,
        )
        if kind == Consent.Kind.TELL:
            consent.seal(detail=intake.may_be_told)
            consent.ends_at, consent.scope = intake.told_until, intake.told_scope
        consent.save(force_insert=True)


# --- looking for the same person ----------------------------------------------------------------------

MATCHES = {
    "phone_index": "the same phone number",
    "email_index": "the same e-mail address",
    "person_index": "the same surname and birth date",
}


@dataclass(frozen=True)
class Duplicate:
    """Another request that may be from the same person, and why we think so."""

    submission: Submission
    reasons: tuple[str, ...]


def duplicates(submission: Submission, limit: int = 5) -> list[Duplicate]:
    """Return other requests with the same phone, e-mail, person or membership, newest first."""
    members = [code for code in submission.policies.values_list("member_index", flat=True) if code]
    same = Q(policies__member_index__in=members) if members else Q()
    for column in MATCHES:
        if code := getattr(submission, column):
            same |= Q(**{column: code})
    if not same:
        return []
    found: QuerySet[Submission] = (
        Submission.objects.filter(same).exclude(pk=submission.pk).distinct().order_by("-received_at")[:limit]
    )
    return [Duplicate(other, _reasons(submission, other, members)) for other in found]


def _reasons(submission: Submission, other: Submission, members: list[str]) -> tuple[str, ...]:
    reasons = [
        words
        for column, words in MATCHES.items()
        if getattr(submission, column) and getattr(submission, column) == getattr(other, column)
    ]
    if members and other.policies.filter(member_index__in=members).exists():
        reasons.append("the same insurance membership")
    return tuple(reasons)
