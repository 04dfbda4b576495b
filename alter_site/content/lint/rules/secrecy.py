"""Secrecy that no law or software keeps, and certificates that do not exist."""

from __future__ import annotations

import re

from ..laws import HIPAA, PRIVACY_CLAIMS
from ..meaning import Meaning
from ..registry import Level, on_meaning, on_words
from ..use import SELF, Use

_ROOMS = re.compile(r"\b(?:bath\w*|bed\w*|rooms?|entrances?|gardens?|patios?|showers?|suites?|space)\b", re.I)
_PAPERS = re.compile(
    r" (?:notices?|polic(?:y|ies)|practices|forms?|rules?|questions?|statements?|page)\b", re.I
)
_LAW = re.compile(r"\b(?:laws?|federal|act|statutes?|regulations?|42 CFR)\b", re.I)


@on_words(
    "confidential",
    Level.BLOCK,
    "It says more about privacy than the law or any software can keep.",
    PRIVACY_CLAIMS,
    bad="Your call is 100% confidential.",
    good="We keep what you tell us private, with the limits that the law sets.",
)
def promises_secrecy(use: Use) -> bool:
    """Does it promise that nobody learns of anything?"""
    if use.is_asked or use.is_quoted or use.is_warning:
        return False
    if use.group == "nobody":
        # "Nobody will ever know" is itself a denial: what counts is whether that is denied or limited.
        if re.fullmatch(r'".*"', use.sentence.text.strip()):
            return False  # what somebody thinks or says, not what we promise
        return not (use.sentence_says(_PROMISE_ONLY) or use.sentence_says(_LIMIT))
    if re.search(r"\b(?:not|never)\b|n't", use.match[0]) or (use.has(_LAW) and not use.is_ours):
        return False
    return not use.is_negated and not _ROOMS.match(use.after.strip()) and not _PAPERS.match(use.after)


@on_words(
    "certified",
    Level.BLOCK,
    "There is no such certificate: HIPAA certifies nobody, and no authority endorses a treatment center.",
    HIPAA,
    bad="Our site is HIPAA certified.",
    good="We follow HIPAA and 42 CFR Part 2.",
)
def names_a_certificate_that_does_not_exist(use: Use) -> bool:
    """Does it claim a certificate or an endorsement that nobody gives?"""
    if use.is_not_claimed:
        return False
    return use.group == "own" or bool(SELF.search(use.clause)) or not use.sentence_says(_MEDICINE)


