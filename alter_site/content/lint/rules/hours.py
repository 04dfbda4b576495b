"""Hours in which nobody of ours answers: by words, and by a time and an answer that stand together."""

from __future__ import annotations

import re

from ..laws import TRUTH_IN_MARKETING
from ..meaning import Meaning
from ..registry import Level, on_meaning, on_words
from ..use import SELF, Use
from ..vocabulary import OTHERS

_OTHERS = re.compile(OTHERS, re.I)
_REACH = re.compile(
    r"\b(?:phone|ring) (?:us|our)\b|\b(?:call|calls|calling|reach|contact|dial)(?: us\b| our\b| the"
    r" (?:center|home|team)| now\b| today\b|ing\b|,|\.|!| at| any| day| whenever| when|$)"
    r"|\b(?:talk|speak|chat|connect) (?:to|with) (?:us|one of us|our|someone|somebody|a|an|the|any)\b"
    r"|\ba (?:phone )?call away\b|\btext us\b|\breach out\b|\bget (?:help|answers|support)\b"
    r"|\b(?:lines?|helpline|hotline|phones?|team|admissions|counselors?|specialists?|advisors?|experts?"
    r"|help|support|staff|we|we're|somebody|someone|a (?:real )?(?:person|human|voice))\b"
    r".*\b(?:open|available|staffed|answers?|answering|picks? up|on call|standing by|reachable|(?:is|are"
    r"|'re) (?:always )?(?:here|there)|a phone call away)\b"
    r"|\b(?:available|open|staffed|answers?|picks? up|on call)\b",
    re.I,
)
_OTHER_ACT = re.compile(
    r"\b(?:send|write|leave|stop|change|ask|withdraw|take back|read|visit|cancel|tea|form|stop us|call us"
    r" again)\b",
    re.I,
)
_WORKS = re.compile(
    r"\b(?:work(?:s|ed|ing)?|awake|on site|in the (?:house|home|building)|worr\w+|nurses by|nurses"
    r"|need\w*) *$",
    re.I,
)

# Those who live with us are never alone: that is care, not an answer to a call.
_IN_THE_HOUSE = re.compile(
    r"\b(?:watch(?:es|ed|ing)?|with (?:you|them|him|her|residents|each)|monitor\w*|supervis\w*"
    r"|residential|inpatient|nurses?"
    r"|nursing|awake|in the (?:house|home)|on site|medical staff)\b",
    re.I,
)
_OF_HELP = re.compile(
    r"\b(?:help\w*|support|care|counsel\w*|team|open|staff\w*|lines?|hotline|calls?|phones?|admissions?"
    r"|answers?|answering"
    r"|available|reach\w*|here|experts?|specialists?|advisors?|service|chat|talk\w*|text|doors?|admit\w*"
    r"|intake|close\w*"
    r"|somebody|someone|person|contact|touch|assistance|access)\b",
    re.I,
)
_A_FEW = 5  # words that leave no room for a subject
_ON_THE_PHONE = re.compile(
    r"\b(?:calls?|phones?|lines?|helpline|hotline|admissions?|answers?|pick|reach\w*|text|dial|talk\w*"
    r"|chat|speak|available)\b",
    re.I,
)


@on_words(
    "hours",
    Level.BLOCK,
    "Nobody answers at all hours. The hours in which a person answers are printed from what staff keep.",
    TRUTH_IN_MARKETING,
    bad="Call us any time, day or night.",
    good="988 answers 24/7.",
)
def promises_hours_that_are_not_kept(use: Use) -> bool:
    """Does it say that we answer when nobody does?"""
    if use.context.hours_cover_everything or use.is_not_claimed:
        return False
    if _is_about_others(use):
        return False
    if use.group == "any time":
        return bool(_REACH.search(use.sentence.text)) and not _OTHER_ACT.search(use.before)
    if not (use.is_ours or _OF_HELP.search(use.sentence.text) or len(use.sentence.text.split()) <= _A_FEW):
        return False  # "Medication is locked around the clock."
    if _WORKS.search(use.before) and not SELF.search(use.clause):
        return False
    return not (_IN_THE_HOUSE.search(use.sentence.text) and not _ON_THE_PHONE.search(use.sentence.text))


def _is_about_others(use: Use) -> bool:
    """Is somebody else named as who answers: nearest before the words, or else anywhere beside them?"""
    before = use.passage.text[use.sentence.start : use.match.start()]
    nearest = [max((match.end() for match in who.finditer(before)), default=-1) for who in (_OTHERS, SELF)]
    if max(nearest) >= 0:
        return nearest[0] > nearest[1]
    return bool(_OTHERS.search(use.clause)) and not SELF.search(use.clause)


