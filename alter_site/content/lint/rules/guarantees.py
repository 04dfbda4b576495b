"""Guarantee, by what stands together: a result and a certainty, everybody and well, money and a relapse."""

from __future__ import annotations

import re

from ..lexicon import HEDGE, OF_A_THING, PERSON, TREATMENT
from ..meaning import Meaning
from ..registry import on_meaning
from ..use import Use

_WELL = Meaning(
    """
    recover/recovers/recovered/recovery, heal/heals/healed/healing, get/gets/getting better/well/sober/clean,
    succeed/succeeds/succeeded, success/successful, sober, sobriety, abstinent/abstinence, thrive/thrives,
    stay/stays/be/become/becomes/remain/remains clean/well/healthy/free/whole,
    beat/beats your/their/addiction/it, overcome/overcomes, result/results, outcome/outcomes,
    feel/feels/be ... yourself/themselves/himself/herself, feel/feels better/whole/good/normal,
    be better/okay/happy, happy/happier, healthy, cure/cured, drug free, free again, life back,
    turn/turns ... around, make/makes it, stop/stops drinking/using, quit for good, transformed,
    transformation, new life, better life, remission, relief, well again, clean and, lose, fail, failure, win,
    relapse, this/it/treatment/program will/does work, change your life, your old self, peace,
    lasting/real/true change, this/it/treatment/therapy/program/method/approach works,
    save/saves/saved your/his/her/their, changes/changed/transform/transforms your/his/her/their, sick,
    unchanged, happiness, happy, improve/improves
"""
)
_CERTAINLY = Meaning(
    """
    can't/cannot/won't lose/fail, can't go wrong, no way to fail/lose, no way you/it, is/it's/are a given,
    as good as done/yours, foregone conclusion, certainty, inevitable, inevitably, only/just a matter of time,
    not if but when, come what may, without fail, no matter what, without a/any doubt,
    beyond a? doubt/question, sure thing/bet, safe bet, bet on, count on, bank on, in the bag,
    nothing is? left to chance, no such thing as failure, failure is not, can only succeed, bound to,
    destined to, certain to, sure to, we promise, i promise, our/my promise, it's a promise, is a promise,
    have/give our/my word, you our/my word, on our/my word, mark our/my words, in writing, swear,
    vow/vows/vowed, pledge/pledges/pledged, promise/promises/promised/promising you/that/every/a/to/lasting/
    full/real/recovery/results/sobriety/healing, stand/stands behind our/the/every, for sure, infallible,
    every time, cannot help but, can't help but, certain of, assured of,
    hundred percent/per chance/cent chance?, 100% chance, take it from us, we assure, i assure, 100% of,
    one hundred percent of, put our name, our name on it, will see to it, a promise,
    comes with the/every/your, is/are included, no doubt, no question, undoubtedly, definitely,
    never in doubt, not in doubt, built in, baked in, make/makes sure of it, trust us, rest easy,
    zero/no chance/risk/possibility/danger of failure/failing/relapse/relapsing,
    only/just a/one phone? call/step/click away, take/takes care of itself, one that sticks/works/lasts/holds,
    stop worrying about relapse/relapses/relapsing, no/zero chance/way that you/your/he/she/they/anyone,
    is/are/be assured/certain, sure path/way/road/route, surest path/way/road/route, certain path/way,
    proven path/way
"""
)
_REFUND = Meaning(
    """
    refund/refunds/refunded, money back, free of charge, is free, for free, at no cost, no/without charge,
    at no charge, on us, pay nothing, owe nothing/us, won't/don't/needn't pay, we pay, costs nothing,
    we'll pay, no extra cost, nothing to pay, waive/waived, again free, treat you again, give it back,
    return for free, reimburse*, on the house, no cost to you, not pay, don't owe, it's free, money returned,
    money ... back
"""
)
_NOT_WELL = Meaning(
    """
    relapse/relapses, not sober, not recover, not/doesn't/don't get better/well/sober,
    not/doesn't/don't work/help/stick, drink/drinks/use/uses again, slip/slips, not satisfied, unhappy,
    fail/fails, still drinking/using, pick up again, isn't/aren't sober, not happy, doesn't take,
    get sober or, sober, works or, recovered or
"""
)
_WILL_BE_WELL = Meaning(
    """
    will/ll stay/remain/become/get/recover sober/clean/well/healthy/free/better/whole, will/ll recover/heal,
    will/ll be/feel fine/okay/well/sober/happy/healthy/whole/free/yourself/better/good/great/alright,
    going to be/feel/get fine/okay/well/sober/happy/healthy/whole/free/yourself/better/good/great/alright,
    will/ll be mended/saved/restored/celebrating,
    will/ll come/return/walk/go ... back/home ..... healthy/happy/well/sober/whole/healed, will/ll get/have/
    give/bring ... your/his/her/their son/daughter/husband/wife/life/child/self/partner/family/loved/mother/
    father/brother/sister ... back
"""
)
_ONCE_TREATED = Meaning(
    """
    finish/finishes/complete/completes/follow/follows/trust/trusts/do/does/work/works ... program/treatment/
    plan/process/steps/work/stay/course/days/weeks/months/protocol, treatment/program ends,
    stick/sticks/stay/stays/work/works with us/it
"""
)
_IT_WORKS = Meaning("this/it works/work, this/it will work, one that sticks/works/lasts/holds")
_UNCERTAIN = Meaning(
    """
    if, when, whether, until, after, once, think, believe, sure, know, say/says, told, as, before
"""
)
_IF = Meaning("if, unless, or, should you, in case, until, when, whenever, before")
_NOT_RESULTS = Meaning(
    """
    call you, call back, answer, callback, honest, tell you, listen, confidential, private, privacy, records,
    reply, payment, refund policy, letter, date, date of, hold your place
"""
)


