"""Cure and guarantee, by what stands together: an illness and its end, a result and a certainty."""

from __future__ import annotations

import re

from ..lexicon import FOR_EVER, HEDGE, ILL, PERSON, QUICKLY, TREATMENT
from ..meaning import Meaning
from ..registry import on_meaning
from ..use import Use

_ENDS = Meaning(
    """
    eliminat*, eradicat*, erase/erases/erased/erasing, banish*, oblit*, vanquish*, vanish*, disappear*,
    dissolve*, uproot*, get/gets/getting/got/be/being/is/are rid of, rid you/them/him/her/yourself,
    thing/things of the past, ancient history, behind you/them/him/her,
    wipe/wipes/wiped ... out/away/clean, put/puts/putting an? end to, put/puts/putting a stop to,
    reverse/reverses/reversed, undo/undoes/undone, extinguish*, delete/deletes/deleted, is/are/be gone,
    go/goes/going/went away, leave/leaves/left ... behind, switch/switches/switched ... off,
    turn/turns/turned ... off, free of/from, freed of/from, resolve/resolves/resolved, fix/fixes/fixed,
    stamp/stamps out, heal/heals/healed, conquer/conquers, will be over, break/breaks free,
    lose/loses/lost its/their hold/grip/power, out of your life/system, end/ends/ended, solve/solves,
    remove/removes/removed, lift/lifts, made/make/makes ... well again, come/comes/came to an end,
    silence/silences, get/gets over, escape/escapes, cut out,
    no longer has/have/struggle/struggles/suffer/suffers, history, nothing ... left/remain/remains of,
    plays/play no role/part, no more cravings/symptoms/urges, no cravings/symptoms/urges,
    take/takes/took ... away, be/become/live/stay/get/wake ... free, answer/solution/remedy to,
    answer/solution/remedy for, walk/walks/walked away from, comes/come/goes to die, dies,
    former/ex addict/addicts/alcoholic/alcoholics, put/puts/leave/leaves ... in the past, be/is/are over,
    days/years ... are over, miracle/miracles, stay/stays away
"""
)
_WEAKLY = Meaning(
    """
    end/ends/ended, fix/fixes/fixed, lift/lifts, silence/silences, remove/removes/removed,
    heal/heals/healed, answer/solution/remedy to, answer/solution/remedy for, free of/from,
    take/takes/took ... away, be/is/are over, dies, stay/stays away
"""
)
_YOU_WILL = Meaning("you can/will/could, you'll, your ... will, why manage/cope/live/settle/treat")
_AS_BEFORE = Meaning(
    """
    as if it/nothing/they had/never, as though it/nothing, never happened, the way it was before,
    the way you were before, who/how you were before, back to the/who/how ... you/she/he were/was,
    reset/resets/resetting your/the/his/her/their brain/mind, brand new brain, reborn, born again,
    good as new, clean slate, blank slate, no trace of, factory settings,
    restore/restores/restored your/the brain, a new brain,
    brain/mind/body/life goes/is/comes/go back to normal
"""
)
_NEVER_AGAIN = Meaning(
    """
    never/not ..... again,
    never/not ... another drink/drug/craving/urge/relapse/attack/cigarette/needle/hit/pill/drop,
    never touch, last drink/drug/hit/relapse/rehab/detox/treatment you/you'll/your,
    the last rehab/detox/treatment/program, zero cravings/relapse/relapses, no desire to,
    lose/lost the/all desire to, without a single craving/relapse, immune to relapse, relapse proof,
    stay/stays/stayed gone/away, never crave/miss/need/want/look, never again,
    never ... relapse/relapses/relapsed, will/does/do/can/could not ... return/recur/relapse,
    never/cannot/can't/won't/doesn't ... return/returns/recur/recurs,
    never/cannot/can't/won't/doesn't ... come/comes back, will/does not ... come back,
    won't/can't/cannot relapse
"""
)
_IN_AND_OUT = Meaning(
    """
    leave/leaves/left/leaving ... without/free/cured/healed, walk/walks/walking/walked ... without/free,
    go/goes/went/going home ... without/free/cured/healed/gone,
    come/comes/came/check/checks/step/steps out ... without/free, leave/leaves/left ... with no,
    go/goes home ... with no, gone when/once/before you/our/they
"""
)
_CURABLE = Meaning(
    """
    curable, incurable, reversible, 100% treatable, fully/completely treatable, fixable, beatable
"""
)
_WELL = Meaning(
    """
    recover/recovers/recovered/recovery, heal/heals/healed/healing,
    get/gets/getting better/well/sober/clean, succeed/succeeds/succeeded, success/successful, sober,
    sobriety, abstinent/abstinence, thrive/thrives,
    stay/stays/be/become/becomes/remain/remains clean/well/healthy/free/whole,
    beat/beats your/their/addiction/it, overcome/overcomes, result/results, outcome/outcomes,
    feel/feels/be ... yourself/themselves/himself/herself, feel/feels better/whole/good/normal,
    be better/okay/happy, happy/happier, healthy, cure/cured, drug free, free again, life back,
    turn/turns ... around, make/makes it, stop/stops drinking/using, quit for good, transformed,
    transformation, new life, better life, remission, relief, well again, clean and, lose, fail, failure,
    win, relapse, this/it/treatment/program will/does work, change your life, your old self, peace,
    lasting/real/true change, this/it/treatment/therapy/program/method/approach works
"""
)
_CERTAINLY = Meaning(
    """
    can't/cannot/won't lose/fail, can't go wrong, no way to fail/lose, no way you/it, is/it's/are a given,
    as good as done/yours, foregone conclusion, certainty, inevitable, inevitably,
    only/just a matter of time, not if but when, come what may, without fail, no matter what,
    without a/any doubt, beyond a? doubt/question, sure thing/bet, safe bet, bet on, count on, bank on,
    in the bag, nothing is? left to chance, no such thing as failure, failure is not, can only succeed,
    bound to, destined to, certain to, sure to, we promise, i promise, our/my promise, it's a promise,
    is a promise, have/give our/my word, you our/my word, on our/my word, mark our/my words, in writing,
    swear, vow/vows/vowed, pledge/pledges/pledged, promise/promises/promised you/that/every/a,
    stand/stands behind our/the/every, for sure, infallible, every time, cannot help but, can't help but,
    certain of, assured of, take it from us, we assure, i assure, 100% of, one hundred percent of,
    put our name, our name on it, will see to it, a promise, comes with the/every/your, is/are included,
    no doubt, no question, undoubtedly, definitely, never in doubt, not in doubt, built in, baked in,
    make/makes sure of it, trust us, rest easy
"""
)
_REFUND = Meaning(
    """
    refund/refunds/refunded, money back, free of charge, is free, for free, at no cost, no/without charge,
    at no charge, on us, pay nothing, owe nothing/us, won't/don't/needn't pay, we pay, costs nothing,
    we'll pay, no extra cost, nothing to pay, waive/waived, again free, treat you again, give it back,
    return for free, reimburse*, on the house, no cost to you, not pay, don't owe, it's free,
    money returned, money ... back
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
_IT = Meaning("it, them, that, this")
_FINAL = Meaning(
    """
    recovery/sobriety/healing/freedom/remission/abstinence ... complete/final/permanent/total/forever,
    complete/final/permanent/total/lifelong recovery/sobriety/healing/freedom/remission/abstinence
"""
)
_WILL_BE_WELL = Meaning(
    """
    will/ll be/feel fine/okay/well/sober/happy/healthy/whole/free/yourself/better/good/great/alright,
    going to be/feel/get fine/okay/well/sober/happy/healthy/whole/free/yourself/better/good/great/alright
"""
)
_IT_WORKS = Meaning("this/it works/work, this/it will work")
_UNCERTAIN = Meaning(
    """
    if, when, whether, until, after, once, think, believe, sure, know, say/says, told, as, before
"""
)
_IF = Meaning("if, unless, or, should you, in case, until, when, whenever, before")
_AIDS = Meaning(
    """
    naloxone, narcan, medicine/medicines, medication/medications, antibiotics, tablet/tablets
"""
)
_NOT_RESULTS = Meaning(
    """
    call you, call back, answer, call/callback, honest, tell you, listen, confidential, private, privacy,
    records, reply, payment, refund policy, letter, date, date of, hold your place
"""
)


# "Be free of it", "Imagine waking up without it": said to the reader.
_TO_YOU = re.compile(
    r"^\W*(?:be|live|get|walk|wake|become|say|leave|come|imagine|picture|enjoy|start|stop|end|find"
    r"|discover|quit"
    r"|put|kick|beat|break|lose|drop|forget|turn)\b",
    re.I,
)
_PASSES_BY_ITSELF = Meaning(
    """
    withdrawal, symptoms, craving/cravings, pain, fear/fears, grief, urge/urges, nightmares
"""
)
_WILL = Meaning("will, ll")


def _is_of_us_or_you(use: Use) -> bool:
    return use.is_ours or use.says(TREATMENT) or use.says(PERSON) or use.has(_TO_YOU)


@on_meaning("cure", _ENDS)
def an_illness_ends(use: Use) -> bool:
    """An illness is ended by us, by a treatment or in you: for ever, in so many days, or just so."""
    if use.is_not_claimed or use.says(_AIDS) or (use.says(HEDGE) and not use.is_answered_yes):
        return False
    if not use.says(ILL) and not (use.is_ours and use.says(_IT) and use.sentence_says(ILL)):
        return False
    if use.is_answered_yes or use.words.startswith(("days", "years")):
        return True
    if use.says(FOR_EVER) or use.says(QUICKLY):
        return _is_of_us_or_you(use)
    if _WEAKLY.is_in(use.passage, *use.match.span()):
        return False
    if use.says(_WILL) and not use.says(_PASSES_BY_ITSELF):
        return True
    return use.is_ours or use.says(TREATMENT) or use.says(_YOU_WILL) or use.has(_TO_YOU)


@on_meaning("cure", _FINAL)
def recovery_is_final(use: Use) -> bool:
    """Recovery is called complete or for ever."""
    return not use.is_not_claimed and not use.is_denied and not use.says(HEDGE)


@on_meaning("cure", _AS_BEFORE)
def all_is_as_before(use: Use) -> bool:
    """Nothing of the illness is left."""
    return not use.is_not_claimed and not use.says(HEDGE) and _is_of_us_or_you(use)


@on_meaning("cure", _NEVER_AGAIN)
def it_never_comes_back(use: Use) -> bool:
    """Nobody falls ill, or drinks, again."""
    if use.is_not_claimed or use.says(HEDGE) or use.words.startswith(("not mean", "not say", "not know")):
        return False
    return use.sentence_says(ILL) and _is_of_us_or_you(use)


@on_meaning("cure", _IN_AND_OUT)
def one_leaves_without_it(use: Use) -> bool:
    """One comes with an illness and leaves without it."""
    return not use.is_not_claimed and not use.says(HEDGE) and use.sentence_says(ILL)


@on_meaning("cure", _CURABLE)
def it_can_be_cured(use: Use) -> bool:
    """An illness is called curable."""
    return not use.is_not_claimed and (use.sentence_says(ILL) or use.is_ours) and not use.says(HEDGE)


@on_meaning("guarantee", _CERTAINLY)
def a_result_is_certain(use: Use) -> bool:
    """A result and a certainty stand together."""
    if use.is_not_claimed or use.sentence_says(_NOT_RESULTS) or use.says(HEDGE):
        return False
    if use.sentence_says(_IT_WORKS):
        return True
    return use.is_said_with(_WELL)


@on_meaning("guarantee", _IT_WORKS)
def asked_whether_it_works_and_answered_yes(use: Use) -> bool:
    """The question is only there for its answer."""
    return use.is_answered_yes


_EVERYBODY_WELL = Meaning(
    """
    every/each ... client/patient/guest/resident/graduate/person/man/woman/family/member/one ..... recovers/
    succeeds/heals/sober/well/better/whole/improves/wins,
    everyone/everybody/anyone/whoever ..... recovers/recover/succeeds/succeed/heals/heal/sober/better/
    improves/well,
    all our clients/patients/guests/residents/graduates ... recover/succeed/heal/sober/better/improve/well,
    no one/client/patient/guest ... relapses/fails/unchanged, nobody ... relapses/fails/unchanged,
    never lost a client/patient, works for everyone/everybody/anyone/all,
    helps everyone/everybody/anyone who,
    all of? our/the clients/patients/guests/residents/graduates/alumni ... sober/well/better/recover/
    succeed, never ... client/patient/guest/one/anyone ... not/fail/fails/without/relapse/relapses,
    not one/single client/patient ... relapse/relapses/fail/fails,
    nobody/none ... leaves/left/leave/walks ..... without/unchanged/sick,
    no one leaves/left/walks ..... without/unchanged/sick,
    every/each family/client/person/patient ..... gets/got ... back,
    never lets/let/fails anyone/anybody down
"""
)


@on_meaning("guarantee", _EVERYBODY_WELL)
def everybody_gets_well(use: Use) -> bool:
    """Everybody is said to get well."""
    if re.search(r"\b(?:nearly|almost|virtually|not)\W*$", use.before, re.I):
        return False  # a figure, or none
    return not use.is_not_claimed and not use.says(HEDGE)


@on_meaning("guarantee", _WILL_BE_WELL)
def you_will_be_well(use: Use) -> bool:
    """Somebody is told that they will be well."""
    if use.is_not_claimed or use.is_denied or use.says(HEDGE) or use.says(_UNCERTAIN):
        return False
    return PERSON.is_in(use.passage, use.sentence.start, use.match.start() + 1)


@on_meaning("guarantee", _REFUND)
def the_money_comes_back(use: Use) -> bool:
    """Whoever does not get well pays nothing."""
    return not use.is_asked and not use.is_warning and use.sentence_says(_NOT_WELL) and use.sentence_says(_IF)
