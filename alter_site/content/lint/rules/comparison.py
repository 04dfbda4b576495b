"""Claims to be better than others: by words, and by us, a superlative and all there are, together."""

from __future__ import annotations

import re

from ..laws import TRUTH_IN_MARKETING
from ..lexicon import TREATMENT
from ..meaning import Meaning
from ..registry import Level, on_meaning, on_words
from ..use import SELF, Use
from ..vocabulary import CENTER, ILLNESS

# A denial counts where it denies the claim itself, not where it denies regret or doubt.
_DENIES = re.compile(
    r"\b(?:not|n't|never|cannot|no|nobody|none)\b(?: \w+){0,2} (?:claim|say|call|promise|pretend|think"
    r"|believe|tell|be|to be|is|are)\b"
    r"|\b(?:is|are|am|be)(?:n't| not)\b(?: \w+){0,2} *(?:the|a)? *$|\b(?:not|no|without|nor|neither)(?:"
    r" an?| the| any| single| one)* *$",
    re.I,
)
_FOR_SOMEBODY = re.compile(
    rf"^ (?:for (?:you|me|him|her|them|everybody|everyone|each|your|a person|people|adults|children|teens"
    rf"|most|\w+ (?:and|or) \w+|the|{ILLNESS})|is|that (?:you|fits))\b",
    re.I,
)
_CLINICAL = re.compile(
    r"\b(?:treatments?|care|approach(?:es)?|choices?|option|method|support|help|places?|settings?|name"
    r"|therap\w+)$",
    re.I,
)
_PEOPLE_ELSEWHERE = re.compile(
    r"\b(?:experts?|doctors?|physicians?|psychiatrists?|therapists?|clinicians?|specialists?"
    r"|professionals)$",
    re.I,
)
# "The best program is the one that you can finish" says nothing of any center.
_WHICHEVER = re.compile(r"^(?: \w+){0,3} is (?:the )?(?:one|what|whichever)\b", re.I)
# "Where the best doctors work": whoever wrote it speaks of themselves.
_WELCOMES = re.compile(r"^\W*(?:where|home (?:of|to)|meet|discover|welcome|only|with) (?:the|to|our)\b", re.I)
_PERHAPS = re.compile(r"\b(?:may|might|can|could|often) be\b", re.I)
_A_PLACE = re.compile(
    r"\b(?:rehabs?|centers?|facilit\w+|programs?|providers?|clinics?|california|orange county|coast"
    r"|country|nation|state|world)\b",
    re.I,
)


@on_words(
    "superlative",
    Level.BLOCK,
    "It claims to be better than others, which nobody can check.",
    TRUTH_IN_MARKETING,
    bad="We are the leading rehab in California.",
    good="The best time to call is before noon.",
)
def claims_to_be_better(use: Use) -> bool:
    """Does it set us above others?"""
    if use.is_asked:
        return False
    if use.is_quoted or use.is_warning or _DENIES.search(use.before):
        return False
    if use.group == "near":
        return _is_about_a_center(use)
    if use.group == "boast":
        return not re.match(r"(?i) (?:cause|reason|rule|question|symptom|worry|fear|goal)", use.after)
    return True


def _is_about_a_center(use: Use) -> bool:
    if _WHICHEVER.match(use.after):
        return False
    ours = bool(SELF.search(use.clause))
    words = use.match[0]
    if not ours and words.lower().startswith(("your best", "best")) and _PERHAPS.search(use.clause):
        return False
    if re.search(r"(?i)^(?:gold standard|highest[- ]level of|leaders? in)", words):
        # "The gold standard in trauma care": a sentence without a subject speaks of whoever wrote it.
        is_alone = not re.search(r"\b(?:is|are|was|were|has|have)\b", use.sentence.text, re.I)
        return ours or is_alone or bool(re.search(r"(?i)^leaders? in", words))
    if _PEOPLE_ELSEWHERE.search(words):
        return (
            ours
            or _WELCOMES.match(use.sentence.text) is not None
            or bool(_A_PLACE.search(use.clause))
            or bool(re.search(r"\bhere\b", use.clause, re.I))
        )
    if _CLINICAL.search(words) and re.search(
        r"(?i)\b(?:best|most|leading|top|ideal|perfect|unique)\b", words
    ):
        return ours or not (_FOR_SOMEBODY.search(use.after) and not _A_PLACE.search(use.clause))
    return bool(re.search(rf"\b(?:{CENTER})\b", words, re.I)) or ours or bool(_A_PLACE.search(use.clause))


