"""Composed answers that hold only for some people, days, care or networks, or that contradict themselves.

Of each, what a person expects to be suggested: what is not said stays unknown, and a person decides between
what cannot both be true.
"""

from __future__ import annotations

from typing import Any

from .expected_of_plans import ACTIVE, LEVELS, MANAGER, PLAIN, UNDECIDED, Case, needs, without
from .payer_answers import (
    BOTH,
    HMO,
    IN,
    OUT,
    amount,
    answer,
    entity,
    left,
    plan,
    row,
    shares,
    since,
    status,
)


def active(**benefits: Any) -> dict[str, Any]:
    return answer(plan(**({"statuses": PLAIN} | benefits)))


def other(code: str, words: str, system: str = "STC", **more: Any) -> dict[str, Any]:
    service = {"system": system, "value": code, "definition": words}
    return row("", IN, **more) | {"service": service}


def days(count: str, *messages: str, network: str = IN, **more: Any) -> dict[str, Any]:
    quantity = {"value": count, "qualifier": more.pop("qualifier", "DAYS")}
    more = {"timePeriod": "CALENDAR_YEAR"} | more
    return row("AI", network, quantity=quantity, messages=list(messages), **more)


def payer(kind: str, name: str, code: str = "30", **more: Any) -> dict[str, Any]:
    return active(otherOrAdditionalPayer=[row(code, "", relatedEntities=[entity(kind, name)], **more)])


LAST_YEAR = {"benefit": {"start": "2025-01-01", "end": "2025-12-31"}}
MENTAL_HEALTH = status(code="MH", **since())
DOUBTFUL = {f"{level}_authorization": {"yes"} for level in LEVELS}
UNCERTAIN = without(ACTIVE, "active")

# --- for whom and when ------------------------------------------------------------------------------------

