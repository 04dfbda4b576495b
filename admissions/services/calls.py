"""Calls: kept while they are written down, received whole, what was asked or agreed; those with a payer."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from .. import consents, safety
from ..choices import Outcome, PayerCallOutcome
from ..custody.access import Purpose, open_for
from ..models import Consent, KeptCall, PayerCall, SafetyScreen, Submission
from .attempts import record_call_taken
from .claims import claim
from .locks import IllegalMove, lock, write
from .receive import Intake, Received, receive
from .states import may, record

# From a Friday night until Monday evening.
KEPT = datetime.timedelta(hours=72)


# --- while it is written down -----------------------------------------------------------------------------


def keep_call(actor: Any, key: uuid.UUID, typed: str) -> KeptCall | None:
    """Seal what was typed so far, in place of what was; return None for a call that is received already.

    ``typed`` is the form as a browser sends it. Nobody writes into a call that somebody else has begun.
    """
    try:
        return _keep(actor, key, typed)
    except IntegrityError:  # two first saves at once: the other one was faster
        return _keep(actor, key, typed)


def _begun(key: uuid.UUID) -> KeptCall | None:
    return KeptCall.objects.select_for_update().filter(pk=key).first()


@transaction.atomic
def _keep(actor: Any, key: uuid.UUID, typed: str) -> KeptCall | None:
    now = timezone.now()
    call = _begun(key) or KeptCall(pk=key, by=actor, begun_at=now)
    if call.by_id != actor.pk or Submission.objects.filter(draft_id=key).exists():
        return None
    call.saved_at, call.expires_at = now, now + KEPT
    call.seal(typed=typed)
    call.save()
    return call


def kept_calls(actor: Any, now: datetime.datetime) -> QuerySet[KeptCall]:
    """Return the calls that ``actor`` has begun to write down and not saved, the oldest first."""
    received = Submission.objects.filter(source="phone").values("draft_id")
    found = KeptCall.objects.filter(by=actor, expires_at__gt=now)
    return found.exclude(pk__in=received).defer("typed")


def typed_of(call: KeptCall) -> str:
    """Return what its own writer has typed of a call."""
    return open_for(Purpose.OWN_CALL, call, "typed")["typed"]


def forget_call(actor: Any, key: uuid.UUID) -> None:
    """Forget at once what was typed of a call."""
    KeptCall.objects.filter(pk=key, by=actor).delete()


# --- once it is saved -------------------------------------------------------------------------------------


@transaction.atomic
def take_call(intake: Intake, actor: Any, *, screen: Mapping[str, str]) -> Received:
    """Receive a call whole, or nothing: request, owner, conversation, answers about safety.

    Nobody can take it from the queue in between. Sent twice, it is one call.
    """
    received = receive(intake, actor=actor)
    if received.is_new:
        claim(received.submission, actor, is_at_work=True)
        record_call_taken(received.submission, actor)
        if any(screen.values()):
            _store_screen(received.submission, actor, screen)
    forget_call(actor, intake.draft_id)
    return received


@transaction.atomic
def record_screen(submission: Submission, actor: Any, **answers: str) -> SafetyScreen:
    """Write down what somebody said about substances and safety.

    Where an answer takes it, a clinician speaks with them first from now on; an older screen stays.
    """
    lock(submission)
    if not may(actor, "record an attempt", submission):
        raise IllegalMove("You may not write this down for this request. Claim it first.")
    if not any(answers.values()):
        raise IllegalMove("Nothing was answered yet.")
    return _store_screen(submission, actor, answers)


def _store_screen(submission: Submission, actor: Any, answers: Mapping[str, str]) -> SafetyScreen:
    screen = SafetyScreen(submission=submission, by=actor, at=timezone.now())
    screen.seal(**{name: answers.get(name, "") for name in safety.ASKED})
    screen.save(force_insert=True)
    record(submission, "safety screen", actor)
    if safety.escalations(answers):
        write(submission, clinician_first=True)
    return screen


# The permissions that are asked for on the phone.
ASKED_ALOUD = {
    Consent.Kind.CONTACT: "may_contact",
    Consent.Kind.USE_DETAILS: "may_use_details",
}


def still_to_ask(submission: Submission) -> list[Consent.Kind]:
    """Return the permissions that nobody was asked for yet; one that was taken back is not asked again.

    Nor is anything asked about a request that the person took back.
    """
    if submission.outcome == Outcome.WITHDRAWN:
        return []
    settled = set(submission.consents.values_list("kind", flat=True))
    if submission.is_unknown_to_them:
        settled.add(Consent.Kind.USE_DETAILS)
    return [kind for kind in ASKED_ALOUD if kind not in settled]


@transaction.atomic
def record_agreement(submission: Submission, actor: Any, **agreed: bool) -> None:
    """Write down a permission that was read aloud and given on the phone."""
    lock(submission)
    if not may(actor, "record an attempt", submission):
        raise IllegalMove("You may not write this down for this request. Claim it first.")
    given = [kind for kind in still_to_ask(submission) if agreed.get(ASKED_ALOUD[kind])]
    if not given:
        raise IllegalMove("Read it aloud, and tick what they said yes to.")
    for kind in given:
        wording = consents.IN_FORCE[kind]
        Consent.objects.create(
            submission=submission,
            kind=kind,
            wording_version=wording.version,
            wording_hash=wording.hash,
            given_at=timezone.now(),
        )
        record(submission, "agreed", actor, detail=kind.label)


@transaction.atomic
def record_payer_call(
    submission: Submission,
    actor: Any,
    *,
    outcome: str,
    at: datetime.datetime | None = None,
    minutes: int | None = None,
    **sealed: str,
) -> PayerCall:
    """Write down a call with the payer."""
    lock(submission)
    if not may(actor, "write the worksheet", submission):
        raise IllegalMove("You may not write down a call with the payer.")
    if outcome == PayerCallOutcome.ANSWERED and not (sealed.get("representative") or sealed.get("reference")):
        raise IllegalMove("Write down who answered, or the reference of the call.")
    call = PayerCall(
        submission=submission, at=at or timezone.now(), minutes=minutes, by=actor, outcome=outcome
    )
    call.seal(**{name: text.strip() for name, text in sealed.items()})
    call.save(force_insert=True)
    record(submission, "payer call", actor, detail=PayerCallOutcome(outcome).label)
    return call
