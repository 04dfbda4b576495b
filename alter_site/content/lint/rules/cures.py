"""Cure, by what stands together: an illness and its end, in you, by us or for ever."""

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
    thing/things of the past, ancient history, wipe/wipes/wiped ... out/away/clean,
    put/puts/putting an? end to, put/puts/putting a stop to, reverse/reverses/reversed, undo/undoes/undone,
    extinguish*, delete/deletes/deleted, is/are/be gone, go/goes/going/went away,
    leave/leaves/left ... behind, switch/switches/switched ... off, turn/turns/turned ... off, free of/from,
    freed of/from, resolve/resolves/resolved, fix/fixes/fixed, stamp/stamps out, heal/heals/healed,
    conquer/conquers, will be over, break/breaks free, lose/loses/lost its/their hold/grip/power,
    out of your life/system, end/ends/ended, solve/solves, remove/removes/removed, lift/lifts,
    made/make/makes ... well again, come/comes/came to an end, silence/silences, get/gets over,
    escape/escapes, cut out, no longer has/have/struggle/struggles/suffer/suffers, history,
    nothing ... left/remain/remains of, plays/play no role/part, no more cravings/symptoms/urges,
    no cravings/symptoms/urges, take/takes/took ... away, be/become/live/stay/get/wake ... free,
    answer/solution/remedy to, answer/solution/remedy for, walk/walks/walked away from,
    comes/come/goes to die, dies, put/puts/leave/leaves ... in the past, be/is/are over,
    days/years ... are over, miracle/miracles, leave/leaves ... at our/the door/gate/doorstep,
    wake/wakes/waking up without, stay/stays away, no power/hold/grip/control/claim over/on,
    no longer controls/rules/haunts/runs/owns/rule/haunt/run/control, let/lets go of you, a memory,
    met/meet/meets ... match, become/becomes a memory,
    is/are/be/put/puts/leave/leaves ... behind you/them/him/her, and behind you,
    into former/ex addict/addicts/alcoholic/alcoholics, has/have an answer/end/solution/remedy,
    pull/pulls/tear/tears/rip/rips/dig/digs it/them out, by the root/roots,
    leave/leaves/left your/their/his/her illness/addiction/disease/depression/anxiety/trauma/cravings here
"""
)
_WEAKLY = Meaning(
    """
    end/ends/ended, fix/fixes/fixed, lift/lifts, silence/silences, remove/removes/removed, heal/heals/healed,
    answer/solution/remedy to, answer/solution/remedy for, free of/from, take/takes/took ... away,
    be/is/are over, dies, stay/stays away, a memory, conquer/conquers
"""
)
_AS_BEFORE = Meaning(
    """
    as if it/nothing/they had/never, as though it/nothing, never happened, the way it was before,
    the way you were before, who/how you were before, back to the/who/how ... you/she/he were/was,
    reset/resets/resetting your/the/his/her/their brain/mind, brand new brain, reborn, born again,
    good as new, clean slate, blank slate, no trace of, factory settings,
    restore/restores/restored your/the brain, repair/repairs your/the/an ... brain, a new brain,
    brain/mind/body/life goes/is/comes/go back to normal,
    last rehab/program/treatment/detox/stop/place/center you/you'll/they/he/she ... need/needs/see/visit/want
"""
)
_NEVER_AGAIN = Meaning(
    """
    never/not ..... again,
    never/not ... another drink/drug/craving/urge/relapse/attack/cigarette/needle/hit/pill/drop, never touch,
    last drink/drug/hit/relapse/rehab/detox/treatment you/you'll/your, the last rehab/detox/treatment/program,
    zero cravings/relapse/relapses, no desire to, lose/lost the/all desire to,
    without a single craving/relapse, immune to relapse, relapse proof, stay/stays/stayed gone/away,
    never crave/miss/need/want/look, never again, never ... relapse/relapses/relapsed,
    will/does/do/can/could not ... return/recur/relapse,
    never/cannot/can't/won't/doesn't ... return/returns/recur/recurs,
    never/cannot/can't/won't/doesn't ... come/comes back, will/does not ... come back,
    won't/can't/cannot ever? relapse,
    not/don't/doesn't/won't/never go/goes/return/returns back? to drinking/using/drugs/alcohol
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
_IT = Meaning("it, them, that, this")
_FINAL = Meaning(
    """
    recovery/sobriety/healing/freedom/remission/abstinence ... complete/final/permanent/total/forever,
    complete/final/permanent/total/lifelong recovery/sobriety/healing/freedom/remission/abstinence,
    lasting/true/real freedom from
"""
)
_AIDS = Meaning(
    """
    naloxone, narcan, medicine/medicines, medication/medications, antibiotics, tablet/tablets
"""
)
# "Be free of it", "Imagine waking up without it": said to the reader.
_TO_YOU = re.compile(
    r"^\W*(?:be|live|get|walk|wake|become|say|leave|come|imagine|picture|enjoy|start|stop|end|find"
    r"|discover|quit"
    r"|put|kick|beat|break|lose|drop|forget|turn)\b",
    re.I,
)
_NO_MORE = Meaning("no more, zero, not a single, not one more")
_NEAR = 20  # signs between a verb and what it is done to
_PASSES_BY_ITSELF = Meaning(
    """
    withdrawal, symptoms, craving/cravings, pain, fear/fears, grief, urge/urges, nightmares, blood, body,
    breath, urine, house, home, shelf, room, kitchen, smell, taste, dissolve/dissolves, side effect/effects,
    worry, worries
"""
)


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
        return _is_of_us_or_you(use) or not use.says(_PASSES_BY_ITSELF)
    if _WEAKLY.is_in(use.passage, *use.match.span()):
        return use.is_ours and (use.after.startswith(" by ") or _is_its_object(use))
    # "Depression can be reversed", by whomever: but not what leaves the body, or comes and goes.
    return use.is_ours or use.says(TREATMENT) or use.has(_TO_YOU) or not use.says(_PASSES_BY_ITSELF)


def _is_its_object(use: Use) -> bool:
    end = use.match.end()
    return ILL.is_in(use.passage, end, end + _NEAR)


@on_meaning("cure", _NO_MORE)
def there_is_no_more_of_it(use: Use) -> bool:
    """There will be no more of an illness."""
    return not use.is_not_claimed and not use.says(HEDGE) and _is_its_object(use)


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
