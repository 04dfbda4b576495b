"""From a payer's answer to suggestions for the worksheet: a function of the text and the day, and no more.

Unknown is never suggested as an answer: what the payer does not say stays open, and a notice says so.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from ..benefits.questions import NO, YES
from . import bounds, care, coverage, money
from .outcomes import CODE_WORDS, WRONG, EligibilityOutcome, of_codes
from .rows import SAID, Plan, Service, plans_of
from .suggestions import Findings, Reading, Suggestion, settled
from .values import Unreadable, clean, load, object_of, objects_of, text_of

TIER = "Amounts in network are those of the plan. They do not say that this facility is in network: ask."


def read(text: str | bytes, today: datetime.date) -> Reading:
    """Read an answer. Whatever was sent, it returns a reading, at worst that it cannot be read."""
    try:
        answer = load(text)
        if rejection := _rejection(answer):
            return rejection
        return _benefits(answer, today)
    except Unreadable:
        return Reading(EligibilityOutcome.UNREADABLE)


def _rejection(answer: dict[str, Any]) -> Reading | None:
    """Return why there are no benefits in this answer; a rejection comes with HTTP 200 as well."""
    errors = objects_of(answer, "errors")
    if not errors:
        return None
    codes, notices = [], []
    for error in errors:
        code = text_of(error, "code").upper()[:3]
        said = text_of(error, "description") or text_of(error, "followupAction")
        codes.append(code)
        notices.append(clean(CODE_WORDS.get(code) or f"Code {code or 'missing'}: {said}"))
    outcome = of_codes(codes)
    wrong = [WRONG[code] for code in codes if code in WRONG and outcome == EligibilityOutcome.FIX_INPUT]
    return Reading(outcome, _each_once(filter(None, codes)), _each_once(wrong), notices=_each_once(notices))


def _each_once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


def _benefits(answer: dict[str, Any], today: datetime.date) -> Reading:
    persons = coverage.Persons.of(answer)
    payer = text_of(object_of(object_of(answer, "payer"), "name"), "organization")
    found = Findings()
    plans = [bounds.current(plan, today, found) for plan in plans_of(answer)]
    says = {plan: coverage.standing(coverage.status_rows(plan, persons)) for plan in plans}
    telling = []
    for plan in plans:
        of_plan = Findings()
        coverage.read(plan, persons, today, of_plan)
        if says[plan] != {NO}:
            money.read(plan, of_plan)
            care.read(plan, payer, of_plan)
        telling.append((plan, of_plan))
    # A dental plan beside it tells nothing; of two that tell something, a person says which is meant.
    several = sum(1 for _, of_plan in telling if of_plan.suggestions) > 1
    for _, of_plan in telling:
        found.take(of_plan, doubt=several)
    if several:
        names = ", ".join(plan.name for plan, of_plan in telling if of_plan.suggestions)
        found.note(f"The answer holds several plans: {names}. Choose which one is meant.")
    if any(one.name.startswith("in_") for one in found.suggestions):
        found.note(TIER)
    if any("invalidEntries" in object_of(plan, "benefits") for plan in objects_of(answer, "plans")):
        found.note("Some rows were not valid and are left out: look into the raw answer.")
    _words(answer, plans, found)
    suggestions = settled(found.suggestions)
    return Reading(
        _outcome(says.values(), suggestions),
        suggestions=suggestions,
        notices=tuple(found.notices),
    )


def _words(answer: dict[str, Any], plans: list[Plan], found: Findings) -> None:
    """Show what is said in words only: nothing is suggested from that."""
    for plan in plans:
        told = [row for row in plan.of("statuses", "benefitDescription") if row.messages]
        for row in told:
            if row.service is not Service.OTHER:
                found.note(f"Said in words: {row.detail}.")
        for row in plan.said:
            if row.service is not Service.OTHER and not (
                row.kind == "benefitDisclaimer" and not row.messages
            ):
                amount = f", {row.amount or row.percent}" if row.amount or row.percent else ""
                found.note(f"{SAID[row.kind]}: {row.detail}{amount}.")
    for warning in objects_of(answer, "warnings"):
        found.note(f"The payer’s side warns: {text_of(warning, 'description') or text_of(warning, 'code')}.")


def _outcome(says: Iterable[set[str]], suggestions: Iterable[Suggestion]) -> EligibilityOutcome:
    every = set().union(*says)
    is_clear = [one.value for one in suggestions if one.name == "active" and not one.doubt]
    values = {one.value for one in suggestions if one.name == "active"}
    if every == {YES} and (is_clear or values == {YES}):
        return EligibilityOutcome.ACTIVE
    if every == {NO} and values == {NO}:
        return EligibilityOutcome.INACTIVE
    return EligibilityOutcome.REVIEW
