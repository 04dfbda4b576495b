"""Deductible, out-of-pocket maximum, coinsurance and copay, in and out of network.

The tier of a benefit is not the network status of this facility, which only the payer can say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from .bounds import is_money_of_some, is_of_some
from .rows import Plan, Row, Service
from .suggestions import Findings
from .values import cents, share

SIDES = {
    "IN_NETWORK": ("in",),
    "OUT_OF_NETWORK": ("out",),
    "IN_AND_OUT_OF_NETWORK": ("in", "out"),
}
LEVELS = {"INDIVIDUAL": "", "FAMILY": "family_"}
OF_A_YEAR = frozenset({"CALENDAR_YEAR", "SERVICE_YEAR", "CONTRACT", "YEARS"})
REMAINING, SO_FAR = "REMAINING", "YEAR_TO_DATE"
AMOUNTS = {"deductible": ("deductible", "deductible"), "outOfPocket": ("maximum", "out-of-pocket maximum")}
COPAY_PERIODS = {
    "VISIT": "per visit",
    "DAY": "per day",
    "ADMISSION": "per admission",
    "EPISODE": "per episode",
}

Key = tuple[str, str, str]  # level, network, service: of two rows that belong together all three are the same


def read(plan: Plan, found: Findings) -> None:
    """Read the money of one plan."""
    for kind, (name, words) in AMOUNTS.items():
        _totals(name, words, plan.of(kind), found)
    for row in plan.of("coInsurance"):
        if row.service is Service.BEHAVIORAL and row.level in {"", "INDIVIDUAL"}:
            value, is_sure = share(row.percent)
            if not is_sure:
                found.note(f"A coinsurance cannot be read as a share: “{row.percent}”, {row.detail}.")
            if value is not None:
                doubt = not is_sure or is_money_of_some(row)
                _on_each_side(row, "coinsurance", value, found, doubt=doubt)
    for row in plan.of("coPayment"):
        if row.service is Service.BEHAVIORAL and row.level in {"", "INDIVIDUAL"}:
            _copay(row, found)
    if not any(
        row.service is Service.BEHAVIORAL for row in plan.of("coInsurance", "coPayment", "benefitDescription")
    ):
        found.unsaid(f"{plan.name} says nothing of what behavioral health costs")


def _copay(row: Row, found: Findings) -> None:
    value, doubt = cents(row.amount), is_of_some(row)
    if value is None:
        found.note(f"A copay cannot be read as an amount: {row.detail}.")
        return
    _on_each_side(row, "copay", value, found, doubt=doubt)
    what = [row.words, COPAY_PERIODS.get(row.period, ""), *row.messages]
    words = ", ".join(part for part in what if part)[:200]
    _on_each_side(row, "copay_for", words, found, doubt=doubt)


def _on_each_side(row: Row, name: str, value: str | int, found: Findings, *, doubt: bool = False) -> None:
    if row.network not in SIDES:
        found.note(f"A row does not say for which network it is: {row.detail}.")
    for side in SIDES.get(row.network, ()):
        found.suggest(f"{side}_{name}", value, row.detail, doubt=doubt)


@dataclass
class Amounts:
    """What is said of one key: the whole, what remains of it, and what is met so far."""

    totals: list[tuple[int, Row]] = field(default_factory=list)
    left: list[tuple[int, Row]] = field(default_factory=list)
    so_far: set[int] = field(default_factory=set)


def _totals(name: str, words: str, rows: Iterable[Row], found: Findings) -> None:
    """Suggest totals and remainders, and what is met where both are known of the same key and agree."""
    of_keys: dict[Key, Amounts] = defaultdict(Amounts)
    for row in rows:
        if row.service is Service.OTHER or row.level not in LEVELS:
            continue
        amount, key = cents(row.amount), (row.level, row.network, row.code)
        if amount is None:
            found.note(f"An amount of the {words} cannot be read: {row.detail}.")
        elif row.network not in SIDES:
            found.note(f"A row does not say for which network it is: {row.detail}.")
        elif row.period in OF_A_YEAR:
            of_keys[key].totals.append((amount, row))
        elif row.period == REMAINING:
            of_keys[key].left.append((amount, row))
        elif row.period == SO_FAR:
            of_keys[key].so_far.add(amount)
        else:
            found.note(f"A {words} is not of a year: {row.detail}. Ask what it is for.")
    wholes = {key for key, amounts in of_keys.items() if amounts.totals}
    for key, amounts in of_keys.items():
        # What remains of one service is not what remains of another one's whole.
        is_apart = key not in wholes and any(key[:2] == other[:2] for other in wholes)
        _of_key(f"{LEVELS[key[0]]}{name}", words, key, amounts, found, is_apart=is_apart)


def _of_key(column: str, words: str, key: Key, amounts: Amounts, found: Findings, *, is_apart: bool) -> None:
    whole, remaining = {amount for amount, _ in amounts.totals}, {amount for amount, _ in amounts.left}
    is_one = len(whole) == 1 and len(remaining) == 1
    problem = _problem(whole, remaining, amounts.so_far)
    if problem:
        found.note(f"The {words} contradicts itself, {key[0].lower()}: {problem}. Ask for each amount.")
    doubt = bool(problem) or is_apart
    for side in SIDES[key[1]]:
        for name, rows in ((column, amounts.totals), (f"{column}_left", amounts.left)):
            for amount, row in rows:
                found.suggest(f"{side}_{name}", amount, row.detail, doubt=doubt or is_money_of_some(row))
        if is_one and not problem:
            said = [row for _, row in (*amounts.totals, *amounts.left)]
            found.suggest(
                f"{side}_{column}_met",
                min(whole) - min(remaining),
                f"{said[0].words}: the whole less what remains",
                doubt=any(map(is_money_of_some, said)),
            )


def _problem(whole: set[int], remaining: set[int], so_far: set[int]) -> str:
    """Return in which way the amounts of one key cannot all be true."""
    if whole and remaining and min(remaining) > max(whole):
        return "more remains than there is"
    if whole and so_far and max(so_far) > max(whole):
        return "more is met than there is"
    if len(whole) == len(remaining) == 1 and so_far and so_far != {min(whole) - min(remaining)}:
        return "what is met, what remains and the whole do not add up"
    return ""
