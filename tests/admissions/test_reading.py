"""What is suggested from a payer's answer, against what a person who knows these answers expects."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest

from admissions.benefits.questions import QUESTIONS
from admissions.eligibility.outcomes import of_status
from admissions.eligibility.reading import read
from admissions.eligibility.simulator import composed_answers, contract
from admissions.eligibility.suggestions import Reading, together
from tests.support.expected_of_money import MONEY_AND_CARE
from tests.support.expected_of_plans import ACTIVE, PLAIN, PLANS, needs
from tests.support.expected_of_some import LAST_YEAR, OF_SOME, active
from tests.support.payer_answers import (
    BOTH,
    IN,
    amount,
    answer,
    in_network_ppo,
    plan,
    rejected,
    row,
    shares,
    since,
    status,
)

CASES = PLANS | MONEY_AND_CARE | OF_SOME
TODAY = datetime.date(2026, 6, 15)
SAMPLES = Path(__file__).parent / "eligibility_answers"


def clear(reading: Reading) -> dict[str, Any]:
    return {one.name: one.value for one in reading.suggestions if reading.clear(one.name)}


def in_doubt(reading: Reading) -> dict[str, set[Any]]:
    names = {one.name for one in reading.suggestions if not reading.clear(one.name)}
    return {name: {one.value for one in reading.of(name)} for name in names}


@pytest.mark.parametrize("name", CASES)
def test_an_answer_suggests_what_it_says_and_nothing_else(name):
    said, outcome, expected, choices = CASES[name]
    reading = read(json.dumps(said), TODAY)
    assert (reading.outcome, clear(reading), in_doubt(reading)) == (outcome, expected, choices)
    assert Reading.from_json(reading.as_json()) == reading


def test_at_least_two_dozen_answers_are_tried():
    assert len(CASES) >= 24


def test_the_published_answer_with_a_carve_out_is_read_as_a_person_would():
    reading = read(json.dumps(composed_answers()["SIM123456789"]), TODAY)
    assert reading.outcome == "active"
    assert in_doubt(reading) == {}
    assert clear(reading) == {
        **ACTIVE,
        "plan_year": "2026-01-01",
        "in_deductible": 2000_00,
        "in_deductible_left": 750_00,
        "in_deductible_met": 1250_00,
        "in_family_deductible": 4000_00,
        "out_deductible": 4000_00,
        "out_deductible_left": 4000_00,
        "out_deductible_met": 0,
        "in_maximum": 6000_00,
        "in_maximum_left": 3900_00,
        "in_maximum_met": 2100_00,
        "out_maximum": 12000_00,
        "in_coinsurance": 20_00,
        "out_coinsurance": 50_00,
        "out_benefits": "yes",
        "in_copay": 30_00,
        "in_copay_for": "Mental Health, per visit, OUTPATIENT OFFICE VISIT",
        "administrator": "Sim Behavioral Health Manager",
        "administrator_phone": "(800) 555-0199",
        "residential_limit": 60,
        "residential_period": "calendar year",
        "exclusions": "yes",
        "exclusions_which": "Carve-out: Sim Behavioral Health Manager; Psychotherapy: SAMPLE EXCLUSION TEXT",
        **needs("yes"),
    }


def test_the_tier_of_a_benefit_is_never_the_network_status_of_the_facility():
    for said, *_ in CASES.values():
        assert not read(json.dumps(said), TODAY).of("network")
    assert any("in network: ask" in notice for notice in read(json.dumps(in_network_ppo()), TODAY).notices)


@pytest.mark.parametrize(
    ("codes", "outcome", "fixes"),
    [
        (["42"], "unavailable", ()),
        (["80"], "unavailable", ()),
        (["71"], "fix_input", ("birth_date",)),
        (["58"], "fix_input", ("birth_date",)),
        (["72"], "fix_input", ("member_id",)),
        (["64"], "fix_input", ("member_id",)),
        (["73", "72"], "fix_input", ("name", "member_id")),
        (["65"], "fix_input", ("name",)),
        *(([code], "not_found", ()) for code in ("75", "67", "77")),
        *(([code], "config", ()) for code in ("43", "44", "45", "50", "51", "41", "79", "97", "T4")),
        (["43", "72"], "config", ()),
        (["15"], "review", ()),
        ([], "review", ()),
    ],
)
def test_a_rejection_is_sorted_by_who_can_do_something_about_it(codes, outcome, fixes):
    said = rejected(*codes) if codes else {**answer(), "plans": [], "errors": []}
    reading = read(json.dumps(said), TODAY)
    assert (reading.outcome, reading.codes, reading.fixes) == (outcome, tuple(codes), fixes)
    assert reading.suggestions == ()


def test_what_an_unknown_code_says_is_shown_to_be_read():
    assert read(json.dumps(rejected("15")), TODAY).notices == ("Code 15: Simulated",)


def test_the_composed_answers_of_the_demo_end_as_their_names_say():
    ends = {key: read(json.dumps(said), TODAY).outcome for key, said in composed_answers().items()}
    assert ends == {
        "SIM123456789": "active",
        "SIMINACTIVE": "inactive",
        "SIMAAA42": "unavailable",
        "SIMAAA72": "fix_input",
        "SIMAAA73": "fix_input",
        "SIMAAA75": "not_found",
    }


def test_the_published_requests_are_as_agreed_and_each_published_error_has_an_end():
    for file in SAMPLES.glob("request*.json"):
        assert contract.faults(json.loads(file.read_text(encoding="utf-8"))) == []
    errors = json.loads((SAMPLES / "http_errors.json").read_text(encoding="utf-8"))
    ends = {name: of_status(error["status"]) for name, error in errors.items()}
    assert {name for name, end in ends.items() if end == "unavailable"} == {"429", "500", "504"}
    assert {name for name, end in ends.items() if end == "config"} == {
        "400_invalid_request",
        "401",
        "403",
        "413",
    }


WORDS = {
    "statuses": row("MH", BOTH, status="ACTIVE_COVERAGE", messages=["CARVED OUT TO SIM BEHAVIORAL"]),
    "benefitDescription": row("MH", messages=["RESIDENTIAL NEEDS A REVIEW"]),
    "notDeemedMedicalNecessity": row("MH", messages=["RESIDENTIAL IS REVIEWED"]),
    "preExistingCondition": row("30", messages=["WAITING PERIOD"]),
    "servicesRestrictedToFollowingProvider": row("MH", messages=["SIM CENTER ONLY"]),
    "cannotProcess": row("MH", messages=["CALL THE PLAN"]),
    "spendDown": row("30", amount="600", timePeriod="MONTH"),
    "benefitDisclaimer": row("30", messages=["NOT A GUARANTEE"]),
}


@pytest.mark.parametrize("kind", WORDS)
def test_what_is_said_in_words_only_is_shown_and_nothing_is_suggested_from_it(kind):
    statuses = [*PLAIN, *([WORDS[kind]] if kind == "statuses" else [])]
    reading = read(json.dumps(answer(plan(**({kind: [WORDS[kind]]} | {"statuses": statuses})))), TODAY)
    assert (clear(reading), in_doubt(reading)) == (ACTIVE, {})
    said = WORDS[kind].get("messages", ["600"])[0]
    assert any(said in notice for notice in reading.notices)


def test_words_that_cannot_be_read_are_no_reason_to_read_nothing():
    said = answer(plan(statuses=PLAIN, spendDown={"amount": 1}, cannotProcess=[{"messages": "none"}]))
    assert clear(read(json.dumps(said), TODAY)) == ACTIVE


def test_a_warning_of_the_clearinghouse_is_shown():
    said = in_network_ppo() | {"warnings": [{"code": "W1", "description": "The payer may be behind"}]}
    assert "The payer’s side warns: The payer may be behind." in read(json.dumps(said), TODAY).notices


@pytest.mark.parametrize(
    ("said", "notice"),
    [
        (active(deductible=[amount("9", dates=LAST_YEAR)]), "holds on other days than today"),
        (active(statuses=[*PLAIN, status(code="MH", **since("2025-01-01", "2025-12-31"))]), "for other days"),
        (active(statuses=[status(kind="WORKERS_COMPENSATION", **since())]), "“workers compensation”"),
        (active(coInsurance=[shares("20")]), "cannot be read as a share: “20”"),
        (active(nonCovered=[row("MH", BOTH)], coInsurance=[shares("0.2")]), "covered and as not covered"),
        (active(deductible=[amount("2000", messages=["TIER 2"])]), "do not say that this facility is in"),
    ],
)
def test_what_is_not_sure_is_said(said, notice):
    assert [words for words in read(json.dumps(said), TODAY).notices if notice in words]


@pytest.mark.parametrize(
    "bound",
    [
        {"placesOfService": [{"code": "11"}]},
        {"serviceLimits": [{"ageMaximum": "17"}]},
        {"messages": ["TIER 2"]},
        {"messages": ["LAB ONLY"]},
    ],
    ids=str,
)
def test_a_copay_of_some_people_places_tiers_or_other_care_is_never_sure(bound):
    said = read(
        json.dumps(active(coPayment=[row("MH", IN, amount="30", timePeriod="VISIT", **bound)])), TODAY
    )
    assert said.of("in_copay")
    assert not [name for name in ("in_copay", "in_copay_for") if said.clear(name)]


def test_what_one_answer_of_a_press_says_is_not_said_to_be_unknown_by_another():
    plan_only = read(json.dumps(answer(plan(statuses=PLAIN))), TODAY)
    behavioral = read(json.dumps(answer(plan(coInsurance=[shares("0.2")]))), TODAY)
    costs, authorization = "what behavioral health costs", "prior authorization for behavioral health"
    both = together([plan_only, behavioral]).notices
    assert not any(costs in words for words in both)
    assert any(authorization in words for words in both)
    assert any(costs in words for words in together([plan_only]).notices)


def test_everything_suggested_has_a_field_on_the_worksheet():
    names = {one.name for said, *_ in CASES.values() for one in read(json.dumps(said), TODAY).suggestions}
    assert names <= QUESTIONS.keys()


def test_in_network_is_the_tier_even_when_nothing_else_is_said():
    reading = read(json.dumps(answer(plan(statuses=[row("30", IN, status="ACTIVE_COVERAGE")]))), TODAY)
    assert clear(reading) == {"active": "yes"}
