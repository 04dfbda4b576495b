"""What was typed and should not have been: phone numbers, links without words of their own, placeholders."""

from __future__ import annotations

import re

from ..laws import EDITORIAL, LINK_PURPOSE, ONE_NUMBER
from ..registry import Level, on_words
from ..use import Use

# Lines that are not ours: SAMHSA, OC Links, San Diego, domestic violence, poison control, the Veterans line,
# where to complain at HHS. The number may stand where its owner is named.
OTHERS_NUMBERS = frozenset(
    [
        "8006624357",
        "8556254657",
        "8887247240",
        "8007997233",
        "8002221222",
        "8002738255",
        "8003681019",
        "8005377697",
        "8666064244",
    ]
)


@on_words(
    "phone",
    Level.BLOCK,
    "Our number was typed by hand and would stay when it changes. Write [phone]; give another"
    " organization’s number as a link that dials.",
    ONE_NUMBER,
    bad="Call (866) 989-3395 now.",
    good="Call [phone] and ask for admissions.",
)
def is_typed_by_hand(use: Use) -> bool:
    """Is it a number that will not follow when ours changes?"""
    digits = re.sub(r"\D", "", use.match[0])[-10:]
    if digits in OTHERS_NUMBERS:
        return False
    if re.search(
        r"(?:ISBN|ISSN|DOI|doi|no\.|number|license|PEP|CFR|section|§)[ :.#]*$",
        use.passage.text[max(0, use.match.start() - 40) : use.match.start()],
        re.I,
    ) and not re.search(r"\b(?:phone|call|our|fax|tel)\b", use.before, re.I):
        return False
    return not any(
        link.href.startswith("tel:") and link.start <= use.match.start() and use.match.end() <= link.end
        for link in use.passage.links
    )


@on_words(
    "link",
    Level.BLOCK,
    "The words of a link say where it leads, also to somebody who hears links one after another.",
    LINK_PURPOSE,
    bad='<a href="/insurance/">Click here</a>',
    good='<a href="/insurance/">How insurance works</a>',
)
def sends_to_a_click(use: Use) -> bool:
    """Do the words of a link say nothing of where it leads?"""
    return not (use.is_quoted or use.is_negated)


@on_words(
    "placeholder",
    Level.BLOCK,
    "It holds the place of a text that is still to be written.",
    EDITORIAL,
    bad="Lorem ipsum dolor sit amet.",
    good="Make a to-do list for the day.",
)
def holds_a_place(use: Use) -> bool:
    """Is it left from a draft?"""
    if use.is_quoted:
        return False
    if use.group != "soon":
        return True
    alone = len(use.sentence.text.split()) <= 4
    return alone or bool(
        re.search(
            r"\b(?:page|site|section|website|content|program|article|text|service)s?\b[^.]*$",
            use.before,
            re.I,
        )
        or re.match(r"(?: ?[:!])", use.after)
    )
