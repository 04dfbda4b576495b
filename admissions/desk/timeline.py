"""What happened to a request and who looked, newest first. Neither holds anything personal."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from ..custody.glass import MARK
from ..models import Event, PhiAccess, Submission
from ..time_words import clock
from .actions import ACTIONS
from .groups import names_opened

MOST = 100  # lines of each kind
PAGE = "open page"
# What the log of looks holds about a request besides what was opened of it.
LOOKS = {
    "card photo": "Card photo opened",
    "export": "Exported for the record system",
    "emergency": "Told in an emergency",
    "legal hold": "Legal hold",
    MARK: "Glass broken",
    "ask payer": "Opened to ask the payer",
}

# The words for events that no action of the desk makes.
EVENTS = {
    "received": "Received",
    "worksheet": "Worksheet begun",
    "electronic check": "Payer asked electronically",
    "electronic answer": "Electronic answer",
    "card photo": "Card photo added",
    "corrected": "Corrected",
    "merged": "Merged with",
    "status shown": "The person looked at how it stands",
    "release by itself": "Given back by itself: untouched for 20 minutes",
    "withdraw": "Withdrawn by the person",
    "deletion asked": "The person asked to have what they told us deleted",
    "told in an emergency": "Somebody was told in an emergency",
    "break-glass": "Opened in an emergency (break-glass)",
    "handed off": "Packet for the record system made",
    "stop contact": "The person wants no more contact",
    "window changed": "The person changed when to contact them",
    "secret ended": "The secret was tried wrongly ten times, and opens nothing any more",
    "estimate due": "Estimate due",
    "estimate waived": "No estimate is given",
    "estimate begun": "Estimate begun",
    "estimate ready": "Estimate sent to be signed",
    "estimate signed": "Estimate signed",
    "estimate sent back": "Estimate sent back",
    "estimate given": "Estimate given in time",
    "estimate late": "Estimate given late",
}


@dataclass(frozen=True)
class Line:
    """One line of the timeline."""

    at: datetime.datetime
    words: str
    by: str
    is_look: bool

    @property
    def when(self) -> str:
        """Return the time as the desk says it."""
        return clock(self.at)


def lines(submission: Submission) -> list[Line]:
    """Return events and looks together."""
    events = Event.objects.filter(submission=submission).select_related("by").order_by("-at", "-pk")[:MOST]
    looks = (
        PhiAccess.objects.filter(submission_id=submission.pk)
        .exclude(action=PAGE)  # whoever reads this is one; the privacy officer sees all
        .select_related("actor")
        .order_by("-sequence")[:MOST]
    )
    found = [
        Line(event.at, _with(words_of(event.move), event.detail), _who(event.by), False) for event in events
    ]
    found += [Line(look.at, _with(_look(look), look.reason), _who(look.actor), True) for look in looks]
    return sorted(found, key=lambda line: line.at, reverse=True)


def words_of(event: str) -> str:
    """Return the words for an event by its stored name."""
    of_actions = (action.events[event] for action in ACTIONS.values() if event in action.events)
    return EVENTS.get(event) or next(of_actions, event.capitalize())


def _with(words: str, detail: str) -> str:
    if detail[1:2].islower():  # no reference
        detail = detail[:1].lower() + detail[1:]
    return f"{words}: {detail}" if detail else words


def _look(look: PhiAccess) -> str:
    return f"{_opened(look)} (break-glass)" if look.purpose == MARK else _opened(look)


def _opened(look: PhiAccess) -> str:
    if look.action in LOOKS:
        return LOOKS[look.action]
    groups = " and ".join(names_opened(look))
    return f"{groups.capitalize()} opened" if groups else "Looked at"


def _who(person: object) -> str:
    return "" if person is None else str(person)
