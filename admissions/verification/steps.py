"""The steps, in order, with the answers that lead to each. This table is all there is to branching."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from ..choices import Answer, Concern, HeldBy, HowSoon, InsuranceRoute, Rank, Relationship
from .answers import FULL, PHOTO, WAYS, Answers
from .forms import care, contact, insurance, people, times
from .forms.contact import ACCESS, CALL_AND_OWN_WORDS, CAREFUL, LANGUAGE, TELL, reaches_client
from .forms.question import Question
from .forms.times import OTHER

Condition = Callable[[Answers], bool]


def _always(answers: Answers) -> bool:
    return True


def _asks_for(wanted: str) -> Condition:
    return lambda answers: answers.relation == wanted


def _route(answers: Answers) -> str:
    return answers.get("who", "insurance_route")


def _by_photo(answers: Answers) -> bool:
    return answers.way == PHOTO or _route(answers) == InsuranceRoute.PHOTO


def _typed(answers: Answers) -> bool:
    return _route(answers) == InsuranceRoute.TYPED


def _has_plan(answers: Answers) -> bool:
    return _by_photo(answers) or _typed(answers)


def _of_the_card(answers: Answers, field: str, prefix: str = "") -> str:
    """Return what was said beside the card, whether it was typed or sent as a photo."""
    return answers.get(f"{prefix}{'photo' if _by_photo(answers) else 'card'}", field)


def _second(condition: Condition) -> Condition:
    return lambda answers: condition(answers) and _of_the_card(answers, "has_second_plan") == Answer.YES


def _held_by_another(prefix: str = "") -> Condition:
    others = {HeldBy.PARTNER, HeldBy.PARENT, HeldBy.OTHER}
    return lambda answers: _has_plan(answers) and _of_the_card(answers, "holder_relation", prefix) in others


def _chose(field: str, *values: str) -> Condition:
    """Was one of these chosen where we ask how to reach somebody?"""
    return lambda answers: bool({*answers.steps.get("contact", {}).get(field, [])} & {*values})


def _is_careful(answers: Answers) -> bool:
    return _chose("channel", CALL_AND_OWN_WORDS)(answers) or _chose("needs", CAREFUL)(answers)


def _cannot_wait(answers: Answers) -> bool:
    concerns = answers.steps.get("help", {}).get("concerns", [])
    return answers.get("help", "how_soon") == HowSoon.TODAY or Concern.SAFETY in concerns


@dataclass(frozen=True)
class Step:
    """One page with one question group: its part of the address, its form, on which ways, and when.

    ``plan`` says which of two insurance plans it asks about, if it asks about one.
    """

    slug: str
    form: type[Question]
    ways: tuple[str, ...] = (FULL,)
    when: Condition = _always
    plan: str = ""


# Insurance first, then the person, then how to reach them; what does not follow is not asked.
STEPS = (
    Step("who", people.Who),
    Step("other-ways", care.OtherWays, when=lambda answers: _route(answers) == InsuranceRoute.NONE),
    Step("photo", insurance.CardPhotos, (FULL, PHOTO), _by_photo, Rank.PRIMARY),
    Step("card", insurance.Card, (FULL,), _typed, Rank.PRIMARY),
    Step("holder", insurance.Holder, (FULL,), _held_by_another(), Rank.PRIMARY),
    Step("second-photo", insurance.SecondCardPhotos, (FULL,), _second(_by_photo), Rank.SECONDARY),
    Step("second-card", insurance.SecondCard, (FULL,), _second(_typed), Rank.SECONDARY),
    Step(
        "second-holder",
        insurance.SecondHolder,
        (FULL,),
        _second(_held_by_another("second-")),
        Rank.SECONDARY,
    ),
    Step("person", people.Person, when=_has_plan),
    Step("someone", people.LovedOne, when=_asks_for(Relationship.LOVED_ONE)),
    Step("work", people.Professional, when=_asks_for(Relationship.CLIENT)),
    Step("contact", contact.Contact, WAYS),
    Step("times", times.Times, WAYS, when=_chose("slot", OTHER)),
    Step("safety", contact.Safety, WAYS, when=_is_careful),
    Step("language", contact.Language, WAYS, when=_chose("needs", LANGUAGE, ACCESS)),
    Step("told", people.Told, WAYS, when=_chose("needs", TELL)),
    Step("help", care.Help),
    Step("urgent", care.Urgent, when=_cannot_wait),
)
BY_SLUG = {step.slug: step for step in STEPS}


def _patient(answers: Answers) -> str:
    # These steps are on the long way only, where somebody may be again.
    return answers.on(FULL).speech["you"]


# Whom a step asks about, where other answers decide it, and which of its fields ask it: without any, all.
WHOM: dict[str, tuple[Callable[[Answers], object], tuple[str, ...]]] = {
    **dict.fromkeys(("photo", "card", "second-photo", "second-card"), (_patient, ("holder_relation",))),
    "person": (_patient, ()),
    "contact": (reaches_client, ()),
}


def still_meant(before: Answers, after: Answers) -> Answers:
    """Return ``after`` without what was said of somebody else: a client's number is not a therapist's.

    It is asked again. What was answered since ``before`` was said of the right one.
    """
    kept, attempts = dict(after.steps), list(after.attempts)
    for slug, (whom, fields) in WHOM.items():
        if whom(before) == whom(after):
            continue
        if slug in kept and kept[slug] is before.steps.get(slug):
            typed = kept.pop(slug)
            if fields:
                kept[slug] = _without(fields, typed)
        if fields:
            attempts = [
                replace(one, typed=_without(fields, one.typed)) if one.step == slug else one
                for one in attempts
            ]
        else:
            attempts = [one for one in attempts if one.step != slug]
    return replace(after, steps=kept, attempts=tuple(attempts))


def _without(fields: tuple[str, ...], typed: Mapping[str, list[str]]) -> dict[str, list[str]]:
    return {name: values for name, values in typed.items() if name not in fields}


def asked_about(step: Step, answers: Answers) -> str:
    """Return whom a step asks about, which its page says when it is sent; nothing where only one can be."""
    return str(WHOM[step.slug][0](answers)) if step.slug in WHOM else ""


def names_asked(step: Step, form: Question) -> list[str]:
    """Return which fields of a step's form ask about whom :func:`asked_about` names."""
    return [name for name in WHOM[step.slug][1] or form.fields if name in form.fields]


def path(answers: Answers) -> list[Step]:
    """Return the steps that these answers lead through."""
    return [step for step in STEPS if answers.way in step.ways and step.when(answers)]


def first(way: str) -> Step:
    """Return the step that a way begins with."""
    return path(Answers.none(way))[0]


def first_unanswered(answers: Answers) -> Step | None:
    """Return where to go on; None when everything is answered."""
    return next((step for step in path(answers) if step.slug not in answers.steps), None)


def reached(answers: Answers) -> list[Step]:
    """Return the steps that can be shown: those answered, and the first that is not."""
    way, unanswered = path(answers), first_unanswered(answers)
    return way if unanswered is None else way[: way.index(unanswered) + 1]


def neighbors(answers: Answers, step: Step) -> tuple[Step | None, Step | None]:
    """Return the steps before and after ``step``."""
    way = path(answers)
    at = way.index(step)
    return (way[at - 1] if at else None), (way[at + 1] if at + 1 < len(way) else None)
