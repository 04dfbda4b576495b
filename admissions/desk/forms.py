"""The forms of the desk's actions. What is typed stays in them when an action is refused."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import QueryDict

from .. import consents, safety, services
from ..choices import (
    AttemptResult,
    Channel,
    Direction,
    Outcome,
    PayerCallOutcome,
    Relationship,
    SpokenTo,
    Status,
)
from ..models import Submission
from ..phi.seal import Unreadable
from ..reference import is_secret_of, read_reference
from ..verification import guards
from ..verification.fields import Email, Phone, Story, Text, Way
from . import groups, one_form
from .fields import DeskForm, WholeNumber, colleague, one_of, safety_questions
from .guard import visible
from .moments import MomentField, PastMomentField
from .told import ToldFields

LONGEST_NOTE = 2000


class ActionForm(DeskForm):
    """An action that asks nothing; ``version`` is the state of the request that the screen showed."""

    ATTRS: ClassVar = {"autocomplete": "off"}  # notes keep the browser's spelling check

    is_pointless = False  # nothing is there to do it to, so that the screen leaves it out
    why_not = ""  # why this person may not press the button, which is left out then
    is_shown_again = False  # it was refused before, and is not being sent now

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)

    def __init__(self, data: Any = None, *, slug: str, submission: Submission, actor: Any) -> None:
        if isinstance(data, QueryDict):
            data = one_form.prefixed(data, slug)
        super().__init__(data, auto_id="%s", prefix=slug, initial={"version": submission.version})
        self.submission, self.actor = submission, actor
        self.is_kept = False  # it shows what was typed and not saved
        for field in self.fields.values():
            field.widget.attrs["form"] = one_form.NAME
        self.fields["version"].widget.attrs["id"] = f"{slug}-version"

    def shown(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the page had shown in fields that others may have changed since."""
        return {}

    def given(self) -> dict[str, Any]:
        """Return what was filled in; the request has the version that the screen showed from then on."""
        seen = self.cleaned_data.pop("version", None)
        self.submission.version = self.submission.version if seen is None else seen
        return self.cleaned_data

    def add_prefix(self, field_name: str) -> str:
        """Return a field's name on the page; the version is everybody's."""
        return field_name if field_name == one_form.NOT_TYPED else str(super().add_prefix(field_name))


def _text(label: str, error: str = "") -> Story:
    return Story(label, error=error, at_most=LONGEST_NOTE, rows=3)


class AttemptForm(ToldFields, ActionForm):
    """What came of reaching out, or of their call."""

    field_order = ["version", "channel", "direction", "result", "spoken_to", "told", "why"]

    channel = one_of("How", Channel.choices)
    direction = one_of("Who reached whom", Direction.choices)
    result = one_of("What happened", AttemptResult.choices, "Choose")
    spoken_to = one_of("If it was someone else, who", SpokenTo.choices, "It was the person", required=False)
    at = PastMomentField(
        datetime.timedelta(days=1),
        "Write a time of today or yesterday.",
    )
    departure = one_of(
        "If it was outside the contact plan, why",
        services.DEPARTURES.items(),
        "It was as planned",
        required=False,
    )
    next_at = MomentField(
        label="Next try (Pacific time)", required=False, help_text="Leave empty if there is none."
    )
    note = _text("Note, sealed")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["channel"] = self.submission.channel
        self.offer_consents()


class NewWayForm(ActionForm):
    """A number or an address in the place of one that leads nowhere. What stays empty stays as it is."""

    phone = Phone("New number", autocomplete="off")
    email = Email("New e-mail", autocomplete="off")
    professional_contact = Way("New contact of the professional", at_most=254)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - {"version", *groups.ways(self.submission)}:
            del self.fields[name]
        if self.submission.relation != Relationship.CLIENT:
            self.fields.pop("professional_contact", None)


class NoteForm(ActionForm):
    """Something worth knowing; only whoever may open notes can read it."""

    text = _text("Note, sealed", "The note is empty.")


class SecretForm(ActionForm):
    """Whether somebody on the phone has the secret that was shown with the reference."""

    secret = Text("The secret they say", error="Ask for the secret.", at_most=40)

    def clean_secret(self) -> str:
        """Compare the secret. A page that shows what was wrong tries nothing again: it may be reloaded."""
        may_try = guards.may_still_try if self.is_shown_again else guards.may_try
        if not may_try(self.submission.reference):
            raise forms.ValidationError("It was tried too often. Try again in a quarter of an hour.")
        if self.is_shown_again or not is_secret_of(self.submission, self.cleaned_data["secret"]):
            raise forms.ValidationError("This is not the secret of this request.")
        return ""


