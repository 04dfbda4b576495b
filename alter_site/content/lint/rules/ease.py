"""Guarantee, by what stands together: getting well and no pain, no effort, or a sure length of time."""

from __future__ import annotations

import re

from ..lexicon import HEDGE, QUICKLY
from ..meaning import Meaning
from ..registry import on_meaning
from ..use import Use

_GETTING_WELL = Meaning(
    """
    detox, detoxing, detoxification, withdrawal, recovery, recovering, recover, sobriety, sober, heal,
    healing, quitting, quit, rehab, coming off, come off, getting/get/be clean, to stop drinking/using,
    stopping drinking/using, tapering, taper
"""
)
_NO_PAIN = Meaning(
    """
    painless, painlessly, pain free, without ... pain/suffering/discomfort, no pain/suffering/discomfort,
    zero pain/discomfort, free of pain/discomfort, not/doesn't/don't/won't/never hurt/hurts,
    not/doesn't/don't have/need to hurt, not/don't/won't/never feel a thing/anything, feel/feels nothing,
    feel/feels no withdrawal/pain/symptoms, sleep/sleeps/slept ... through detox/withdrawal, isn't painful,
    no withdrawal symptoms, without ... withdrawal symptoms, comfortable from start to finish
"""
)
# "Without pain relief", "We never hurt anybody", "A painless detox does not exist".
_OTHER_PAIN = re.compile(
    r" (?:relief|medic|pills?\b|killers?\b|or\b|any(?:body|one)\b)|.*\b(?:not|n't) exist\b"
)
_EASY = Meaning(
    """
    is/are/be/made/make/makes/feel/feels/comes so? easy/effortless/simple, is/are/be a breeze,
    is/are/be a piece of cake, is/are/be child's play, is/are/be easier than you think, effortless,
    effortlessly, easy/simple/stress-free detox/withdrawal/recovery/sobriety/healing, the easy way,
    is/are as gentle/easy/mild/soft as,
    without ... effort, no effort, easy ... detox/withdrawal/recovery, nothing to getting/quitting
"""
)
_NOT_OF_IT = re.compile(r",? (?:to|on|for|when|if|once|until|out)\b")
_HURTS = Meaning("hurt, painful, be/feel pain, suffer, be/is hard, be/is difficult, withdrawal symptoms")
_A_WHILE = Meaning(
    """
    one/a/single/1 stay/session/visit/week/weekend/month/program/programme/detox/dose/infusion/retreat,
    one/a/single treatment,
    two/three/four/five/six/eight/twelve/2/3/4/5/6/8/12 sessions/weeks/months,
    seven/ten/fourteen/thirty/sixty/ninety/7/10/14/21/28/30/45/60/90 days, twenty one/eight days
"""
)
_ENOUGH = Meaning(
    """
    all it takes, all that it takes, all you need, all you will/ll ever? need, all you'll ever? need,
    all anyone/anybody needs, is/are enough, is/are plenty, does it, will do it, does the trick,
    and it is over, and it's over, and you are/you're done, takes/need/needs/take only/just,
    only/just takes/need/needs, takes/need/needs no more than, just one, is/are the only one you,
    all ... takes is, all you need is, only one stay/session/program/detox is needed,
    stay/session/program/days/weeks/month enough, and that is that, and that's that,
    not a/one day/week/hour/session longer/more
"""
)
# "Thirty days is enough.", "You only need three weeks.": said without what for, it is the claim alone.
_ALONE = re.compile(r"(?:\W|you|it|just|only|and|is|are|a|the|or|so)*", re.I)
_FOR_WHAT = re.compile(r",? (?:to (?!recover|heal|get|be\b|become|quit|stop|stay)|for\b)\w*")
_ALL_OF_IT = re.compile(r"(?i)\b(?:stay|program(?:me)?|retreat|detox|here)\b")
_LIFE_BACK = Meaning(
    """
    life back, new life, your old self, back to your old self, brand new you, new you,
    a different person, like new
"""
)
_OF_US = Meaning(
    """
    our alumni/graduates/clients/patients/guests/residents, alter graduates/alumni/clients,
    our former clients/patients/guests/residents, alumni/graduates/clients/patients of,
    people/those/everyone/everybody/clients/patients/guests/men/women who leave/left/finish/finishes/
    finished/complete/completes/completed/graduate/graduated/come/comes/came/stay/stayed/choose,
    once/when/after you leave us/alter
"""
)
_LASTS = Meaning(
    """
    stay/stays/stayed/remain/remains/remained/keep/keeps sober/clean/abstinent,
    stay/stays/remain/remains drug/alcohol free, is/are still sober/clean,
    don't/doesn't/not relapse/relapses, don't/doesn't/not/never go/goes back,
    don't/doesn't/not/never drink/drinks/use/uses/slip/slips
"""
)
_FORMER = re.compile("alumni|graduate|former|leave|left")
_FEW = 4  # words
_SOME_OF_THEM = Meaning("many, few, several, together, who want/wants/try/tries, how, whether, to, ask")


