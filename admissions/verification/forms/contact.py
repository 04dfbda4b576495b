"""How to reach somebody, when, what is safe, and what makes a talk easier."""

from __future__ import annotations

from typing import Any

from django import forms

from ...choices import Answer, Channel, Days, Relation, Voicemail
from ...contact_plan import ZONES
from ..answers import Answers
from ..fields import Email, OneOf, Phone, Text, Tick
from .question import Question


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
        "Phone number",
        depends=True,
        hint="If you chose a call or a text. Any format is fine, and so is an extension.",
    )
    email = Email("E-mail address", depends=True, hint="If you chose e-mail. Use one that only you can read.")
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
        depends=True,
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
