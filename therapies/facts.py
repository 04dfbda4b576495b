"""The facts this app owns: the safety card."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from alter_site.content import facts
from alter_site.content.objects import RichText, frozen

from .models import SafetyCard


@dataclass(frozen=True, slots=True)
class SafetyCardFact:
    """The safety card as pages print it."""

    heading: str
    text: RichText
    reviewer: str
    reviewed_on: datetime.date | None
    is_demo: bool


def load_safety_card(now: datetime.datetime) -> SafetyCardFact | None:
    """Read the one safety card, if it has been written."""
    card = SafetyCard.objects.first()
    return frozen(SafetyCardFact, card) if card else None


def register() -> None:
    """Register this app's facts."""
    facts.register("safety_card", SafetyCardFact | None, load_safety_card)
