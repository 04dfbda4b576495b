"""Figures and studies without a source beside them."""

from __future__ import annotations

import functools
import re

from ..laws import DECEPTION, TRUTH_IN_MARKETING
from ..registry import Level, on_words
from ..use import SELF, Use

# A source that a reader could look up: who and when, a note, a link, or somebody named as having said it.
_SOURCE = re.compile(
    r"\([^)]*\b(?:19|20)\d\d\b[^)]*\)|\[\d{1,2}\]|\bhttps?://"
    r"|\b(?:[Pp]er|[Ff]rom) (?:the )?(?:[A-Z]{2,}|\d{4} [A-Z])"
    r"|\b[Aa]ccording to (?:the |a |an )?(?!Research|Our|Experts?|Studies|Science|Data)(?:\d{4} )?[A-Z]"
    r"|\b(?:SAMHSA|NIDA|CDC|NIMH|NIH|WHO|APA|NICE|ASAM|NSDUH|FDA|HHS|VA/DoD|VA|Cochrane|Lancet|JAMA(?:"
    r" \w+)?|KFF|DHCS|Gallup|Pew|Census Bureau"
    r"|National (?:Institute|Survey|Center|Alliance)\b.*?|Institute|University|Journal)\b[^.!?]{0,60}"
    r"\b(?:says?|said|puts?|reports?|reported|found|finds?|estimates?|estimated|counted|shows?|published"
    r"|review"
    r"|guidelines?|survey|study|study of|recommends?)\b"
    r"|\b(?:study|review|trial|survey|guideline|report|census)\b[^.!?]{0,40}\b(?:of|in|from) (?:19"
    r"|20)\d\d\b"
    r"|\b(?:[Ss]ource|[Ss]ee):|\bet al\b|\((?:source|see|[A-Z]{3,})[^)]*\)",
)
_MONEY = re.compile(
    r"\b(?:deposits?|plans?|insur\w+|coinsurance|deductible|copay\w*|pays?|paid|costs?|fees?|prices?|tax"
    r"|interest"
    r"|discount|dollars|allowed amount|bill|charge"
    r"|rent|salary|income|wages?|poverty)\b|\$",
    re.I,
)
_MEASURE = re.compile(
    r"\b(?:alcohol by volume|wine|beer|liquor|solution|humidity|brightness|zoom|battery|volume|screen"
    r"|oxygen"
    r"|concentration|cotton|sugar|proof|(?:%|percent) (?:\w+ )?(?:alcohol|solution|gel|wipes|cream|fat"
    r"|cocoa|off))\b",
    re.I,
)
_OUTCOME = re.compile(
    r"\b(?:clients|patients|people|families|sober|recover\w*|success|relapse|graduates|alumni)\b", re.I
)
_OUR_RATE = re.compile(
    r"\b(?:our|high(?:est|er)?|proven|impressive|best|excellent|great|outstanding|remarkable|\d+ ?%"
    r"|percent|is|are|of)\b",
    re.I,
)
_COUNTING = re.compile(r"\b(?:ask|asks|count|counts|counted|measure|print|publish|claim|how|what)\b", re.I)


def has_source_beside(use: Use) -> bool:
    """Does the paragraph name a source that a reader could look up?"""
    passage = use.passage
    if any(link.href.startswith("https://") for link in passage.links):
        return True
    return _names_a_source(passage.text)


@functools.lru_cache(maxsize=8)  # asked anew for each figure of a paragraph
def _names_a_source(text: str) -> bool:
    return bool(_SOURCE.search(text))


@on_words(
    "figure",
    Level.BLOCK,
    "A figure stands here without its source. Name who counted and when, beside it.",
    TRUTH_IN_MARKETING,
    bad="95 percent of our clients stay sober.",
    good="One in five adults had a mental illness in 2022 (SAMHSA, 2023).",
)
def is_a_figure_without_a_source(use: Use) -> bool:
    """Does it count people or results without saying who counted?"""
    if use.is_quoted or use.is_warning or use.is_asked or has_source_beside(use):
        return False
    if use.group == "rate":
        return not use.is_negated and not _COUNTING.search(use.before) and bool(_OUR_RATE.search(use.clause))
    if use.group == "percent":
        if re.match(r"(?i)(?:100|a hundred|one hundred)\b", use.match[0]) and not re.match(
            r"(?i) (?:of|recover|success|sober|completion)", use.after
        ):
            return False  # said for "wholly": other rules judge what is wholly so
        if use.has(_MEASURE) and not use.has(_OUTCOME):
            return False
        return not (
            use.has(_MONEY)
            and not re.search(
                r"\b(?:sober|recover\w*|success\w*|relapse\w*|satisf\w+)\b", use.sentence.text, re.I
            )
        )
    return not use.is_negated and not (use.has(_MONEY) and not SELF.search(use.sentence.text))


@on_words(
    "study",
    Level.BLOCK,
    "It calls on research without saying which. Name the study or guideline beside it, or among the"
    " page’s sources.",
    DECEPTION,
    bad="Studies show that our method works.",
    good="A Cochrane review of 2013 found that EMDR reduces symptoms of PTSD.",
)
def is_research_without_a_source(use: Use) -> bool:
    """Does it lean on research without naming any?"""
    if use.is_not_claimed or has_source_beside(use):
        return False
    if re.search(r"\b(?:not|n't|no|never|cannot|yet|whether|few|little)\b", use.match[0], re.I):
        return False
    if re.match(r"(?i)doctors", use.words) and not re.search(r"(?i)agree|prove", use.words):
        return False
    if re.search(
        r"(?i)\b(?:asks?|tells?|find out|read|know|learn|explains?|see)\b.*\b(?:what|whether|how)(?:"
        r" the)? *$",
        use.before,
    ):
        return False
    # Sources under the page carry what is known in general, never a claim about us.
    return not (use.context.page_has_sources and not SELF.search(use.clause))
