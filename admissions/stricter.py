"""Of two contact plans, which leaves us less free, answer by answer: what holds where two become one."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from .choices import Answer, Channel, Days, Voicemail
from .contact_plan import ContactPlan
from .models import Submission

MINUTES = 24 * 60
DAYS_A_WEEK = {Days.ANY: 7, Days.WEEKDAYS: 5, Days.WEEKENDS: 2}
# From what leaves us least free to what leaves us freest.
QUIETEST_FIRST = [Channel.EMAIL, Channel.TEXT, Channel.PHONE]
LEAST_FIRST = [Voicemail.NO, Voicemail.LIMITED, Voicemail.YES]
NO_FIRST = [Answer.NO, Answer.UNSURE, "", Answer.YES]
# Each answer with its columns; hours mean nothing without their days and their zone.
ANSWERS: dict[str, tuple[str, ...]] = {
    "channel": ("channel",),
    "voicemail": ("voicemail",),
    "window": ("window_days", "window_from", "window_until", "time_zone"),
    **{
        name: (name,)
        for name in (
            *("safe_to_call", "may_contact_person", "person_knows", "consent_on_file"),
            *("interpreter", "relation", "plan_type", "insurance_route"),
        )
    },
}
ORDERS: dict[str, list[Any]] = {
    "channel": QUIETEST_FIRST,
    "voicemail": LEAST_FIRST,
    "safe_to_call": NO_FIRST,
    "person_knows": NO_FIRST,
    "consent_on_file": NO_FIRST,
    "may_contact_person": [False, True],
    "interpreter": [True, False],
}


@dataclass(frozen=True)
class Choice:
    """One answer on which two requests differ. Where neither is ``freer``, it is a fact, not a freedom."""

    name: str
    kept: Any
    other: Any
    freer: str  # "kept", "other", or nothing

    @property
    def takes_other(self) -> bool:
        """What leaves us less free is taken; of facts, what only the other request knows."""
        return self.freer == "kept" or (not self.freer and self.kept == "")


def choices(kept: Submission, other: Submission) -> list[Choice]:
    """Return the answers of the contact plan on which two requests differ."""
    found = []
    for name, columns in ANSWERS.items():
        if any(getattr(kept, column) != getattr(other, column) for column in columns):
            mine, theirs = _freedom(name, kept), _freedom(name, other)
            freer = "" if mine == theirs else "kept" if mine > theirs else "other"
            found.append(Choice(name, getattr(kept, columns[0]), getattr(other, columns[0]), freer))
    return found


def _freedom(name: str, submission: Submission) -> int:
    """Return how free an answer leaves us; a higher number is freer."""
    if name == "window":
        return _minutes_a_week(ContactPlan.of(submission))
    order = ORDERS.get(name)
    return order.index(getattr(submission, name)) if order else 0


def _minutes_a_week(plan: ContactPlan) -> int:
    opens, closes = _minute(plan.earliest), _minute(plan.latest) or MINUTES
    return DAYS_A_WEEK[Days(plan.days)] * (closes - opens + (MINUTES if closes <= opens else 0))


def _minute(at: datetime.time | None) -> int:
    return at.hour * 60 + at.minute if at else 0