def takers() -> QuerySet[Any]:
    """Return who takes requests, by name."""
    return get_user_model().objects.who_may("take a hand-over").order_by("first_name", "last_name", "email")


class HandOverForm(ActionForm):
    """Gives a request to a colleague, with a word about it."""

    to = colleague("To")
    note = _text("A word for them, sealed", "Write a note for your colleague.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = takers().exclude(pk=self.submission.owner_id or 0)
        self.fields["to"].queryset = others  # type: ignore[attr-defined]


class VerifyForm(ActionForm):
    """Starts the check with the payer."""

    call_the_payer = forms.BooleanField(
        label="There is no payer and member ID yet: call the payer", required=False
    )


class AskForm(ActionForm):
    """Waits for something that only the person has."""

    missing = one_of("What is missing", services.MISSING.items(), "Choose")
    next_at = MomentField(
        label="Ask again (Pacific time)", errors={"required": "Say when you will ask again."}
    )


class SignForm(ActionForm):
    """A signature under what somebody else wrote."""

    asks = staticmethod(services.why_not_sign)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        with contextlib.suppress(Unreadable):  # then no signature can be given, and pressing says why
            self.why_not = self.asks(self.submission, self.actor)


class SendBackForm(ActionForm):
    """Sends a worksheet back to whoever wrote it."""

    comment = _text("What is to be done, sealed", "Say what is to be done.")


class EndingForm(ActionForm):
    """An ending that takes evidence, which a lead may do without."""

    override = one_of(
        "Without the evidence this takes, because",
        services.OVERRIDES.items(),
        "The evidence is on record",
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not services.may(self.actor, "end without evidence", self.submission):
            del self.fields["override"]


class CloseForm(EndingForm):
    """How a request ended. Admitted has a button of its own, and only the person can withdraw."""

    outcome = one_of("How it ended", (), "Choose")
    duplicate_of = forms.CharField(
        label="If it is a duplicate, of which request", required=False, max_length=20
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fitting = [Outcome.DUPLICATE, Outcome.INVALID]
        if self.submission.status != Status.RECEIVED:
            fitting = [end for end in Outcome if end not in {Outcome.ADMITTED, Outcome.WITHDRAWN}]
        self.fields["outcome"].choices = [("", "Choose"), *((end.value, end.label) for end in fitting)]  # type: ignore[attr-defined]

    def clean_duplicate_of(self) -> Submission | None:
        typed = self.cleaned_data["duplicate_of"]
        if self.cleaned_data.get("outcome") != Outcome.DUPLICATE:
            return None
        other = visible(self.actor).filter(reference=read_reference(typed)).first() if typed else None
        if other is None:
            raise forms.ValidationError("Write the reference of the other request, such as AB4-K7M2Q.")
        return other


class ReopenForm(ActionForm):
    """Takes a closed request up again."""

    reason = one_of("Why", services.REOPEN_REASONS.items(), "Choose")


class AgreeForm(ActionForm):
    """The permissions that nobody was asked for yet, each read aloud."""

    may_contact = forms.BooleanField(
        label="They said yes to being contacted",
        required=False,
        help_text=f"Read aloud: “{consents.CONTACT.text}”",
    )
    may_use_details = forms.BooleanField(
        label="They said yes to their insurer being asked",
        required=False,
        help_text=f"Read aloud: “{consents.USE_DETAILS.text}”",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        still = services.still_to_ask(self.submission)
        for kind, name in services.ASKED_ALOUD.items():
            if kind not in still:
                del self.fields[name]


class ScreenForm(ActionForm):
    """Substances, withdrawal and thoughts of suicide."""

    escalations: ClassVar = safety.ESCALATIONS

    substance, last_use, seizures, suicide = safety_questions()

    def clean_substance(self) -> str:
        return "\n".join(self.cleaned_data["substance"])


class PayerCallForm(ActionForm):
    """Who said it, when, and under which reference: what a signature rests on."""

    outcome = one_of("What came of it", PayerCallOutcome.choices, "Choose")
    at = PastMomentField(
        datetime.timedelta(days=30),
        "Write a time of the last 30 days.",
    )
    minutes = WholeNumber("Minutes", at_most=600, required=False)
    number = Phone("Number called", autocomplete="off")
    representative = Text("Who answered")
    reference = Text("Reference of the call")
    note = Story("What they said, sealed", at_most=LONGEST_NOTE, rows=3)


class PayerWaitForm(ActionForm):
    """Waits for the payer until a time."""

    reason = one_of("What the payer is waited for", services.PAYER_REASONS.items(), "Choose")
    next_at = MomentField(
        label="Ask again (Pacific time)", errors={"required": "Say when you will ask again."}
    )