_BEST = Meaning(
    """
    best, finest, greatest, foremost, premier, unrivaled, unmatched, unparalleled, number one, no. 1,
    first choice, top choice, top notch, top tier, most experienced/respected/trusted/advanced/effective/
    successful/qualified/innovative/comprehensive/prestigious/luxurious/compassionate/caring/beautiful/
    skilled/recommended/awarded/decorated/highly/talented/complete/sought/admired/celebrated/cutting/
    exclusive/private/progressive/thorough/dedicated/credentialed, safest,
    highest rated/ranked/quality/standard/standards/success, top rated/ranked, superior, unbeatable, ahead of,
    head and shoulders, leaps and bounds, better than/care/results/outcomes/trained/qualified/equipped,
    outclass*, outperform*, outshine*, surpass*, a league of its/our own, league of our own,
    unequaled/unequalled, best kept, crown jewel, gold standard, benchmark, pioneers, trailblaz*,
    unlike anywhere/anything/any, nobody/none ... comes/come close, no one ... comes/come close,
    no other ... comes/come close, no equal, without equal, without peer,
    leading name/light/voice/edge/choice/destination, the leader/leaders in, top of the/our field, first rate,
    second to none, envy of, hard to beat, go to place/center/rehab/name, better results/outcomes/care,
    better results/outcomes than, deliver/delivers/get/gets better results/outcomes, first name in,
    the name in, biggest name, more effective/successful/experienced/advanced/caring/skilled/comfortable/
    complete/thorough/personal/qualified than
"""
)
_AMONG = Meaning(
    """
    in the country/nation/world/state/county/field/region/area/business/industry/west/south/land,
    on the coast/west/planet, in california/orange/america/town, anywhere, around, of any, of all,
    in its class, of its kind, you'll find, you can find, you will find, there is, money can buy, available,
    by our, by guests/clients/patients/families, in recovery, of recovery, than any/other/others/most/all,
    on the market, in treatment, in the treatment, call us, calls us, named us, rated us, voted us, chose us,
    other programs/centers/places/rehabs/facilities, others, elsewhere, coast to coast,
    of families/clients/patients, than the rest, than others, the rest,
    in family/trauma/mental/addiction/dual/care/therapy/healing/detox
"""
)
_MATTERS_OF_TASTE = Meaning(
    """
    best time/way/friend/friends/interest/interests/day/thing/part/practice/practices/for/first/guess/answer/
    when/if/to, do/does/did/doing/try/trying our/their/your/his/her/my best, know/knows ... best, at best,
    our best to, best served, one of the best things, better than before/yesterday/nothing/expected/last,
    most beautiful part/time/thing, feel better, get better, best we can, best i can, not the, studied,
    first line
"""
)


# "Best of all, you may bring your dog": of what was said before, and of nobody else.
_GOES_ON = re.compile(r"best of all[,:]", re.I)
# "The highest rated rehab", "California's finest": a sentence without a subject speaks of whoever wrote it.
_ONLY_THE = re.compile(r"^\W*(?:(?:the|an?|one of the|\w+'s)\W*)?$", re.I)


@on_meaning("superlative", _BEST)
def we_are_set_above_others(use: Use) -> bool:
    """Us or what is ours, and a superlative, among all there are."""
    if use.is_quoted or use.is_warning or use.is_denied or use.is_asked:
        return False
    if use.says(_MATTERS_OF_TASTE) or not use.says(_AMONG):
        return False
    if _GOES_ON.match(use.passage.text, use.match.start()) and use.match.start() == use.sentence.start:
        return False
    before = use.passage.text[use.sentence.start : use.match.start()]
    return bool(SELF.search(use.clause)) or bool(_ONLY_THE.match(before))


_RANKED = Meaning(
    """
    ranked/rated/voted/named/chosen number/#1/first/best/top, ranked/rated/voted/named the,
    ranked/rated as the, award winning, winner of the, five stars, nowhere ... better/finer,
    no place ... better/finer, nobody/none ..... like/as/way/than us/we/alter,
    no one ..... like/as/way/than us/we/alter, deserve/deserves the best, nothing but the best,
    only the very? best, settle for less, settle for anything less, wrote the book on, others follow,
    leads/lead the way in, set/sets us apart, rated 5/five stars, rated five-star,
    nobody/none ... treats/heals/serves/cares ..... better, no one ... treats/heals/serves/cares ..... better,
    what/where other/others/most ..... cannot/can't/couldn't/could/fail/fails/failed/need/needs/take/takes,
    other/others/most programs/centers/places/rehabs/clinics warehouse/forget/ignore/abandon/rush/lock/only/
    just, could not/couldn't help/treat/reach ... we can/do/could,
    where hospitals/doctors/everyone/everything ... failed/fail/fails,
    no rehab/center/program/place/clinic/team/facility ..... better/higher/finer/like,
    no other rehab/center/program/place/clinic/team/facility ..... can do, the one/ones to beat,
    nobody/none ..... knows more, no one ..... knows more, years/miles ahead of the,
    other/others centers/programs/places/clinics/rehabs? fail/fails,
    the place/center/program where treatment works
"""
)


@on_meaning("superlative", _RANKED)
def we_are_ranked(use: Use) -> bool:
    """A ranking in which we stand first."""
    if use.is_not_claimed or (
        use.is_denied and not use.words.startswith(("no", "settle", "what", "where", "could"))
    ):
        return False
    if use.after.startswith((" than another", " about you")):
        return False
    begins = use.match.start() == use.sentence.start
    return begins or use.is_ours or use.is_said_with(TREATMENT)
