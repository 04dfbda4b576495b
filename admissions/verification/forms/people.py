"""Who asks, how to reach them, what is safe, and who needs care."""

from __future__ import annotations

import datetime
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from ...choices import Answer, Channel, Days, Relation, Voicemail
from ...contact_plan import ZONES
from ...phi import birthdays
from ..answers import Answers
from ..fields import BirthDate, Email, OneOf, Phone, Text, Tick, Zip
from ..places import PLACES
from .question import Question

YES_NO_UNSURE = [(Answer.YES, "Yes"), (Answer.NO, "No"), (Answer.UNSURE, "I’m not sure")]
NO_YES = [(Answer.NO, "No"), (Answer.YES, "Yes")]


class Who(Question):
    """The first question."""

    heading = "Who is this for?"
    why = "So that the next questions use the right words. Nothing is sent until you press Send at the end."

    relation = OneOf(
        "Who it is for",
        [
            (Relation.SELF, "For myself"),
            (Relation.LOVED_ONE, "For someone I love"),
            (Relation.CLIENT, "For my client or patient"),
            (Relation.UNSAID, "Rather not say"),
        ],
        error="Choose who this is for, or choose “Rather not say”",
        hints={
            Relation.LOVED_ONE: "A partner, parent, child or friend",
            Relation.UNSAID: "You can go on without telling us",
        },
    )


class LovedOne(Question):
    """Somebody asks for someone they love."""

    heading = "About the person you love"
    why = "So that we never say more than you would want us to."

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


