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
from .receive import Duplicate, Intake, Plan, Received, duplicates, receive
from .states import MOVES, IllegalMove, Move, Stale, may, move, offered, ownership
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
    "Move",
    "Plan",
    "Received",
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
    "ownership",
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
