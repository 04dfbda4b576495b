"""What would help, and what cannot wait."""

from __future__ import annotations

from django.utils import timezone

from ...choices import CareWanted, Concern, HowSoon
from ...estimates import business_days, words
from ..fields import OneOf, Several, Story, Tick
from .question import Question


class Help(Question):
    """What somebody hopes for, in coarse words. One button passes over all of it."""

    heading = "What would help?"
    why = "Share as much or as little as you like. We never send it to the insurer."
    can_be_skipped = True

    concerns = Several("What is it about?", Concern.choices, hint="Choose any that fit.")
    level_of_care = OneOf("What kind of care?", CareWanted.choices)
    how_soon = OneOf("How soon?", HowSoon.choices)
    note = Story(
        "Anything you want to tell us",
        at_most=1000,
        hint="Up to 1,000 characters. You need not write anything.",
    )


class OtherWays(Question):
    """For whom has no insurance, or does not use it: what else there is, and an estimate in writing."""

    heading = "Other ways to get help"

    estimate = Tick("I would like a good-faith estimate of the cost, in writing")

    @property
    def estimate_by(self) -> str:
        """By when somebody has it who sends the form now."""
        return words.by_when(business_days.due_when_asked(timezone.now()))


class Urgent(Question):
    """A card between two questions: for whom waiting for a call would be too long."""

    heading = "If it cannot wait for our call"
    title = "If it cannot wait"
