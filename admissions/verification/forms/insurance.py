"""The plan: how it reaches us, what is on the card, and whose plan it is."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from ...choices import Answer, InsuranceRoute, PlanType, Rank, Side
from .. import card_photos
from ..answers import PHOTO, Answers
from ..dates import BirthDate
from ..fields import OneOf, Text
from .question import Question, Row


class How(Question):
    """By which route the plan's details reach us."""

    heading = "How would you like to give us the insurance details?"
    title = "How to give us the details"
    why = "Choose what is easiest. Every answer is fine."

    insurance_route = OneOf(
        "Insurance details",
        [
            (InsuranceRoute.PHOTO, "Send a photo of the card"),
            (InsuranceRoute.TYPED, "Type what is on the card"),
            (InsuranceRoute.NONE, "No insurance, or not using it"),
            (InsuranceRoute.CALL, "I’m not sure. Call me"),
        ],
        error="Choose one of the four answers",
        hints={InsuranceRoute.NONE: "We will tell you about other ways to pay"},
    )


class CardPhoto(forms.Field):
    """A photo of one side; its value is what :func:`card_photos.read` made of it."""

    widget = forms.FileInput

    def __init__(self, label: str, *, required: bool = False) -> None:
        super().__init__(
            label=label,
            required=required,
            widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        )

    def clean(self, value: Any) -> card_photos.Photo | None:
        if value is None:
            return None
        try:
            return card_photos.read(value)
        except card_photos.Unacceptable as refusal:
            raise forms.ValidationError(str(refusal)) from None


class CardPhotos(Question):
    """The card, front and back. A side that arrived well is kept while the other is chosen again."""

    heading = "A photo of the card"
    why = "Lay the card on a table, in good light. We take JPEG, PNG and WebP pictures of up to 10 MB."
    takes_photos = True
    rank: ClassVar[str] = Rank.PRIMARY

    front = CardPhoto("Front of the card", required=True)
    back = CardPhoto("Back of the card")

    def tailor(self, answers: Answers) -> None:
        if answers.way == PHOTO:
            del self.fields["back"]

    def kept(self) -> set[str]:
        """Return the sides that the draft holds already."""
        if self.draft is None:
            return set()
        return set(self.draft.card_images.filter(rank=self.rank).values_list("side", flat=True))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "front" not in self.errors and not given.get("front") and Side.FRONT not in self.kept():
            self.add_error("front", "Choose a photo of the front")
        return given

    def keep(self) -> None:
        for side in self.fields:
            photo = self.cleaned_data.get(side)
            if photo is not None and self.draft is not None:
                card_photos.store(self.draft, self.rank, side, photo)

    def typed(self) -> dict[str, list[str]]:
        return {}

    def rows(self) -> list[Row]:
        kept = self.kept()
        return [
            Row(str(field.label), "Photo kept", is_typed=False)
            for side, field in self.fields.items()
            if side in kept
        ]


class Card(Question):
    """What is printed on the card, typed."""

    heading = "What is on the card?"
    why = "Type it as it is printed. Spaces and dashes do not matter."
    MASKED: ClassVar = frozenset({"member_id", "group_number"})

    payer = Text(
        "Insurance company",
        error="Enter the name of the insurance company, or “not sure”",
        at_most=120,
        list="insurers",
    )
    member_id = Text(
        "Member ID",
        hint="On the front. It may be called “subscriber” or “ID number”. Not at hand? Leave it empty.",
        at_most=60,
    )
    group_number = Text("Group number", at_most=60)
    plan_name = Text("Name of the plan", at_most=120)
    plan_type = forms.ChoiceField(
        label="Type of plan",
        choices=[
            ("", "I’m not sure"),
            *(choice for choice in PlanType.choices if choice[0] != PlanType.UNSURE),
        ],
        required=False,
        help_text="Often printed as PPO, HMO, EPO or POS.",
        error_messages={"invalid_choice": "Choose a type from the list"},
    )
    payer_phone = Text("Phone number on the back", at_most=60, inputmode="tel")


class Holder(Question):
    """Whose plan it is."""

    heading = "Whose plan is it?"
    why = "A plan is often in a parent’s or partner’s name. The insurer then asks for that person’s name."
    HIDDEN: ClassVar = frozenset({"holder_birth_date"})

    holder_relation = OneOf(
        "Whose plan it is",
        [
            ("self", "{Your} own"),
            ("partner", "A spouse’s or partner’s"),
            ("parent", "A parent’s"),
            ("other", "Someone else’s"),
            ("unsure", "I’m not sure"),
        ],
        error="Choose whose plan it is, or “I’m not sure”",
    )
    holder_first_name = Text("Their first name", hint="Not needed for {your} own plan", depends=True)
    holder_last_name = Text("Their last name", depends=True)
    holder_birth_date = BirthDate("Their date of birth")
    has_second_plan = OneOf(
        "Is there a second plan?",
        [(Answer.NO, "No"), (Answer.YES, "Yes"), (Answer.UNSURE, "I’m not sure")],
        error="Choose whether there is a second plan",
        initial=Answer.NO,
    )

    def tailor(self, answers: Answers) -> None:
        field = self.fields["holder_relation"]
        field.choices = [(value, str(label).format(**answers.speech)) for value, label in field.choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        has_name = given.get("holder_first_name") or given.get("holder_last_name")
        if (
            given.get("holder_relation") in {"partner", "parent", "other"}
            and not has_name
            and not self.errors
        ):
            self.add_error(
                "holder_first_name", "Enter the name of the person whose plan it is, or choose “I’m not sure”"
            )
        return given


class _Second(Question):
    """The same questions once more, about the second plan."""

    def tailor(self, answers: Answers) -> None:
        super().tailor(answers)
        self.heading = f"The second plan: {self.heading[0].lower()}{self.heading[1:]}"


class SecondCardPhotos(_Second, CardPhotos):
    """The second card, front and back."""

    rank = Rank.SECONDARY


class SecondCard(_Second, Card):
    """What is printed on the second card."""


class SecondHolder(_Second, Holder):
    """Whose plan the second one is."""

    def tailor(self, answers: Answers) -> None:
        super().tailor(answers)
        del self.fields["has_second_plan"]
