"""How to reach somebody, what is safe, and what makes a talk easier."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone

from alter_site.content.facts.coverage import Span

from ... import reach, slots
from ...choices import Answer, Channel, Relationship, Voicemail
from ...contact_plan import ZONES
from ..answers import Answers
from ..fields import OneOf, Several, Text, Tick, Way
from .question import Question
from .times import ANY_TIME, OTHER, SOON, in_force, offered, window_of

# One answer for the channel and for what a machine may hear: nobody who writes is asked about voicemail.
CALL, CALL_AND_MESSAGE, CALL_AND_OWN_WORDS = "call", "call_message", "call_words"
VOICEMAIL = {
    CALL: Voicemail.NO,
    CALL_AND_MESSAGE: Voicemail.YES,
    CALL_AND_OWN_WORDS: Voicemail.LIMITED,
}
JUDGES: dict[str, Callable[[str], str]] = {  # by channel; any other is a call
    Channel.TEXT: reach.what_is_wrong_with_texting,
    Channel.EMAIL: reach.what_is_wrong_with_email,
}
CAREFUL, LANGUAGE, ACCESS, TELL = "careful", "language", "access", "tell"


def reaches_client(answers: Answers) -> bool:
    """Do we ask a professional how to reach their client, and not how to reach themselves?"""
    is_client = answers.relation == Relationship.CLIENT
    return is_client and answers.get("work", "may_contact_person") == Answer.YES


class Contact(Question):
    """A name to call somebody by, one way to reach them, and when."""

    heading = "How can we reach you?"
    why = (
        "A person will contact you, never a machine. We use this for your request and nothing else. "
        "Nothing is sent to you automatically."
    )

    preferred_name = Text(
        "What should we call you?",
        error="Tell us what to call you. It does not have to be your full name",
        hint="Any name you like",
        autocomplete="nickname",
    )
    channel = OneOf(
        "How should we contact you?",
        [
            (CALL, "A phone call. Leave no message"),
            (CALL_AND_MESSAGE, "A phone call. A short message is fine"),
            (CALL_AND_OWN_WORDS, "A phone call. A message in words that I choose"),
            (Channel.TEXT, "A text message"),
            (Channel.EMAIL, "An e-mail"),
        ],
        error="Choose how we should contact you",
        hints={
            CALL_AND_MESSAGE: "It gives a name and our number, and never says what it is about",
            CALL_AND_OWN_WORDS: "The next page asks for the words",
        },
    )
    reach = Text(
        "Your phone number, or your e-mail address",
        error="Enter a phone number or an e-mail address",
        hint="Any format is fine, and so is an extension. Use one that only you can read or answer.",
        at_most=254,
    )
    slot = OneOf("When may we contact you?", (), initial=SOON)
    time_zone = forms.ChoiceField(
        label="Your time zone",
        choices=[(zone, f"{name} time") for zone, name in ZONES.items()],
        initial="America/Los_Angeles",
        error_messages={"required": "Choose your time zone", "invalid_choice": "Choose your time zone"},
    )
    needs = Several(
        "Does anything of this apply?",
        [
            (CAREFUL, "It matters who calls, or what they say to whoever answers"),
            (LANGUAGE, "I would like another language or an interpreter"),
            (ACCESS, "Hearing, speech or something else"),
            (TELL, "There is somebody whom you may speak with about this"),
        ],
        hint="Choose any that fit. One more page then asks.",
    )
    professional_contact = Way(
        "Your own work phone or e-mail",
        error="Enter a phone number or an e-mail address for yourself",
        at_most=254,
    )

    def tailor(self, answers: Answers) -> None:
        slot: Any = self.fields["slot"]
        sent: Any = self.data
        slot.choices = offered(sent.getlist("slot") if self.is_bound else [], answers.zone)
        slot.depends = True
        if reaches_client(answers):
            self.heading = "How can we reach your client?"
            name: Any = self.fields["preferred_name"]
            name.label = "What should we call your client?"
            name.error_messages["required"] = (
                "Tell us what to call them. It does not have to be their full name"
            )
            self.fields["channel"].label = "How should we contact your client?"
            self.fields["reach"].label = "Their phone number or e-mail address"
            return
        del self.fields["professional_contact"]
        if answers.relation == Relationship.CLIENT:  # they have given their name
            del self.fields["preferred_name"]

    def clean_slot(self) -> Any:
        """Return a slot of ours, or the word that was chosen: a slot that has passed is asked for again."""
        chosen = self.cleaned_data["slot"] or SOON
        if chosen in {SOON, OTHER}:
            return chosen
        slot = slots.read(chosen, in_force(), timezone.now())
        if slot is None:
            raise forms.ValidationError("This time has passed. Choose another one.")
        return slot

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        channel, value = given.get("channel"), given.get("reach")
        judge = JUDGES.get(str(channel), reach.what_is_wrong_with_phone)
        if channel and value and (problem := judge(value)):
            self.add_error("reach", problem)
        return given

    @property
    def told(self) -> dict[str, str]:
        """What a request keeps of the way to reach somebody. Of a valid form."""
        chosen, value = self.cleaned_data["channel"], self.cleaned_data["reach"]
        if chosen == Channel.EMAIL:
            return {"channel": Channel.EMAIL, "voicemail": Voicemail.NO, "email": value}
        channel = Channel.TEXT if chosen == Channel.TEXT else Channel.PHONE
        return {"channel": channel, "voicemail": VOICEMAIL.get(chosen, Voicemail.NO), "phone": value}

    @property
    def window(self) -> dict[str, Any]:
        """Days and hours of the chosen slot in the person's time zone; without one, any time."""
        slot = self.cleaned_data["slot"]
        if not isinstance(slot, Span):
            return ANY_TIME
        return window_of(slot, ZoneInfo(self.cleaned_data["time_zone"]))

    def shown(self, name: str, value: Any) -> str:
        if name == "slot":
            words = {SOON: "As soon as you can", OTHER: "Other days or hours"}
            return slots.in_words(value) if isinstance(value, Span) else words[value]
        return super().shown(name, value)


class Safety(Question):
    """What may be left on a machine, and how a caller introduces themselves."""

    heading = "What is safe for you?"
    why = "Other people may hear a message or see your phone. We do only what you choose here."

    message_words = Text(
        "The words to say",
        error="Enter the words to say, or go back and choose another way",
        hint="For example: Hi, it’s Sam. Please call me back.",
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

    def tailor(self, answers: Answers) -> None:
        if answers.get("contact", "channel") != CALL_AND_OWN_WORDS:
            del self.fields["message_words"]


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
