"""What is promised against what is possible: one line above the queue."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from ...models import Submission
from ...promise import LEAST, PREPARATION
from ...time_words import clock

MOST_COUNTED = 99


@dataclass(frozen=True)
class Wanted:
    """How many are to be reached soon, by whom; ``is_too_much`` when those on duty cannot manage."""

    words: str
    is_too_much: bool


def wanted(people: int, now: datetime.datetime) -> Wanted | None:
    """Return what is promised within the time of one promise, late ones too; None if nothing is.

    A first contact takes :data:`~admissions.promise.LEAST`: in less, nobody reads a request and calls.
    """
    untried = Submission.objects.open().filter(
        first_attempt_at=None, due_first_contact__lte=now + PREPARATION
    )
    latest = untried.order_by("-due_first_contact").values_list("due_first_contact", flat=True)
    due = [moment for moment in latest[: MOST_COUNTED + 1] if moment is not None]
    if not due:
        return None
    by = max(due[0], now)
    number = str(len(due)) if len(due) <= MOST_COUNTED else f"{MOST_COUNTED}+"
    on_duty = {0: "nobody", 1: "one person"}.get(people, f"{people} people")
    words = f"{number} promised by {clock(by)}, {on_duty} on duty"
    possible = people * int((by - now) / LEAST)
    if possible >= len(due):
        return Wanted(words, is_too_much=False)
    return Wanted(f"{words}: {possible} can be reached by then", is_too_much=True)
