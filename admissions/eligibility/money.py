"""Deductible, out-of-pocket maximum, coinsurance and copay, in and out of network.

The tier of a benefit is not the network status of this facility, which only the payer can say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from .rows import Plan, Row, Service, cents, share
from .suggestions import Findings

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
            value = share(row.percent)
            if value is None:
                found.note(f"A coinsurance cannot be read as a share: {row.detail}.")
            else:
                _on_each_side(row, "coinsurance", value, found)
    for row in plan.of("coPayment"):
        if row.service is Service.BEHAVIORAL and row.level in {"", "INDIVIDUAL"}:
            value = cents(row.amount)
            if value is None:
                found.note(f"A copay cannot be read as an amount: {row.detail}.")
                continue
            _on_each_side(row, "copay", value, found)
            what = [row.words, COPAY_PERIODS.get(row.period, ""), *row.messages]
            _on_each_side(row, "copay_for", ", ".join(part for part in what if part)[:200], found)
    if not any(
        row.service is Service.BEHAVIORAL for row in plan.of("coInsurance", "coPayment", "benefitDescription")
    ):
        found.note(f"{plan.name} says nothing of what behavioral health costs: unknown, ask.")


def _on_each_side(row: Row, name: str, value: str | int, found: Findings) -> None:
    if row.network not in SIDES:
        found.note(f"A row does not say for which network it is: {row.detail}.")
    for side in SIDES.get(row.network, ()):
        found.suggest(f"{side}_{name}", value, row.detail)


def _totals(name: str, words: str, rows: Iterable[Row], found: Findings) -> None:
    """Suggest totals and remainders, and what is met where both are known of the same key and agree."""
    totals: dict[Key, list[tuple[int, Row]]] = defaultdict(list)
    left: dict[Key, list[tuple[int, Row]]] = defaultdict(list)
    so_far: dict[Key, set[int]] = defaultdict(set)
    for row in rows:
        if row.service is Service.OTHER or row.level not in LEVELS:
            continue
        amount, key = cents(row.amount), (row.level, row.network, row.code)
        if amount is None:
            found.note(f"An amount of the {words} cannot be read: {row.detail}.")
        elif row.network not in SIDES:
            found.note(f"A row does not say for which network it is: {row.detail}.")
        elif row.period in OF_A_YEAR:
            totals[key].append((amount, row))
        elif row.period == REMAINING:
            left[key].append((amount, row))
        elif row.period == SO_FAR:
            so_far[key].add(amount)
        else:
            found.note(f"A {words} is not of a year: {row.detail}. Ask what it is for.")
    for key in dict.fromkeys([*totals, *left]):
        _of_key(name, words, key, totals[key], left[key], so_far[key], found)


def _of_key(
    name: str,
    words: str,
    key: Key,
    totals: list[tuple[int, Row]],
    left: list[tuple[int, Row]],
    so_far: set[int],
    found: Findings,
) -> None:
    column = f"{LEVELS[key[0]]}{name}"
    whole, remaining = {amount for amount, _ in totals}, {amount for amount, _ in left}
    is_one = len(whole) == 1 and len(remaining) == 1
    problem = ""
    if whole and remaining and min(remaining) > max(whole):
        problem = "more remains than there is"
    elif whole and so_far and max(so_far) > max(whole):
        problem = "more is met than there is"
    elif is_one and so_far and so_far != {min(whole) - min(remaining)}:
        problem = "what is met, what remains and the whole do not add up"
    if problem:
        found.note(f"The {words} contradicts itself, {key[0].lower()}: {problem}. Ask for each amount.")
    for side in SIDES[key[1]]:
        for amount, row in totals:
            found.suggest(f"{side}_{column}", amount, row.detail, doubt=bool(problem))
        for amount, row in left:
            found.suggest(f"{side}_{column}_left", amount, row.detail, doubt=bool(problem))
        if is_one and not problem:
            met = min(whole) - min(remaining)
            found.suggest(f"{side}_{column}_met", met, f"{totals[0][1].words}: the whole less what remains")
