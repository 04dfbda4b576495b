"""Who besides the person may be told what: consents, their end, and what was told under them.

Nothing about anybody goes to somebody else without a consent in force. A lead may not override that; only a
medical emergency may (42 CFR 2.51), and then what happened is written down.
"""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Q, QuerySet
from django.utils import timezone

from ..consents import TELL_READ_OUT
from ..custody.chain import append
from ..models import Consent, Disclosure, Scope, Submission
from .locks import IllegalMove, lock
from .states import may, record, why_not_again

How, Ends, Kind = Consent.How, Consent.Ends, Consent.Kind

NOTHING = "nothing"
EMERGENCY = "emergency"
# What stands beside the consents in force where somebody else was spoken to.
WITHOUT_CONSENT = {
    NOTHING: "Nothing about the person but what they told us themselves",
    EMERGENCY: "What a medical emergency takes, to medical staff (42 CFR 2.51)",
}
WHAT_CAN_BE_DONE = (
    "Ask the person, and record their consent under “Consents to tell others”. If nothing about them was "
    "said, choose “Nothing”. If something was said all the same, tell the privacy officer."
)


def who_may_be_told(submission: Submission) -> QuerySet[Consent]:
    """Return every consent to tell somebody, those that have ended too, in the order of their numbers."""
    return submission.consents.filter(kind=Kind.TELL).select_related("witness", "recorded_by", "revoked_by")


def is_in_force(consent: Consent, submission: Submission, now: datetime.datetime) -> bool:
    """May what this consent names be told at a moment?"""
    if consent.revoked_at is not None or consent.given_at > now:
        return False
    if consent.ends_at is not None:
        return now < consent.ends_at
    return consent.ends_with == Ends.TREATMENT or not submission.is_closed


def end_with(submission: Submission) -> None:
    """Give what ended with a closed request its day, before the request is taken up again.

    Neither the reopening nor a merge into another request then puts it in force once more.
    """
    ended = submission.consents.filter(kind=Kind.TELL, ends_at=None, ends_with=Ends.REQUEST)
    ended.filter(given_at__lte=F("submission__closed_at")).update(ends_at=submission.closed_at)


def in_force(submission: Submission, scope: Scope = Scope.ASKED) -> list[Consent]:
    """Return the consents under which at least ``scope`` may be told now."""
    now = timezone.now()
    return [
        consent
        for consent in who_may_be_told(submission)
        if is_in_force(consent, submission, now) and _scope(consent).covers(scope)
    ]


def _scope(consent: Consent) -> Scope:
    # One from before scopes were kept allows the least of what its sealed words may say.
    return Scope(consent.scope) if consent.scope else Scope.ASKED


@transaction.atomic
def record_consent(
    submission: Submission,
    actor: Any,
    *,
    who: str,
    scope: str,
    how: str,
    given_at: datetime.datetime | None = None,
    ends_at: datetime.datetime | None = None,
    ends_with: str = "",
    witness: Any = None,
) -> Consent:
    """Write down that the person lets us tell ``who`` what ``scope`` names.

    On the phone a second member of staff has to have heard it. A consent ends with a moment or an event, one
    of the two (42 CFR 2.31(a)(7)). Raises IllegalMove.
    """
    lock(submission)
    if not may(actor, "record a consent", submission):
        raise IllegalMove("You may not record a consent for this request.")
    if submission.is_closed and (why := why_not_again(submission)):
        raise IllegalMove(why)
    now = timezone.now()
    if not who.strip():
        raise IllegalMove("Write who may be told.")
    if scope not in Scope.values:
        raise IllegalMove("Choose what they may be told.")
    if how not in {How.WRITING, How.PHONE}:
        raise IllegalMove("Choose how the consent was given.")
    if how == How.PHONE and (witness is None or witness.pk == actor.pk or not witness.may("see the queue")):
        raise IllegalMove("On the phone a second one of us listens. Choose who did.")
    if (ends_at is None) == (ends_with not in Ends.values):
        raise IllegalMove("Say when the consent ends: on a day, or with an event.")
    if ends_at is not None and ends_at <= now:
        raise IllegalMove("The last day has to be still to come.")
    last = submission.consents.filter(kind=Kind.TELL).aggregate(last=Max("number"))["last"]
    consent = Consent(
        submission=submission,
        kind=Kind.TELL,
        number=(last or 0) + 1,
        wording_version=TELL_READ_OUT.version,
        wording_hash=TELL_READ_OUT.hash,
        given_at=given_at or now,
        scope=scope,
        how=how,
        witness=witness if how == How.PHONE else None,
        recorded_by=actor,
        ends_at=ends_at,
        ends_with=ends_with or Ends.REQUEST,
    )
    consent.seal(detail=who.strip())
    consent.save(force_insert=True)
    record(submission, "consent", actor, detail=f"No. {consent.number}, {Scope(scope).name.lower()}")
    return consent


