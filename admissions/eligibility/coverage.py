"""Whether a plan is in force, since when, what kind it is, and who else pays or decides."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from ..benefits.questions import NO, YES
from ..choices import PlanType
from .rows import Plan, Row, Service, object_of, span_of
from .suggestions import Findings

IN_FORCE = frozenset(
    {
        "ACTIVE_COVERAGE",
        "ACTIVE_FULL_RISK_CAPITATION",
        "ACTIVE_SERVICES_CAPITATED",
        "ACTIVE_SERVICES_CAPITATED_TO_PRIMARY_CARE_PROVIDER",
    }
)
ENDED = "INACTIVE"
PLAN_TYPES = {
    "PREFERRED_PROVIDER_ORGANIZATION_PPO": PlanType.PPO,
    "HEALTH_MAINTENANCE_ORGANIZATION_HMO": PlanType.HMO,
    "EXCLUSIVE_PROVIDER_ORGANIZATION": PlanType.EPO,
    "POINT_OF_SERVICE_POS": PlanType.POS,
    "MEDICAID": PlanType.MEDI_CAL,
    "MEDICARE_PART_A": PlanType.MEDICARE,
    "MEDICARE_PART_B": PlanType.MEDICARE,
    "MEDICARE_PRIMARY": PlanType.MEDICARE,
    "HEALTH_MAINTENANCE_ORGANIZATION_HMO_MEDICARE_RISK": PlanType.MEDICARE,
}
COBRA = "CONSOLIDATED_OMNIBUS_BUDGET_RECONCILIATION_ACT_COBRA"
MEDICAID = "MEDICAID"
# Entities that decide instead of the plan, and those that say which of two plans pays first.
GROUPS = frozenset({"INDEPENDENT_PHYSICIANS_ASSOCIATION", "MANAGED_CARE_ORGANIZATION", "GROUP"})
PAYS_FIRST = {"PRIMARY_PAYER": "other", "SECONDARY_PAYER": "this", "TERTIARY_PAYER": "this"}
A_YEAR = range(363, 367)  # days


def status_rows(plan: Plan) -> list[Row]:
    """Return the rows that say whether the plan is in force: its own, else those of behavioral health."""
    rows = plan.of("statuses")
    return [row for row in rows if row.service is Service.PLAN] or [
        row for row in rows if row.service is Service.BEHAVIORAL
    ]


def standing(rows: Iterable[Row]) -> set[str]:
    """Return what rows say of a plan's being in force: yes, no, both, or nothing."""
    found = set()
    for row in rows:
        if row.status in IN_FORCE:
            found.add(YES)
        elif row.status == ENDED:
            found.add(NO)
    return found


def read(plan: Plan, person: dict[str, Any], today: datetime.date, found: Findings) -> None:
    """Read one plan. ``person`` is the subscriber or dependent of the answer, whose days count as well."""
    rows = status_rows(plan)
    says = standing(rows)
    dates = [*(row.dates for row in rows), object_of(person, "dates")]
    begins = _days(dates, "eligibility", 0) or _days(dates, "enrollment", 0) or _days(dates, "plan", 0)
    ends = _days(dates, "eligibility", 1) or (_days(dates, "plan", 1) if says == {NO} else set())
    ended = {day for day in ends | _days(dates, "plan", 1) if day < today}
    _in_force(plan, says, (begins, ended, ends), today, found)
    for name, days in (("effective", begins), ("terminates", ends)):
        for day in sorted(days):
            found.suggest(name, day.isoformat(), plan.name)
    if not says:
        found.note(f"{plan.name}: nothing says whether it is in force.")
    if says == {NO}:
        return
    _year(dates, today, found)
    _paid_through(dates, today, found)
    _cobra(plan, rows, dates, found)
    for row in rows:
        if row.insurance in PLAN_TYPES:
            found.suggest("plan_type", PLAN_TYPES[row.insurance].value, row.detail)
    _others(plan, {row.insurance for row in rows}, found)
    _of_services(plan, rows, found)


