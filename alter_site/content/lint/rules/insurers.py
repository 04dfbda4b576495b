"""Network status and coverage: facts of one plan on one day."""

from __future__ import annotations

import re

from ..laws import TRUTH_IN_MARKETING
from ..registry import Level, on_words
from ..use import SELF, Use
from ..vocabulary import DAY, INSURERS

_DATED = re.compile(rf"\b{DAY}\b|\b(?:as of|checked|confirmed|asked)\b[^.]*\b20\d\d\b", re.I)
_INSURER = re.compile(
    rf"\b{INSURERS}\b|\b(?:with|for) (?:most|all|many|every|several|major|these|the following|over|more"
    rf" than|[A-Z]\w+)\b",
    re.I,
)
_EXPLAINS = re.compile(
    r"\b(?:is a (?:term|word)|means?|if a|if the|if your|whether|ask|asks|check(?:s)? (?:if|whether|with"
    r"|which)|usually|an in-network (?:center|provider|doctor|therapist"
    r"|hospital)|out[- ]of[- ]network|difference between|tells? you)\b",
    re.I,
)
_HEDGED = re.compile(
    r"\b(?:may|might|some|part|often|sometimes|whether|if|what|depends?|can|usually|most plans|ask|call"
    r"|law|laws|act|in (?:programs|places|centers) (?:that|with)|must|how much|which|until|once|after"
    r"|only|not all|should)\b",
    re.I,
)
_SMALL_THINGS = re.compile(
    r"\b(?:calls?|checks?|checking|consultations?|estimates?|forms?|talk\w*|questions?|copy|copies"
    r"|interpreters?|booklet|verif\w+)\b",
    re.I,
)

_CARE = re.compile(
    r"\b(?:treatment|stay|care|rehab|program|insurance|admission|recovery|detox|therapy)\b", re.I
)


@on_words(
    "network",
    Level.BLOCK,
    "Network status and coverage differ by plan and change. Say it for one insurer with the day it was"
    " checked, or say what we will ask.",
    TRUTH_IN_MARKETING,
    bad="We accept all insurance.",
    good="In-network is a term for centers that have a contract with your plan.",
)
def promises_coverage(use: Use) -> bool:
    """Does it say what a plan pays, or that we are in its network, without a day?"""
    if use.is_not_claimed or use.has(_DATED):
        return False
    match use.group:
        case "in network":
            if not SELF.search(use.sentence.text) and use.has(_EXPLAINS):
                return False
            if re.search(r"\b(?:whether|if|ask|which)\b", use.before, re.I):
                return False
            return bool(SELF.search(use.clause)) or bool(_INSURER.search(use.clause))
        case "covers":
            if "cost to you" in use.words and "little" not in use.words and not use.has(_CARE):
                return False
            return (
                not _HEDGED.search(use.clause) and not use.has(_SMALL_THINGS) and "$" not in use.sentence.text
            )
    return not re.search(r"\b(?:few|some|not)\b", use.before, re.I)