WHOM_AND_WHEN: dict[str, Case] = {
    "ended yesterday": (
        active(statuses=[status(**since("2026-01-01", "2026-06-14"))]),
        "review",
        UNCERTAIN | {"terminates": "2026-06-14"},
        UNDECIDED,
    ),
    "ends today": (
        active(statuses=[status(**since("2026-01-01", "2026-06-15"))]),
        "active",
        ACTIVE | {"terminates": "2026-06-15"},
        {},
    ),
    "starts tomorrow": (
        active(statuses=[status(**since("2026-06-16"))]),
        "review",
        UNCERTAIN | {"effective": "2026-06-16"},
        UNDECIDED,
    ),
    "starts today": (
        active(statuses=[status(**since("2026-06-15"))]),
        "active",
        ACTIVE | {"effective": "2026-06-15"},
        {},
    ),
    "a benefit that ended": (
        active(statuses=[status(**since(), benefit={"start": "2026-01-01", "end": "2026-05-01"})]),
        "review",
        UNCERTAIN,
        UNDECIDED,
    ),
    "COBRA that ended": (
        answer(plan(statuses=PLAIN), subscriber={"dates": {"cobra": {"end": "2026-05-31"}}}),
        "review",
        UNCERTAIN | {"cobra": "yes", "cobra_ends": "2026-05-31"},
        UNDECIDED,
    ),
    "a date of death": (
        answer(plan(statuses=PLAIN), subscriber={"dates": {"dateOfDeath": {"start": "2026-04-30"}}}),
        "review",
        UNCERTAIN,
        UNDECIDED,
    ),
    "the dependent's coverage ended, the policyholder's not": (
        answer(
            plan(statuses=[status()]),
            subscriber={"dates": since("2024-01-01")},
            dependent={"dates": since("2026-01-01", "2026-05-31")},
        ),
        "review",
        UNCERTAIN | {"terminates": "2026-05-31"},
        UNDECIDED,
    ),
    "the policyholder's coverage ended, of the dependent's nothing is said": (
        answer(
            plan(statuses=[status()]),
            subscriber={"dates": since("2024-01-01", "2026-05-31")},
            dependent={"name": {"person": {"firstName": "JORDAN"}}},
        ),
        "review",
        {"plan_type": "ppo"},
        UNDECIDED,
    ),
    "an employee's coverage says nothing of a dependent": (
        answer(
            plan(statuses=[status(**since()) | {"coverageLevel": "EMPLOYEE_ONLY"}]),
            dependent={"relationToSubscriber": "CHILD"},
        ),
        "review",
        {},
        {},
    ),
    "a child's coverage says nothing of the policyholder": (
        active(statuses=[status(**since()) | {"coverageLevel": "CHILDREN_ONLY"}]),
        "review",
        {},
        {},
    ),
    "a family's coverage is everybody's": (
        answer(
            plan(statuses=[status(**since()) | {"coverageLevel": "FAMILY"}]),
            dependent={"relationToSubscriber": "CHILD"},
        ),
        "active",
        ACTIVE,
        {},
    ),
    "active and also something else": (
        active(statuses=[*PLAIN, status("ACTIVE_PENDING_INVESTIGATION", **since())]),
        "review",
        UNCERTAIN,
        UNDECIDED,
    ),
    "a status that nobody knows": (
        active(statuses=[status("SUSPENDED_SOMEHOW", **since())]),
        "review",
        UNCERTAIN,
        {},
    ),
    "not active, and behavioral health is": (
        active(statuses=[status("INACTIVE", **since()), MENTAL_HEALTH]),
        "review",
        {"effective": "2026-01-01"},
        UNDECIDED,
    ),
    "active, and the whole plan is not covered": (
        active(nonCovered=[row("30", BOTH)]),
        "review",
        UNCERTAIN,
        UNDECIDED,
    ),
    "no plan for care": (
        active(statuses=[status(kind="LIFE_INSURANCE", **since())]),
        "review",
        {"effective": "2026-01-01"},
        UNDECIDED,
    ),
    "only a dental plan": (
        active(statuses=[status(code="35", **since())]),
        "review",
        {},
        {},
    ),
    "two kinds of plan": (
        active(statuses=[*PLAIN, status(code="MH", kind=HMO, **since())]),
        "active",
        without(ACTIVE, "plan_type"),
        {"plan_type": {"ppo", "hmo"}},
    ),
    "a former carrier is no other coverage": (
        payer("PRIOR_INSURANCE_CARRIER", "Old Plan"),
        "active",
        ACTIVE,
        {},
    ),
    "another payer of last year": (
        payer("PRIMARY_PAYER", "Old Plan", dates={"coordinationOfBenefits": LAST_YEAR["benefit"]}),
        "active",
        ACTIVE,
        {},
    ),
    "another payer for teeth": (payer("PRIMARY_PAYER", "Sim Dental", code="35"), "active", ACTIVE, {}),
    "another payer that pays second": (
        payer("SECONDARY_PAYER", "Second Plan"),
        "active",
        ACTIVE | {"other_coverage": "yes", "primary": "this"},
        {},
    ),
    "the payer itself administers it": (
        active(
            contactFollowingEntityForInformation=[
                row("MH", "", relatedEntities=[entity("PAYER", "Simulated Health Plan", "8005550100")])
            ]
        ),
        "active",
        ACTIVE | {"administrator": "Simulated Health Plan", "administrator_phone": "(800) 555-0100"},
        {},
    ),
    "an employer and a doctor administer nothing": (
        active(
            statuses=[*PLAIN, MENTAL_HEALTH | {"relatedEntities": [entity("EMPLOYER", "Sim Employer")]}],
            primaryCareProvider=[row("30", relatedEntities=[entity("PRIMARY_CARE_PROVIDER", "Dr Sim")])],
        ),
        "active",
        ACTIVE,
        {},
    ),
    "an administrator beside the status": (
        active(statuses=[*PLAIN, MENTAL_HEALTH | {"relatedEntities": [MANAGER]}]),
        "active",
        ACTIVE
        | {
            "administrator": "Sim Behavioral",
            "administrator_phone": "(800) 555-0199",
            "exclusions": "yes",
            "exclusions_which": "Carve-out: Sim Behavioral",
        },
        {},
    ),
}