def _in_force(
    plan: Plan,
    says: set[str],
    dates: tuple[set[datetime.date], set[datetime.date], set[datetime.date]],
    today: datetime.date,
    found: Findings,
) -> None:
    for value in sorted(says):
        against = _against(value, *dates, today)
        found.suggest("active", value, f"{plan.name}: by its status", doubt=bool(against))
        if against:
            found.suggest("active", NO if value == YES else YES, f"{plan.name}: {against}", doubt=True)
            found.note(f"{plan.name}: its status and its dates contradict each other: {against}.")


def _of_services(plan: Plan, rows: list[Row], found: Findings) -> None:
    for row in plan.of("statuses"):
        if row.service is Service.BEHAVIORAL and row not in rows and row.status == ENDED:
            found.note(f"{row.words} is listed as not active under {plan.name}: ask who administers it.")
        if "CAPITATED" in row.status or "CAPITATION" in row.status:
            found.note(f"{plan.name}: care is paid through a medical group, which then decides. Ask which.")


def _days(dates: Iterable[dict[str, Any]], name: str, end: int) -> set[datetime.date]:
    return {day for found in dates if (day := span_of(found, name)[end])}


def _against(
    value: str,
    begins: set[datetime.date],
    ended: set[datetime.date],
    ends: set[datetime.date],
    today: datetime.date,
) -> str:
    """Return what in the dates speaks against a status."""
    if value == YES and ended:
        return "it has an end that has passed"
    if value == YES and begins and min(begins) > today:
        return "it begins only later"
    if value == NO and ends and min(ends) >= today:
        return "its end is still to come"
    return ""


def _year(dates: list[dict[str, Any]], today: datetime.date, found: Findings) -> None:
    for one in dates:
        begins, ends = span_of(one, "plan")
        if begins and ends and begins <= today <= ends and (ends - begins).days in A_YEAR:
            found.suggest("plan_year", begins.isoformat())


def _paid_through(dates: list[dict[str, Any]], today: datetime.date, found: Findings) -> None:
    for one in dates:
        begins, ends = span_of(one, "premiumPaidToDate")
        if day := ends or begins:
            found.suggest("paid_through", day.isoformat())
            if day < today:
                found.note(
                    "The premium is paid only through a day that has passed: ask about a grace period."
                )


def _cobra(plan: Plan, rows: list[Row], dates: list[dict[str, Any]], found: Findings) -> None:
    if any(row.insurance == COBRA for row in rows) or any(object_of(one, "cobra") for one in dates):
        found.suggest("cobra", YES, plan.name)
        found.note("COBRA coverage: ask when it ends and through which day it is paid.")
    for day in sorted(_days(dates, "cobra", 1)):
        found.suggest("cobra_ends", day.isoformat(), plan.name)


def _others(plan: Plan, insurances: set[str], found: Findings) -> None:
    is_medicaid = MEDICAID in insurances
    for row in plan.of("managedCareCoordinator", "statuses", "primaryCareProvider"):
        if row.service is not Service.OTHER:
            for entity in row.entities:
                if entity.kind in GROUPS or (row.kind == "managedCareCoordinator" and is_medicaid):
                    _sub_plan(entity.name, plan, found)
    for row in plan.of("otherOrAdditionalPayer"):
        # Under Medicaid, the "other payer" is as a rule the managed plan that took it over.
        is_sub_plan = is_medicaid and (
            row.insurance in {"", MEDICAID, "HEALTH_MAINTENANCE_ORGANIZATION_HMO"}
            and not any(entity.kind in PAYS_FIRST for entity in row.entities)
        )
        for entity in row.entities:
            if is_sub_plan:
                _sub_plan(entity.name, plan, found)
            elif entity.kind in PAYS_FIRST:
                found.suggest("primary", PAYS_FIRST[entity.kind], f"{entity.name}, {plan.name}")
        if not is_sub_plan:
            names = ", ".join(entity.name for entity in row.entities if entity.name)
            found.suggest("other_coverage", YES, names)
            found.note(
                f"Other coverage is on file{f': {names}' if names else ''}. Ask which plan pays first."
            )


def _sub_plan(name: str, plan: Plan, found: Findings) -> None:
    if name:
        found.suggest("sub_plan", name, plan.name)
        found.note(f"{name} decides under {plan.name}: check the benefits with them.")
