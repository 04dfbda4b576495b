"""Hours, by what stands together: a time at which nobody answers, and that we do."""

from __future__ import annotations

import re

from ..meaning import Meaning
from ..registry import on_meaning
from ..use import Use
from ..vocabulary import OTHERS

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
_OTHERS = re.compile(OTHERS, re.I)


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
