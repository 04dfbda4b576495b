"""Cure and guarantee: results that nobody can promise."""

from __future__ import annotations

import re

from ..laws import DECEPTION, OPIOID_CLAIMS
from ..lexicon import ILL, OF_A_THING, TREATMENT
from ..registry import Level, on_words
from ..use import Use
from ..vocabulary import CENTER, ILLNESS, WELL

_ILL = re.compile(rf"\b(?:{ILLNESS}|recovery|sobriety|sober)\b", re.I)
_CHANGES = re.compile(
    r"\b(?:free|freed|freedom|rids?|overcom\w+|beat|beats|beaten|ends?|ended|eliminat\w+|eras\w+|defeat\w*"
    r"|conquer\w*|quit|stops?|resolv\w+|heal\w*"
    r"|fix\w*|remov\w+|kick|leave|goodbye|wip\w+|gone|get over|disappear\w*|vanish\w*|go(?:es)? away"
    r"|revers\w+|recover(?!y)\w*|farewell|without|escape\w*"
    r"|break|sober|cures?|treats?|solv\w+|banish\w*|chang\w+|walk away|let go|put(?:s|ting)?|lift\w*"
    r"|switch\w*|turn\w* off|behind)\b|-free\b",
    re.I,
)
_WITHOUT = re.compile(rf"\bwithout (?:\w+ )?{ILLNESS},? *$", re.I)
_BODILY = re.compile(
    r"\b(?:(?:my|a|your|the common) colds?|fevers?|flu|coughs?|headaches?|warts?|burns?|hepatitis"
    r"|endocarditis|scurvy|bacteria\w*"
    r"|ulcers?|vitamin\w*|malaria|infections?|strep"
    r"|pneumonia|syphilis|bacteria|cancers?|tuberculosis|antibiotics?"
    r"|meats?|hams?|fish"
    r"|cheeses?|salmon|beef|pork|eggs?|olives?|leather|bacon|salami|concrete|resin|tobacco)\b",
    re.I,
)
_A_WORD = re.compile(r"\bwords?\b", re.I)
_SOUGHT = re.compile(
    r"\b(?:look(?:ing|s)?|search(?:ing)?|hop(?:e|ing)|wish(?:ing)?|wait(?:ing)?|no known)(?: for)?(?: an?"
    r"| the)? *$",
    re.I,
)
_SECRECY = re.compile(r"\b(?:privacy|confidential\w*|anonym\w+|discretion|secrecy|between us)\b", re.I)
_A_FEW = 5  # words that leave no room for a subject
_ENDS_WELL = re.compile(rf"\b{WELL}\b", re.I)
# What a shop, a bank or a landlord gives.
_OF_GOODS = re.compile(
    r"\b(?:bed|seat|deposit|landlord|rent|lease|loan|bank|equipment|mattress|furniture|device|appliance"
    r"|roof|car"
    r"|phone|laptop|ticket"
    r"|price|tax|passport|credit|repairs?|machine|pump|shop|store)\b",
    re.I,
)
_LAW = re.compile(
    r"\b(?:laws?|act|rights?|constitution|parity|statutes?|regulations?|federal|legal(?:ly)?|state|court"
    r"|license|notice)\b",
    re.I,
)
_HEDGED = re.compile(
    r"\b(?:some|many|most|sometimes|often|may|might|can help|helps?|few|certain people|hope|for some)\b", re.I
)
_UNCERTAIN = re.compile(
    r"\b(?:whether|if|when|until|till|hope|how (?:long|soon|much|fast)|before|after|once|think|believe|as"
    r"|unsure|know when|say when"
    r"|believing|telling|tells|say|says|said|ask|asks|asked|wonder|so that|think)\b",
    re.I,
)


@on_words(
    "cure",
    Level.BLOCK,
    "It promises a cure. These illnesses are treated; nobody can say that they are gone for good.",
    OPIOID_CLAIMS,
    bad="You will be free of addiction for good.",
    good="There is no cure for bipolar disorder, and many people live well with it.",
)
def promises_a_cure(use: Use) -> bool:
    """Does it say that an illness is gone for good?"""
    if use.group == "for ever" and _WITHOUT.search(use.before):
        return not use.is_asked
    if use.is_not_claimed:
        return False
    if use.group == "for ever":
        return _is_a_change_for_ever(use)
    if use.group == "cure":
        if use.has(_BODILY) or (use.has(_A_WORD) and not use.is_ours):
            return False
        return not (_SOUGHT.search(use.before) or use.after.startswith(" or not"))
    return use.is_ours or not _HEDGED.search(use.before) or bool(re.search(r"\byou\b", use.before, re.I))


def _is_a_change_for_ever(use: Use) -> bool:
    """Does the clause say that an illness changes or ends, and not only that something lasts?"""
    if _HEDGED.search(use.before) and not use.is_ours and not re.search(r"\byou\b", use.before, re.I):
        return False
    if re.search(
        r"\b(?:if|unless|stopping|quitting|suddenly|medicines?|medications?|doses?|pills?)\b",
        use.clause,
        re.I,
    ):
        return False
    if len(use.sentence.text.split()) <= _A_FEW and use.is_said_with(ILL):
        return True  # "Stop being depressed. For good."
    if re.search(r"(?i)past$", use.words):
        return bool(_ILL.search(use.clause)) and not use.has(re.compile(r"\bstigma\b", re.I))
    return bool(_ILL.search(use.clause) and _CHANGES.search(use.clause))


@on_words(
    "guarantee",
    Level.BLOCK,
    "It guarantees a result, and nobody can. If it promises something else, name that in the same paragraph.",
    DECEPTION,
    bad="Recovery is assured at Alter.",
    good="The law guarantees you the right to see your records.",
)
def guarantees_a_result(use: Use) -> bool:
    """Does it promise how treatment ends?"""
    if use.is_not_claimed:
        return False
    match use.group:
        case "guarantee":
            return _guarantees(use)
        case "ensure":
            # "We make sure that nobody is alone" is about what we do, not about how it ends.
            return not re.search(
                r"\b(?:your medicine|awake|rooms?|meals?|staff|doors?)\b", use.match[0], re.I
            )
        case "will":
            is_uncertain = _UNCERTAIN.search(use.before) or _HEDGED.search(use.clause)
            return not (is_uncertain or OF_A_THING.match(use.after))
        case "works":
            return not re.search(r"\b(?:what|which|if)\b", use.before, re.I)
        case "proven":
            if re.search(r"\b(?:stud(?:y|ies)|research\w*|science|evidence|trials)\b", use.before, re.I):
                return False  # the rule on research speaks of it
            return (
                use.is_ours
                or bool(re.search(rf"\b{CENTER}\b", use.match[0], re.I))
                or not _HEDGED.search(use.clause)
            )
    return True


def _guarantees(use: Use) -> bool:
    """Is it a guarantee of a result, not of a law or a shop, nor of secrecy, which has its own rule?"""
    if _SECRECY.search(use.clause) or re.match(r" (?:letters?|funds?|forms?|slips?)\b", use.after):
        return False
    if not use.has(_ENDS_WELL):
        is_of_us = use.is_ours or use.is_said_with(TREATMENT) or len(use.sentence.text.split()) <= _A_FEW
        if use.has(_OF_GOODS) or not is_of_us:
            return False
    return not use.has(_LAW) or bool(_ENDS_WELL.search(use.after))
