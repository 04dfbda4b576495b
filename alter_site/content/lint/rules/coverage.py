"""What a plan pays, by what stands together: an insurer, and that we are on its list or that it pays."""

from __future__ import annotations

import re

from ..laws import TRUTH_IN_MARKETING
from ..meaning import Meaning
from ..registry import Level, on_meaning, on_words
from ..use import Use
from ..vocabulary import DAY

_INSURER = Meaning(
    """
    aetna, anthem, blue cross/shield, bcbs, cigna, evernorth, humana, kaiser,
    united healthcare/health/behavioral, unitedhealthcare, unitedhealth, optum, uhc, tricare, medicare,
    medicaid, medi cal, magellan, health net, healthnet, beacon, carelon, molina, oscar, umr, ambetter,
    multiplan, first health, geha, meritain, value options, la care, l.a. care, caloptima, covered california,
    triwest, wellcare, centene, sharp, sutter, compsych, mhn, brand new day, veterans affairs
"""
)
_PLAN = Meaning(
    """
    insurance/insurances, insurers/insurer, carriers/carrier, ppo/ppos, hmo/hmos, health plan/plans,
    plan/plans, payer/payers, coverage, policies/policy
"""
)
_MOST = Meaning(
    """
    all, every, any, most, nearly, almost, virtually, major, many, practically, just about, over, more than,
    dozens, your, whatever, each, a wide, a broad, the largest, the biggest, the big, several, leading
"""
)
_ACCEPTED = Meaning(
    """
    accept/accepts/accepted/accepting, take/takes/taken/taking, welcome/welcomes/welcomed,
    honor/honors/honored, work/works/working/worked with, contract/contracts/contracted, contract with,
    partner/partners/partnered, partnership, preferred provider/providers, participating provider/providers,
    in network, on its/their list, on the list/panel, has us, have us, lists us, list us, covers us, cover us,
    paneled, credentialed with, approved provider, network provider/providers, affiliated, part of the,
    belong/belongs to, agreement with, teamed up, joined, signed with, relationship with, relationships with,
    friendly, on every/all/most ... list/panel/lists, participate/participates with/in,
    part/member/members of its/their/the ... network, among its/their/the ... providers/centers
"""
)
_PAYS = Meaning(
    """
    pay/pays nothing/little/zero/$0, pay/pays ... for all/everything/your/the/our/rehab/treatment,
    cover/covers/covered 100%/all/everything/your/the/our/rehab/treatment/it/us/here,
    cover/covers most/every/each/any, covered in full, pay/pays/cover/covers the/your whole/full/entire,
    pay/pays/cover/covers for? residential/inpatient, always/fully/gladly pay/pays/cover/covers, covered by,
    you're/are/is/be covered, fully covered, nothing out of pocket, no out of pocket, zero out of pocket,
    little or nothing, little to nothing, next to nothing, no cost, free, at no charge, won't cost you,
    doesn't cost you, costs you nothing, without paying, not a cent/penny/dime,
    pick/picks up the bill/tab/cost, take/takes care of the/everything/it/all, foot/foots the bill,
    bill is paid, owe nothing, zero cost, $0, 100% covered, everything is covered, pays in full,
    pays every/all/100%, you pay nothing, covers 100%, 100% of, is on them, on their dime, on the insurer,
    everything is/gets paid, everything will be paid, all of it is/gets paid, all costs/bills are/get paid,
    plan/insurer/insurance/coverage/it/they does/do/covers/handles the rest, paid in full
"""
)
_NO_BILL = Meaning(
    """
    not/won't/don't/never pay a? one/single/a cent/penny/dime/dollar/thing,
    not/won't/don't/never owe us? a? one/single/a cent/penny/dime/dollar/thing,
    not/won't/don't/never owe us? anything, never have to pay, not/won't/don't/never pay anything,
    not/won't/doesn't/never cost you? anything,
    not/won't/doesn't/never cost you? a? one/single/a cent/penny/dime/dollar/thing,
    not/won't/don't/never see/get a bill, no bill/bills, is free for you, not a/one/single cent/penny/dime,
    pay/pays/owe/owes nothing/zero/$0, cost/costs you? nothing/zero/$0, little/zero ... cost/costs to you,
    treatment/stay/care/rehab/program/detox/therapy/admission ... no/zero cost/costs to you,
    no/zero/without ... out of pocket, 100%/fully/completely/entirely/always covered, covered in full,
    covered by most/all/every/any insurance/insurances/plan/plans
"""
)
_ANY_COST = Meaning("have to pay, pay anything, cost me/us/you/anything, be/get a bill, billed")
_FREE = Meaning("asking, ask, checked, visit, visits, parking, meals, meetings")
_PAID = re.compile(r"(?i)\b(?:pay|pays|paid|costs?|owe|owes|bills?|pocket|free|covered)\b")
_LATER = Meaning(
    "before, more than, than, over, until, unless, without, first, yet, twice, to somebody/anybody/whoever"
)
_HEDGE = Meaning(
    """
    may, might, some, in/a/no part, parts, part of what/it/your/this/that/a, often, sometimes, whether, if,
    depends, can, usually, ask, law, laws, act, must, until, once, only, not all, should, out of network,
    means, mean, is a word/term, county, counties, in programs, appeal, parity, require/requires, call your,
    check, a few, for a while, part of the cost/costs/bill/price/stay/treatment/rest, after that,
    that it covers, deductible, according to, which plan/plans, what your, how much, how your, on which,
    which of
"""
)
_LIST_OF_OTHERS = Meaning(
    """
    ask your, these programs, other programs, county, list of in network, find a, difference
"""
)
_DATED = re.compile(rf"\b{DAY}\b|\b20\d\d\b", re.I)
_APPROVED = Meaning(
    """
    always says/say yes, always pay/pays for, always approve/approves/approved, will approve you/your/it,
    will say yes, approval is a? formality/given/certain/automatic, all/every plan/plans pay/pays,
    never ... claim turned/denied/refused, nobody has ever? been refused/denied,
    no one has ever? been refused/denied,
    whatever/whichever card/plan/insurance/insurer/policy/coverage ..... we take/accept/honor/welcome,
    no matter what/which/your card/plan/insurance/insurer/policy ..... we take/accept/honor/welcome
"""
)
_SMALL = Meaning(
    """
    call/calls, check/checks/checking, consultation, consultations, estimate, form/forms, question/questions,
    copy, copies, interpreter, interpreters, booklet, verif*, card, screening, letter, number, assessment,
    tour, minutes
"""
)


