"""Scarcity and urgency: little is left or time is short, and what is to be done.

Nobody decides well when hurried.
"""

from __future__ import annotations

import re

from ..laws import DARK_PATTERNS
from ..meaning import Meaning
from ..registry import Level, on_meaning, on_words
from ..use import Use
from ..vocabulary import EMERGENCY

_EMERGENCY = re.compile(EMERGENCY, re.I)
_A_CRISIS = re.compile(r"\b(?:overdos\w+|suicid\w+|danger|withdrawal|unsafe|be safe|stay safe)\b", re.I)


@on_words(
    "scarcity",
    Level.BLOCK,
    "It presses people with a last bed or a deadline.",
    DARK_PATTERNS,
    bad="Only 3 beds left.",
    good="The home has six beds.",
)
def presses_with_scarcity(use: Use) -> bool:
    """Does it say that little is left?"""
    return not use.is_not_claimed and not re.search(r"\b(?:if|when|in case|once)\b", use.before, re.I)


@on_words(
    "urgency",
    Level.BLOCK,
    "It hurries somebody who is already afraid.",
    DARK_PATTERNS,
    bad="Call before it is too late.",
    good="It is never too late to ask for help.",
)
def hurries(use: Use) -> bool:
    """Does it press for a decision now?"""
    if _is_an_emergency(use) or use.is_quoted or use.is_warning:
        return False
    if use.has(_A_CRISIS) and not use.is_ours:
        return False
    return use.group == "do not wait" or not (use.is_negated or use.is_asked)


def _is_an_emergency(use: Use) -> bool:
    return use.has(_EMERGENCY)


_PLACE = Meaning(
    """
    bed/beds, spot/spots, place/places, opening/openings, space/spaces, slot/slots, room/rooms, seat/seats,
    availability, enrollment, intake, intakes, program, cohort, retreat, admissions, vacancy, vacancies,
    house, suite/suites, assessment, evaluation, consultation, people, families, clients, guests, that's all
"""
)
_LITTLE_LEFT = Meaning(
    """
    last chance, won't last/stay/be, will not last/stay, doesn't last, don't last, never last, goes fast,
    go fast, going fast, go/goes/fill/fills up? quickly/fast, gone by, before somebody/someone/anybody else,
    next opening, next bed, next availability, next available, filling, fills up, fill up, almost full,
    nearly full, nearly gone, almost gone, running low, run out, runs out, sold out, snapped up, selling out,
    few left, only one left, just one left, one left, two left, three left, one remains, are looking at,
    is looking at, are waiting for, is waiting for this, other families/people are/want/wait, first come,
    first served, first come first served, booked solid, booked up, filling quickly,
    disappear/disappearing fast/quickly, closing soon, closes soon, close soon, remaining, remain, in demand,
    high demand, hot, scarce, limited, final few, final openings, last few, last one, last of,
    once ... taken/gone/full/filled, while ... last/lasts, before ... gone/taken/full, act fast, snap up,
    opened up and, beds/spots/rooms/places/openings left/remaining, all we have left, sell/sells out,
    rarely come/comes/open/opens/last/become, seldom, grab/snag/claim/take/get/book/reserve the last/final,
    or lose your/the, handful of people/families/clients, select few,
    almost/nearly/virtually no beds/places/spots/rooms/openings/space,
    hardly/barely any beds/places/spots/rooms/openings/space, spoken for, already taken/booked/reserved,
    bed/beds/room/rooms/place/places/spot/spots/suite/suites ..... go/goes/sell/sells first/early,
    find/finds/found that? we are full, find/finds/found us full,
    one/two/three/four/five/six/seven/eight/nine/ten have come/gone/arrived/enrolled/booked/signed,
    one/two/three/four/five/six/seven/eight/nine/ten are taken/gone/full/filled/booked/reserved,
    two/three/four/five/six/seven/eight/nine of ..... are taken/gone/full/filled/booked/reserved
"""
)
_PRICE = Meaning(
    """
    save, discount/discounts, off your/the/all, % off, offer, offers, special, deal, free assessment,
    waive/waives/waived, price/prices, rate/rates, deposit, promotion, bonus, scholarship, scholarships,
    half price, reduced, credit, early bird, fee is waived, off if/when/for/this, first week/month/session is,
    is free
"""
)
_DEADLINE = Meaning(
    """
    by monday/tuesday/wednesday/thursday/friday/saturday/sunday/midnight/tonight/tomorrow/noon/the,
    before monday/friday/sunday/midnight/tonight/the, ends/expires/expire/end/closes,
    until midnight/friday/sunday/monday/the, this week/month/weekend only, today only,
    only this week/month/weekend, only today, for a limited time, limited time, deadline, last day,
    if/when you call/book/enroll today/tonight/now/this, while it lasts, this week/month/weekend,
    within 24/48, in the next
"""
)
_OTHER_THINGS = Meaning(
    """
    insurer, insurers, county, public, closet, visitors, bag, luggage, laundry, parking, medi cal,
    covered california, medicare, enrollment of, appeal, appeals, your plan, we tell you so, if we,
    if there is no, waiting list can, waiting list in, group, groups, exam, we rush, no rush, do not rush,
    we do not, not rush, no deadline, your place is kept, kept for you, bus, dinner, meal, deductible
"""
)


