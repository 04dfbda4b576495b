"""The worksheet's rules: what a signature needs, what cannot be, and what is told to the person."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from admissions.benefits import plain_words
from admissions.benefits.questions import QUESTIONS
from admissions.benefits.worksheet import Answers, Given, contradictions, gaps, sides_asked, unknown

TODAY = datetime.date(2026, 11, 24)
UNKNOWN = None

# An in-network PPO, residential care asked about, the ten answers given and no more.
IN_NETWORK_PPO: dict[str, Any] = {
    "active": "yes",
    "effective": "2026-01-01",
    "plan_type": "ppo",
    "administrator": "Example Behavioral",
    "administrator_phone": "(800) 555-0100",
    "network": "in",
    "in_deductible": 1500_00,
    "in_deductible_met": 500_00,
    "in_maximum": 6000_00,
    "in_maximum_met": 1000_00,
    "in_coinsurance": 20_00,
    "residential_covered": "yes",
    "residential_authorization": "yes",
    "residential_authorization_phone": "(800) 555-0101",
    "exclusions": "no",
}
OUT = {"network": "out"} | {
    name.replace("in_", "out_", 1): value for name, value in IN_NETWORK_PPO.items() if name.startswith("in_")
}


def answers(
    *, levels: tuple[str, ...] = ("residential",), without: tuple[str, ...] = (), **changed: Any
) -> Answers:
    values = {**IN_NETWORK_PPO, **changed}
    return Answers({name: Given(value) for name, value in values.items() if name not in without}, levels)


def out_of_network(**changed: Any) -> Answers:
    return answers(without=tuple(name for name in IN_NETWORK_PPO if name.startswith("in_")), **OUT | changed)


def missing(sheet: Answers) -> list[str]:
    return [gap.name for gap in gaps(sheet)]


def cannot_be(sheet: Answers) -> list[str]:
    return [one.name for one in contradictions(sheet, TODAY)]


# --- the ten answers --------------------------------------------------------------------------------------

TEN = (
    ("active", "active"),
    ("effective", "effective"),
    ("plan_type", "plan_type"),
    ("administrator", "administrator"),
    ("administrator_phone", "administrator_phone"),
    ("network", "network"),
    ("in_deductible", "in_deductible"),
    ("in_deductible_met", "in_deductible_met"),
    ("in_maximum", "in_maximum"),
    ("in_maximum_met", "in_maximum_met"),
    ("in_coinsurance", "in_coinsurance"),
    ("residential_covered", "residential_covered"),
    ("residential_authorization", "residential_authorization"),
    ("residential_authorization_phone", "residential_authorization_phone"),
    ("exclusions", "exclusions"),
)


def test_with_the_ten_answers_nothing_is_missing_and_nothing_contradicts():
    assert missing(answers()) == cannot_be(answers()) == []


@pytest.mark.parametrize(("left_out", "named"), TEN)
def test_each_of_the_ten_answers_is_missed_when_it_was_not_asked(left_out, named):
    assert named in missing(answers(without=(left_out,)))


@pytest.mark.parametrize("name", [name for name, _ in TEN])
def test_asked_and_unknown_is_an_answer(name):
    changed: dict[str, Any] = {name: UNKNOWN}
    assert name not in missing(answers(**changed))


def test_everything_else_may_stay_empty():
    optional = set(QUESTIONS) - set(IN_NETWORK_PPO)
    assert optional
    assert not optional & set(missing(answers()))


@pytest.mark.parametrize(
    ("sheet", "expected"),
    [
        pytest.param(out_of_network(), [], id="out of network, the out-of-network column counts"),
        pytest.param(
            answers(network="out"),
            ["out_deductible", "out_maximum", "out_coinsurance"],
            id="out of network with the wrong column filled in",
        ),
        pytest.param(
            answers(network="single_case"),
            ["out_deductible", "out_maximum", "out_coinsurance"],
            id="a single-case agreement may not come about",
        ),
        pytest.param(answers(network="out", out_benefits="no"), [], id="no out-of-network benefits"),
        pytest.param(
            answers(network=UNKNOWN),
            ["out_deductible", "out_maximum", "out_coinsurance"],
            id="while the status is unknown both columns count",
        ),
        pytest.param(answers(without=("in_coinsurance",), in_copay=40_00), [], id="a copay in its place"),
        pytest.param(answers(without=("in_coinsurance",), in_copay=UNKNOWN), [], id="an unknown copay"),
        pytest.param(
            answers(without=("residential_authorization_phone",), precertification_phone="800"),
            [],
            id="one pre-certification phone for all levels",
        ),
        pytest.param(
            answers(without=("residential_authorization_phone",), residential_authorization="no"),
            [],
            id="no phone where nothing is to be authorized",
        ),
        pytest.param(
            answers(
                without=("residential_authorization", "residential_authorization_phone"),
                residential_covered="no",
            ),
            [],
            id="nothing to authorize where nothing is covered",
        ),
        pytest.param(
            answers(levels=("residential", "php")), ["php_covered", "php_authorization"], id="a second level"
        ),
        pytest.param(answers(levels=()), ["levels"], id="no level was asked about"),
        pytest.param(
            Answers({"active": Given("no"), "terminates": Given("2026-06-30")}),
            [],
            id="a plan that has ended",
        ),
        pytest.param(Answers({"active": Given("no")}), ["terminates"], id="ended, and nobody asked when"),
        pytest.param(
            Answers({"active": Given("no"), "terminates": Given(UNKNOWN)}), [], id="ended, unknown when"
        ),
        pytest.param(
            answers(
                plan_type="hmo",
                administrator="Carve Out Health",
                exclusions="yes",
                exclusions_which="carve-out",
            ),
            [],
            id="an HMO with a carve-out",
        ),
        pytest.param(
            answers(plan_type="medi_cal", sub_plan="Example County Plan", network=UNKNOWN, out_benefits="no"),
            [],
            id="a Medicaid sub-plan",
        ),
        pytest.param(
            answers(cobra="yes", cobra_ends="2027-03-31", paid_through="2026-11-30"), [], id="COBRA"
        ),
        pytest.param(answers(other_coverage="yes", primary="this"), [], id="two plans"),
        pytest.param(
            answers(administrator=UNKNOWN, administrator_phone=UNKNOWN, residential_covered=UNKNOWN),
            [],
            id="a blank behavioral benefit",
        ),
    ],
)
def test_what_a_signature_still_needs(sheet, expected):
    assert missing(sheet) == expected


def test_unknown_money_never_counts_as_none():
    sheet = answers(in_deductible=UNKNOWN, in_deductible_met=0)
    assert unknown(sheet) == ["in_deductible"]
    assert not any("deductible is left" in words for words in told(sheet).money)


def test_out_of_network_benefits_that_do_not_exist_hide_no_network_column():
    assert sides_asked(answers(out_benefits="no")) == ["in"]


# --- contradictions ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"in_deductible_met": 1500_01}, ["in_deductible_met"]),
        ({"in_deductible_met": 1500_00}, []),
        ({"in_deductible_left": 1000_00}, []),
        ({"in_deductible_left": 999_99}, ["in_deductible_left"]),
        ({"in_deductible_left": 2000_00, "in_deductible_met": UNKNOWN}, ["in_deductible_left"]),
        ({"in_maximum_met": 6000_01}, ["in_maximum_met"]),
        ({"out_family_maximum": 100_00, "out_family_maximum_met": 200_00}, ["out_family_maximum_met"]),
        ({"in_family_deductible": 1000_00}, ["in_deductible"]),
        ({"in_family_deductible": 3000_00}, []),
        (
            {"in_deductible": 9000_00, "in_deductible_met": 0, "in_deductible_counts": "yes"},
            ["in_deductible"],
        ),
        ({"in_deductible": 9000_00, "in_deductible_met": 0}, []),
        ({"terminates": "2026-11-23"}, ["terminates"]),
        ({"terminates": "2026-11-24"}, []),
        ({"terminates": "2025-12-31", "active": UNKNOWN}, ["terminates"]),
        ({"effective": "2026-12-01"}, ["effective"]),
        ({"active": "no", "terminates": "2027-01-31"}, ["active"]),
        ({"active": "no", "effective": "2027-01-01", "terminates": "2027-12-31"}, []),
        ({"cobra": "yes", "cobra_ends": "2026-10-31"}, ["cobra_ends"]),
        ({"cobra": "no", "cobra_ends": "2027-10-31"}, ["cobra"]),
        ({"other_coverage": "no", "primary": "other"}, ["primary"]),
        ({"exclusions": "yes"}, ["exclusions_which"]),
        ({"exclusions": "no", "exclusions_which": "Wilderness programs"}, ["exclusions"]),
        ({"residential_covered": "no"}, ["residential_authorization"]),
        ({"residential_limit": 30, "residential_used": 31}, ["residential_used"]),
        ({"residential_limit": 30, "residential_used": 30}, []),
    ],
)
def test_answers_that_cannot_both_be_true_are_named(changed, expected):
    assert cannot_be(answers(**changed)) == expected


# --- kept -------------------------------------------------------------------------------------------------


def test_an_answer_that_did_not_change_keeps_where_it_came_from():
    at = datetime.datetime(2026, 11, 24, 18, tzinfo=datetime.UTC)
    first = Answers().updated({"active": "yes", "network": None}, ["iop"], source="call", by=1, at=at)
    second = first.updated({"active": "yes", "network": "in"}, ["iop"], source="portal", by=2, at=at)
    assert (second.given["active"].source, second.given["active"].by) == ("call", 1)
    assert (second.given["network"].source, second.given["network"].by) == ("portal", 2)
    assert Answers.from_json(second.as_json()) == second


def test_an_answer_that_is_no_longer_asked_is_left_out_of_what_is_read():
    assert Answers.from_json('{"levels": ["spa"], "given": {"color": ["red", "call", 1, ""]}}') == Answers(
        {}, ()
    )


# --- in plain words ---------------------------------------------------------------------------------------


def told(sheet: Answers, today: datetime.date = TODAY) -> plain_words.Answer:
    """Return what is told on a day of a worksheet that was signed on TODAY."""
    return plain_words.answer(sheet, TODAY, today)


@pytest.mark.parametrize(
    ("ends", "today", "words", "has_money"),
    [
        ({"terminates": "2026-12-31"}, "2026-11-25", "It ends on December 31, 2026.", True),
        ({"cobra_ends": "2026-11-30"}, "2026-11-30", "It ends on November 30, 2026.", True),
        (
            {"cobra_ends": "2026-11-30"},
            "2026-12-01",
            "was active when we asked. It ended on November 30",
            False,
        ),
        ({"terminates": "2199-12-31"}, "2026-11-25", "It has been since January 1, 2026.", True),
    ],
)
def test_a_plan_that_is_active_is_told_with_the_day_on_which_it_ends(ends, today, words, has_money):
    found = told(answers(**ends), datetime.date.fromisoformat(today))
    assert words in found.says[0]
    assert ("ends on" in found.says[0]) is ("ends on" in words)
    assert bool(found.money) is has_money


@pytest.mark.parametrize(
    ("begins", "today", "is_new"),
    [(None, "2026-12-31", False), (None, "2027-01-01", True), ("2026-12-01", "2026-12-02", True)],
)
def test_amounts_are_not_told_of_a_plan_year_that_is_over(begins, today, is_new):
    found = told(answers(plan_year=begins), datetime.date.fromisoformat(today))
    assert (found.money == [plain_words.NEW_YEAR]) is is_new


@pytest.mark.parametrize(("limit", "words"), [(1, "at most 1 day;"), (30, "at most 30 days;")])
def test_the_answer_says_how_many_days_are_covered_and_used(limit, words):
    found = told(answers(residential_limit=limit, residential_used=1))
    assert any(f"{words} used so far: 1." in sentence for sentence in found.says)


def test_the_answer_says_what_is_left_to_pay_in_network():
    found = told(answers())
    assert found.money == [
        "$1,000 of your deductible is left to pay this plan year.",
        "After that you pay 20% of what the plan allows; the plan pays the rest.",
        "You pay at most $5,000 more this plan year for covered care.",
        "For a stay that the plan covers, that is between $1,000 and $5,000, once the bill is higher than "
        "your deductible.",
    ]
    assert "We are in network with your plan." in found.says
    assert (
        "Residential: the plan says that it covers this. The plan has to agree first. We ask it for you."
        in found.says
    )


def test_out_of_network_it_is_said_that_the_difference_comes_on_top():
    assert "The difference can be yours to pay" in told(out_of_network()).money[-1]
    assert not any("difference" in words for words in told(answers()).money)


def test_a_deductible_that_does_not_count_toward_the_maximum_comes_on_top():
    money = told(answers(in_deductible_counts="no")).money
    assert "You pay at most $6,000 more this plan year for covered care." in money
    assert money[-1].startswith("For a stay that the plan covers, that is between $1,000 and $6,000")


def test_what_is_known_of_the_money_is_said_where_the_rest_is_unknown():
    assert told(answers(in_maximum=UNKNOWN)).money == [
        "$1,000 of your deductible is left to pay this plan year.",
        "After that you pay 20% of what the plan allows; the plan pays the rest.",
    ]
    at_most = told(answers(in_deductible=UNKNOWN, in_deductible_counts="no")).money
    assert not any("at most" in words for words in at_most)


def test_an_exclusion_of_which_the_payer_cannot_say_more_can_be_signed():
    assert cannot_be(answers(exclusions="yes")) == ["exclusions_which"]
    assert cannot_be(answers(exclusions="yes", exclusions_which=UNKNOWN)) == []


def test_a_plan_that_has_ended_speaks_of_no_money():
    found = told(answers(active="no", terminates="2026-06-30"))
    assert found.money == []
    assert found.says[0].startswith("This plan is not active. It ended on June 30, 2026.")


def test_what_is_unknown_is_said_and_never_padded():
    found = told(answers(network=UNKNOWN, in_maximum=UNKNOWN))
    assert found.not_known == [
        "Network status of this facility",
        "In network: out-of-pocket maximum, individual",
    ]
    assert not any("most" in words for words in found.money)


def test_nothing_that_was_not_asked_is_told_as_no():
    found = told(Answers({"active": Given("yes")}, ("iop",)))
    assert found.says == ["Your plan is active."]
    assert found.money == found.not_known == []


def test_what_is_accepted_fills_what_is_empty_and_replaces_nothing():
    from admissions.benefits.worksheet import Answers, Given, Source

    written = Answers({"active": Given("no"), "effective": Given(None)})
    electronic = {name: Given("yes", Source.ELECTRONIC) for name in ("active", "effective", "cobra")}
    kept = written.with_accepted(electronic)
    assert (kept["active"], kept["effective"], kept["cobra"]) == ("no", None, "yes")
    assert Answers.from_json(kept.as_json()) == kept
