"""The steps, in order, with the answers that lead to each. This table is all there is to branching."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..choices import Answer, Concern, HowSoon, InsuranceRoute, Relation
from . import forms
from .answers import FULL, PHOTO, SHORT, WAYS, Answers
from .forms.contact import ACCESS, CALL_AND_OWN_WORDS, CAREFUL, LANGUAGE, TELL
from .forms.times import OTHER

Condition = Callable[[Answers], bool]


def always(answers: Answers) -> bool:
    return True


def relation(wanted: str) -> Condition:
    return lambda answers: answers.relation == wanted


def route(answers: Answers) -> str:
    return answers.get("who", "insurance_route")


def by_photo(answers: Answers) -> bool:
    return answers.way == PHOTO or route(answers) == InsuranceRoute.PHOTO


def typed(answers: Answers) -> bool:
    return route(answers) == InsuranceRoute.TYPED


def has_plan(answers: Answers) -> bool:
    return by_photo(answers) or typed(answers)


def of_the_card(answers: Answers, field: str, prefix: str = "") -> str:
    """Return what was said beside the card, whether it was typed or sent as a photo."""
    return answers.get(f"{prefix}{'photo' if by_photo(answers) else 'card'}", field)


def second(condition: Condition) -> Condition:
    return lambda answers: condition(answers) and of_the_card(answers, "has_second_plan") == Answer.YES


def held_by_another(prefix: str = "") -> Condition:
    def is_held(answers: Answers) -> bool:
        return of_the_card(answers, "holder_relation", prefix) in {"partner", "parent", "other"}

    return lambda answers: has_plan(answers) and is_held(answers)


def chose(field: str, *values: str) -> Condition:
    """Was one of these chosen where we ask how to reach somebody?"""
    return lambda answers: bool({*answers.steps.get("contact", {}).get(field, [])} & {*values})


def is_careful(answers: Answers) -> bool:
    return chose("channel", CALL_AND_OWN_WORDS)(answers) or chose("needs", CAREFUL)(answers)


def cannot_wait(answers: Answers) -> bool:
    concerns = answers.steps.get("help", {}).get("concerns", [])
    return answers.get("help", "how_soon") == HowSoon.TODAY or Concern.SAFETY in concerns


@dataclass(frozen=True)
class Step:
    """One page with one question group: its part of the address, its form, on which ways, and when."""

    slug: str
    form: type[forms.Question]
    ways: tuple[str, ...] = (FULL,)
    when: Condition = always


# Insurance first, then the person, then how to reach them; what does not follow is not asked.
STEPS = (
    Step("who", forms.Who),
    Step("other-ways", forms.OtherWays, when=lambda answers: route(answers) == InsuranceRoute.NONE),
    Step("photo", forms.CardPhotos, (FULL, PHOTO), when=by_photo),
    Step("card", forms.Card, when=typed),
    Step("holder", forms.Holder, when=held_by_another()),
    Step("second-photo", forms.SecondCardPhotos, when=second(by_photo)),
    Step("second-card", forms.SecondCard, when=second(typed)),
    Step("second-holder", forms.SecondHolder, when=second(held_by_another("second-"))),
    Step("person", forms.Person, when=has_plan),
    Step("someone", forms.LovedOne, when=relation(Relation.LOVED_ONE)),
    Step("work", forms.Professional, when=relation(Relation.CLIENT)),
    Step("contact", forms.Contact, WAYS),
    Step("times", forms.Times, WAYS, when=chose("slot", OTHER)),
    Step("safety", forms.Safety, WAYS, when=is_careful),
    Step("language", forms.Language, WAYS, when=chose("needs", LANGUAGE, ACCESS)),
    Step("told", forms.Told, WAYS, when=chose("needs", TELL)),
    Step("help", forms.Help),
    Step("urgent", forms.Urgent, when=cannot_wait),
)
# Steps of the form before it was half as long: whoever has one open is led to where they go on.
RETIRED = ("how", "permissions")
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
