"""What is suggested for the worksheet, and what staff have to know besides."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from ..benefits.questions import QUESTIONS
from .outcomes import EligibilityOutcome

MOST_CHOICES = 8  # of one field; more is no choice
MOST_NOTICES = 40  # nobody reads more, and a screen has to end
UNSAID = ": unknown, ask."  # how a notice ends that says what an answer does not say


@dataclass(frozen=True)
class Suggestion:
    """A value for one field of the worksheet. With ``doubt`` it is taken only by choosing it itself."""

    name: str
    value: str | int
    detail: str = ""
    doubt: bool = False


@dataclass(frozen=True)
class Reading:
    """An answer as it was read."""

    outcome: EligibilityOutcome
    codes: tuple[str, ...] = ()
    fixes: tuple[str, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    notices: tuple[str, ...] = ()

    def of(self, name: str) -> list[Suggestion]:
        """Return what is suggested for one field: several where the answer contradicts itself."""
        return [one for one in self.suggestions if one.name == name]

    def clear(self, name: str) -> Suggestion | None:
        """Return the one suggestion without doubt for a field, if there is one."""
        found = self.of(name)
        return found[0] if len(found) == 1 and not found[0].doubt else None

    def as_json(self) -> str:
        """Return the text that is sealed."""
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Reading:
        """Read what :meth:`as_json` wrote. A field that is no longer asked is left out."""
        stored = json.loads(text)
        return cls(
            EligibilityOutcome(stored["outcome"]),
            tuple(stored["codes"]),
            tuple(stored["fixes"]),
            tuple(Suggestion(**one) for one in stored["suggestions"] if one["name"] in QUESTIONS),
            tuple(stored["notices"]),
        )


class Findings:
    """Collects suggestions and notices while an answer is read."""

    def __init__(self) -> None:
        self.suggestions: list[Suggestion] = []
        self.notices: list[str] = []

    def suggest(self, name: str, value: str | int, detail: str = "", *, doubt: bool = False) -> None:
        self.suggestions.append(Suggestion(name, value, detail, doubt))

    def note(self, words: str) -> None:
        if len(self.notices) < MOST_NOTICES and words not in self.notices:
            self.notices.append(words)

    def unsaid(self, words: str) -> None:
        self.note(f"{words}{UNSAID}")

    def take(self, other: Findings, *, doubt: bool) -> None:
        """Take over what was found elsewhere; with ``doubt``, none of it is clear."""
        self.suggestions += [replace(one, doubt=one.doubt or doubt) for one in other.suggestions]
        for words in other.notices:
            self.note(words)


def settled(suggestions: Iterable[Suggestion]) -> tuple[Suggestion, ...]:
    """Return each different value once; where a field has several, each is in doubt."""
    of_fields: dict[str, dict[Any, Suggestion]] = {}
    for one in suggestions:
        values = of_fields.setdefault(one.name, {})
        before = values.get(one.value, one)
        values[one.value] = replace(before, doubt=before.doubt and one.doubt)
    return tuple(
        replace(one, doubt=one.doubt or len(values) > 1)
        for values in of_fields.values()
        if len(values) <= MOST_CHOICES
        for one in values.values()
    )


# Only these answers say anything of benefits, or leave something unsaid.
WITH_BENEFITS = frozenset({EligibilityOutcome.ACTIVE, EligibilityOutcome.REVIEW})


def together(readings: Iterable[Reading]) -> Reading:
    """Return the answers to several questions of one press as one: each service was asked about by itself."""
    found = list(readings)
    outcomes = {one.outcome for one in found}
    if len(outcomes) == 1:
        outcome = outcomes.pop()
    elif outcomes <= {EligibilityOutcome.ACTIVE, EligibilityOutcome.UNAVAILABLE}:
        outcome = EligibilityOutcome.ACTIVE
    else:
        outcome = EligibilityOutcome.REVIEW
    return Reading(
        outcome,
        tuple(dict.fromkeys(code for one in found for code in one.codes)),
        tuple(dict.fromkeys(fix for one in found for fix in one.fixes)),
        settled(suggestion for one in found for suggestion in one.suggestions),
        tuple(_notices(found)),
    )


def _notices(readings: list[Reading]) -> Iterator[str]:
    """Return each notice once; that something is not said, only where none of the answers says it."""
    telling = [set(one.notices) for one in readings if one.outcome in WITH_BENEFITS]
    for words in dict.fromkeys(words for one in readings for words in one.notices):
        if not words.endswith(UNSAID) or all(words in notices for notices in telling):
            yield words
