"""Reviews that somebody typed. What a clinician has read says so by their signature, and in no other way."""

from __future__ import annotations

import re

from ..laws import EXPERTS
from ..registry import Level, on_words
from ..use import Use
from ..vocabulary import DEGREE

REVIEWED = "reviewed"
_WHO = re.compile(
    rf"\b(?:dr\b\.?|doctors?|physicians?|clinicians?|psychiatrists?|psychologists?|therapists?|nurses?"
    rf"|experts?|professionals?|counselors?|medical|clinical|licensed|{DEGREE})",
    re.I,
)
_NAME = re.compile(r"(?:[A-Z][\w.'-]+ ){1,3}?[A-Z][\w'-]+")
_THIS = re.compile(
    r"\b(?:this|the|our) (?:\w+ ){0,2}(?:page|article|text|content|guide|information)\b|^\W*content\b", re.I
)
# What is said of every page, or of what has to come first, names nobody.
_IN_GENERAL = re.compile(
    r"\b(?:each|every|any|pages|articles|texts|means?|until|unless|before|once|if|when|who|the day)\b", re.I
)
# What is done to people and to their papers.
_OF_CARE = re.compile(
    r"\b(?:you|your|plans?|charts?|medicines?|medications?|applications?|admissions?|claims?|denials?|labs?"
    r"|letters?|notes?|doses?|orders?)\b",
    re.I,
)


@on_words(
    REVIEWED,
    Level.BLOCK,
    "Who has reviewed a page is printed from their signature. Typed, nobody has checked name or license."
    " Leave it out, and submit the page for review.",
    EXPERTS,
    bad="Medically reviewed by Jane Roe, LMFT.",
    good="Your plan is reviewed by the clinical team every week.",
)
def claims_a_review(use: Use) -> bool:
    """Does it say that somebody has reviewed this page, or give who wrote it a license?"""
    if use.group == "degree":
        return use.passage.field == "author"
    if use.is_not_claimed or _IN_GENERAL.search(use.sentence.text):
        return False
    if use.group == "label":
        return not _OF_CARE.search(use.clause)
    if use.group == "page":
        return bool(
            _WHO.search(use.before) or (not use.words.startswith("read") and _NAME.search(use.before))
        )
    is_of_this_page = bool(_THIS.search(use.before) or re.search(r"\bwritten by\b", use.before, re.I))
    if not is_of_this_page and re.search(r"\w", use.before):
        return False
    by = " ".join(use.after.split()[:6])
    return bool(_WHO.search(by) or ("reviewed" in use.words and _NAME.match(by)))