# --- which money ------------------------------------------------------------------------------------------


def of_share(percent: str, values: dict[str, Any], choices: dict[str, set[Any]]) -> Case:
    return active(coInsurance=[shares(percent)]), "active", ACTIVE | values, choices


WHICH_MONEY: dict[str, Case] = {
    "a family's money only": (
        active(
            deductible=[amount("4000", coverageLevel="FAMILY"), left("1000", coverageLevel="FAMILY")],
            outOfPocket=[amount("5000", coverageLevel="EMPLOYEE_AND_SPOUSE")],
        ),
        "active",
        ACTIVE
        | {
            "in_family_deductible": 4000_00,
            "in_family_deductible_left": 1000_00,
            "in_family_deductible_met": 3000_00,
        },
        {},
    ),
    "remaining without a total": (
        active(deductible=[left("500")]),
        "active",
        ACTIVE | {"in_deductible_left": 500_00},
        {},
    ),
    "met without a total": (active(deductible=[amount("1500", "YEAR_TO_DATE")]), "active", ACTIVE, {}),
    "met with a total, and nothing remaining": (
        active(deductible=[amount("2000"), amount("1500", "YEAR_TO_DATE")]),
        "active",
        ACTIVE | {"in_deductible": 2000_00},
        {},
    ),
    "money of a visit, a day, an admission, a life": (
        active(
            deductible=[amount("100", "VISIT"), amount("200", "DAY"), amount("300", "ADMISSION")],
            outOfPocket=[amount("1", "LIFETIME"), amount("2", "LIFETIME_REMAINING"), amount("3", "")],
        ),
        "active",
        ACTIVE,
        {},
    ),
    "money of other care": (
        active(
            deductible=[amount("50", code="35"), other("33", "Chiropractic", amount="1")],
            coInsurance=[other("98", "Office visit", percent="0.1")],
            coPayment=[other("UC", "Urgent care", amount="75", timePeriod="VISIT")],
        ),
        "active",
        ACTIVE,
        {},
    ),
    "a code of another list": (
        active(
            deductible=[other("30", "X", "HCPCS", amount="7", timePeriod="CALENDAR_YEAR")],
            coInsurance=[other("MH", "X", "CPT", percent="0.1", priorAuthIndicator="REQUIRED")],
        ),
        "active",
        ACTIVE,
        {},
    ),
    "money of last year": (
        active(deductible=[amount("1500", dates=LAST_YEAR), left("0", dates=LAST_YEAR), amount("2000")]),
        "active",
        ACTIVE | {"in_deductible": 2000_00},
        {},
    ),
    "money of next year": (
        active(deductible=[amount("2000", dates={"plan": {"start": "2027-01-01"}})]),
        "active",
        ACTIVE,
        {},
    ),
    "a tier, medicines, a hospital's stay": (
        active(
            deductible=[amount("2000", messages=["TIER 2 PROVIDERS"])],
            outOfPocket=[amount("3000", messages=["PRESCRIPTION DRUGS"]), left("0", messages=["RX"])],
        ),
        "active",
        ACTIVE,
        {
            "in_deductible": {2000_00},
            "in_maximum": {3000_00},
            "in_maximum_left": {0},
            "in_maximum_met": {3000_00},
        },
    ),
    "some ages, some places, units": (
        active(
            deductible=[amount("10", serviceLimits=[{"ageMaximum": 18}])],
            outOfPocket=[amount("3", quantity={"value": "3", "qualifier": "DEDUCTIBLE_BLOOD_UNITS"})],
            coInsurance=[shares("0.1", placesOfService=[{"code": "11", "name": "Office"}])],
        ),
        "active",
        ACTIVE,
        {"in_deductible": {10_00}, "in_maximum": {3_00}, "in_coinsurance": {10_00}},
    ),
    "a share of an office visit": (
        active(coInsurance=[shares("0.1", messages=["OUTPATIENT OFFICE VISIT"])]),
        "active",
        ACTIVE,
        {"in_coinsurance": {10_00}},
    ),
    "a share of all, where authorization is of some": (
        active(
            coInsurance=[
                shares(
                    "0.2", priorAuthIndicator="REQUIRED", messages=["AUTHORIZATION FOR INTENSIVE OUTPATIENT"]
                )
            ]
        ),
        "active",
        ACTIVE | {"in_coinsurance": 20_00} | needs("yes", "iop"),
        {},
    ),
    "no network said": (
        active(
            deductible=[amount("1000", network="")],
            outOfPocket=[amount("9000", network="NOT_APPLICABLE")],
            coInsurance=[shares("0.1", network="")],
        ),
        "active",
        ACTIVE,
        {},
    ),
    "out of network, the person pays all": (
        active(coInsurance=[shares("0.2"), shares("1", network=OUT)]),
        "active",
        ACTIVE | {"in_coinsurance": 20_00, "out_coinsurance": 100_00},
        {},
    ),
    "out of network, paid and not covered": (
        active(coInsurance=[shares("0.5", network=OUT)], nonCovered=[row("MH", OUT)]),
        "active",
        ACTIVE | {"out_coinsurance": 50_00},
        {"out_benefits": {"yes", "no"}},
    ),
    "two copays": (
        active(
            coPayment=[
                row("MH", amount="300", timePeriod="ADMISSION"),
                row("MH", amount="30", timePeriod="VISIT"),
            ]
        ),
        "active",
        ACTIVE,
        {
            "in_copay": {300_00, 30_00},
            "in_copay_for": {"Mental Health, per admission", "Mental Health, per visit"},
        },
    ),
    "a share .2": of_share(".2", {"in_coinsurance": 20_00}, {}),
    "a share 20%": of_share("20%", {"in_coinsurance": 20_00}, {}),
    "a share 1": of_share("1", {"in_coinsurance": 100_00}, {}),
    "a share 0": of_share("0", {"in_coinsurance": 0}, {}),
    "a share 2": of_share("2", {}, {"in_coinsurance": {2_00}}),
    "a share 1.5": of_share("1.5", {}, {}),
    "a share 120%": of_share("120%", {}, {}),
    "a share -0.2": of_share("-0.2", {}, {}),
    "a share 0,2": of_share("0,2", {}, {}),
    "a share of nothing": of_share("", {}, {}),
}