@on_meaning("guarantee", _CERTAINLY)
def a_result_is_certain(use: Use) -> bool:
    """A result and a certainty stand together."""
    if use.is_not_claimed or use.sentence_says(_NOT_RESULTS) or use.says(HEDGE):
        return False
    if use.sentence_says(_IT_WORKS):
        return True
    return use.is_said_with(_WELL)


_A_WORD_GIVEN = Meaning(
    """
    you have our/my word on? it/that?, we give you? our word on? it/that?, our/my word on it/that,
    our word is our bond, that/it/this is a/our promise/vow/pledge to? you?,
    that's/it's a/our promise/vow/pledge to? you?, we promise/swear/vow/pledge you/it/that?,
    cross our hearts, mark our/my words, take our word for it,
    you can bet/bank/count/depend/rely on it/that, bet/bank/count/depend/rely on it/that,
    you can be sure/certain of it/that, you can take it/that to the bank,
    we stake our name on it/that, we put our name on it/that,
    no ifs ands? or buts, we put that/it in writing
"""
)


@on_meaning("guarantee", _A_WORD_GIVEN)
def a_promise_stands_alone(use: Use) -> bool:
    """A slogan gives our word, and nothing beside it says for what."""
    return not use.is_not_claimed and use.passage.lower.strip(" .!") == use.words


@on_meaning("guarantee", _IT_WORKS)
def asked_whether_it_works_and_answered_yes(use: Use) -> bool:
    """The question is only there for its answer."""
    return use.is_answered_yes


_EVERYBODY_WELL = Meaning(
    """
    every/each ... client/patient/guest/resident/graduate/person/man/woman/family/member/one ..... recovers/
    succeeds/heals/sober/well/better/whole/improves/wins, everyone/everybody/anyone/whoever ..... recovers/
    recover/succeeds/succeed/heals/heal/sober/better/improves/well,
    all our clients/patients/guests/residents/graduates ... recover/succeed/heal/sober/better/improve/well,
    no one/client/patient/guest ... relapses/fails/unchanged, nobody ... relapses/fails/unchanged,
    never lost a client/patient, works for everyone/everybody/anyone/all, helps everyone/everybody/anyone who,
    most/majority of? our/the clients/patients/guests/residents/graduates/alumni ... recover/heal/sober/
    succeed/improve/well/better/clean,
    all of? our/the clients/patients/guests/residents/graduates/alumni ... sober/well/better/recover/succeed,
    never ... client/patient/guest/one/anyone ... not/fail/fails/without/relapse/relapses,
    not one/single client/patient ... relapse/relapses/fail/fails,
    nobody/none ... leaves/left/leave/walks ..... without/unchanged/sick,
    no one leaves/left/walks ..... without/unchanged/sick,
    every/each family/client/person/patient ..... gets/got ... back, never lets/let/fails anyone/anybody down,
    come/comes/arrive/arrives/enter/enters/walk/walks ..... leave/leaves/go/goes ... whole/well/healed/sober/
    clean/healthy/happy/free, every/each ... client/patient/guest/resident/graduate/person ..... healthy/
    healed/happy/free/clean/cured/transformed,
    everyone/everybody/anyone/whoever ..... healthy/healed/clean/cured/transformed/recover,
    anyone/everyone/everybody can recover/heal/succeed, those/people/clients/patients/guests/everyone/anyone
    who finish/complete/trust/follow/finishes/completes/trusts/follows ..... recover/heal/sober/well/better/
    succeed/recovers/heals/succeeds, not one/single ... client/clients/patient/patients/guest/guests/graduate/
    graduates ..... relapsed/relapses/relapse/fails/failed/drinks
"""
)


