"""What the worksheet asks a payer: every question once, in the order of the call.

The list follows what verification worksheets of residential programs have in common: the plan, this
facility, money in and out of network, who administers behavioral health, and each level of care.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from django.db.models import TextChoices

from ..choices import PlanType


class Kind(enum.Enum):
    """What an answer is, and how it is kept."""

    AMOUNT = "amount"  # cents
    SHARE = "share"  # hundredths of a percent
    DAY = "day"  # an ISO date
    NUMBER = "number"
    YES_NO = "yes or no"  # "yes" or "no"
    CHOICE = "choice"  # one of the question's choices
    TEXT = "text"
    PHONE = "phone"


YES, NO = "yes", "no"


class Network(TextChoices):
    """How this facility stands to the plan. It is not the tier of a benefit."""

    IN = "in", "In network"
    OUT = "out", "Out of network"
    SINGLE_CASE = "single_case", "Out of network, single-case agreement possible"


@dataclass(frozen=True)
class Question:
    """One thing to find out. ``ask`` is what the caller says; without it, it is not part of the call."""

    name: str
    label: str
    kind: Kind
    ask: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    place: str = ""  # the column or the level it belongs to

    @property
    def words(self) -> str:
        """What it is called outside its table: "In network: deductible met"."""
        if not self.place:
            return self.label
        return f"{self.place}: {self.label[:1].lower()}{self.label[1:]}"


# The levels of care that a payer decides on one by one, in the words a payer uses.
LEVELS = {
    "detox": "Withdrawal management (detox)",
    "residential": "Residential",
    "php": "Partial hospitalization (PHP)",
    "iop": "Intensive outpatient (IOP)",
}
SIDES = {"in": "In network", "out": "Out of network"}

PLAN, FACILITY, MONEY, BEHAVIORAL, CARE, REST = "plan", "facility", "money", "behavioral", "care", "rest"
# The parts of the worksheet, in the order of the call.
PARTS = {
    PLAN: "The plan",
    BEHAVIORAL: "Who decides on behavioral health",
    FACILITY: "This facility",
    MONEY: "Money",
    CARE: "Levels of care",
    REST: "Exclusions and claims",
}

_PLAN = (
    Question("active", "Active today", Kind.YES_NO, "Is the plan active today?"),
    Question("effective", "Effective from", Kind.DAY, "From which day is it effective?"),
    Question("terminates", "Ends on", Kind.DAY, "Does it have an end date?"),
    Question(
        "plan_type",
        "Plan type",
        Kind.CHOICE,
        "What type of plan is it: PPO, HMO, EPO, POS?",
        tuple((kind.value, kind.label) for kind in PlanType if kind != PlanType.UNSURE),
    ),
    Question("sub_plan", "Sub-plan or medical group", Kind.TEXT, "Does a sub-plan or group decide?"),
    Question("plan_year", "Plan year begins on", Kind.DAY, "On which day does the plan year begin?"),
    Question(
        "funding",
        "Funding",
        Kind.CHOICE,
        "Is it fully insured or self-funded by the employer?",
        (("insured", "Fully insured"), ("self_funded", "Self-funded")),
    ),
    Question("paid_through", "Premium paid through", Kind.DAY, "Through which day is it paid?"),
    Question("cobra", "COBRA", Kind.YES_NO, "Is this COBRA coverage?"),
    Question("cobra_ends", "COBRA ends on", Kind.DAY),
    Question("other_coverage", "Other coverage on file", Kind.YES_NO, "Is other coverage on file?"),
    Question(
        "primary",
        "Which plan pays first",
        Kind.CHOICE,
        "Which of the two pays first?",
        (("this", "This plan"), ("other", "The other plan")),
    ),
)
_BEHAVIORAL = (
    Question(
        "administrator",
        "Administrator of behavioral health",
        Kind.TEXT,
        "Who administers mental health and substance use: you, or a carve-out?",
    ),
    Question("administrator_phone", "Its phone", Kind.PHONE, "On which number do I reach them?"),
    Question(
        "same_for_substance_use",
        "The same for substance use",
        Kind.YES_NO,
        "Is it the same for mental health and for substance use?",
    ),
    Question(
        "precertification_phone",
        "Pre-certification phone",
        Kind.PHONE,
        "Which number is for pre-certification?",
    ),
    Question("precertification_hours", "Its hours", Kind.TEXT, "During which hours?"),
    Question("turnaround", "How long an answer takes", Kind.TEXT, "How long does an answer take?"),
)
_FACILITY = (
    Question(
        "network",
        "Network status of this facility",
        Kind.CHOICE,
        "Is this facility, by its NPI and tax ID, in network for this plan?",
        tuple((status.value, status.label) for status in Network),
    ),
    Question(
        "out_benefits",
        "Has out-of-network benefits",
        Kind.YES_NO,
        "Does the plan have out-of-network benefits for behavioral health?",
    ),
    Question(
        "freestanding",
        "Accepts a freestanding facility",
        Kind.YES_NO,
        "Is a freestanding, non-hospital facility accepted?",
    ),
    Question("license_needed", "Needs a state license", Kind.YES_NO, "Is a state license required?"),
    Question(
        "accreditation_needed",
        "Needs an accreditation",
        Kind.YES_NO,
        "Is an accreditation required, such as by the Joint Commission or CARF?",
    ),
    Question("out_of_state", "Covers care out of state", Kind.YES_NO, "Is care out of state covered?"),
    Question("out_basis", "Out-of-network basis", Kind.TEXT, "What is payment based on?"),
)
# The rows of the two columns, by their bare names.
SIDE_ROWS = (
    Question("deductible", "Deductible, individual", Kind.AMOUNT, "the individual deductible"),
    Question("deductible_met", "Deductible met", Kind.AMOUNT, "how much of it is met"),
    Question("deductible_left", "Deductible remaining", Kind.AMOUNT),
    Question("family_deductible", "Deductible, family", Kind.AMOUNT, "the family deductible"),
    Question("family_deductible_met", "Deductible met, family", Kind.AMOUNT, "how much of that is met"),
    Question("family_deductible_left", "Deductible remaining, family", Kind.AMOUNT),
    Question(
        "maximum", "Out-of-pocket maximum, individual", Kind.AMOUNT, "the individual out-of-pocket maximum"
    ),
    Question("maximum_met", "Out-of-pocket maximum met", Kind.AMOUNT, "how much of it is met"),
    Question("maximum_left", "Out-of-pocket maximum remaining", Kind.AMOUNT),
    Question(
        "family_maximum", "Out-of-pocket maximum, family", Kind.AMOUNT, "the family out-of-pocket maximum"
    ),
    Question(
        "family_maximum_met", "Out-of-pocket maximum met, family", Kind.AMOUNT, "how much of that is met"
    ),
    Question("family_maximum_left", "Out-of-pocket maximum remaining, family", Kind.AMOUNT),
    Question("coinsurance", "Coinsurance, the person’s share", Kind.SHARE, "the member’s coinsurance"),
    Question("copay", "Copay", Kind.AMOUNT, "any copay, and for what"),
    Question("copay_for", "Copay is for", Kind.TEXT),
    Question(
        "deductible_counts",
        "Deductible counts toward the maximum",
        Kind.YES_NO,
        "whether the deductible counts toward the maximum",
    ),
)
_MONEY = (
    Question(
        "cross_accumulates",
        "In and out of network count toward each other",
        Kind.YES_NO,
        "Do in- and out-of-network amounts count toward each other?",
    ),
)
# The rows of the grid of levels, by their bare names.
LEVEL_ROWS = (
    Question("covered", "Covered", Kind.YES_NO, "Is it covered?"),
    Question("authorization", "Needs authorization", Kind.YES_NO, "Is prior authorization required?"),
    Question("authorization_phone", "Authorization phone", Kind.PHONE, "On which number?"),
    Question("method", "How it is asked for", Kind.TEXT, "By phone, fax or portal?"),
    Question("limit", "Days at most", Kind.NUMBER, "Is there a limit of days?"),
    Question("used", "Days used", Kind.NUMBER, "How many are used?"),
    Question("period", "In which period", Kind.TEXT, "In which period?"),
)
_REST = (
    Question(
        "exclusions",
        "Exclusion or carve-out that touches this care",
        Kind.YES_NO,
        "Is there any exclusion or carve-out for this care?",
    ),
    Question("exclusions_which", "Which exclusion or carve-out", Kind.TEXT),
    Question("claims_payer_id", "Payer ID for claims", Kind.TEXT, "Which payer ID is for claims?"),
    Question("filing_days", "Days to file a claim", Kind.NUMBER, "How many days are there to file?"),
    Question("notes", "Notes about the benefits", Kind.TEXT),
)


def _in_each(places: Mapping[str, str], questions: Iterable[Question]) -> Iterator[Question]:
    for prefix, place in places.items():
        for question in questions:
            yield replace(question, name=f"{prefix}_{question.name}", place=place)


QUESTIONS: dict[str, Question] = {
    question.name: question
    for question in (
        *_PLAN,
        *_BEHAVIORAL,
        *_FACILITY,
        *_in_each(SIDES, SIDE_ROWS),
        *_MONEY,
        *_in_each(LEVELS, LEVEL_ROWS),
        *_REST,
    )
}

# The questions of each part that stand neither in the two columns of money nor in the grid of levels.
OF_PART: dict[str, tuple[Question, ...]] = {
    PLAN: _PLAN,
    BEHAVIORAL: _BEHAVIORAL,
    FACILITY: _FACILITY,
    MONEY: _MONEY,
    REST: _REST,
}
