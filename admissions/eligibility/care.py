"""Who administers behavioral health, what needs authorization, what is limited or left out."""

from __future__ import annotations

import re

from ..benefits.questions import NO, YES
from .bounds import is_hedged, is_plain, levels_meant, levels_named
from .rows import IN_FORCE, Entity, Plan, Row, Service
from .suggestions import Findings
from .values import share

# As agreed, and as the payer's own message has it; "U" and what is missing say nothing.
INDICATORS = {"REQUIRED": YES, "Y": YES, "NOT_REQUIRED": NO, "N": NO}
OUT = "OUT_OF_NETWORK"
# Who can administer a benefit; a provider or a policyholder cannot.
ADMINISTRATORS = frozenset(
    {
        "UTILIZATION_MANAGEMENT_ORGANIZATION",
        "THIRD_PARTY_ADMINISTRATOR",
        "MANAGED_CARE_ORGANIZATION",
        "PAYER",
        "PRIMARY_PAYER",
        "VENDOR",
        "CONTRACTED_SERVICE_PROVIDER",
    }
)
WHOLE_PERIODS = frozenset({"CALENDAR_YEAR", "SERVICE_YEAR", "LIFETIME"})
# Lists of what a plan gives.
GIVEN = ("coInsurance", "coPayment", "limitations", "benefitDescription")
DAYS = re.compile(r"\d{1,4}", re.ASCII)


def read(plan: Plan, payer: str, found: Findings) -> None:
    """Read one plan of a payer."""
    carve_outs = _administrators(plan, payer, found)
    left_out = _left_out(plan, carve_outs, found)
    _authorization(plan, left_out, found)
    _limits(plan, found)
    _out_of_network(plan, found)


# --- who administers it ---------------------------------------------------------------------------------


def _administrators(plan: Plan, payer: str, found: Findings) -> list[str]:
    """Suggest who administers it, and return who does so in place of the plan."""
    named: list[tuple[Entity, Row]] = []
    for row in plan.rows:
        if row.kind in {"otherOrAdditionalPayer", "primaryCareProvider"}:
            continue
        for entity in row.entities:
            if entity.kind not in ADMINISTRATORS or not entity.name:
                continue
            if row.service is Service.BEHAVIORAL:
                named.append((entity, row))
            elif row.service is Service.PLAN and row.kind == "contactFollowingEntityForInformation":
                found.note(f"The payer names {entity.name} for information: ask whether they decide here.")
    names = list(dict.fromkeys(entity.name for entity, _ in named))
    for entity, row in named:
        _administrator(entity, row, found, is_one=len(names) == 1)
    own = {payer.casefold(), plan.name.casefold()}
    carve_outs = [name for name in names if name.casefold() not in own]
    for entity, row in named:
        if entity.name in carve_outs:
            found.note(f"{entity.name} administers {row.words}: a carve-out. Call them, not the plan.")
    return carve_outs


def _administrator(entity: Entity, row: Row, found: Findings, *, is_one: bool) -> None:
    found.suggest("administrator", entity.name, row.words)
    for number in entity.phones:
        if shown := phone(number):
            found.suggest("administrator_phone", shown, entity.name, doubt=not is_one)
        else:
            found.note(f"The number of {entity.name} cannot be read.")


def phone(number: str) -> str:
    """Return a number of the United States as we write it; empty for what is none."""
    digits = re.sub(r"[ ().+-]", "", number)
    digits = digits[1:] if len(digits) == 11 and digits.startswith("1") else digits
    if not re.fullmatch(r"[2-9]\d{2}[2-9]\d{6}", digits, re.ASCII):
        return ""
    return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}"


# --- authorization --------------------------------------------------------------------------------------


