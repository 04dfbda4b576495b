"""Who administers behavioral health, what needs authorization, what is limited or left out."""

from __future__ import annotations

import re

from ..benefits.questions import LEVELS, NO, YES
from .rows import OF_ONE_SETTING, Entity, Plan, Row, Service, share
from .suggestions import Findings

REQUIRED, NOT_REQUIRED = "REQUIRED", "NOT_REQUIRED"
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
# Levels of care as payers write them.
NAMED = {
    "detox": re.compile(r"\bDETOX|\bWITHDRAWAL MANAGEMENT\b"),
    "residential": re.compile(r"\bRESIDENTIAL\b|\bRTC\b"),
    "php": re.compile(r"\bPARTIAL HOSP|\bPHP\b"),
    "iop": re.compile(r"\bINTENSIVE OUTPATIENT\b|\bIOP\b"),
}
# Words that narrow a row down to a setting of which the worksheet has no column.
NARROW = re.compile(r"\b(OUTPATIENT|OFFICE|INPATIENT|VISITS?|TELE\w*|ACUTE|EMERGENCY|HOSPITAL)\b")
WHOLE_PERIODS = frozenset({"CALENDAR_YEAR", "SERVICE_YEAR", "LIFETIME"})
DAYS = re.compile(r"\d{1,4}", re.ASCII)


def read(plan: Plan, found: Findings) -> None:
    """Read one plan."""
    carve_outs = _administrators(plan, found)
    _authorization(plan, found)
    _limits(plan, found)
    _left_out(plan, carve_outs, found)
    _out_of_network(plan, found)


def levels_named(row: Row) -> tuple[str, ...]:
    """Return the levels of care that a row names in its texts."""
    said = " ".join(row.messages).upper()
    return tuple(level for level, pattern in NAMED.items() if pattern.search(said))


def levels_meant(row: Row) -> tuple[str, ...]:
    """Return the levels a row speaks of: those it names; all, if it is of the whole service; else none."""
    if named := levels_named(row):
        return named
    said = " ".join(row.messages).upper()
    if row.code in OF_ONE_SETTING or row.period in {"VISIT", "DAY"} or NARROW.search(said):
        return ()
    return tuple(LEVELS)


# --- who administers it ---------------------------------------------------------------------------------


def _administrators(plan: Plan, found: Findings) -> list[str]:
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
    return names


def _administrator(entity: Entity, row: Row, found: Findings, *, is_one: bool) -> None:
    found.suggest("administrator", entity.name, row.words)
    found.note(f"{entity.name} administers {row.words}: a carve-out. Call them, not the plan.")
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


def _authorization(plan: Plan, found: Findings) -> None:
    """Suggest what the indicator says, and nothing from words alone. No indicator is no answer."""
    is_said = False
    for row in plan.rows:
        if row.service is not Service.BEHAVIORAL or row.kind in {"nonCovered", "exclusions"}:
            continue
        value = {REQUIRED: YES, NOT_REQUIRED: NO}.get(row.authorization)
        if value is None:
            continue
        is_said = True
        meant = levels_meant(row)
        for level in meant:
            # That a whole service needs none is too wide to be sure of a stay.
            doubt = value == NO and level not in levels_named(row)
            found.suggest(f"{level}_authorization", value, row.detail, doubt=doubt)
        if not meant:
            needs = "needs" if value == YES else "needs no"
            found.note(f"{row.detail} {needs} authorization: it does not say so of a level of care.")
    if not is_said:
        found.note(f"{plan.name} says nothing of prior authorization for behavioral health: unknown, ask.")


# --- limits and what is left out ------------------------------------------------------------------------


def _limits(plan: Plan, found: Findings) -> None:
    for row in plan.of("limitations"):
        if row.service is not Service.BEHAVIORAL:
            continue
        named = levels_named(row)
        if not named or not DAYS.fullmatch(row.days) or row.period not in WHOLE_PERIODS:
            days = f" of {row.days} days" if row.days else ""
            found.note(f"A limit{days}: {row.detail}. Ask what it is for.")
            continue
        for level in named:
            found.suggest(f"{level}_limit", int(row.days), row.detail)
            found.suggest(f"{level}_period", row.period.replace("_", " ").lower(), row.detail)


def _left_out(plan: Plan, carve_outs: list[str], found: Findings) -> None:
    which = [f"Carve-out: {name}" for name in dict.fromkeys(carve_outs)]
    for row in plan.of("exclusions", "nonCovered"):
        if row.service is Service.BEHAVIORAL and row.network != "OUT_OF_NETWORK":
            which.append(": ".join([row.words, *row.messages]))
            if row.kind == "nonCovered":
                for level in levels_named(row):
                    found.suggest(f"{level}_covered", NO, row.detail)
        elif row.service is Service.PLAN:
            found.note(f"Something is left out: {row.detail}. Ask whether it touches this care.")
    if which:
        found.suggest("exclusions", YES, plan.name)
        found.suggest("exclusions_which", "; ".join(dict.fromkeys(which))[:200], plan.name)


def _out_of_network(plan: Plan, found: Findings) -> None:
    for row in plan.of("coInsurance", "coPayment", "nonCovered"):
        if row.service is not Service.BEHAVIORAL or row.network != "OUT_OF_NETWORK":
            continue
        if row.kind == "nonCovered":
            found.suggest("out_benefits", NO, row.detail)
        elif row.kind == "coPayment" or (share(row.percent) or 10_000) < 10_000:
            found.suggest("out_benefits", YES, row.detail)
