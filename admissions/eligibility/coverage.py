"""Whether a plan is in force, since when, what kind it is, and who else pays or decides."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ..benefits.questions import NO, YES
from ..choices import PlanType
from .bounds import holds
from .rows import ENDED, IN_FORCE, Plan, Row, Service
from .suggestions import Findings
from .values import object_of, span_of, text_of

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
GONE = frozenset({"PRIOR_INSURANCE_CARRIER", "ORIGIN_CARRIER"})
A_YEAR = range(363, 367)  # days
# Policies that pay for something else than care of this kind.
NO_HEALTH_PLAN = (
    *("LIFE_", "LONG_TERM", "DISABILITY", "AUTO_", "PROPERTY_", "WORKERS_", "LITIGATION"),
    *("FAMILY_OR_FRIENDS", "PERSONAL_PAYMENT"),
)
# For whom a row of each level of coverage says something; every other level is for all.
_SUBSCRIBER, _SPOUSE, _CHILD = "subscriber", "SPOUSE", "CHILD"
OF_SOME = {
    "EMPLOYEE_ONLY": {_SUBSCRIBER},
    "EMPLOYEE_AND_SPOUSE": {_SUBSCRIBER, _SPOUSE},
    "EMPLOYEE_AND_CHILDREN": {_SUBSCRIBER, _CHILD},
    "SPOUSE_ONLY": {_SPOUSE},
    "CHILDREN_ONLY": {_CHILD},
    "DEPENDENTS_ONLY": {_SPOUSE, _CHILD},
    "SPOUSE_AND_CHILDREN": {_SPOUSE, _CHILD},
}


@dataclass(frozen=True)
class Persons:
    """Whom an answer is about: a dependent, or else the subscriber, whose days count for both."""

    asked: dict[str, Any]
    holder: dict[str, Any]

    @classmethod
    def of(cls, answer: dict[str, Any]) -> Persons:
        holder = object_of(answer, "subscriber")
        return cls(object_of(answer, "dependent") or holder, holder)

    def is_meant(self, row: Row) -> bool:
        """Is a row of its level of coverage about the person who was asked about?"""
        if self.asked is self.holder:
            return _SUBSCRIBER in OF_SOME.get(row.level, {_SUBSCRIBER})
        relation = text_of(self.asked, "relationToSubscriber")
        return row.level not in OF_SOME or bool(
            OF_SOME[row.level] & ({relation} if relation in {_SPOUSE, _CHILD} else {_SPOUSE, _CHILD})
        )


def status_rows(plan: Plan, persons: Persons) -> list[Row]:
    """Return the rows that say whether the plan is in force: its own, else those of behavioral health."""
    rows = [row for row in plan.of("statuses") if persons.is_meant(row)]
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


def read(plan: Plan, persons: Persons, today: datetime.date, found: Findings) -> None:
    """Read one plan."""
    rows = status_rows(plan, persons)
    says = standing(rows)
    dates = [*(row.dates for row in rows), object_of(persons.asked, "dates")]
    begins = _begins(dates)
    ends = _days(dates, "eligibility", 1) or (_days(dates, "plan", 1) if says == {NO} else set())
    for value in sorted(says):
        against = [*_days_against(value, dates, persons, today), *_against(value, plan, rows)]
        found.suggest("active", value, f"{plan.name}: by its status", doubt=bool(against))
        for words in against:
            found.suggest("active", NO if value == YES else YES, f"{plan.name}: {words}", doubt=True)
            found.note(f"{plan.name} contradicts itself: {_LISTED[value]}, and {words}.")
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
    for row in plan.of("statuses"):
        if row.service is not Service.OTHER and persons.is_meant(row):
            _plan_type(row, found)
    _others(plan, {row.insurance for row in rows}, found)
    _of_services(plan, rows, today, found)


_LISTED = {YES: "it is listed as active", NO: "it is listed as not active"}


def _days_against(
    value: str, dates: list[dict[str, Any]], persons: Persons, today: datetime.date
) -> Iterator[str]:
    """Give what the dates say against a status."""
    ends = _days(dates, "eligibility", 1) or _days(dates, "plan", 1)
    if value == NO:
        if ends and min(ends) >= today:
            yield "its end is still to come"
        return
    held = [object_of(persons.holder, "dates")]
    every = [_days([*dates, *held], name, 1) for name in ("eligibility", "plan", "benefit", "enrollment")]
    if any(day < today for days in every for day in days):
        yield "it has an end that has passed"
    if any(day < today for day in _days(dates, "cobra", 1)):
        yield "its COBRA coverage has ended"
    begins = _begins(dates)
    if begins and min(begins) > today:
        yield "it begins only later"
    if any(object_of(one, "dateOfDeath") for one in dates):
        yield "a date of death is given: check whether this is the right person"


def _against(value: str, plan: Plan, rows: list[Row]) -> Iterator[str]:
    """Give what other rows say against a status."""
    if value == NO:
        others = (row for row in plan.of("statuses") if row.service is Service.BEHAVIORAL and row not in rows)
        if any(row.status in IN_FORCE for row in others):
            yield "behavioral health is listed as active"
        return
    if any(row.status not in IN_FORCE and row.status != ENDED for row in rows):
        yield "it is also listed as something else than active"
    if any(row.insurance.startswith(NO_HEALTH_PLAN) for row in rows):
        yield "it may not be a health plan"
    if any(
        row.service is Service.PLAN and row.network != "OUT_OF_NETWORK" and not row.messages
        for row in plan.of("nonCovered")
    ):
        yield "the whole plan is listed as not covered"


def _plan_type(row: Row, found: Findings) -> None:
    if row.insurance in PLAN_TYPES:
        found.suggest("plan_type", PLAN_TYPES[row.insurance].value, row.detail)
    elif row.insurance and row.insurance != COBRA:
        kind = row.insurance.replace("_", " ").lower()
        found.note(f"The payer calls the plan “{kind}”: ask what kind it is, and which plan pays first.")


def _of_services(plan: Plan, rows: list[Row], today: datetime.date, found: Findings) -> None:
    for row in plan.of("statuses"):
        if row.service is Service.BEHAVIORAL and row not in rows:
            if row.status == ENDED:
                found.note(f"{row.words} is listed as not active under {plan.name}: ask who administers it.")
            elif not holds(row, today):
                found.note(f"{row.words} is listed under {plan.name} for other days than today: ask.")
        if "CAPITATED" in row.status or "CAPITATION" in row.status:
            found.note(f"{plan.name}: care is paid through a medical group, which then decides. Ask which.")


def _days(dates: Iterable[dict[str, Any]], name: str, end: int) -> set[datetime.date]:
    return {day for found in dates if (day := span_of(found, name)[end])}


def _begins(dates: list[dict[str, Any]]) -> set[datetime.date]:
    return _days(dates, "eligibility", 0) or _days(dates, "enrollment", 0) or _days(dates, "plan", 0)


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
        _other_payer(row, plan, found, is_medicaid=is_medicaid)


def _other_payer(row: Row, plan: Plan, found: Findings, *, is_medicaid: bool) -> None:
    names = ", ".join(entity.name for entity in row.entities if entity.name)
    if row.service is Service.OTHER or (row.entities and all(one.kind in GONE for one in row.entities)):
        found.note(f"Another payer is named, {names or 'without a name'}: {row.detail}. Ask about it.")
        return
    says_first = [entity for entity in row.entities if entity.kind in PAYS_FIRST]
    # Under Medicaid, the "other payer" is as a rule the managed plan that took it over.
    if (
        is_medicaid
        and not says_first
        and row.insurance in {"", MEDICAID, "HEALTH_MAINTENANCE_ORGANIZATION_HMO"}
    ):
        for entity in row.entities:
            _sub_plan(entity.name, plan, found)
        return
    for entity in says_first:
        found.suggest("primary", PAYS_FIRST[entity.kind], f"{entity.name}, {plan.name}")
    found.suggest("other_coverage", YES, names)
    found.note(f"Other coverage is on file{f': {names}' if names else ''}. Ask which plan pays first.")


def _sub_plan(name: str, plan: Plan, found: Findings) -> None:
    if name:
        found.suggest("sub_plan", name, plan.name)
        found.note(f"{name} decides under {plan.name}: check the benefits with them.")