# "In network with Aetna", "TRICARE welcome": whoever wrote it speaks of themselves.
_ALONE = re.compile(
    r"^\W*(?:proud\w* |now )?(?:in[- ]network|contracted|accept|tak(?:es|ing)\b|paneled|credential|partner)",
    re.I,
)
_AT_THE_END = re.compile(r"(?:accepted|welcome|welcomed|taken|honored)$")


# What the site itself prints above the insurers, each with its dated status.
_AS_PRINTED = re.compile(r"^\W*we accept most insurance\W*$", re.I)


@on_words(
    "network",
    Level.BLOCK,
    "Network status and coverage differ by plan and change. Say it for one insurer with the day it was"
    " checked, or say what we will ask.",
    TRUTH_IN_MARKETING,
    bad="We accept all insurance.",
    good="In-network is a term for centers that have a contract with your plan.",
)
def promises_coverage(use: Use) -> bool:
    """Does it say what a plan pays, or that we are in its network, without a day?"""
    return not (use.is_not_claimed or use.has(_DATED))


@on_meaning("network", _ACCEPTED)
def an_insurer_has_us(use: Use) -> bool:
    """We and an insurer are said to be together, without the day on which it was so."""
    if use.is_not_claimed or _DATED.search(use.sentence.text) or use.says(_HEDGE):
        return False
    alone = _ALONE.match(use.sentence.text) or _AT_THE_END.match(use.words)
    is_listed = bool(re.search("network|among|provider", use.words))
    if not (use.is_ours or alone or (is_listed and use.sentence_says(_INSURER))):
        return False
    if use.sentence_says(_LIST_OF_OTHERS) or use.sentence_says(_SMALL) or use.has(_AS_PRINTED):
        return False
    is_of_many = use.sentence_says(_PLAN) and use.sentence_says(_MOST)
    return (is_listed and use.is_ours) or is_of_many or use.sentence_says(_INSURER)


@on_meaning("network", _PAYS)
def a_plan_pays(use: Use) -> bool:
    """A plan is said to pay, whoever's it is."""
    if use.is_not_claimed or _DATED.search(use.sentence.text) or use.says(_HEDGE) or use.says(_SMALL):
        return False
    if use.sentence_says(_INSURER) or use.sentence_says(_PLAN):
        return True
    # "Do you have Humana? Then you are covered."
    return bool(re.match(r"(?i)then|yes|good news", use.sentence.text)) and _INSURER.is_in(
        use.passage, 0, use.match.start()
    )


@on_meaning("network", _APPROVED)
def an_insurer_always_says_yes(use: Use) -> bool:
    """An insurer is said to approve, whatever the case is."""
    if use.is_not_claimed or use.says(_HEDGE):
        return False
    return use.is_ours or use.sentence_says(_PLAN) or use.sentence_says(_INSURER) or "approval" in use.words


@on_meaning("network", _NO_BILL)
def there_is_nothing_to_pay(use: Use) -> bool:
    """Whoever comes is said to pay nothing, whoever else does."""
    if use.is_not_claimed or use.says(_HEDGE) or use.says(_SMALL) or use.sentence_says(_SMALL):
        return False
    return use.has(_PAID) and not use.says(_LATER)


@on_meaning("network", _ANY_COST)
def asked_what_there_is_to_pay_and_answered_nothing(use: Use) -> bool:
    """The question is only there for its answer."""
    return use.is_answered_no and not use.sentence_says(_SMALL) and not use.sentence_says(_FREE)
