"""Scarcity and urgency: nobody decides well when hurried."""

from __future__ import annotations

import re

from ..laws import DARK_PATTERNS
from ..registry import Level, on_words
from ..use import SELF, Use
from ..vocabulary import EMERGENCY

_EMERGENCY = re.compile(EMERGENCY, re.I)
_A_CRISIS = re.compile(r"\b(?:overdos\w+|suicid\w+|danger|withdrawal|unsafe|be safe|stay safe)\b", re.I)
_LATER = re.compile(
    r"^ (?:or (?:in|later|next|tomorrow)|in the (?:evening|day|year)|at night|for (?:dinner|lunch|today)"
    r"|to call (?:us )?(?:tonight|today))",
    re.I,
)


@on_words(
    "scarcity",
    Level.BLOCK,
    "It presses people with a last bed or a deadline.",
    DARK_PATTERNS,
    bad="Only 3 beds left.",
    good="The home has six beds.",
)
def presses_with_scarcity(use: Use) -> bool:
    """Does it say that little is left?"""
    return not use.is_not_claimed and not re.search(r"\b(?:if|when|in case|once)\b", use.before, re.I)


@on_words(
    "urgency",
    Level.BLOCK,
    "It hurries somebody who is already afraid.",
    DARK_PATTERNS,
    bad="Call before it is too late.",
    good="It is never too late to ask for help.",
)
def hurries(use: Use) -> bool:
    """Does it press for a decision now?"""
    if use.has(_EMERGENCY):
        return False
    if use.group != "threat" and use.has(_A_CRISIS) and not SELF.search(use.sentence.text):
        return False
    if use.is_quoted or use.is_warning or _LATER.search(use.after):
        return False
    if use.group == "do not wait" or re.match(r"(?i)(?:why|what)", use.words):
        return True
    return not (use.is_negated or use.is_asked)
