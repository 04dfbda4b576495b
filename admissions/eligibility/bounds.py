"""What a row of benefits holds for: which days, whom, and which care. What is narrower is never sure."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace

from ..benefits.questions import LEVELS
from .rows import OF_ONE_SETTING, Plan, Row
from .suggestions import Findings
from .values import span_of

# The days during which a row holds, where it says so.
SPANS = ("plan", "eligibility", "benefit", "period", "coordinationOfBenefits")
# Levels of care as payers write them.
NAMED = {
    "detox": re.compile(r"\bDETOX\w*|\bWITHDRAWAL MANAGEMENT\b"),
    "residential": re.compile(r"(?<!\bNON[- ])\bRESIDENTIAL\b|\bRTC\b"),
    "php": re.compile(r"\bPARTIAL HOSP\w*|\bPHP\b"),
    "iop": re.compile(r"\bINTENSIVE OUTPATIENT\b|\bIOP\b"),
}
# Words that narrow a row down to a setting of which the worksheet has no column.
NARROW = re.compile(r"\b(OUTPATIENT|OFFICE|INPATIENT|VISITS?|TELE\w*|ACUTE|EMERGENCY|HOSPITAL)\b")
# Those that narrow an amount of money down to a tier, or to other care.
OTHER_CARE = re.compile(
    r"\b(TIERS?|PHARMACY|PRESCRIPTIONS?|DRUGS?|RX|DENTAL|VISION|MATERNITY|LAB\w*|SURG\w*|TESTING"
    r"|(PRIOR|LAST|PREVIOUS|NEXT) (PLAN |CALENDAR |BENEFIT )?YEAR)\b"
)
ABOUT_AUTHORIZATION = re.compile(r"AUTHORI[SZ]|CERTIF")
# Words that make an exception or set a condition.
HEDGED = re.compile(
    r"\b(EXCEPT\w*|UNLESS|EXCLUDING|OTHER THAN|AFTER|FIRST|BEYOND|OVER|MORE THAN|EXCEED\w*|WAIVED|ONLY|IF"
    r"|WHEN|SOME|MAY|UNTIL|WITHOUT|NOT (REQUIRED|NEEDED|NECESSARY)|NO (PRIOR |PRE-?)?(AUTH\w*|CERT\w*))\b"
)
NOT_COVERED = re.compile(r"\b(NOT|NON)[- ]?(AN? )?COVERED\b")
# The words of a plain one: anything else may be a condition.
PLAIN = re.compile(
    r"AN?|ABUSE|ADMISSIONS?|ALL|AND|ARE|AUTH|(PRE)?AUTHORIZATION|BEHAVIORAL|BENEFITS?|BY|CARE|CENTERS?"
    r"|(PRE)?CERTIFICATION|DISORDERS?|EXCLUDED|EXCLUSION|FACILIT(Y|IES)|FOR|HEALTH|IN|IS|LEVELS?|MENTAL|MUST"
    r"|NEEDED|OBTAIN(ED)?|OF|OR|PLAN|PRE|PRECERT|PRIOR|PROGRAMS?|REHAB(ILITATION)?|REQUIRE[DS]|SERVICES?|STAYS?"
    r"|SUBSTANCE|THE|THIS|TREATMENT|UNDER|USE"
)


def current(plan: Plan, today: datetime.date, found: Findings) -> Plan:
    """Return a plan without the benefits of another year. Its status is weighed with its days instead."""
    rows = []
    for row in plan.rows:
        if row.kind == "statuses" or holds(row, today):
            rows.append(row)
        else:
            found.note(f"Left out, as it holds on other days than today: {row.detail}.")
    return replace(plan, rows=tuple(rows))


def holds(row: Row, today: datetime.date) -> bool:
    """Is today among the days for which a row says that it holds?"""
    spans = [span_of(row.dates, name) for name in SPANS]
    return all((not begins or begins <= today) and (not ends or today <= ends) for begins, ends in spans)


def levels_named(row: Row) -> tuple[str, ...]:
    """Return the levels of care that a row names in its texts."""
    return tuple(level for level, pattern in NAMED.items() if pattern.search(row.said))


def levels_meant(row: Row) -> tuple[str, ...]:
    """Return the levels a row speaks of: those it names; all, if it is of the whole service; else none."""
    if named := levels_named(row):
        return named
    if row.code in OF_ONE_SETTING or row.period in {"VISIT", "DAY"} or NARROW.search(row.said):
        return ()
    return tuple(LEVELS)


def is_plain(row: Row) -> bool:
    """Say the words of a row no more than that this is left out, or that it needs authorization?"""
    text = NOT_COVERED.sub(" ", row.said)
    for pattern in NAMED.values():
        text = pattern.sub(" ", text)
    return not row.limited_to and all(map(PLAIN.fullmatch, re.findall(r"\w+", text)))


def is_hedged(row: Row) -> bool:
    """Make the words of a row an exception, or hold it only for some?"""
    return bool(row.limited_to or HEDGED.search(row.said))


def is_of_some(row: Row) -> bool:
    """Is this of a tier, of other care, or of some people or places only?"""
    return bool(row.limited_to or OTHER_CARE.search(row.said))


def is_money_of_some(row: Row) -> bool:
    """Is this amount or share that of one setting, of other care, or of some people only?"""
    if is_of_some(row):
        return True
    if ABOUT_AUTHORIZATION.search(row.said) and row.code not in OF_ONE_SETTING:
        return False
    return "residential" not in levels_meant(row)