@on_meaning("guarantee", _EVERYBODY_WELL)
def everybody_gets_well(use: Use) -> bool:
    """Everybody is said to get well."""
    if re.search(r"\b(?:nearly|almost|virtually|not)\W*$", use.before, re.I) or "deserve" in use.words:
        return False  # a figure, or none, or a wish
    return not use.is_not_claimed and not use.says(HEDGE)


_A_BED = Meaning(
    """
    nobody/none is ever? turned away/down, no one is ever? turned away/down,
    never turn/turned anyone/anybody/people away,
    everyone/everybody/anyone/whoever who? calls/asks/applies gets/has/is a? bed/place/room/accepted/admitted,
    you are accepted/admitted the/as, always a bed/place/room for you/him/her/them/everyone,
    admission/acceptance is certain/automatic/assured
"""
)
_FOR_A_REASON = re.compile(r" (?:because|for|on|over|who|when|at)\b")


@on_meaning("guarantee", _A_BED)
def a_place_is_certain(use: Use) -> bool:
    """Whoever calls is said to be taken, before anybody has heard what they need."""
    if use.is_asked or use.is_quoted or use.is_warning or use.says(HEDGE):
        return False
    return not use.is_negated and not _FOR_A_REASON.match(use.after)


_WILL_WORK = Meaning("will work, ll work, is going to work")


@on_meaning("guarantee", _WILL_WORK)
def it_will_work(use: Use) -> bool:
    """A treatment is said to work, and not to work with somebody or on something."""
    if use.is_not_claimed or use.says(HEDGE) or use.says(_UNCERTAIN):
        return False
    return bool(re.match(r" for\b|[.!,]|$", use.after)) and use.says(TREATMENT)


@on_meaning("guarantee", _WILL_BE_WELL)
def you_will_be_well(use: Use) -> bool:
    """Somebody is told that they will be well."""
    if use.is_not_claimed or use.is_denied or use.says(HEDGE) or OF_A_THING.match(use.after):
        return False
    if use.says(_UNCERTAIN) and not use.sentence_says(_ONCE_TREATED):
        return False
    is_of_a_person = PERSON.is_in(use.passage, use.sentence.start, use.match.start() + 1)
    return is_of_a_person or use.words.endswith("back")


_NEW_LIFE = Meaning(
    """
    recovery, sobriety, healing, wellness, freedom, new/better/sober/happier life, new you/beginning/chapter,
    second chance, better tomorrow/future/days
"""
)
_BEGINS = Meaning(
    """
    starts/begins here/today/now/tonight/tomorrow, starts/begins with us/alter/our/a/one,
    starts/begins at alter/our, starts/begins the moment/minute/second/day/hour/instant
"""
)


@on_meaning("guarantee", _BEGINS)
def a_new_life_begins(use: Use) -> bool:
    """Getting well is said to begin with a call, or at our door."""
    if use.is_not_claimed or use.is_denied or use.says(HEDGE):
        return False
    return _NEW_LIFE.is_in(use.passage, use.sentence.start, use.match.start())


@on_meaning("guarantee", _REFUND)
def the_money_comes_back(use: Use) -> bool:
    """Whoever does not get well pays nothing."""
    return not use.is_asked and not use.is_warning and use.sentence_says(_NOT_WELL) and use.sentence_says(_IF)
