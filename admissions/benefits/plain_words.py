"""A signed worksheet in plain words for the person: what the plan says, what it does not, and money.

Nothing here is a promise: every page says so, and money is worked out by the same calculator as the
site's own page about it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from alter_site.content.printed_time import day
from alter_site.selfhelp.money import Plan, bounds

from .questions import LEVELS, NO, QUESTIONS, SIDES, YES, Network
from .worksheet import Answers, sides_asked, unknown

# What the site's calculator works with.
_NUMBERS = ("deductible", "deductible_met", "coinsurance", "maximum", "maximum_met")

NOT_A_PROMISE = (
    "This is what the plan told us. It is not a promise to pay: the plan decides when it gets the bill."
)
ANOTHER_PLAN = "If you have another plan, tell us, and we check that one."
NEW_YEAR = (
    "As far as we know a new plan year has begun since the plan told us its amounts, so they begin anew. "
    "We ask it again."
)
FAR = datetime.timedelta(days=366)  # payers write a day further away where they know of no end


@dataclass(frozen=True)
class Answer:
    """What the person is told. Each is a list of sentences."""

    says: list[str]
    money: list[str]
    not_known: list[str]


def answer(answers: Answers, signed: datetime.date, today: datetime.date) -> Answer:
    """Return what a worksheet that was signed on a day means today, in sentences that can be read out."""
    money = [*_money(answers)]
    if answers["active"] == NO or _is_over(answers, today):
        money = []
    elif money and _plan_year(answers, signed) != _plan_year(answers, today):
        money = [NEW_YEAR]
    return Answer(
        says=[*_plan(answers, today), *_care(answers)],
        money=money,
        not_known=[QUESTIONS[name].words for name in unknown(answers)],
    )


def dollars(cents: int) -> str:
    """Return "$1,500" or "$1,500.50"."""
    whole, rest = divmod(cents, 100)
    return f"${whole:,}.{rest:02}" if rest else f"${whole:,}"


def _day(text: str) -> str:
    return day(datetime.date.fromisoformat(text))


def _last_day(answers: Answers) -> str:
    days = [answers["terminates"], answers["cobra_ends"] if answers["cobra"] != NO else None]
    return min(filter(None, days), default="")


def _is_over(answers: Answers, today: datetime.date) -> bool:
    return bool(_last_day(answers)) and _last_day(answers) < today.isoformat()


def _plan_year(answers: Answers, on: datetime.date) -> int:
    """Return in which plan year a day lies; where nobody knows when it begins, it is the calendar's."""
    begins = f"{on.year}{(answers['plan_year'] or '0000-01-01')[4:]}"
    return on.year - (on.isoformat() < begins)


def _plan(answers: Answers, today: datetime.date) -> Iterator[str]:
    last = _last_day(answers)
    is_near = bool(last) and datetime.date.fromisoformat(last) - today < FAR
    if answers["active"] == YES and _is_over(answers, today):
        yield f"Your plan was active when we asked. It ended on {_day(last)}. {ANOTHER_PLAN}"
    elif answers["active"] == YES:
        since = f" It has been since {_day(answers['effective'])}." if answers["effective"] else ""
        yield f"Your plan is active.{since}{f' It ends on {_day(last)}.' if is_near else ''}"
    elif answers["active"] == NO:
        ended = f" It ended on {_day(answers['terminates'])}." if answers["terminates"] else ""
        yield f"This plan is not active.{ended} {ANOTHER_PLAN}"
    if answers["other_coverage"] == YES:
        first = {"this": " This plan pays first.", "other": " The other plan pays first."}
        yield f"You have another plan on file.{first.get(answers['primary'], '')}"
    match answers["network"]:
        case Network.IN:
            yield "We are in network with your plan."
        case Network.OUT:
            yield "We are out of network with your plan."
        case Network.SINGLE_CASE:
            yield (
                "We are out of network with your plan. It may agree to treat this stay as in network; "
                "that has to be asked for and is not certain."
            )
    if answers["network"] != Network.IN and answers["out_benefits"] == NO:
        yield "Your plan pays nothing for care out of network."
    if answers["administrator"]:
        yield f"Mental health and substance use care is decided by {answers['administrator']}."


def _care(answers: Answers) -> Iterator[str]:
    for level in answers.levels:
        name = LEVELS[level]
        covered, needs = answers[f"{level}_covered"], answers[f"{level}_authorization"]
        if covered == NO:
            yield f"{name}: the plan says that it does not cover this."
        elif covered == YES:
            ask = {
                YES: " The plan has to agree first. We ask it for you.",
                NO: " The plan does not have to agree first.",
            }
            yield f"{name}: the plan says that it covers this.{ask.get(needs, '')}{_limit(answers, level)}"
    if answers["exclusions"] == YES:
        which = answers["exclusions_which"]
        yield f"The plan leaves something out{': ' + which.rstrip('.') if which else ''}."


def _limit(answers: Answers, level: str) -> str:
    limit, used = answers[f"{level}_limit"], answers[f"{level}_used"]
    if limit is None:
        return ""
    days = f" It covers at most {limit} {'day' if limit == 1 else 'days'}"
    days += f" {answers[f'{level}_period']}" if answers[f"{level}_period"] else ""
    return f"{days}; used so far: {used}." if used is not None else f"{days}."


def _money(answers: Answers) -> Iterator[str]:
    sides = sides_asked(answers)
    for side in sides:
        place = f"{SIDES[side]}: " if len(sides) > 1 else ""
        for sentence in _to_pay(answers, side):
            yield f"{place}{sentence}"
    is_out = answers["network"] in (Network.OUT, Network.SINGLE_CASE)
    if "out" in sides and (is_out or any(_to_pay(answers, "out"))):
        yield (
            "Out of network, the plan may allow less than we charge. The difference can be yours to pay, "
            "and does not count toward what you pay at most."
        )


def _to_pay(answers: Answers, side: str) -> Iterator[str]:
    """Say each amount that is known; a range only where the calculator has all its numbers."""
    values = {name: answers[f"{side}_{name}"] for name in _NUMBERS}
    copay = answers[f"{side}_copay"]
    if values["coinsurance"] is None and copay is not None:
        values["coinsurance"] = 0
    known = Plan(**{name: value or 0 for name, value in values.items()})
    has_deductible = not {values["deductible"], values["deductible_met"]} & {None}
    has_maximum = not {values["maximum"], values["maximum_met"]} & {None}
    # Most plans count the deductible toward the maximum; where this one does not, it comes on top.
    on_top = known.deductible_left if answers[f"{side}_deductible_counts"] == NO else 0
    if has_deductible:
        yield f"{dollars(known.deductible_left)} of your deductible is left to pay this plan year."
    if values["coinsurance"]:
        share = f"{values['coinsurance'] / 100:g}"
        yield f"After that you pay {share}% of what the plan allows; the plan pays the rest."
    if has_maximum and (has_deductible or answers[f"{side}_deductible_counts"] != NO):
        yield f"You pay at most {dollars(known.maximum_left + on_top)} more this plan year for covered care."
    if None not in values.values():
        least, most = (known.deductible_left, known.maximum_left + on_top) if on_top else bounds(known)
        if least == most:
            yield f"For a stay that the plan covers, that is about {dollars(most)}."
        else:
            yield (
                f"For a stay that the plan covers, that is between {dollars(least)} and {dollars(most)}, "
                "once the bill is higher than your deductible."
            )
    if copay:
        what = answers[f"{side}_copay_for"]
        yield f"There is a copay of {dollars(copay)}{f' ({what})' if what else ''}."
