"""The only writer of requests: receive, claim, record an attempt, hand over, close and every other move."""

from .attempts import DEPARTURES, NO_DEAD_ENDS, DeadEnds, dead_ends, record_attempt, set_ways
from .claims import (
    claim,
    goes_back_at,
    going_back_soon,
    hand_over,
    release,
    release_untouched,
    take_next,
    touch,
)
from .receive import Duplicate, Intake, Plan, duplicates, receive
from .states import MOVES, IllegalMove, Stale, may, move, offered
from .work import (
    MISSING,
    REOPEN_REASONS,
    add_note,
    ask_for_information,
    close,
    reopen,
    start_verifying,
    withdraw,
)

__all__ = [
    "DEPARTURES",
    "MISSING",
    "MOVES",
    "NO_DEAD_ENDS",
    "REOPEN_REASONS",
    "DeadEnds",
    "Duplicate",
    "IllegalMove",
    "Intake",
    "Plan",
    "Stale",
    "add_note",
    "ask_for_information",
    "claim",
    "close",
    "dead_ends",
    "duplicates",
    "goes_back_at",
    "going_back_soon",
    "hand_over",
    "may",
    "move",
    "offered",
    "receive",
    "record_attempt",
    "release",
    "release_untouched",
    "reopen",
    "set_ways",
    "start_verifying",
    "take_next",
    "touch",
    "withdraw",
]