_TOLD = Meaning(
    """
    information, data, details, records/record, file/files, chart, name, identity, story, secret/secrets,
    answers, form, call/calls, chat/chats, message/messages, conversation/conversations, texts, emails, visit,
    stay, treatment, history, diagnosis, what you say/tell/share/write/type,
    whatever you say/tell/share/write/type, anything you, everything you, confidential/confidentiality,
    privacy, private, anonymous/anonymity, discreet/discretion, secrecy, inquiry, enquiry, session/sessions,
    platform, portal, website, site, app, line, you were here, you are here, you called, consultation,
    everything stays/remains, nothing, what you, whatever you, what is/gets said, what happens, said here/in,
    all you say, database, system, server/servers, network
"""
)
_WHOLLY = Meaning(
    """
    100%, 100 percent, one hundred percent, completely, totally, absolutely, entirely, perfectly, utterly,
    fully, strictly, zero risk, no risk, no chance, no way, zero chance, never, ever, always, in all cases,
    under any/no circumstances, without exception/exceptions, no exceptions, no matter what, no matter who,
    unbreakable, impenetrable, bulletproof, bombproof, ironclad, airtight, watertight, foolproof, impossible,
    cannot, can't, at all times, guaranteed, nobody, no one, not a soul, nothing you/leaves/gets/is/here,
    total, absolute, complete, utmost, military grade, bank level, bank grade, not even, anyone, anybody,
    anywhere, forever, without fail, everything stays/remains, always stays, we promise, promise,
    guarantee/guarantees, rest assured, no hacker, no court, no employer, no third, to the/our grave
"""
)
_GETS_OUT = Meaning(
    """
    out of everybody's/everyone's/anyone's/anybody's/their/any reach, off the record, hack proof, leak proof,
    hacked, leaked, leak/leaks out?, gets/get out, getting out,
    leave/leaves this/our/the page/room/building/house/walls/site/server/servers/chat/portal, see/sees/read/
    reads/view/access/open your/the/his/her/my/their record/records/file/files/data/information/answers/chart/
    form/message/messages, breached, intercepted, traced back?, traceable, untraceable, exposed,
    fall/falls into, leave no trace/record, leaves no trace/record, no record/trace of,
    tied/linked/connected back? to you/your, find/finds/found out about/that/where/why/you/what you,
    learn/learns/know/knows/knowing/discover/discovers/hear/hears about/of/that/you/why/where/what/a,
    be identified, identify you, be recognized, told to anyone, disclose/disclosed, safe with us,
    in safe hands, safe from, between you and/us, between us, stays secret, beyond reach,
    keep/keeps your/our/every/each/their ... secret/secrets, kept/keep it? secret, your secret is,
    secrets are, take/takes/took it? to the/our grave, trace/traces you, tracks you, track you,
    appear/appears, show/shows up,
    protect/protects/guard/guards/shield/shields/safeguard/safeguards your/our/all, stay/stays/remain/remains/
    kept within/inside/in/between/behind these/our/this/the ... walls/us/room/building, hidden, concealed,
    locked away, under lock, leaks, get/gets/getting at, go/goes/went beyond/outside/past, be/is/are/been/get/
    gets seen/read/heard/viewed/shared/known/found/told/disclosed/released/accessed/opened/leaked,
    share/shares/sharing, reveal/reveals/revealed, give/gives/given out, pass/passes/passed on,
    secret/secrets/information/data/privacy is/are/stays/stay/remains safe/protected/secure, hack, breach,
    crack, take/takes/took ... to the/our grave, stay/stays/remain/remains with us
"""
)
_LIMIT = Meaning(
    """
    unless, limit/limits, limited, without your/his/her/their/the/a/asking, law/laws, court order, consent,
    permission, advertisers, advertising, marketing, only if/when/with/those, if you ask/agree/say/sign,
    need to/it, perfect, subpoena, as far as, allowed to, may, might, must, required, insurer, insurers, plan,
    except, some/few/two/three/four exceptions, with exceptions, exceptions that/we/are/made/for
"""
)
_PROMISE_ONLY = Meaning(
    """
    cannot/can't/don't/not promise/say/claim/guarantee/tell/sure, never promise/say/claim/guarantee,
    no promise, no ... can promise/say/claim/guarantee, nobody can promise/say/guarantee
"""
)
_OTHER_THINGS = Meaning(
    """
    privacy notice/policy/practices,
    private room/rooms/bathroom/bath/garden/entrance/beach/chef/pay/plan/insurance/practice/school/house,
    complete/full form/history/list/name/record/address/story/evaluation/assessment/exam, bed, door
"""
)


@on_meaning("confidential", _GETS_OUT)
def nothing_gets_out(use: Use) -> bool:
    """What somebody tells is said to be beyond anybody's reach, with no limit named."""
    if use.is_asked or use.is_quoted or use.is_warning or use.sentence_says(_PROMISE_ONLY):
        return False
    return use.says(_WHOLLY) and use.says(_TOLD) and not use.sentence_says(_LIMIT)


_WILL_LEARN = Meaning(
    """
    will/can/could/would/has/have/needs/need ever? to? ever? know/see/find/hear/learn/read/discover/guess/
    notice/suspect/be, will/can/could ever? reach/access/open/touch,
    will/can/could ever? trace/track/hack/identify/overhear/intercept/steal/leak
"""
)
_NOBODY = Meaning(
    """
    nobody, no one, none of them/your, not a soul, not your, not even, never, can't, cannot, won't, neither,
    nor, no way, no chance, no hacker/hackers/employer/boss/outsider/court/third
"""
)
_KNOW = ("know", "find", "hear", "learn")
_IN_ADVANCE = Meaning("in advance, for sure, how, if, whether, who will, when, yet, for certain, better")


@on_meaning("confidential", _WILL_LEARN)
def nobody_will_learn(use: Use) -> bool:
    """Nobody is said ever to learn what somebody tells, or that they were here."""
    if use.is_asked or use.is_quoted or use.is_warning or use.sentence_says(_PROMISE_ONLY):
        return False
    if not _NOBODY.is_in(use.passage, use.sentence.start, use.match.end()):
        return False
    if use.sentence_says(_LIMIT) or use.sentence_says(_IN_ADVANCE):
        return False
    if use.sentence_says(_TOLD):
        return True
    # Nothing is named: "nobody will ever know". Alone in quotation marks it is what somebody thinks.
    after = use.after.strip(".! ")
    ends = after in ("", "out", "about it", "out about it") and use.words.endswith(_KNOW)
    ends = ends or (after == "this" and "ever" in use.words)
    return ends and not use.sentence.text.startswith('"')


_CARE = Meaning("help, treatment, rehab, therapy, recover/recovery, get well, heal, detox, program")
_SECRET_BY_ITSELF = Meaning(
    """
    without anyone/anybody/your ... knowing/finding/noticing/hearing/learning, lips are sealed, under wraps,
    only you/we and ... will/can know/see, only you/we will/can ever? know/see, leaves no trace,
    leave no trace, without leaving a/any trace/record, nobody's the wiser, no one's the wiser,
    no paper trail, sworn to secrecy
"""
)


