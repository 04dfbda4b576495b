"""The answers of a worksheet: three-valued, with where each came from; what is missing, what cannot be.

An answer is a value, or *asked, unknown*; a question that was never asked has no answer at all. Unknown is
never read as no.
"""

from __future__ import annotations

import datetime
import enum
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .questions import LEVELS, NO, QUESTIONS, SIDES, YES, Network


class Source(enum.StrEnum):
    """Where an answer came from."""

    CALL = "call"
    PORTAL = "portal"
    CARD = "card"
    PERSON = "person"
    ELECTRONIC = "electronic"
    SIMULATED = "simulated"


SOURCE_WORDS = {
    Source.CALL: "A call with the payer",
    Source.PORTAL: "The payer’s portal",
    Source.CARD: "The card",
    Source.PERSON: "The person told us",
}
# What nobody types: a person accepts it.
ACCEPTED_WORDS = {Source.ELECTRONIC: "Electronic", Source.SIMULATED: "SIMULATED"}
# What a signature can rest on: the payer said it.
EVIDENCE = (Source.CALL, Source.PORTAL)


@dataclass(frozen=True)
class Given:
    """One answer. ``value`` None means that it was asked and the payer did not know."""

    value: str | int | None
    source: str = Source.CALL
    by: int | None = None  # the key of an account
    at: str = ""  # ISO
    pointer: str = ""  # the press of electronic checks that it was accepted from

    @property
    def is_unknown(self) -> bool:
        return self.value is None