_AT_ALL_HOURS = Meaning(
    """
    any hour, any time, anytime, every hour, all hours, all night, all day, day and/or night,
    night and/or day, morning noon and/or night, midnight, at night, nights included, nights and, nighttime,
    2/3/4/5 am, two/three/four in the morning, weekends, holidays, every night, no matter when,
    no matter the/what hour/time/day, whatever the hour/time/day, whenever, always,
    never close/closes/closed/sleep/sleeps/stop/stops, never off, never goes off, nonstop, non stop, 24 hours,
    twenty four hours, 365, seven days a week, late night, small hours, wee hours, sunup to sundown,
    dusk till/to dawn, even at, without a break, without interruption, every minute, every day of,
    every single day, whole night, overnight, at all times, never unanswered, never goes unanswered,
    never miss/misses, never ... voicemail, never ... machine, no voicemail, no answering machine/service,
    every call, every single call, 2/3/4/5 a.m, whatever ... time/hour, no matter ... time/hour,
    no bad time to call, no wrong time to call, at dawn, every hour of, when you are
"""
)
_WE_ANSWER = Meaning(
    """
    pick/picks up, answer/answers/answering/answered, take/takes/taking ... calls,
    reach a/an/us/our/somebody/someone/one/your, live/real person/human/voice, call us/our/alter,
    our/the phones/phone/line/lines/helpline/hotline/number/door/doors is/are, phone/ring/text us,
    text/ring our, waiting for your, waiting to hear/take/help/talk, standing by, on duty, on call, staffed,
    manned, a person picks, speak/talk/chat with/to us/our/one/a/an, reachable, reach us, contact us,
    at/on our/the/this/other end, end of the line/phone, admissions, get through,
    ready to take/talk/help/listen/answer, connect with, always somebody/someone ... for/at/here/our,
    take/takes your call, hotline, helpline, advisors, here/there for you, get hold of,
    our team/staff/people is/are, we're/we are here/available/open/up/around/listening, never unanswered,
    always reach, unanswered, voicemail, team ... available,
    counselors/advisors/specialists is/are/stand/wait, need to talk, we answer, we're up, up when,
    find/get someone/somebody, on our line/phone, you can call/ring/phone/text/reach,
    at/by/near the/our phone/phones
"""
)
_NOT_THE_PHONE = Meaning(
    """
    nurse/nurses, awake, in the house, on site, knock, bed, sleep better, tablet, medicine/medicines,
    your room, withdrawal, visit/visits, form, again, write/writing, send, leave, stop, change, cancel,
    withdraw, watch for, monitor*, supervis*, somebody/someone is with you, with you, residential, garden,
    kitchen, beach, emergency, wifi, closed, tomorrow, message, email, page, website, read, family,
    end a/the/your call, hang up, messages, voicemail takes, press the bell, to ask for help, whom, recording
"""
)
_US = Meaning(
    """
    we, our, us, alter, admissions, counselor/counselors, counsellor/counsellors, advisor/advisors,
    specialist/specialists, team, staff, line, phones, phone, somebody, someone, a person, helpline, hotline,
    coordinator/coordinators, representative/representatives, call, expert/experts, open, need to talk,
    want to talk
"""
)


@on_meaning("hours", _AT_ALL_HOURS)
def we_answer_at_all_hours(use: Use) -> bool:
    """Somebody of ours is said to answer when nobody does."""
    if use.context.hours_cover_everything or use.is_not_claimed or _OTHERS.search(use.sentence.text):
        return False
    if use.sentence_says(_NOT_THE_PHONE) or use.is_asked:
        return False
    return use.is_said_with(_WE_ANSWER) and use.is_said_with(_US)


_HOLIDAY = Meaning(
    """
    christmas, thanksgiving, new year's, easter, hanukkah, july 4, july fourth, fourth of july, memorial day,
    labor day
"""
)
_UNTIL = Meaning("until, from, between, shorter, fewer, less")


@on_meaning("hours", _HOLIDAY)
def we_answer_on_holidays(use: Use) -> bool:
    """Somebody of ours is said to answer on a holiday, and not from when until when."""
    return not (use.is_denied or use.sentence_says(_UNTIL)) and bool(we_answer_at_all_hours(use))