class Contact(Question):
    """A name to call somebody by, and one way to reach them."""

    heading = "How can we reach you?"
    why = (
        "A person will contact you, never a machine. We use this for your request and nothing else. "
        "Nothing is sent to you automatically."
    )

    preferred_name = Text(
        "What should we call you?",
        error="Enter a name. It does not have to be your full name",
        hint="Any name you like",
        autocomplete="nickname",
    )
    channel = OneOf(
        "How should we contact you?",
        [(Channel.PHONE, "A phone call"), (Channel.TEXT, "A text message"), (Channel.EMAIL, "An e-mail")],
        error="Choose how we should contact you",
    )
    phone = Phone(
        "Phone number", hint="If you chose a call or a text. Any format is fine, and so is an extension."
    )
    email = Email("E-mail address", hint="If you chose e-mail. Use one that only you can read.")
    professional_contact = Text(
        "Your own work phone or e-mail", error="Enter a phone number or an e-mail address for yourself"
    )

    def tailor(self, answers: Answers) -> None:
        is_client = answers.relation == Relation.CLIENT
        if is_client and answers.get("work", "may_contact_person") == Answer.YES:
            self.heading = "How can we reach your client?"
            self.fields["preferred_name"].label = "What should we call your client?"
            self.fields["channel"].label = "How should we contact your client?"
            return
        del self.fields["professional_contact"]
        if is_client:  # they have given their name
            del self.fields["preferred_name"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        wanted = "email" if given.get("channel") == Channel.EMAIL else "phone"
        if given.get("channel") and not given.get(wanted) and wanted not in self.errors:
            what = "an e-mail address" if wanted == "email" else "a phone number"
            self.add_error(wanted, f"Enter {what}, or choose another way")
        return given


def _clock(hour: int) -> str:
    return f"{hour % 12 or 12} {'am' if hour < 12 else 'pm'}"


HOURS = [(f"{hour:02}:00", _clock(hour)) for hour in range(7, 23)]


class Times(Question):
    """When contact is welcome, in a named time zone."""

    heading = "When is a good time?"
    why = "If you change nothing here, we contact you as soon as we can."

    window_days = OneOf("Which days?", Days.choices, error="Choose which days", initial=Days.ANY)
    window_from = forms.ChoiceField(label="Not before", choices=[("", "Any time"), *HOURS], required=False)
    window_until = forms.ChoiceField(label="Not after", choices=[("", "Any time"), *HOURS], required=False)
    time_zone = forms.ChoiceField(
        label="Your time zone",
        choices=[(zone, f"{name} time") for zone, name in ZONES.items()],
        error_messages={"required": "Choose your time zone", "invalid_choice": "Choose your time zone"},
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        start, end = given.get("window_from"), given.get("window_until")
        if start and end and end <= start:
            self.add_error("window_until", f"“Not after” must be later than {_clock(int(start[:2]))}")
        return given


class Safety(Question):
    """What may be left on a machine, and how a caller introduces themselves."""

    heading = "What is safe for you?"
    why = "Other people may hear a message or see your phone. We do only what you choose here."

    voicemail = OneOf(
        "May we leave a voicemail?",
        [
            (Voicemail.NO, "No, leave nothing"),
            (Voicemail.YES, "Yes, a short one"),
            (Voicemail.LIMITED, "Yes, but say only these words"),
        ],
        error="Choose whether we may leave a voicemail",
        hints={Voicemail.YES: "It gives a name and our number, and never says what it is about"},
        initial=Voicemail.NO,
    )
    message_words = Text(
        "The words to say",
        hint="If you chose “only these words”. For example: Hi, it’s Sam. Please call me back.",
        at_most=200,
    )
    caller_name = Text(
        "Who should the caller say they are?",
        hint="For example: Sam, or a friend from work. If you leave it empty, we say “Alter”.",
        at_most=60,
    )
    warning = Text(
        "Anything else we should know to keep you safe?",
        hint="For example: my partner may answer. Up to 200 characters.",
        at_most=200,
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("voicemail") == Voicemail.LIMITED and not given.get("message_words"):
            self.add_error(
                "message_words", "Enter the words to say, or choose another answer about voicemail"
            )
        return given


class Language(Question):
    """What makes a talk easier. All of it can stay empty."""

    heading = "What would make talking easier?"
    why = "Leave everything empty if nothing applies."
    can_be_skipped = True

    language = Text("The language you like to speak", autocomplete="language", at_most=60)
    interpreter = Tick("I would like an interpreter. It costs nothing.")
    access_need = Text(
        "Hearing, speech or anything else",
        hint="For example: I use a relay service. Please speak slowly.",
        at_most=200,
    )


class Person(Question):
    """The person who needs care, as their plan knows them."""

    heading = "{Your} name and birth date"
    why = "A health plan finds people by these. We use them to ask the plan and for nothing else."
    HIDDEN: ClassVar = frozenset({"birth_date"})

    first_name = Text("First name", hint="As printed on the card, if there is one", autocomplete="given-name")
    last_name = Text(
        "Last name", hint="If there is only one name, leave the other empty", autocomplete="family-name"
    )
    birth_date = BirthDate("Date of birth", error="Enter the date of birth")
    state = forms.ChoiceField(
        label="State",
        choices=[("", "Not sure, or rather not say"), *PLACES],
        required=False,
        help_text="Plans differ from state to state.",
        error_messages={"invalid_choice": "Choose a state from the list"},
    )
    zip_code = Zip("ZIP code", at_most=12, inputmode="numeric", autocomplete="postal-code")

    def tailor(self, answers: Answers) -> None:
        if answers.relation != Relation.SELF:
            # Somebody else may not know it, and their browser knows their own name.
            self.fields["birth_date"].required = False
            for name in ("first_name", "last_name", "zip_code"):
                self.fields[name].widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not (given.get("first_name") or given.get("last_name") or self.errors):
            self.add_error("first_name", "Enter a first or a last name")
        return given

    @property
    def ends_here(self) -> str:
        born_on: datetime.date | None = self.cleaned_data.get("birth_date")
        is_child = born_on is not None and birthdays.age(born_on, timezone.localdate()) < birthdays.ADULT
        return "admissions:under_18" if is_child else ""
