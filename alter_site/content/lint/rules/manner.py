"""How it is said: words that blame, words of battle, words that frighten."""

from __future__ import annotations

import re

from .. import wording
from ..laws import SAFE_MESSAGING, WORDS_MATTER
from ..meaning import Meaning
from ..registry import Level, on_meaning, on_words
from ..use import Use

_NAMES = re.compile(
    r"\b(?:alcoholics|narcotics|cocaine|adult children of) anonymous|institute on (?:drug|alcohol)"
    r" abuse\w*|(?:drug|substance) abuse and mental health|al-anon|adult children of alcoholics\b",
    re.I,
)
_CLEAN_THINGS = re.compile(
    r"\bclean (?:and \w+ )?(?:clothes|towels|sheets|room|rooms|air|water|linen|bed|beds|kitchen)\b", re.I
)
_THINGS = re.compile(
    r"\b(?:clothes|towels|sheets|rooms?|kitchen|house|dishes|hands|bathroom|linen|needles?|floor|table"
    r"|wound)\b",
    re.I,
)


def kinder(words: str) -> str:
    """Return what could be said instead, or nothing."""
    words = words.lower()
    found = [said for begins, said in wording.KINDER.items() if words.startswith(begins)]
    if not found and "clean" in words:
        found = [wording.KINDER["clean"]]
    return f"Kinder: “{found[0]}”." if found else ""


@on_words(
    "stigma",
    Level.WARN,
    "It makes a person into their illness, or blames them for it.",
    WORDS_MATTER,
    bad="Addicts come to us from all over the state.",
    good="People with a substance use disorder come to us from all over the state.",
)
def blames(use: Use) -> bool | str:
    """Does it name a person by their illness, or blame them for it?"""
    if use.is_quoted or use.has(_NAMES) or _CLEAN_THINGS.search(use.clause):
        return False
    if re.match(r"[A-Z]\w+ Abuse", use.as_written):
        return False  # the title of a publication or the name of an authority
    if "clean" in use.words and use.has(_THINGS):
        return False
    return kinder(use.match[0]) or True


@on_words(
    "battle",
    Level.WARN,
    "It makes illness a battle, and who is ill somebody who has not fought enough.",
    WORDS_MATTER,
    bad="She lost her battle with addiction.",
    good="She died of an overdose.",
)
def makes_a_battle(use: Use) -> bool:
    """Does it speak of illness as a fight?"""
    return not use.is_quoted


@on_words(
    "fear",
    Level.WARN,
    "It is written to frighten or to shame. Say what helps instead.",
    SAFE_MESSAGING,
    bad="Without treatment you will die.",
    good="An overdose can kill, so keep naloxone at hand.",
)
def frightens(use: Use) -> bool:
    """Does it threaten what will happen?"""
    return not (
        use.is_quoted or use.is_asked or re.search(r"\b(?:not|never|nobody|cannot)\b|n't\b", use.before)
    )


_DREAD = Meaning(
    """
    bury your/him/her, coroner, morgue, funeral, the/a/your grave, coffin, killer, silent monster, dead by,
    lose your/the family/kids/children/marriage/job/house/home, last breath, body bag, knock on the/your door,
    another/next statistic, destroy/destroys your, the last thing/words/time your/they/she/he,
    next drink/pill/hit/dose/high may/might/could/can be
"""
)
_YOURS = Meaning("you, your, yours")
_SHAME = Meaning(
    """
    a/any/every/no good/loving/caring/real/true/responsible/devoted/decent mother/father/parent/mom/dad/
    spouse/wife/husband/partner/son/daughter/friend/family would/will/wouldn't/won't/does/doesn't/never/waits/
    acts/calls/looks/hesitates, good/loving/caring/real/true mothers/fathers/parents/spouses/partners/sons/
    daughters/friends/families would/will/wouldn't/won't/do/don't/never/act/call,
    if you really/truly/ever love/loved/care/cared, never forgive yourself,
    can/can't/cannot/won't/not/couldn't ever? forgive yourself, can/could/would/will you live with yourself,
    owe it to, do/don't not? let your/them/him/her ... down, stop letting your/them/him/her ... down,
    family/children/kids/wife/husband/parents deserve/deserves better than,
    what you're/you are? doing to your/them/him/her,
    what your children/kids/son/daughter/family/wife/husband/mother/parents see/sees when,
    what you do to your/them/him/her
"""
)


@on_meaning("fear", _DREAD)
def pictures_a_death(use: Use) -> bool:
    """Does it picture to a reader how they, or somebody of theirs, will die or be left?"""
    return not (use.is_quoted or use.is_denied) and use.sentence_says(_YOURS)


@on_meaning("fear", _SHAME)
def shames(use: Use) -> bool:
    """Does it press a reader with shame, for what a good relative would do or what they have done?"""
    return not (use.is_quoted or use.is_warning)