@dataclass(frozen=True)
class Answers:
    """What a worksheet says, and for which levels of care it was asked."""

    given: Mapping[str, Given] = field(default_factory=dict)
    levels: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> Any:
        """Return the value of an answer; None where it is unknown or was not asked."""
        found = self.given.get(name)
        return None if found is None else found.value

    def is_asked(self, *names: str) -> bool:
        """Was each of these answered, be it with *unknown*?"""
        return all(name in self.given for name in names)

    # --- stored ---------------------------------------------------------------------------------------

    def as_json(self) -> str:
        """Return the text that is sealed."""
        rows = {
            name: [one.value, one.source, one.by, one.at, *([one.pointer] if one.pointer else [])]
            for name, one in self.given.items()
        }
        return json.dumps({"levels": self.levels, "given": rows}, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Answers:
        """Read what :meth:`as_json` wrote. A question or level that is no longer asked is left out."""
        if not text:
            return cls()
        stored = json.loads(text)
        return cls(
            {name: Given(*row) for name, row in stored["given"].items() if name in QUESTIONS},
            tuple(level for level in stored["levels"] if level in LEVELS),
        )

    def updated(
        self,
        typed: Mapping[str, str | int | None],
        levels: Iterable[str],
        *,
        source: str,
        by: int,
        at: datetime.datetime,
    ) -> Answers:
        """Return the answers with what was typed; one that did not change keeps where it came from."""
        given = {}
        for name, value in typed.items():
            before = self.given.get(name)
            same = before is not None and before.value == value
            given[name] = before if same and before else Given(value, source, by, at.isoformat())
        return Answers(given, tuple(level for level in LEVELS if level in set(levels)))

    def with_accepted(self, accepted: Mapping[str, Given]) -> Answers:
        """Return the answers with what was accepted; what a person has written is never replaced."""
        return Answers({**accepted, **self.given}, self.levels)


# --- what is missing ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Problem:
    """What keeps a worksheet from being signed, in words; ``name`` is the question to look at first."""

    words: str
    name: str


def _first_missing(answers: Answers, words: str, *names: str) -> Iterator[Problem]:
    for name in names:
        if not answers.is_asked(name):
            yield Problem(words, name)
            return


def sides_asked(answers: Answers) -> list[str]:
    """Return the columns of money that count: the facility's own, or both while its status is unknown.

    Out of network counts for nothing where the plan has no out-of-network benefits.
    """
    network = answers["network"]
    sides = ["in"] if network == Network.IN else ["out"] if network else list(SIDES)
    if answers["out_benefits"] == NO and network != Network.IN:
        sides = [side for side in sides if side != "out"]
    return sides


def gaps(answers: Answers) -> list[Problem]:
    """Return which of the ten answers are still missing, in the order of the call.

    A plan that is not active answers nothing else: then its end is asked, and no more.
    """
    found = [*_first_missing(answers, "Active, and from when", "active")]
    if answers["active"] == NO:
        return [*found, *_first_missing(answers, "When it ended", "terminates")]
    found += _first_missing(answers, "Active, and from when", *(["effective"] if not found else []))
    found += _first_missing(answers, "Plan type", "plan_type")
    found += _first_missing(
        answers, "Who administers behavioral health, and their phone", "administrator", "administrator_phone"
    )
    found += _first_missing(answers, "Network status of this facility", "network")
    for side in sides_asked(answers):
        place = f" ({SIDES[side].lower()})"
        found += _first_missing(
            answers, f"Deductible and how much is met{place}", f"{side}_deductible", f"{side}_deductible_met"
        )
        found += _first_missing(
            answers,
            f"Out-of-pocket maximum and how much is met{place}",
            f"{side}_maximum",
            f"{side}_maximum_met",
        )
        if not answers.is_asked(f"{side}_coinsurance") and not answers.is_asked(f"{side}_copay"):
            found.append(Problem(f"Coinsurance or copay{place}", f"{side}_coinsurance"))
    if not answers.levels:
        found.append(Problem("Which level of care was asked about", "levels"))
    for level in answers.levels:
        found += _first_missing(answers, f"{LEVELS[level]}: covered", f"{level}_covered")
        if answers[f"{level}_covered"] != NO:
            found += _authorization_gaps(answers, level)
    found += _first_missing(answers, "Exclusions or carve-outs", "exclusions")
    return found


def _authorization_gaps(answers: Answers, level: str) -> Iterator[Problem]:
    words = f"{LEVELS[level]}: authorization, and its phone"
    yield from _first_missing(answers, words, f"{level}_authorization")
    phones = (f"{level}_authorization_phone", "precertification_phone")
    if answers[f"{level}_authorization"] == YES and not any(map(answers.is_asked, phones)):
        yield Problem(words, phones[0])


def unknown(answers: Answers) -> list[str]:
    """Return the names of what was asked and is unknown, in the order of the call."""
    return [name for name in QUESTIONS if name in answers.given and answers.given[name].is_unknown]


# --- what cannot be -------------------------------------------------------------------------------------


def contradictions(answers: Answers, today: datetime.date) -> list[Problem]:
    """Return what the answers say against each other on ``today``, the day in the center's zone."""
    found = [*_dates(answers, today), *_coverage(answers)]
    for side in SIDES:
        found += _money(answers, side)
    for level in LEVELS:
        found += _days(answers, level)
    return found


def _day(answers: Answers, name: str) -> datetime.date | None:
    text = answers[name]
    return datetime.date.fromisoformat(text) if text else None


def _dates(answers: Answers, today: datetime.date) -> Iterator[Problem]:
    begins, ends = _day(answers, "effective"), _day(answers, "terminates")
    cobra_ends = _day(answers, "cobra_ends")
    is_active = answers["active"]
    if begins and ends and ends < begins:
        yield Problem("The plan ends before it begins.", "terminates")
    if is_active == YES:
        if ends and ends < today:
            yield Problem("The plan is active, and its end date has passed.", "terminates")
        if begins and begins > today:
            yield Problem("The plan is active, and begins only later.", "effective")
        if cobra_ends and cobra_ends < today and answers["cobra"] != NO:
            yield Problem("The plan is active, and its COBRA coverage has ended.", "cobra_ends")
    if is_active == NO and (not begins or begins <= today) and ends and ends >= today:
        yield Problem("The plan is not active, and its end date is still to come.", "active")
    if answers["cobra"] == NO and cobra_ends:
        yield Problem("It is no COBRA coverage, and has a day on which COBRA ends.", "cobra")


def _coverage(answers: Answers) -> Iterator[Problem]:
    if answers["other_coverage"] == NO and answers["primary"] == "other":
        yield Problem("There is no other coverage, and the other plan pays first.", "primary")
    if answers["exclusions"] == YES and not answers.is_asked("exclusions_which"):
        yield Problem("There is an exclusion or carve-out, and nothing says which.", "exclusions_which")
    if answers["exclusions"] == NO and answers["exclusions_which"]:
        yield Problem("There is no exclusion, and one is named.", "exclusions")
    for level, words in LEVELS.items():
        if answers[f"{level}_covered"] == NO and answers[f"{level}_authorization"] == YES:
            yield Problem(f"{words} is not covered, and needs authorization.", f"{level}_authorization")


def _money(answers: Answers, side: str) -> Iterator[Problem]:
    place = SIDES[side]

    def amount(name: str) -> Any:
        return answers[f"{side}_{name}"]

    for name, words in (
        ("deductible", "deductible"),
        ("family_deductible", "family deductible"),
        ("maximum", "out-of-pocket maximum"),
        ("family_maximum", "family out-of-pocket maximum"),
    ):
        total, met, left = amount(name), amount(f"{name}_met"), amount(f"{name}_left")
        if total is not None and met is not None and met > total:
            yield Problem(f"{place}: more of the {words} is met than there is.", f"{side}_{name}_met")
        elif total is not None and met is not None and left is not None and met + left != total:
            yield Problem(f"{place}: met and remaining do not add up to the {words}.", f"{side}_{name}_left")
        elif total is not None and left is not None and left > total:
            yield Problem(f"{place}: more of the {words} remains than there is.", f"{side}_{name}_left")
    for name, words in (("deductible", "deductible"), ("maximum", "out-of-pocket maximum")):
        own, family = amount(name), amount(f"family_{name}")
        if own is not None and family is not None and own > family:
            yield Problem(f"{place}: the individual {words} is above the family’s.", f"{side}_{name}")
    deductible, maximum = amount("deductible"), amount("maximum")
    if (
        deductible is not None
        and maximum is not None
        and deductible > maximum
        and answers[f"{side}_deductible_counts"] == YES
    ):
        yield Problem(
            f"{place}: the deductible counts toward the maximum, and is above it.", f"{side}_deductible"
        )


def _days(answers: Answers, level: str) -> Iterator[Problem]:
    limit, used = answers[f"{level}_limit"], answers[f"{level}_used"]
    if limit is not None and used is not None and used > limit:
        yield Problem(f"{LEVELS[level]}: more days are used than there are.", f"{level}_used")
