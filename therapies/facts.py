"""The facts this app owns: the safety card."""

from __future__ import annotations

import dataclasses
import datetime
from dataclasses import dataclass

from django.utils import timezone

from alter_site.content import facts
from alter_site.content.editions import approvals
from alter_site.content.models import FactsEdition
from alter_site.content.objects import RichText, Undecodable, decode, frozen

from .models import SafetyCard


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed a text, and until when that holds."""

    name: str
    license_type: str
    license_number: str
    day: datetime.date
    due: datetime.date


@dataclass(frozen=True, slots=True)
class SafetyCardFact:
    """The safety card as pages print it."""

    heading: str
    text: RichText
    is_demo: bool
    signature: Signature | None = None
    # The release before reads no card without these two. It prints a review where there is a day alone.
    reviewer: str = ""
    reviewed_on: datetime.date | None = None


def load_safety_card(now: datetime.datetime) -> SafetyCardFact | None:
    """Return what visitors read: the card as saved once it is signed, until then what they read before."""
    card = SafetyCard.objects.first()
    if card is None:
        return None
    approval = approvals.newest(SafetyCard.TEXT_ID, card.digest)
    if approval and approval.is_in_date(timezone.localdate(now)):
        return frozen(SafetyCardFact, card, signature=frozen(Signature, approval))
    return read_now()


def read_now() -> SafetyCardFact | None:
    """Return the card that visitors read now."""
    body = FactsEdition.objects.values_list("body", flat=True).first() or {}
    try:
        read = decode(SafetyCardFact, body["safety_card"]) if body.get("safety_card") else None
    except Undecodable:
        return None
    # What somebody once typed is no signature.
    return dataclasses.replace(read, reviewer="", reviewed_on=None) if read else None


def register() -> None:
    """Register this app's facts."""
    facts.register("safety_card", SafetyCardFact | None, load_safety_card)
