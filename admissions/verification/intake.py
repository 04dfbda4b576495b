"""From a visitor's answers to what :func:`admissions.services.receive` takes."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import timezone

from .. import birth_dates
from ..choices import Answer, InsuranceRoute, PlanType, Rank, Relationship, WayIn
from ..models import Consent, Draft, Policy, Submission
from ..phi.field import SealedModel
from ..services import Intake, Plan
from . import steps
from .answers import CALL_BACK, FULL, PHOTO, SHORT, Answers
from .forms.question import Question

VERSION = 2  # of the form: insurance first, and half as long
SOURCES = {
    FULL: WayIn.FORM,
    SHORT: WayIn.SHORT_FORM,
    PHOTO: WayIn.PHOTO_FORM,
    CALL_BACK: WayIn.CALL_BACK,
}


class NotComplete(Exception):
    """An answer is missing, or no longer fits: ``step`` is where to go on."""

    def __init__(self, step: steps.Step) -> None:
        super().__init__(step.slug)
        self.step = step


def read(answers: Answers, draft: Draft | None = None) -> dict[steps.Step, Question]:
    """Return the form of every step on the way, read and valid. Raises :class:`NotComplete`."""
    found = {}
    for step in steps.path(answers):
        form = step.form(answers, answers.typed(step.slug), draft=draft)
        if not form.is_valid():
            raise NotComplete(step)
        found[step] = form
    return found


def incomplete(answers: Answers, draft: Draft) -> steps.Step | None:
    """Return the first step that has no answer, or one that no longer fits; None when all do."""
    try:
        read(answers, draft)
    except NotComplete as found:
        return found.step
    return None


def build(answers: Answers, draft: Draft) -> Intake:
    """Return the request that the answers make. Answers of steps no longer on the way are ignored.

    Raises:
        NotComplete: a step has no answer, or one that a newer release does not take.
    """
    read_forms = read(answers, draft)
    forms = {step.slug: form for step, form in read_forms.items()}
    given = _given(form for step, form in read_forms.items() if step.plan != Rank.SECONDARY)
    route = (
        InsuranceRoute.PHOTO if answers.way == PHOTO else given.get("insurance_route") or InsuranceRoute.CALL
    )
    contact: Any = forms["contact"]
    told: Any = forms.get("told")
    hours: Any = forms.get("times", contact)
    reached: dict[str, str] = contact.told
    given |= {"phone": reached.get("phone", ""), "email": reached.get("email", "")}
    return Intake(
        plain={
            "relation": answers.relation,
            "may_contact_person": given.get("may_contact_person") != Answer.NO,
            "person_knows": given.get("person_knows", ""),
            "consent_on_file": given.get("consent_on_file", ""),
            "interpreter": bool(given.get("interpreter")),
            "channel": reached["channel"],
            "voicemail": reached["voicemail"],
            **hours.window,
            "time_zone": given["time_zone"],
            "plan_type": given.get("plan_type") or (PlanType.UNSURE if route == InsuranceRoute.TYPED else ""),
            "insurance_route": route,
            "source": SOURCES[answers.way],
            "source_page": answers.source_page,
            "form_version": VERSION,
            "estimate_asked_at": timezone.now() if given.get("estimate") else None,
        },
        personal=_personal(given, answers),
        plans=tuple(_plans(read_forms)),
        consents=(*consents_of(answers), *((Consent.Kind.TELL,) if told else ())),
        may_be_told=told.detail if told else "",
        told_until=told.ends_at if told else None,
        told_scope=told.cleaned_data["told_scope"] if told else "",
        photos=tuple((step.plan, side) for step, form in read_forms.items() for side in form.sides()),
        draft_id=draft.pk,
    )


def consents_of(answers: Answers) -> tuple[str, ...]:
    """Return the permissions that sending these answers gives: only what there is use for."""
    route = answers.get("who", "insurance_route")
    asks_insurer = answers.way == PHOTO or (answers.way == FULL and route != InsuranceRoute.NONE)
    if answers.relation == Relationship.LOVED_ONE and answers.get("someone", "person_knows") != Answer.YES:
        asks_insurer = False  # nothing goes to an insurer about an adult who has not agreed
    return (Consent.Kind.USE_DETAILS, Consent.Kind.CONTACT) if asks_insurer else (Consent.Kind.CONTACT,)


def _given(forms: Iterable[Question]) -> dict[str, Any]:
    return {name: value for form in forms for name, value in form.cleaned_data.items()}


def _personal(given: dict[str, Any], answers: Answers) -> dict[str, str]:
    values = _sealed_columns(Submission, given)
    if answers.relation == Relationship.CLIENT:
        values["preferred_name"] = values["preferred_name"] or values["professional_name"]
        values["professional_contact"] = values["professional_contact"] or values["phone"] or values["email"]
    return values


def _sealed_columns(model: type[SealedModel], given: dict[str, Any]) -> dict[str, str]:
    """Return the text of each sealed column, which the form's field of the same name holds."""
    return {name: _as_text(given.get(name)) for name in model.sealed_fields()}


def _as_text(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(value)
    return birth_dates.sealed_text(value) if isinstance(value, datetime.date) else value or ""


def _plans(forms: dict[steps.Step, Question]) -> Iterator[Plan]:
    for rank in Rank:
        given = _given(form for step, form in forms.items() if step.plan == rank)
        if "holder_relation" in given:  # not asked on the way that is a photo only
            yield Plan(_sealed_columns(Policy, given), rank)