@on_meaning("scarcity", _LITTLE_LEFT)
def little_is_left(use: Use) -> bool:
    """Places of ours, and that few are left or others want them."""
    if use.is_not_claimed or use.sentence_says(_OTHER_THINGS):
        return False
    return use.is_said_with(_PLACE)


@on_meaning("scarcity", _PRICE)
def a_price_ends(use: Use) -> bool:
    """A price or a gift, and the day on which it ends."""
    if use.is_not_claimed or use.is_denied or use.sentence_says(_OTHER_THINGS):
        return False
    return use.sentence_says(_DEADLINE)


_THIS_INSTANT = Meaning(
    """
    this instant, this minute, this second, this very, immediately, at once, without delay, straight away,
    while you still can, while there's still time, while there is still time, before you change your mind,
    no more excuses, right this, right now, do it now
"""
)
_ACT = Meaning(
    """
    call us/our/alter/a, call, pick up the phone, decide, a decision, make the decision, make the call,
    enroll, commit, sign up, reach out, book, check in, dial, get help, get him/her/them, start,
    contact us/our, admit, take the first step, act, choose, make a change, save his/her/your/their/a,
    reserve, phone us, text us
"""
)
_PRESSES = Meaning(
    """
    the time ... is right? now, time for change is, if not now, clock is ticking, clock's ticking,
    clock ticks, time is running/short/slipping, tomorrow may/might/could/is not/never/too, tomorrow isn't,
    tomorrow is never, tomorrow is too, no tomorrow, there may/might/is be? no tomorrow, today is the day,
    need to decide now/today, must decide now/today, have to decide now/today, decide now/today,
    stop putting/waiting/making/stalling/hesitating, quit waiting/stalling/putting, putting it off,
    put it off, hesitation, hesitate, no time to, can't wait, cannot wait, afford to wait/delay,
    each/every hour/day/minute/moment/week/night/second you/he/she/they/without/counts/matters/wasted,
    one more day/night/hour could/may/might/is/can, one day/night more, another day could/is/may,
    delay/delays costs/cost/kills, delaying, waiting costs/kills/makes/only/could/will,
    the longer you wait/read/think/hesitate/delay, the later it gets, the longer he/she/they, sooner you call,
    before it kills/ruins/destroys, life/lives depends/depend on, life/lives is/are on the,
    running out of time, out of time, last chance, moment of truth, seize the, don't miss, do not miss,
    window is closing, window of opportunity, now or never, every second counts, what are you waiting,
    why wait, why put, hurry, make today the, there's no time like, no time like the present, won't wait,
    doesn't wait, does not wait, addiction waits, tonight/today/now is the night/day/time/moment,
    before you talk yourself, have no time, don't have time, do not have time,
    now/today and? not tomorrow/later/next, could be the/your/his/her last, family can't wait,
    talk yourself out, no time to think, before it is ... too late, before it's ... too late, be too late,
    act now/fast/today/immediately/quickly, may/might/will/could regret,
    no/not/isn't/without a/an? ... time/moment/minute/second/day/hour to lose/waste/spare, time is of/up,
    can't/cannot afford to wait, can not afford to wait, no more waiting, you're/they're running out,
    you/they/he/she are/is running out, wait no longer/more, call/act/start/enroll now/today/tonight or,
    get help now/today/tonight or/before,
    delay/waiting/hesitating/hesitation can/could/may/might/will cost/kill/be,
    don't lose/waste another day/minute/moment/night,
    before you/they/he/she/your ... overdose/overdoses/relapse/relapses/die/dies/end,
    before you/they/he/she ... lose/loses ... everything/everyone/all/another/them/him/her, before the? next?
    addiction/tragedy/drugs/overdose ... strike/strikes/take/takes/kill/kills/ruin/ruins/destroy/destroys
"""
)
_CALM = Meaning(
    """
    never too late, not too late, isn't too late, no hurry, no rush, do not have to, don't have to, need not,
    there is time, take your time, take the time, if you want, if you like, if you would, when you are ready,
    tomorrow or, or later, or tomorrow, today or in/on/at/whenever, or next, in an emergency, do not stop,
    don't stop, medicine, wait until, wait years, can wait, wait with,
    you may call/ask/think/wait/take/come/also, you can, answer, plan must, within 72, hard to wait, hardest,
    begins, group, whole day, rushed, don't rush, we won't, we will not, not rush, nobody will, no one will,
    too late to call, is late, dinner
"""
)


@on_meaning("urgency", _PRESSES)
def it_presses(use: Use) -> bool:
    """Time is said to run out, or to wait is said to cost."""
    if use.is_quoted or use.is_warning or _is_an_emergency(use):
        return False
    if (use.is_negated or use.is_asked) and not use.words.startswith(("if", "why", "what")):
        return False
    if re.search(r"\bif\b", use.before, re.I):
        return False
    return not use.sentence_says(_CALM)


@on_meaning("urgency", _THIS_INSTANT)
def it_has_to_be_now(use: Use) -> bool:
    """What is to be done has to be done this instant."""
    if use.is_not_claimed or use.is_denied or _is_an_emergency(use) or use.sentence_says(_CALM):
        return False
    return use.says(_ACT)
