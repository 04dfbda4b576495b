"""What would help, and what cannot wait."""

from __future__ import annotations

from ...choices import SAFETY, SAFETY_IN_WORDS, TODAY, TODAY_IN_WORDS
from ..fields import OneOf, Several, Story, Tick
from .question import Question, Row


class Help(Question):
    """What somebody hopes for, in coarse words. One button passes over all of it."""

    heading = "What would help?"
    why = "Share as much or as little as you like. We never send it to the insurer."
    can_be_skipped = True

    concerns = Several(
        "What is it about?",
        [
            ("mood", "Depression or mood"),
            ("anxiety", "Anxiety or panic"),
            ("trauma", "Trauma"),
            ("alcohol", "Alcohol"),
            ("drugs", "Other substances"),
            (SAFETY, SAFETY_IN_WORDS),
            ("sleep", "Sleep"),
            ("other", "Something else"),
            ("unsure", "I’m not sure"),
        ],
        hint="Choose any that fit.",
    )
    level_of_care = OneOf(
        "What kind of care?",
        [
            ("residential", "Living at a treatment home for a while"),
            ("day", "Days at a program, nights at home"),
            ("outpatient", "A few hours a week"),
            ("unsure", "I’m not sure"),
        ],
    )
    how_soon = OneOf(
        "How soon?",
        [
            (TODAY, TODAY_IN_WORDS),
            ("week", "This week"),
            ("month", "This month"),
            ("unsure", "I’m not sure"),
        ],
    )
    note = Story(
        "Anything you want to tell us",
        at_most=1000,
        hint="Up to 1,000 characters. You need not write anything.",
    )


class OtherWays(Question):
    """For whom has no insurance, or does not use it: what else there is, and an estimate in writing."""

    heading = "Other ways to get help"

    estimate = Tick("I would like a good-faith estimate of the cost, in writing")


class Urgent(Question):
    """A card between two questions: for whom waiting for a call would be too long."""

    heading = "If it cannot wait for our call"
    title = "If it cannot wait"

    def rows(self) -> list[Row]:
        return []
