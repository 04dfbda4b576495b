"""Composed answers about plans, who administers and who pays; and what a person expects to be suggested."""

from __future__ import annotations

from typing import Any

from .payer_answers import (
    HMO,
    amount,
    answer,
    entity,
    in_network_ppo,
    plan,
    row,
    since,
    status,
)

LEVELS = ("detox", "residential", "php", "iop")


def needs(value: str, *levels: str) -> dict[str, Any]:
    return {f"{level}_authorization": value for level in levels or LEVELS}


ACTIVE = {"active": "yes", "effective": "2026-01-01", "plan_type": "ppo"}
MONEY = {
    "in_deductible": 2000_00,
    "in_deductible_left": 500_00,
    "in_deductible_met": 1500_00,
    "in_maximum": 6000_00,
    "in_maximum_left": 4000_50,
    "in_maximum_met": 1999_50,
}
PPO_ANSWER = ACTIVE | MONEY | {"in_coinsurance": 20_00} | needs("yes")
UNDECIDED: dict[str, Any] = {"active": {"yes", "no"}}
MANAGER = entity("UTILIZATION_MANAGEMENT_ORGANIZATION", "Sim Behavioral", "18005550199")
CARVED = {
    "administrator": "Sim Behavioral",
    "administrator_phone": "(800) 555-0199",
    "exclusions": "yes",
    "exclusions_which": "Carve-out: Sim Behavioral",
}
MEDICAID = [status(kind="MEDICAID", **since())]
PLAIN = [status(**since())]


def without(values: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in names}


Case = tuple[Any, str, dict[str, Any], dict[str, set[Any]]]
# Of each: the answer, how the check ends, what is clear, and between which values a person chooses.
PLANS: dict[str, Case] = {
    "in-network PPO": (in_network_ppo(), "active", PPO_ANSWER, {}),
    "HMO with a carve-out": (
        answer(
            plan(
                statuses=[status(kind=HMO, **since())],
                contactFollowingEntityForInformation=[row("MH", "", relatedEntities=[MANAGER])],
            )
        ),
        "active",
        ACTIVE | {"plan_type": "hmo"} | CARVED,
        {},
    ),
    "a pharmacy's administrator is not that of behavioral health": (
        answer(
            plan(
                statuses=PLAIN,
                contactFollowingEntityForInformation=[row("88", "", relatedEntities=[MANAGER])],
            )
        ),
        "active",
        ACTIVE,
        {},
    ),
    "two carve-outs": (
        answer(
            plan(
                statuses=PLAIN,
                contactFollowingEntityForInformation=[
                    row("MH", "", relatedEntities=[MANAGER]),
                    row("AI", "", relatedEntities=[entity("VENDOR", "Sim Substance", "nonsense")]),
                ],
            )
        ),
        "active",
        ACTIVE
        | {
            "exclusions": "yes",
            "exclusions_which": "Carve-out: Sim Behavioral; Carve-out: Sim Substance",
        },
        {"administrator": {"Sim Behavioral", "Sim Substance"}, "administrator_phone": {"(800) 555-0199"}},
    ),
    "Medicaid with a managed sub-plan": (
        answer(
            plan(
                statuses=MEDICAID,
                managedCareCoordinator=[
                    row("30", "", relatedEntities=[entity("MANAGED_CARE_ORGANIZATION", "Sim Managed")])
                ],
            )
        ),
        "active",
        {**ACTIVE, "plan_type": "medi_cal", "sub_plan": "Sim Managed"},
        {},
    ),
    "Medicaid whose other payer is the sub-plan": (
        answer(
            plan(
                statuses=MEDICAID,
                otherOrAdditionalPayer=[row("30", "", relatedEntities=[entity("PAYER", "Sim Managed")])],
            )
        ),
        "active",
        {**ACTIVE, "plan_type": "medi_cal", "sub_plan": "Sim Managed"},
        {},
    ),
    "terminated": (
        answer(
            plan(statuses=[status("INACTIVE", **since("2025-01-01", "2025-12-31"))], deductible=[amount("1")])
        ),
        "inactive",
        {"active": "no", "effective": "2025-01-01", "terminates": "2025-12-31"},
        {},
    ),
    "active with an end that has passed": (
        in_network_ppo(statuses=[status(**since("2026-01-01", "2026-05-31"))]),
        "review",
        without(PPO_ANSWER, "active") | {"terminates": "2026-05-31"},
        UNDECIDED,
    ),
    "active that begins later": (
        answer(plan(statuses=[status(**since("2026-07-01"))])),
        "review",
        {"effective": "2026-07-01", "plan_type": "ppo"},
        UNDECIDED,
    ),
    "not active with an end to come": (
        answer(plan(statuses=[status("INACTIVE", **since("2026-01-01", "2026-12-31"))])),
        "review",
        {"effective": "2026-01-01", "terminates": "2026-12-31"},
        UNDECIDED,
    ),
    "COBRA": (
        answer(
            plan(statuses=[status(kind="CONSOLIDATED_OMNIBUS_BUDGET_RECONCILIATION_ACT_COBRA", **since())]),
            subscriber={
                "dates": {
                    "cobra": {"start": "2026-01-01", "end": "2026-09-30"},
                    "premiumPaidToDate": {"end": "2026-06-30"},
                }
            },
        ),
        "active",
        {
            **without(ACTIVE, "plan_type"),
            "cobra": "yes",
            "cobra_ends": "2026-09-30",
            "paid_through": "2026-06-30",
        },
        {},
    ),
    "two plans in force": (
        answer(
            plan("Sample One", statuses=PLAIN, deductible=[amount("2000")]),
            plan("Sample Two", statuses=PLAIN, outOfPocket=[amount("5000")], deductible=[amount("750")]),
        ),
        "active",
        {},
        {
            "active": {"yes"},
            "effective": {"2026-01-01"},
            "plan_type": {"ppo"},
            "in_deductible": {2000_00, 750_00},
            "in_maximum": {5000_00},
        },
    ),
    "an ended plan beside a new one": (
        answer(
            plan("Old", statuses=[status("INACTIVE", **since("2025-01-01", "2025-12-31"))]),
            plan("New", statuses=PLAIN),
        ),
        "review",
        {},
        {
            "active": {"yes", "no"},
            "effective": {"2025-01-01", "2026-01-01"},
            "terminates": {"2025-12-31"},
            "plan_type": {"ppo"},
        },
    ),
    "a dental plan beside it": (
        answer(
            plan("Medical", statuses=PLAIN, deductible=[amount("2000")]),
            plan("Dental", statuses=[status(code="35", **since())], deductible=[amount("50", code="35")]),
        ),
        "active",
        ACTIVE | {"in_deductible": 2000_00},
        {},
    ),
}
