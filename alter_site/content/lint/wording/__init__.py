"""The one list of words that rules look for, by the id of their rule.

Each pattern is a regular expression for whole words, in any case, over text with straight quotes. What is
right and wrong about a use of them is decided by the rule of that id. An administrator adds words and lets
others pass in the admin (*Words of the linter*); they are :class:`OwnWord` here.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from ..lookalikes import AS_OURS
from . import claims, facts, manner, pressure, privacy, reviewed, typed

# By rule, then by group: a rule may judge its groups differently.
WORDS = {
    **claims.WORDS,
    **privacy.WORDS,
    **facts.WORDS,
    **pressure.WORDS,
    **typed.WORDS,
    **manner.WORDS,
    **reviewed.WORDS,
}
KINDER = manner.KINDER


@dataclass(frozen=True)
class OwnWord:
    """Words that an administrator has added to a rule, or lets pass under it. ``*`` stands for any ending."""

    rule: str
    phrase: str
    passes: bool = False

    @functools.cached_property
    def pattern(self) -> re.Pattern[str]:
        phrase = " ".join(self.phrase.replace("’", "'").translate(AS_OURS).split())
        words = re.escape(phrase).replace(r"\*", r"\w*")
        return re.compile(rf"(?<!\w){words}(?!\w)", re.I)


# Some groups are slow to look for. They are looked for only where one of these stands, without which none of
# their patterns can match; a test compares what is found with and without them.
NEEDED: dict[tuple[str, str], tuple[str, ...]] = {
    ("cure", "freed"): (
        "bye",
        "farewell",
        "adieu",
        "done with",
        "leave",
        "will",
        "behind",
        "here",
        "with us",
        "ends",
        "stops",
        "we ",
        "make",
        "never",
    ),
    ("cure", "ended"): (
        "gone",
        "solved",
        "over",
        "ended",
        "fixed",
        "history",
        "done with",
        "beaten",
        "eliminat",
        "end of",
        "eradic",
        "eras",
        "banish",
        "oblit",
        "wip",
        "revers",
        "heal",
        "recover",
        "cured",
        "permanent",
        "complet",
        "total",
        "lifelong",
        "lasting",
        "answer",
        "solution",
        "antidote",
    ),
    ("guarantee", "guarantee"): ("guarant", "back", "warrant"),
    ("guarantee", "promise"): ("promis", "vow", "swear", "pledge", "our word"),
    ("guarantee", "certain"): (
        "the only",
        "certain",
        "sure",
        "assur",
        "guarant",
        "inevitab",
        "impossible",
        "option",
        "question",
        "can ",
        "within",
        "matter of",
        "bound",
        "destined",
        "confident",
        "count on",
        "rely on",
        "bank on",
        "fail",
        "proof",
        "risk",
        "infallible",
        "100",
        "a given",
    ),
    ("guarantee", "ensure"): ("ensur", "assur", "make sure", "makes sure", "certain", "see to it"),
    ("guarantee", "works"): ("work", "fail", "record"),
    ("guarantee", "proven"): ("proven",),
    ("confidential", "entirely"): (
        "confiden",
        "protected",
        "guarded",
        "priva",
        "anonym",
        "discre",
        "secre",
        "safe",
        "secure",
    ),
    ("certified", "hipaa"): ("hip", "hlp"),
    ("certified", "state"): (
        "fda",
        "governm",
        "federal",
        "samhsa",
        "cdc",
        "dea",
        "nih",
        "nida",
        "white house",
    ),
    ("placeholder", "soon"): ("soon", "construction", "watch this"),
    ("network", "in network"): (
        "network",
        "contract",
        "provider",
        "partner",
        "participat",
        "agreement",
        "accept",
        "tak",
        "honor",
    ),
    ("network", "covers"): ("cover", "pay", "cost", "free with", "members", "patients", "clients", "pocket"),
    ("scarcity", "scarce"): (
        "bed",
        "spot",
        "place",
        "opening",
        "space",
        "slot",
        "room",
        "seat",
        "availab",
        "limited",
        "offer",
        "discount",
        "special",
        "promotion",
        "deal",
        "before",
        "reserve",
        "while",
        "full",
        "fast",
        "only",
        "list",
    ),
}
# Groups that capitals matter to are looked for in the text as it is written, all others in lower case.
CASED = frozenset({("phone", "number"), ("placeholder", "text"), ("placeholder", "marks")})


@functools.cache
def patterns_of(rule: str) -> dict[str, re.Pattern[str]]:
    """Return what a rule looks for, by group; compiled when a text is first asked."""
    return {group: _compiled(rule, group, words) for group, words in WORDS.get(rule, {}).items()}


def _compiled(rule: str, group: str, patterns: tuple[str, ...]) -> re.Pattern[str]:
    either = "|".join(f"(?:{one})" for one in patterns)
    if group != "marks":  # which begin and end with signs
        either = rf"(?<![\w'-])(?:{either})(?!\w)"
    return re.compile(either, re.I if (rule, group) in CASED else 0)
