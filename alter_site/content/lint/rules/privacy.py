"""Privacy that no law or software keeps, and certificates that do not exist."""

from __future__ import annotations

import re

from ..laws import HIPAA, PRIVACY_CLAIMS
from ..registry import Level, on_words
from ..use import SELF, Use

_ROOMS = re.compile(r"\b(?:bath\w*|bed\w*|rooms?|entrances?|gardens?|patios?|showers?|suites?|space)\b", re.I)
_PAPERS = re.compile(
    r" (?:notices?|polic(?:y|ies)|practices|forms?|rules?|questions?|statements?|page)\b", re.I
)
_LIMITED = re.compile(
    r"\b(?:for (?:advertising|marketing)|without (?:your|their|his|her|the|written|asking)|unless|except"
    r"|limits?|exceptions?"
    r"|only (?:if|when|with)|consent|permission|advertisers?|if you ask)\b",
    re.I,
)
_LAW = re.compile(r"\b(?:laws?|federal|act|statutes?|regulations?|42 CFR)\b", re.I)
_MEDICINE = re.compile(
    r"\b(?:medicines?|medications?|drugs?|naltrexone|buprenorphine|methadone|devices?|tablets?"
    r"|treatments? for|\w+(?:exidine|amine|orphine|adone|exone|prosate|oxetine|prazole|iazepam))\b",
    re.I,
)


@on_words(
    "confidential",
    Level.BLOCK,
    "It says more about privacy than the law or any software can keep.",
    PRIVACY_CLAIMS,
    bad="Your call is 100% confidential.",
    good="We keep what you tell us private, with the limits that the law sets.",
)
def promises_secrecy(use: Use) -> bool:
    """Does it promise that nobody learns of anything?"""
    if use.is_asked or use.is_quoted or use.is_warning:
        return False
    if use.group == "nobody":
        # "Nobody will ever know" is itself a denial: what counts is whether that is denied or limited.
        if re.fullmatch(r'".*"', use.sentence.text.strip()):
            return False  # what somebody thinks or says, not what we promise
        said = re.search(
            r"\b(?:cannot|can't|do not|don't|will not|won't) (?:say|promise|claim|guarantee|tell you)\b",
            use.before,
            re.I,
        )
        return (
            not said
            and not _LIMITED.search(use.sentence.text)
            and not re.search(r"\bnever know\b.*\?", use.sentence.text)
        )
    if re.search(r"\b(?:not|never)\b|n't", use.match[0]) or (use.has(_LAW) and not use.is_ours):
        return False
    return not use.is_negated and not _ROOMS.match(use.after.strip()) and not _PAPERS.match(use.after)


@on_words(
    "certified",
    Level.BLOCK,
    "There is no such certificate: HIPAA certifies nobody, and no authority endorses a treatment center.",
    HIPAA,
    bad="Our site is HIPAA certified.",
    good="We follow HIPAA and 42 CFR Part 2.",
)
def names_a_certificate_that_does_not_exist(use: Use) -> bool:
    """Does it claim a certificate or an endorsement that nobody gives?"""
    return not use.is_not_claimed and (bool(SELF.search(use.clause)) or not use.has(_MEDICINE))