# --- which care -------------------------------------------------------------------------------------------


def left_out(*messages: str, **more: Any) -> dict[str, Any]:
    return active(nonCovered=[row("MH", messages=list(messages))], **more)


def in_doubt(words: str) -> dict[str, Any]:
    return ACTIVE | {"exclusions": "yes", "exclusions_which": f"Mental Health: {words}"}


def authorized(*messages: str, indicator: str = "REQUIRED", **more: Any) -> dict[str, Any]:
    said = row("MH", messages=list(messages), priorAuthIndicator=indicator) | more
    return active(benefitDescription=[said])


CUSTODIAL = "CUSTODIAL CARE NOT COVERED. RESIDENTIAL TREATMENT COVERED"
SCHOOLS = "RESIDENTIAL SCHOOLS AND WILDERNESS PROGRAMS"
WHICH_CARE: dict[str, Case] = {
    "authorization Y": (authorized(indicator="Y"), "active", ACTIVE | needs("yes"), {}),
    "authorization N": (
        authorized(indicator="N"),
        "active",
        ACTIVE,
        {f"{level}_authorization": {"no"} for level in LEVELS},
    ),
    "authorization U": (authorized(indicator="U"), "active", ACTIVE, {}),
    "authorization empty": (authorized(indicator=""), "active", ACTIVE, {}),
    "authorization of a word that nobody knows": (authorized(indicator="PERHAPS"), "active", ACTIVE, {}),
    "authorization in words only": (
        authorized("PRIOR AUTHORIZATION REQUIRED FOR RESIDENTIAL", indicator=""),
        "active",
        ACTIVE,
        {},
    ),
    "authorization with an exception": (
        authorized("AUTHORIZATION REQUIRED EXCEPT RESIDENTIAL"),
        "active",
        ACTIVE,
        {"residential_authorization": {"yes"}},
    ),
    "no authorization for some days": (
        authorized("FIRST 14 DAYS OF RESIDENTIAL", indicator="NOT_REQUIRED"),
        "active",
        ACTIVE,
        {"residential_authorization": {"no"}},
    ),
    "no authorization for a level that is named": (
        authorized("RESIDENTIAL", indicator="NOT_REQUIRED"),
        "active",
        ACTIVE | needs("no", "residential"),
        {},
    ),
    "authorization of a test": (authorized("PSYCHOLOGICAL TESTING"), "active", ACTIVE, DOUBTFUL),
    "authorization out of network only": (
        authorized(network={"indicator": OUT}),
        "active",
        ACTIVE,
        DOUBTFUL,
    ),
    "two indicators against each other": (
        active(
            coInsurance=[
                shares("0.2", priorAuthIndicator="REQUIRED", messages=["RESIDENTIAL"]),
                shares("0.2", code="AI", priorAuthIndicator="NOT_REQUIRED", messages=["RESIDENTIAL"]),
            ]
        ),
        "active",
        ACTIVE | {"in_coinsurance": 20_00},
        {"residential_authorization": {"yes", "no"}},
    ),
    "not covered beside covered": (
        active(statuses=[*PLAIN, MENTAL_HEALTH], nonCovered=[row("MH", BOTH)]),
        "active",
        ACTIVE,
        {"exclusions": {"yes"}, "exclusions_which": {"Mental Health"}},
    ),
    "not covered, and the words say something else": (
        left_out(CUSTODIAL),
        "active",
        in_doubt(CUSTODIAL),
        {"residential_covered": {"no"}},
    ),
    "not covered, with an exception": (
        left_out("ALL SERVICES EXCEPT RESIDENTIAL"),
        "active",
        in_doubt("ALL SERVICES EXCEPT RESIDENTIAL"),
        {"residential_covered": {"no"}},
    ),
    "not covered is something of a similar name": (
        left_out(SCHOOLS),
        "active",
        in_doubt(SCHOOLS),
        {"residential_covered": {"no"}},
    ),
    "not covered, and days of it are limited": (
        left_out("RESIDENTIAL TREATMENT", limitations=[days("30", "RESIDENTIAL")]),
        "active",
        in_doubt("RESIDENTIAL TREATMENT") | {"residential_limit": 30, "residential_period": "calendar year"},
        {"residential_covered": {"no"}},
    ),
    "not covered out of network": (
        active(nonCovered=[row("MH", OUT, messages=["RESIDENTIAL TREATMENT"])]),
        "active",
        ACTIVE | {"out_benefits": "no"},
        {},
    ),
    "teeth are not covered": (active(nonCovered=[row("35", messages=["DENTAL"])]), "active", ACTIVE, {}),
    "behavioral health is not active": (
        active(statuses=[*PLAIN, status("INACTIVE", code="MH", **since())]),
        "active",
        ACTIVE,
        {},
    ),
    "a limit of visits, and one of what is not residential": (
        active(
            limitations=[
                days("20", "INTENSIVE OUTPATIENT", qualifier="VISITS"),
                days("60", "NON-RESIDENTIAL"),
            ]
        ),
        "active",
        ACTIVE,
        {},
    ),
    "limits that differ by network": (
        active(limitations=[days("60", "RESIDENTIAL"), days("10", "RESIDENTIAL", network=OUT)]),
        "active",
        ACTIVE | {"residential_period": "calendar year"},
        {"residential_limit": {60, 10}},
    ),
    "a limit out of network only": (
        active(limitations=[days("10", "RESIDENTIAL", network=OUT)]),
        "active",
        ACTIVE,
        {"residential_limit": {10}, "residential_period": {"calendar year"}},
    ),
    "limits that are no number of days": (
        active(limitations=[days("sixty", "RESIDENTIAL"), days("-5", "DETOX"), days("1e9", "PHP")]),
        "active",
        ACTIVE,
        {},
    ),
}

OF_SOME = WHOM_AND_WHEN | WHICH_MONEY | WHICH_CARE
