"""Claims to be better than others."""

from __future__ import annotations

import re

from ..laws import TRUTH_IN_MARKETING
from ..registry import Level, on_words
from ..use import SELF, Use
from ..vocabulary import CENTER, ILLNESS

# A denial counts where it denies the claim itself, not where it denies regret or doubt.
_DENIES = re.compile(
    r"\b(?:not|n't|never|cannot|no|nobody|none)\b(?: \w+){0,2} (?:claim|say|call|promise|pretend|think"
    r"|believe|tell|be|to be|is|are)\b"
    r"|\b(?:is|are|am|be)(?:n't| not)\b(?: \w+){0,2} *(?:the|a)? *$|\b(?:not|no|without|nor|neither)(?:"
    r" an?| the| any| single| one)* *$",
    re.I,
)
_FOR_SOMEBODY = re.compile(
    rf"^ (?:for (?:you|me|him|her|them|everybody|everyone|each|your|a person|people|adults|children|teens"
    rf"|most|\w+ (?:and|or) \w+|the|{ILLNESS})|is|that (?:you|fits))\b",
    re.I,
)
_CLINICAL = re.compile(
    r"\b(?:treatments?|care|approach(?:es)?|choices?|option|method|support|help|places?|settings?|name"
    r"|therap\w+)$",
    re.I,
)
_PEOPLE_ELSEWHERE = re.compile(
    r"\b(?:experts?|doctors?|physicians?|psychiatrists?|therapists?|clinicians?|specialists?"
    r"|professionals)$",
    re.I,
)
# "The best program is the one that you can finish" says nothing of any center.
_WHICHEVER = re.compile(r"^(?: \w+){0,3} is (?:the )?(?:one|what|whichever)\b", re.I)
# "Where the best doctors work": whoever wrote it speaks of themselves.
_WELCOMES = re.compile(r"^\W*(?:where|home (?:of|to)|meet|discover|welcome|only|with) (?:the|to|our)\b", re.I)
_PERHAPS = re.compile(r"\b(?:may|might|can|could|often) be\b", re.I)
_A_PLACE = re.compile(
    r"\b(?:rehabs?|centers?|facilit\w+|programs?|providers?|clinics?|california|orange county|coast"
    r"|country|nation|state|world)\b",
    re.I,
)


@on_words(
    "superlative",
    Level.BLOCK,
    "It claims to be better than others, which nobody can check.",
    TRUTH_IN_MARKETING,
    bad="We are the leading rehab in California.",
    good="The best time to call is before noon.",
)
def claims_to_be_better(use: Use) -> bool:
    """Does it set us above others?"""
    if use.is_asked:
        return False
    if use.is_quoted or use.is_warning or _DENIES.search(use.before):
        return False
    if use.group == "near":
        return _is_about_a_center(use)
    if use.group == "boast":
        return not re.match(r"(?i) (?:cause|reason|rule|question|symptom|worry|fear|goal)", use.after)
    return True


def _is_about_a_center(use: Use) -> bool:
    if _WHICHEVER.match(use.after):
        return False
    ours = bool(SELF.search(use.clause))
    words = use.match[0]
    if not ours and words.lower().startswith(("your best", "best")) and _PERHAPS.search(use.clause):
        return False
    if re.search(r"(?i)^(?:gold standard|highest[- ]level of|leaders? in)", words):
        # "The gold standard in trauma care": a sentence without a subject speaks of whoever wrote it.
        is_alone = not re.search(r"\b(?:is|are|was|were|has|have)\b", use.sentence.text, re.I)
        return ours or is_alone or bool(re.search(r"(?i)^leaders? in", words))
    if _PEOPLE_ELSEWHERE.search(words):
        return (
            ours
            or _WELCOMES.match(use.sentence.text) is not None
            or bool(_A_PLACE.search(use.clause))
            or bool(re.search(r"\bhere\b", use.clause, re.I))
        )
    if _CLINICAL.search(words) and re.search(
        r"(?i)\b(?:best|most|leading|top|ideal|perfect|unique)\b", words
    ):
        return ours or not (_FOR_SOMEBODY.search(use.after) and not _A_PLACE.search(use.clause))
    return bool(re.search(rf"\b(?:{CENTER})\b", words, re.I)) or ours or bool(_A_PLACE.search(use.clause))
