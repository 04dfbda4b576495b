"""The steps, in order, with the answers that lead to each. This table is all there is to branching."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..choices import SAFETY, TODAY, Answer, InsuranceRoute, Relation
from . import forms
from .answers import FULL, PHOTO, SHORT, WAYS, Answers

Condition = Callable[[Answers], bool]


def always(answers: Answers) -> bool:
    return True


def relation(wanted: str) -> Condition:
    return lambda answers: answers.relation == wanted


def by_photo(answers: Answers) -> bool:
    return answers.way == PHOTO or answers.get("how", "insurance_route") == InsuranceRoute.PHOTO


def typed(answers: Answers) -> bool:
    return answers.get("how", "insurance_route") == InsuranceRoute.TYPED


def has_plan(answers: Answers) -> bool:
    return by_photo(answers) or typed(answers)


def second(condition: Condition) -> Condition:
    return lambda answers: condition(answers) and answers.get("holder", "has_second_plan") == Answer.YES


def cannot_wait(answers: Answers) -> bool:
    concerns = answers.steps.get("help", {}).get("concerns", [])
    return answers.get("help", "how_soon") == TODAY or SAFETY in concerns


@dataclass(frozen=True)
class Step:
    """One page with one question group: its part of the address, its form, on which ways, and when."""

    slug: str
    form: type[forms.Question]
    ways: tuple[str, ...] = (FULL,)
    when: Condition = always


STEPS = (
    Step("who", forms.Who),
    Step("someone", forms.LovedOne, when=relation(Relation.LOVED_ONE)),
    Step("work", forms.Professional, when=relation(Relation.CLIENT)),
    Step("contact", forms.Contact, WAYS),
    Step("times", forms.Times, WAYS),
    Step("safety", forms.Safety, WAYS),
    Step("language", forms.Language),
    Step("person", forms.Person),
    Step("how", forms.How),
    Step("photo", forms.CardPhotos, (FULL, PHOTO), when=by_photo),
    Step("card", forms.Card, when=typed),
    Step("holder", forms.Holder, when=has_plan),
    Step("second-photo", forms.SecondCardPhotos, when=second(by_photo)),
    Step("second-card", forms.SecondCard, when=second(typed)),
    Step("second-holder", forms.SecondHolder, when=second(has_plan)),
    Step("help", forms.Help),
    Step("urgent", forms.Urgent, when=cannot_wait),
    Step("permissions", forms.Permissions),
)
BY_SLUG = {step.slug: step for step in STEPS}


def path(answers: Answers) -> list[Step]:
    """Return the steps that these answers lead through."""
    return [step for step in STEPS if answers.way in step.ways and step.when(answers)]


def first(way: str) -> Step:
    """Return the step that a way begins with."""
    return path(Answers.none(way))[0]


def first_unanswered(answers: Answers) -> Step | None:
    """Return where to go on; None when everything is answered."""
    return next((step for step in path(answers) if step.slug not in answers.steps), None)


def neighbors(answers: Answers, step: Step) -> tuple[Step | None, Step | None]:
    """Return the steps before and after ``step``."""
    way = path(answers)
    at = way.index(step)
    return (way[at - 1] if at else None), (way[at + 1] if at + 1 < len(way) else None)


__all__ = [
    "BY_SLUG",
    "FULL",
    "PHOTO",
    "SHORT",
    "STEPS",
    "Step",
    "first",
    "first_unanswered",
    "neighbors",
    "path",
]
