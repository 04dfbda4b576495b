"""Does a text name a substance? Then the safety card on overdose and withdrawal stands beside it.

What counts is what somebody takes, what taking it is called, and what it can do. The name of the diagnosis
alone ("substance use disorder", in a list of links) does not: it tells nobody about a substance.
"""

from __future__ import annotations

import re
from typing import Any

from .values import RichText, walk

WORDS = (
    r"alcohol|liquor|drink(?:s|ing)? (?:or|and) us(?:e|es|ing)|drinks? every day|drinks? again"
    r"|people who drink|drinking|drunk"
    r"|opioids?|opiates?|fentanyl|heroin|methadone|buprenorphine|naloxone|naltrexone"
    r"|benzodiazepines?|xanax|valium|ativan|klonopin|cocaine|meth|methamphetamine|cannabis|marijuana"
    r"|drugs|drug use|overdos(?:e|es|ed|ing)|detox|withdrawal"
)
# Where such a word means something else. Each is blanked before the words are looked for.
UNLESS = (
    r"(?:no|without|rubbing|contains?|holds?) alcohol|alcohol[- ](?:free|based)"
    r"|drinking (?:water|glass\w*|fountain|straws?)|(?:water|tea|coffee) (?:for )?drinking"
    r"|(?:prescription|generic|brand-name) drugs|(?:social|emotional) withdrawal"
    r"|withdrawal (?:of|from) (?:\w+ ){0,2}(?:consent|agreement|people|friends|others|life|the world)"
)

_WORDS = re.compile(rf"(?<![\w-])(?:{WORDS})(?!\w)", re.IGNORECASE)
_UNLESS = re.compile(rf"\b(?:{UNLESS})\b", re.IGNORECASE)
_TAG = re.compile(r"<[^>]+>")
# Titles of publications, addresses, and what only search engines and sharing read.
_UNREAD = frozenset({"label", "url", "seo_title", "seo_description", "share_title"})


def named_in(text: str) -> list[str]:
    """Return the words in ``text`` that name a substance, in their order."""
    return _WORDS.findall(_UNLESS.sub(" ", text))


def named_by(content: Any) -> list[str]:
    """Return the words on a page that name a substance."""
    return [
        word
        for name, value in walk(content)
        if name not in _UNREAD and isinstance(value, str | RichText)
        for word in named_in(_TAG.sub(" ", value.html) if isinstance(value, RichText) else value)
    ]