@on_meaning("confidential", _SECRET_BY_ITSELF)
def it_is_called_a_secret(use: Use) -> bool:
    """It is said in words that mean nothing else."""
    if use.is_not_claimed or use.sentence_says(_LIMIT) or use.sentence_says(_PROMISE_ONLY):
        return False
    return use.is_ours or use.sentence_says(_TOLD) or use.sentence_says(_CARE)


_AUTHORITY = Meaning(
    """
    fda, food and drug administration, samhsa, nida, nimh, nih, cdc, dea, hhs, cms, department/dept of health,
    health and human services, surgeon general, government, governments, federal government, federally,
    federal, congress, white house, state of california, the state,
    american medical/psychiatric/psychological association, ama, apa, world health organization,
    national institute/institutes, medical board, dhcs, feds, washington, governor,
    substance abuse and mental health, drug enforcement, uncle sam, state officials/regulators, regulators,
    ministry, asam, nami, state endorsed/recommended/backed/sanctioned, california has
"""
)
_ENDORSES = Meaning(
    """
    approve/approves/approved, endors*, recommend/recommends/recommended, recommendation of, backs/backed,
    sanction/sanctioned, stand/stands behind, vouch/vouches, trusts/trusted, praise/praises/praised,
    honors/honored, recogni*, blessing, seal of, stamp of, chosen by, selected by, certified our/us/the,
    has/have certified, certified for excellence, gold seal, prefer/prefers/preferred,
    validate/validates/validated, green light, signed off, thumbs up, gave/gives/given us, cleared,
    named us/our, awarded us/our, honored us/our, approved us/our
"""
)
_OURS = Meaning(
    """
    our, us, we, alter, this program/treatment/center/method/approach, program, method, approach, protocol,
    center, centre, facility, rehab, clinic, team, privacy, app, platform, website, retreat, detox, home
"""
)
_LICENSE = Meaning(
    """
    license/licenses/licensed/licensing, accredit*, joint commission, carf, ccapp, inspect*, complain*,
    complaint
"""
)
_MEDICINE = Meaning(
    """
    medicine/medicines, medication/medications, drug/drugs, naltrexone, buprenorphine, methadone,
    device/devices, tablet/tablets, esketamine, lofexidine, ketamine, naloxone, acamprosate, disulfiram,
    ssri/ssris, antidepressant/antidepressants, vaccine/vaccines, for depression, for opioid/alcohol,
    in adults, in 19/20, spray, injection, use/uses, families, everyone, adults, people, parents
"""
)
_FEDERAL_RULE = Meaning(
    "hipa*, hippa*, hlpa*, hlppa*, hiipa*, hpiaa, health insurance portability, 42 cfr, part 2, hitech,"
    " hi trust"
)
_CERTIFIES = Meaning(
    """
    certif*, certf*, cirtif*, accred*, acredit*, aproved, seal/seals, badge, stamp,
    approved, endorsed, authorized, verified by, audited by,
    hipaa/hippa/hipa verified/validated/audited,
    passed the/our/a/every ... audit, federal audit, awarded, rating
"""
)
_TRAINS = Meaning(
    """
    birth certificate, train*, course, nurse/nurses, counselor/counselors, board certified, complaint*,
    follow/follows, gives, right/rights, joint commission, legitscript, carf, ccapp, jcaho, naatp, board
"""
)


# "Recommended by the Surgeon General", "State-endorsed care": whoever wrote it speaks of themselves.
_ALONE = re.compile(
    r"^\W*(?:\w+ly )?(?:\w+ed|chosen) by\b"
    r"|^\W*[\w.]+[- ](?:endorsed|recommended|approved|backed|sanctioned|trusted|cleared)\b",
    re.I,
)


@on_meaning("certified", _AUTHORITY)
def an_authority_endorses_us(use: Use) -> bool:
    """An authority is said to speak for us, or the words are the heading of a claim."""
    if use.is_not_claimed or use.is_denied or not use.says(_ENDORSES) or use.says(_LICENSE):
        return False
    alone = bool(_ALONE.match(use.sentence.text))
    if not alone and use.says(_MEDICINE) and not use.is_ours:
        return False
    return (alone and not use.says(_MEDICINE)) or use.is_ours or use.says(_OURS)


@on_meaning("certified", _FEDERAL_RULE)
def a_rule_certifies(use: Use) -> bool:
    """HIPAA or 42 CFR Part 2 is said to give a certificate."""
    return not use.is_not_claimed and not use.is_denied and use.says(_CERTIFIES) and not use.says(_TRAINS)
