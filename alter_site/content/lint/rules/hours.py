"""Hours in which nobody of ours answers."""

from __future__ import annotations

import re

from ..laws import TRUTH_IN_MARKETING
from ..registry import Level, on_words
from ..use import SELF, Use
from ..vocabulary import OTHERS

_OTHERS = re.compile(OTHERS, re.I)
_REACH = re.compile(
    r"\b(?:phone|ring) (?:us|our)\b|\b(?:call|calls|calling|reach|contact|dial)(?: us\b| our\b| the"
    r" (?:center|home|team)| now\b| today\b|ing\b|,|\.|!| at| any| day| whenever| when|$)"
    r"|\b(?:talk|speak|chat|connect) (?:to|with) (?:us|one of us|our|someone|somebody|a|an|the|any)\b"
    r"|\ba (?:phone )?call away\b|\btext us\b|\breach out\b|\bget (?:help|answers|support)\b"
    r"|\b(?:lines?|helpline|hotline|phones?|team|admissions|counselors?|specialists?|advisors?|experts?"
    r"|help|support|staff|we|we're|somebody|someone|a (?:real )?(?:person|human|voice))\b"
    r".*\b(?:open|available|staffed|answers?|answering|picks? up|on call|standing by|reachable|(?:is|are"
    r"|'re) (?:always )?(?:here|there)|a phone call away)\b"
    r"|\b(?:available|open|staffed|answers?|picks? up|on call)\b",
    re.I,
)
_OTHER_ACT = re.compile(
    r"\b(?:send|write|leave|stop|change|ask|withdraw|take back|read|visit|cancel|tea|form|stop us|call us"
    r" again)\b",
    re.I,
)
_WORKS = re.compile(
    r"\b(?:work(?:s|ed|ing)?|awake|on site|in the (?:house|home|building)|worr\w+|nurses by|nurses"
    r"|need\w*) *$",
    re.I,
)

# Those who live with us are never alone: that is care, not an answer to a call.
_IN_THE_HOUSE = re.compile(
    r"\b(?:watch(?:es|ed|ing)?|with (?:you|them|him|her|residents|each)|monitor\w*|supervis\w*"
    r"|residential|inpatient|nurses?"
    r"|nursing|awake|in the (?:house|home)|on site|medical staff)\b",
    re.I,
)
_OF_HELP = re.compile(
    r"\b(?:help\w*|support|care|counsel\w*|team|open|staff\w*|lines?|hotline|calls?|phones?|admissions?"
    r"|answers?|answering"
    r"|available|reach\w*|here|experts?|specialists?|advisors?|service|chat|talk\w*|text|doors?|admit\w*"
    r"|intake|close\w*"
    r"|somebody|someone|person|contact|touch|assistance|access)\b",
    re.I,
)
_A_FEW = 5  # words that leave no room for a subject
_ON_THE_PHONE = re.compile(
    r"\b(?:calls?|phones?|lines?|helpline|hotline|admissions?|answers?|pick|reach\w*|text|dial|talk\w*"
    r"|chat|speak|available)\b",
    re.I,
)


@on_words(
    "hours",
    Level.BLOCK,
    "Nobody answers at all hours. The hours in which a person answers are printed from what staff keep.",
    TRUTH_IN_MARKETING,
    bad="Call us any time, day or night.",
    good="988 answers 24/7.",
)
def promises_hours_that_are_not_kept(use: Use) -> bool:
    """Does it say that we answer when nobody does?"""
    if use.context.hours_cover_everything or use.is_not_claimed:
        return False
    if _is_about_others(use):
        return False
    if use.group == "any time":
        return bool(_REACH.search(use.sentence.text)) and not _OTHER_ACT.search(use.before)
    if not (use.is_ours or _OF_HELP.search(use.sentence.text) or len(use.sentence.text.split()) <= _A_FEW):
        return False  # "Medication is locked around the clock."
    if _WORKS.search(use.before) and not SELF.search(use.clause):
        return False
    return not (_IN_THE_HOUSE.search(use.sentence.text) and not _ON_THE_PHONE.search(use.sentence.text))


def _is_about_others(use: Use) -> bool:
    """Is somebody else named as who answers: nearest before the words, or else anywhere beside them?"""
    before = use.passage.text[use.sentence.start : use.match.start()]
    nearest = [max((match.end() for match in who.finditer(before)), default=-1) for who in (_OTHERS, SELF)]
    if max(nearest) >= 0:
        return nearest[0] > nearest[1]
    return bool(_OTHERS.search(use.clause)) and not SELF.search(use.clause)
