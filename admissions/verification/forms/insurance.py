"""The plan: how it reaches us, what is on the card, and whose plan it is."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from alter_site.content.pictures.decoding import Drawn

from ...choices import Answer, HeldBy, PlanType, Rank, Side
from .. import card_photos, photo_budget
from ..answers import PHOTO, Answers
from ..dates import BirthDate
from ..fields import OneOf, Text
from .question import CheckedAnswer, Question


def _holder(**options: Any) -> OneOf:
    return OneOf(
        "Whose plan is it?",
        [(HeldBy.SELF, "{Your} own"), *HeldBy.choices[1:]],
        error="Choose whose plan it is, or “I’m not sure”",
        **options,
    )


def _second() -> OneOf:
    return OneOf(
        "Is there a second plan?",
        [(Answer.NO, "No"), (Answer.YES, "Yes"), (Answer.UNSURE, "I’m not sure")],
        error="Choose whether there is a second plan",
        initial=Answer.NO,
    )


class CardPhoto(forms.Field):
    """A photo of one side; its value is what :func:`card_photos.read` made of it."""

    def __init__(self, label: str, *, required: bool = False) -> None:
        super().__init__(
            label=label,
            required=required,
            widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        )

    def clean(self, value: Any) -> Drawn | None:
        if value is None:
            return None
        if not photo_budget.has_room(getattr(value, "network_code", "")):
            raise forms.ValidationError(card_photos.NO_ROOM)
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
    without_photo = forms.BooleanField(label="Go on without a photo", required=False)
    holder_relation = _holder()
    has_second_plan = _second()

    def tailor(self, answers: Answers) -> None:
        said = [words for attempt in answers.attempts for *_, words in attempt.problems]
        if card_photos.NO_ROOM not in said and "without_photo" not in self.data:
            del self.fields["without_photo"]
        if answers.way == PHOTO:
            for name in ("back", "holder_relation", "has_second_plan"):
                del self.fields[name]

    def kept(self) -> set[str]:
        """Return the sides that the draft holds already."""
        if self.draft is None:
            return set()
        return set(self.draft.card_images.filter(rank=self.rank).values_list("side", flat=True))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        is_there = given.get("front") or given.get("without_photo") or Side.FRONT in self.kept()
        if "front" not in self.errors and not is_there:
            self.add_error("front", "Choose a photo of the front")
        return given

    def keep(self) -> None:
        for side in self.sides():
            photo = self.cleaned_data.get(side)
            if photo is not None and self.draft is not None:
                code = getattr(self.files.get(side), "network_code", "")
                card_photos.store(self.draft, self.rank, side, photo, code)

    def typed(self) -> dict[str, list[str]]:
        return {name: values for name, values in super().typed().items() if name not in Side.values}

    def checked_answers(self) -> list[CheckedAnswer]:
        kept = self.kept()
        labels = [str(self.fields[side].label) for side in self.sides() if side in kept]
        photos = [CheckedAnswer(label, "Photo kept", is_typed=False) for label in labels]
        return [*photos, *(one for one in super().checked_answers() if one.label not in labels)]


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
    holder_relation = _holder()
    has_second_plan = _second()


class Holder(Question):
    """Whose plan it is."""

    heading = "Who holds the plan?"
    why = "A plan is often in a parent’s or partner’s name. The insurer then asks for that person’s name."
    HIDDEN: ClassVar = frozenset({"holder_birth_date"})

    holder_first_name = Text("Their first name", depends=True)
    holder_last_name = Text("Their last name", depends=True)
    holder_birth_date = BirthDate("Their date of birth")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not (given.get("holder_first_name") or given.get("holder_last_name") or self.errors):
            self.add_error(
                "holder_first_name", "Enter a first or a last name, or go back and choose “I’m not sure”"
            )
        return given


class SecondCardPhotos(CardPhotos):
    """The second card, front and back."""

    heading = "The second plan: a photo of the card"
    rank = Rank.SECONDARY
    has_second_plan = None  # type: ignore[assignment] # as Django leaves an inherited field out


class SecondCard(Card):
    """What is printed on the second card."""

    heading = "The second plan: what is on the card?"
    has_second_plan = None  # type: ignore[assignment] # as Django leaves an inherited field out


class SecondHolder(Holder):
    """Whose plan the second one is."""

    heading = "The second plan: who holds the plan?"
