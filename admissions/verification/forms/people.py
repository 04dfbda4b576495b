"""Who asks, for whom, and who needs care."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from ... import birth_dates
from ...choices import Answer, InsuranceRoute, Relationship
from ..answers import Answers
from ..dates import ASKED_BACK, BirthDate
from ..fields import OneOf, Text, Tick
from .question import Question

YES_NO_UNSURE = [(Answer.YES, "Yes"), (Answer.NO, "No"), (Answer.UNSURE, "I’m not sure")]
NO_YES = [(Answer.NO, "No"), (Answer.YES, "Yes")]


class Who(Question):
    """The first question: by which route the plan's details reach us, and who asks for whom."""

    heading = "Two short questions first"
    why = "So that we ask only what follows from them. Nothing is sent until you press Send at the end."

    insurance_route = OneOf(
        "Insurance details",
        [
            (InsuranceRoute.PHOTO, "Send a photo of the card"),
            (InsuranceRoute.TYPED, "Type what is on the card"),
            (InsuranceRoute.NONE, "No insurance, or not using it"),
            (InsuranceRoute.CALL, "I’m not sure. Call me"),
        ],
        error="Choose one of the four answers about insurance",
        hints={InsuranceRoute.NONE: "We will tell you about other ways to pay"},
    )
    relation = OneOf(
        "Who is this for?",
        [
            (Relationship.SELF, "For myself"),
            (Relationship.LOVED_ONE, "For someone I love"),
            (Relationship.CLIENT, "For my client or patient"),
            (Relationship.UNSAID, "Rather not say"),
        ],
        error="Choose who this is for, or choose “Rather not say”",
        hints={
            Relationship.LOVED_ONE: "A partner, parent, child or friend",
            Relationship.UNSAID: "You can go on without telling us",
        },
    )


class LovedOne(Question):
    """Somebody asks for someone they love."""

    heading = "About the person you love"
    why = (
        "So that we never say more than you would want us to. We ask an insurer about an adult only when "
        "they agree. Until then we give you general answers, and tell you what families can do."
    )

    relationship = Text("What are you to them?", hint="For example: mother, husband, friend", at_most=80)
    person_knows = OneOf(
        "Do they know that you are asking?",
        YES_NO_UNSURE,
        error="Choose whether they know that you are asking",
    )
    may_contact_person = OneOf(
        "Is it safe for us to contact them?",
        NO_YES,
        error="Choose whether we may contact them",
        hint="If you are not sure, leave it at No. We will then speak with you alone.",
        initial=Answer.NO,
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("person_knows") == Answer.NO and given.get("may_contact_person") == Answer.YES:
            self.add_error(
                "may_contact_person",
                "You said that they do not know you are asking. If we contact them, they learn it from us. "
                "Choose No here, or tell them first and change your answer above.",
            )
        return given


class Professional(Question):
    """Somebody asks for their client or patient."""

    heading = "About you and your client"
    why = "So that we know whom we may speak with."

    professional_name = Text("Your name", error="Enter your name", autocomplete="name")
    professional_organization = Text("Organization", autocomplete="organization")
    professional_role = Text(
        "Your role", hint="For example: therapist, case manager", autocomplete="organization-title"
    )
    consent_on_file = OneOf(
        "Do you have your client’s written consent on file?",
        YES_NO_UNSURE,
        error="Choose whether a consent is on file",
        hint="You can send this without one. We will then ask for it before we share anything with you.",
    )
    may_contact_person = OneOf(
        "May we contact your client?",
        NO_YES,
        error="Choose whether we may contact your client",
        hint="If you choose No, we will speak with you alone.",
        initial=Answer.NO,
    )


class Told(Question):
    """Whom we may speak with besides, about what, and for how long."""

    heading = "Whom may we speak with?"
    why = "Without this we tell nobody that you asked. You can take it back at any time."
    ENDS: ClassVar = {"request": None, "quarter": 90, "year": 365}  # days

    told_name = Text("Their name, and who they are", error="Enter a name", hint="For example: Pat, my sister")
    told_scope = OneOf(
        "What may we tell them?",
        [
            ("asked", "That I asked, and when we talk"),
            ("plan", "That, and what the plan covers"),
            ("all", "Everything about this request"),
        ],
        error="Choose what we may tell them",
    )
    told_until = OneOf(
        "Until when?",
        [("request", "Until this request ends"), ("quarter", "For 90 days"), ("year", "For a year")],
        error="Choose until when",
        initial="request",
    )

    @property
    def detail(self) -> str:
        given = self.cleaned_data
        return "\n".join(
            [given["told_name"], *(self.shown(name, given[name]) for name in ("told_scope", "told_until"))]
        )

    @property
    def ends_at(self) -> datetime.datetime | None:
        days = self.ENDS[self.cleaned_data["told_until"]]
        return timezone.now() + datetime.timedelta(days=days) if days else None


class Person(Question):
    """The person who needs care, as their plan knows them."""

    heading = "{Your} name and birth date"
    why = "A health plan finds people by these. We use them to ask the plan and for nothing else."
    HIDDEN: ClassVar = frozenset({"birth_date"})

    first_name = Text(
        "First name", hint="As printed on the card, if there is one", depends=True, autocomplete="given-name"
    )
    last_name = Text(
        "Last name",
        hint="If there is only one name, leave the other empty",
        depends=True,
        autocomplete="family-name",
    )
    birth_date = BirthDate("Date of birth", error="Enter the date of birth")
    is_under_18 = Tick("Yes, this date of birth is right")

    def tailor(self, answers: Answers) -> None:
        if not self._was_asked_back(answers):
            del self.fields["is_under_18"]
        if answers.relation != Relationship.SELF:
            # Somebody else may not know it, and their browser knows their own name.
            self.fields["birth_date"].required = False
            for name in ("first_name", "last_name"):
                self.fields[name].widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not (given.get("first_name") or given.get("last_name") or self.errors):
            self.add_error("first_name", "Enter a first or a last name")
        born_on: datetime.date | None = given.get("birth_date")
        if born_on is not None and self._is_child(born_on) and not given.get("is_under_18"):
            self.fields["birth_date"].widget.wrong = birth_dates.box_of("year", **self["birth_date"].data)
            # The form would end and delete everything: one mistyped digit must not do that.
            self.add_error(
                "birth_date",
                forms.ValidationError(
                    f"You typed {born_on.year}. Is that right? Change the year, or tick the box below it.",
                    code=ASKED_BACK,
                ),
            )
        return given

    def _was_asked_back(self, answers: Answers) -> bool:
        if attempt := answers.attempt("person"):
            return any(code == ASKED_BACK for _, code, _ in attempt.problems)
        # An answer was good until the person chose another zone, where their 18th birthday has yet to come.
        kept: Mapping[str, Any] = answers.typed("person") or {}
        try:
            born_on = birth_dates.of_parts(**BirthDate.widget().value_from_datadict(kept, {}, "birth_date"))
        except birth_dates.NotABirthDate:
            return False
        return self._is_child(born_on)

    def _is_child(self, born_on: datetime.date) -> bool:
        return birth_dates.is_child(born_on, self.answers.zone)

    @property
    def ends_here(self) -> str:
        born_on: datetime.date | None = self.cleaned_data.get("birth_date")
        return "admissions:under_18" if born_on is not None and self._is_child(born_on) else ""