def _authorization(plan: Plan, left_out: set[str], found: Findings) -> None:
    """Suggest what the indicator says, and nothing from words alone. No indicator is no answer."""
    is_said = False
    for row in plan.rows:
        if row.service is not Service.BEHAVIORAL or row.kind in {"nonCovered", "exclusions"}:
            continue
        value = INDICATORS.get(row.authorization)
        if value is None:
            continue
        is_said = True
        meant, named = levels_meant(row), levels_named(row)
        is_doubtful = row.network == OUT or is_hedged(row) or not (named or (value == YES and is_plain(row)))
        for level in meant:
            # That a whole service needs none is too wide to be sure of a stay.
            doubt = is_doubtful or (level in left_out and level not in named)
            found.suggest(f"{level}_authorization", value, row.detail, doubt=doubt)
        if not meant:
            needs = "needs" if value == YES else "needs no"
            found.note(f"{row.detail} {needs} authorization: it does not say so of a level of care.")
    if not is_said:
        found.unsaid(f"{plan.name} says nothing of prior authorization for behavioral health")


# --- limits and what is left out ------------------------------------------------------------------------


def _limits(plan: Plan, found: Findings) -> None:
    for row in plan.of("limitations"):
        if row.service is not Service.BEHAVIORAL:
            continue
        named = levels_named(row)
        if not named or not DAYS.fullmatch(row.days) or row.period not in WHOLE_PERIODS:
            days = f" of {row.days} {'day' if row.days == '1' else 'days'}" if row.days else ""
            found.note(f"A limit{days}: {row.detail}. Ask what it is for.")
            continue
        doubt = row.network == OUT or is_hedged(row)
        for level in named:
            found.suggest(f"{level}_limit", int(row.days), row.detail, doubt=doubt)
            found.suggest(f"{level}_period", row.period.replace("_", " ").lower(), row.detail, doubt=doubt)


def _left_out(plan: Plan, carve_outs: list[str], found: Findings) -> set[str]:
    """Suggest what is left out, and return the levels of care that are named as such."""
    which = [f"Carve-out: {name}" for name in dict.fromkeys(carve_outs)]
    given = [row for row in plan.of(*GIVEN) if row.service is Service.BEHAVIORAL and row.network != OUT]
    levels_given = {level for row in given for level in levels_named(row)}
    left_out: set[str] = set()
    is_against = False
    for row in plan.of("exclusions", "nonCovered"):
        if row.service is Service.BEHAVIORAL and row.network != OUT:
            which.append(": ".join([row.words, *row.messages]))
            if row.kind == "nonCovered":
                for level in levels_named(row):
                    doubt = not is_plain(row) or level in levels_given
                    found.suggest(f"{level}_covered", NO, row.detail, doubt=doubt)
                    left_out.add(level)
                if not row.messages and any(other.code == row.code for other in _listed(plan, given)):
                    is_against = True
                    found.note(f"{row.words} is listed as covered and as not covered: ask about each level.")
        elif row.service is Service.PLAN:
            found.note(f"Something is left out: {row.detail}. Ask whether it touches this care.")
    if which:
        found.suggest("exclusions", YES, plan.name, doubt=is_against)
        words = "; ".join(dict.fromkeys(which))[:200]
        found.suggest("exclusions_which", words, plan.name, doubt=is_against)
    return left_out


def _listed(plan: Plan, given: list[Row]) -> list[Row]:
    """Return the rows that list behavioral health as something the plan gives."""
    return [*given, *(row for row in plan.of("statuses") if row.status in IN_FORCE)]


def _out_of_network(plan: Plan, found: Findings) -> None:
    for row in plan.of("coInsurance", "coPayment", "nonCovered"):
        if row.service is not Service.BEHAVIORAL or row.network != OUT:
            continue
        if row.kind == "nonCovered":
            found.suggest("out_benefits", NO, row.detail)
        elif row.kind == "coPayment" or _is_part(row.percent):
            found.suggest("out_benefits", YES, row.detail)


def _is_part(percent: str) -> bool:
    """Does the plan pay a part of it? A share of 100% is all of it, paid by the person."""
    value, is_sure = share(percent)
    return is_sure and value is not None and value < 10_000