def _is_promised(use: Use) -> bool:
    return not use.is_not_claimed and not use.says(HEDGE)


@on_meaning("guarantee", _NO_PAIN)
def it_does_not_hurt(use: Use) -> bool:
    """To get well is said not to hurt."""
    if not _is_promised(use) or _OTHER_PAIN.match(use.after):
        return False
    return use.is_said_with(_GETTING_WELL) or use.words.startswith("sleep")


@on_meaning("guarantee", _HURTS)
def asked_whether_it_hurts_and_answered_no(use: Use) -> bool:
    """The question is only there for its answer."""
    return use.is_answered_no and use.sentence_says(_GETTING_WELL)


@on_meaning("guarantee", _EASY)
def it_is_easy(use: Use) -> bool:
    """To get well is said to be easy."""
    if not _is_promised(use) or _NOT_OF_IT.match(use.after) or "no easy" in use.clause.lower():
        return False
    return use.says(_GETTING_WELL)


@on_meaning("guarantee", _ENOUGH)
def so_much_is_enough(use: Use) -> bool:
    """A stay, or so many days, is said to be all that it takes."""
    if not _is_promised(use) or _FOR_WHAT.match(use.after) or not use.is_said_with(_A_WHILE):
        return False
    if _is_alone(use) or use.words.startswith("not "):
        return True
    if use.words.endswith(("takes", "only", "just", "than", "need", "needs")) and not use.after.strip(".! "):
        return True  # "One stay is all it takes."
    return use.is_ours or use.sentence_says(_GETTING_WELL) or use.has(_ALL_OF_IT)


def _is_alone(use: Use) -> bool:
    """Is nothing said in the sentence but the while and that it is enough?"""
    rest = use.passage.text[use.match.end() : use.sentence.end]
    for while_ in _A_WHILE.found_in(use.passage, use.sentence.start, use.sentence.end):
        before = use.passage.text[use.sentence.start : use.match.start()]
        rest = (before + " " + rest).replace(use.passage.text[slice(*while_.span())], "", 1)
        if _ALONE.fullmatch(rest):
            return True
    return False


_AND_THEN = Meaning(
    """
    and/then you/you're/you'll are? will? be? finished/done/free/sober/clean/well/through,
    and/then you/you'll will? never look, and/then you won't look, and/then you will not look
"""
)


@on_meaning("guarantee", _AND_THEN)
def after_a_while_one_is_well(use: Use) -> bool:
    """So many days, and then it is done."""
    return _is_promised(use) and use.sentence_says(_A_WHILE)


_SETBACK = Meaning(
    """
    relapse/relapses, slip/slips, slip ups, setbacks, cravings, withdrawal, sweating, shaking, shakes,
    drinking/using again
"""
)
_WAVED_AWAY = re.compile(
    r"^\W*(?:gone\b|history\b|(?:not|never) (?:(?:in|with|at|among|for) )?(?:our|us|alter|anybody|anyone)\b"
    r"|our (?:\w+ )?(?:alumni|graduates|clients|patients|guests|people)\b"
    r".*(?:n't|\bnot|\bnever|\blaugh|\bnone)\b)",
    re.I,
)


@on_meaning("guarantee", _SETBACK)
def asked_in_a_word_and_waved_away(use: Use) -> bool:
    """A relapse is named with a question mark, and said not to be ours: "Relapse? Not our alumni"."""
    return len(use.sentence.text.split()) <= _FEW and use.is_answered(_WAVED_AWAY)


@on_meaning("guarantee", _LIFE_BACK)
def ones_life_is_back_by_a_day(use: Use) -> bool:
    """A life is given back within so many days."""
    return _is_promised(use) and use.says(QUICKLY)


@on_meaning("guarantee", _LASTS)
def they_stay_sober(use: Use) -> bool:
    """Those who were with us are said to stay sober."""
    if not _is_promised(use) or use.says(_SOME_OF_THEM):
        return False
    whole = use.passage.text
    said_of = list(_OF_US.found_in(use.passage, use.sentence.start, use.match.start()))
    if use.words.endswith(("back", "drink", "drinks", "use", "uses", "slip", "slips")):
        # "Our guests do not drink in the house" is a rule of it.
        said_of = [who for who in said_of if _FORMER.search(who[0]) and not use.after.strip(".! ")]
    # "Nine in ten of our clients": the rule on figures speaks of it.
    return any(
        who.end() < use.match.start() and not whole[: who.start()].lower().endswith("of ") for who in said_of
    )