@transaction.atomic
def take_back(submission: Submission, actor: Any, *, consent: Any, how: str) -> Consent:
    """Write down that the person has taken a consent back: from now on nothing goes out under it.

    What was told before stays on record. Raises IllegalMove.
    """
    lock(submission)
    if not may(actor, "take a consent back", submission):
        raise IllegalMove("You may not take back a consent of this request.")
    if how not in set(How) - {How.FORM}:
        raise IllegalMove("Choose how it was taken back.")
    found = _named(submission, consent)
    if found is None:
        raise IllegalMove("Choose which consent was taken back.")
    taken = Consent.objects.filter(pk=found.pk, revoked_at=None).update(
        revoked_at=timezone.now(), revoked_by=actor, revoked_how=how
    )
    if not taken:
        raise IllegalMove(f"Consent No. {found.number} was taken back before.")
    record(submission, "consent taken back", actor, detail=f"No. {found.number}")
    found.refresh_from_db()
    return found


@transaction.atomic
def tell(
    submission: Submission,
    actor: Any,
    *,
    told: str,
    why: str = "",
    what: str = Disclosure.What.TALK,
    scope: Scope = Scope.ASKED,
) -> str:
    """Write down that somebody else was told something, and return under what, in words for the timeline.

    ``told`` is the key of a consent in force, :data:`EMERGENCY` with ``why``, or :data:`NOTHING`. Raises
    IllegalMove, with what can be done, for everything else.
    """
    lock(submission)  # nobody takes a consent back while something is told under it
    if told == NOTHING and what == Disclosure.What.TALK:
        return ""
    if told == EMERGENCY:
        if not why.strip():
            raise IllegalMove(
                "Write to whom it went, where they work and what the emergency was (42 CFR 2.51(c))."
            )
        append(
            actor=actor,
            action="emergency",
            submission_id=submission.pk,
            reference=submission.reference,
            reason="42 CFR 2.51",
        )
        record(submission, "told in an emergency", actor, detail="42 CFR 2.51")
        write_disclosure(submission, actor, what, EMERGENCY, reason=why)
        return "42 CFR 2.51"
    consent = _named(submission, told)
    if consent is None:
        raise IllegalMove(f"{_nobody_else(submission, scope)} {WHAT_CAN_BE_DONE}")
    if not is_in_force(consent, submission, timezone.now()):
        raise IllegalMove(f"Consent No. {consent.number} is no longer in force. {WHAT_CAN_BE_DONE}")
    if not _scope(consent).covers(scope):
        raise IllegalMove(f"Consent No. {consent.number} does not go so far. {WHAT_CAN_BE_DONE}")
    write_disclosure(submission, actor, what, "consent", consent=consent, reason=why)
    return f"consent No. {consent.number}"


def write_disclosure(
    submission: Submission,
    actor: Any,
    what: str,
    basis: str,
    *,
    consent: Consent | None = None,
    reason: str = "",
) -> Disclosure:
    """Seal into the file that something left, and under which consent or law."""
    row = Disclosure(
        submission=submission, at=timezone.now(), by=actor, what=what, basis=basis, consent=consent
    )
    row.seal(reason=reason.strip())
    row.save(force_insert=True)
    return row


def _nobody_else(submission: Submission, scope: Scope) -> str:
    if in_force(submission, scope):
        return "Choose under which consent they were told."
    return "Nobody else may be told this: no consent for it is in force."


def _named(submission: Submission, key: Any) -> Consent | None:
    try:
        wanted = uuid.UUID(str(key))
    except ValueError:
        return None
    return submission.consents.filter(pk=wanted, kind=Kind.TELL).first()


def carry_over(other: Submission, kept: Submission) -> None:
    """Move the consents of a request to the one it is merged into; those of one kind keep their order.

    Who may be told is moved whole. Of the others ``kept`` has at most one of each kind, its own first.
    """
    had = kept.consents.exclude(kind=Kind.TELL).values_list("kind", flat=True)
    Consent.objects.filter(~Q(kind=Kind.TELL), submission=other).exclude(kind__in=[*had]).update(
        submission=kept
    )
    number = kept.consents.filter(kind=Kind.TELL).aggregate(last=Max("number"))["last"] or 0
    for row in other.consents.filter(kind=Kind.TELL):
        number += 1
        Consent.objects.filter(pk=row.pk).update(submission=kept, number=number)
