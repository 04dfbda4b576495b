"""Composed answers about money, authorization and limits; and what a person expects to be suggested."""

from __future__ import annotations

from .expected_of_plans import ACTIVE, LEVELS, MONEY, PLAIN, PPO_ANSWER, Case, needs, without
from .payer_answers import (
    BOTH,
    OUT,
    amount,
    answer,
    entity,
    in_network_ppo,
    left,
    plan,
    row,
    shares,
    since,
    status,
)

MONEY_AND_CARE: dict[str, Case] = {
    "more remains than there is": (
        in_network_ppo(deductible=[amount("2000"), left("2500")]),
        "active",
        without(PPO_ANSWER, "in_deductible", "in_deductible_left", "in_deductible_met"),
        {"in_deductible": {2000_00}, "in_deductible_left": {2500_00}},
    ),
    "more is met than there is": (
        in_network_ppo(deductible=[amount("2000"), amount("2500", "YEAR_TO_DATE")]),
        "active",
        without(PPO_ANSWER, "in_deductible", "in_deductible_left", "in_deductible_met"),
        {"in_deductible": {2000_00}},
    ),
    "an amount below nothing": (
        in_network_ppo(deductible=[amount("2000"), left("-250")]),
        "active",
        without(PPO_ANSWER, "in_deductible_left", "in_deductible_met"),
        {},
    ),
    "met is not counted across levels": (
        in_network_ppo(deductible=[amount("2000"), left("500", coverageLevel="FAMILY")]),
        "active",
        without(PPO_ANSWER, "in_deductible_left", "in_deductible_met")
        | {"in_family_deductible_left": 500_00},
        {},
    ),
    "met is not counted across networks": (
        in_network_ppo(deductible=[amount("2000"), left("500", network=OUT)]),
        "active",
        without(PPO_ANSWER, "in_deductible_left", "in_deductible_met") | {"out_deductible_left": 500_00},
        {},
    ),
    "met is not counted across services": (
        in_network_ppo(deductible=[amount("2000"), left("500", code="MH")]),
        "active",
        without(PPO_ANSWER, "in_deductible_met", "in_deductible_left"),
        {"in_deductible_left": {500_00}},
    ),
    "met is counted for both networks where the row is of both": (
        in_network_ppo(deductible=[amount("2000", network=BOTH), left("500", network=BOTH)]),
        "active",
        PPO_ANSWER
        | {"out_deductible": 2000_00, "out_deductible_left": 500_00, "out_deductible_met": 1500_00},
        {},
    ),
    "two deductibles for the same": (
        in_network_ppo(deductible=[amount("2000"), amount("3000"), left("500")]),
        "active",
        without(PPO_ANSWER, "in_deductible", "in_deductible_met"),
        {"in_deductible": {2000_00, 3000_00}},
    ),
    "a deductible of an episode, and one without network": (
        in_network_ppo(deductible=[amount("250", "EPISODE"), amount("2000", network="")]),
        "active",
        without(PPO_ANSWER, "in_deductible", "in_deductible_left", "in_deductible_met"),
        {},
    ),
    "blank behavioral benefit": (
        in_network_ppo(coInsurance=[shares("0.2", code="30", priorAuthIndicator="REQUIRED")]),
        "active",
        ACTIVE | MONEY,
        {},
    ),
    "no indicator of authorization": (
        in_network_ppo(coInsurance=[shares("0.2", messages=["PRIOR AUTHORIZATION MAY APPLY"])]),
        "active",
        without(PPO_ANSWER, *needs("yes")),
        {},
    ),
    "authorization of the levels that the row names": (
        in_network_ppo(
            coInsurance=[
                shares(
                    "0.2", priorAuthIndicator="REQUIRED", messages=["RESIDENTIAL AND PARTIAL HOSPITALIZATION"]
                )
            ]
        ),
        "active",
        without(PPO_ANSWER, *needs("yes")) | needs("yes", "residential", "php"),
        {},
    ),
    "an office visit without authorization says nothing of a stay": (
        in_network_ppo(coInsurance=[shares("0.2", code="A8", priorAuthIndicator="NOT_REQUIRED")]),
        "active",
        without(PPO_ANSWER, "in_coinsurance", *needs("yes")),
        {"in_coinsurance": {20_00}},
    ),
    "a whole service without authorization is too wide to be sure": (
        in_network_ppo(coInsurance=[shares("0.2", priorAuthIndicator="NOT_REQUIRED")]),
        "active",
        without(PPO_ANSWER, *needs("yes")),
        {f"{level}_authorization": {"no"} for level in LEVELS},
    ),
    "coinsurance of two services that differ": (
        in_network_ppo(coInsurance=[shares("0.2"), shares("0.4", code="AI"), shares("0.5", network=OUT)]),
        "active",
        without(PPO_ANSWER, "in_coinsurance", *needs("yes"))
        | {"out_coinsurance": 50_00, "out_benefits": "yes"},
        {"in_coinsurance": {20_00, 40_00}},
    ),
    "a share written as 20": (
        in_network_ppo(coInsurance=[shares("20")]),
        "active",
        without(PPO_ANSWER, "in_coinsurance", *needs("yes")),
        {"in_coinsurance": {20_00}},
    ),
    "a copay for a visit": (
        in_network_ppo(
            coInsurance=[],
            coPayment=[row("MH", amount="30", timePeriod="VISIT", messages=["OFFICE VISIT"])],
        ),
        "active",
        without(PPO_ANSWER, "in_coinsurance", *needs("yes"))
        | {"in_copay": 30_00, "in_copay_for": "Mental Health, per visit, OFFICE VISIT"},
        {},
    ),
    "other coverage that pays first": (
        answer(
            plan(
                statuses=PLAIN,
                otherOrAdditionalPayer=[
                    row("30", "", relatedEntities=[entity("PRIMARY_PAYER", "Other Plan")])
                ],
            )
        ),
        "active",
        ACTIVE | {"other_coverage": "yes", "primary": "other"},
        {},
    ),
    "residential care is left out": (
        in_network_ppo(nonCovered=[row("MH", "", messages=["RESIDENTIAL TREATMENT NOT COVERED"])]),
        "active",
        without(PPO_ANSWER, "residential_authorization")
        | {
            "residential_covered": "no",
            "exclusions": "yes",
            "exclusions_which": "Mental Health: RESIDENTIAL TREATMENT NOT COVERED",
        },
        {"residential_authorization": {"yes"}},
    ),
    "days at most, of a level and of none": (
        in_network_ppo(
            limitations=[
                row("AI", timePeriod="CALENDAR_YEAR", quantity={"value": "60", "qualifier": "DAYS"})
                | {"messages": ["RESIDENTIAL DAYS"]},
                row("AI", timePeriod="CALENDAR_YEAR", quantity={"value": "20", "qualifier": "DAYS"}),
                row("MH", timePeriod="REMAINING", quantity={"value": "9", "qualifier": "DAYS"})
                | {"messages": ["RESIDENTIAL DAYS"]},
            ]
        ),
        "active",
        PPO_ANSWER | {"residential_limit": 60, "residential_period": "calendar year"},
        {},
    ),
    "nothing says whether it is active": (
        answer(plan(deductible=[amount("2000")])),
        "review",
        {"in_deductible": 2000_00},
        {},
    ),
    "a status that is being investigated": (
        answer(plan(statuses=[status("ACTIVE_PENDING_INVESTIGATION", kind="", **since())])),
        "review",
        {"effective": "2026-01-01"},
        {},
    ),
    "no plan at all": (answer(), "review", {}, {}),
    "a year without end": (
        answer(
            plan(
                statuses=[
                    status(
                        **since("2024-07-01", "9999-12-31"), plan={"start": "2026-01-01", "end": "2026-12-31"}
                    )
                ]
            )
        ),
        "active",
        {**ACTIVE, "effective": "2024-07-01", "plan_year": "2026-01-01"},
        {},
    ),
}
