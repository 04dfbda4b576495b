"""How to reach somebody, when, what is safe, and what makes a talk easier."""

from __future__ import annotations

import datetime
import itertools
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone

from alter_site.content import coverage, facts
from alter_site.content.coverage import Span

from ... import slots
from ...choices import Answer, Channel, Days, Relation, Voicemail
from ...contact_plan import ZONES, ContactPlan
from ...promise import promise
from ..answers import Answers
from ..fields import Email, OneOf, Phone, Text, Tick
from .question import Question, Row


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


SOON, OTHER, NEVER = "soon", "other", "never"
OFFERED = 4  # slots by name
HOURS = [(f"{hour:02}:00", _clock(hour)) for hour in range(7, 23)]


def _slot_words(value: str) -> str:
    found = slots.parse(value)
    return slots.in_words(found) if found else ""


class Times(Question):
    """When contact is welcome, in a named time zone."""

    heading = "When is a good time?"
    why = "If you change nothing here, we contact you as soon as we can."

    slot = OneOf("When may we contact you?", (), initial=SOON)
    window_days = OneOf(
        "Which days?",
        Days.choices,
        error="Choose which days",
        hint="Only if you chose other days or hours.",
        initial=Days.ANY,
    )
    window_from = forms.ChoiceField(label="Not before", choices=[("", "Any time"), *HOURS], required=False)
    window_until = forms.ChoiceField(label="Not after", choices=[("", "Any time"), *HOURS], required=False)
    keep_window = Tick("Keep these days and hours. Somebody will look for a way")
    time_zone = forms.ChoiceField(
        label="Your time zone",
        choices=[(zone, f"{name} time") for zone, name in ZONES.items()],
        error_messages={"required": "Choose your time zone", "invalid_choice": "Choose your time zone"},
    )

    def tailor(self, answers: Answers) -> None:
        now = timezone.now()
        self.coverage = coverage.in_force(facts.current(now))
        coming = list(itertools.islice(slots.slots(self.coverage, now), OFFERED))
        soon = f"As soon as you can. First: {slots.in_words(coming[0])}" if coming else "As soon as you can"
        offered = [(slots.written(slot), slots.in_words(slot)) for slot in coming[1:]]
        # What was chosen on an older page stays a choice; whether it still can be kept, clean_slot() says.
        sent = [self.data.get("slot", "")] if self.is_bound else []
        known = {value for value, _ in offered} | {SOON, OTHER, ""}
        older = [(value, _slot_words(value)) for value in sent if value not in known and _slot_words(value)]
        field: Any = self.fields["slot"]
        field.choices = [(SOON, soon), *older, *offered, (OTHER, "Other days or hours, which I give below")]
        field.depends = True
        attempt = answers.attempt("times")
        is_asked = attempt is not None and any(code == NEVER for _, code, _ in attempt.problems)
        if not is_asked and "keep_window" not in answers.steps.get("times", {}):
            del self.fields["keep_window"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        start, end = given.get("window_from"), given.get("window_until")
        if start and end and end <= start:
            self.add_error("window_until", f"“Not after” must be later than {_clock(int(start[:2]))}")
        elif not self.errors:
            self._ask_whether_hours_meet(given)
        return given

    def _ask_whether_hours_meet(self, given: dict[str, Any]) -> None:
        """Say at once that nobody is here at the times they gave, and when somebody is."""
        plan, now = self._plan(given), timezone.now()
        if isinstance(given.get("slot"), Span) or not self.coverage.is_known or given.get("keep_window"):
            return
        if promise(plan, self.coverage, now) is None and (near := slots.nearest(plan, self.coverage, now)):
            problem = (
                f"Nobody is here at these times. The nearest is {slots.in_words(near)}. "
                "Change the times, or tick the box below them."
            )
            self.add_error("window_until", forms.ValidationError(problem, code=NEVER))

    def _plan(self, given: dict[str, Any]) -> ContactPlan:
        zone = ZoneInfo(given["time_zone"])
        days, earliest, latest = given["window_days"], given["window_from"], given["window_until"]
        start, end = (datetime.time.fromisoformat(text) if text else None for text in (earliest, latest))
        return ContactPlan("", "", days, start, end, zone)

    def clean_slot(self) -> Any:
        """Return a slot of ours, or the word that was chosen: a slot that has passed is asked for again."""
        chosen = self.cleaned_data["slot"]
        if chosen in {"", SOON, OTHER}:
            return chosen
        slot = slots.read(chosen, self.coverage, timezone.now())
        if slot is None:
            raise forms.ValidationError("This time has passed. Choose another one.")
        return slot

    @property
    def window(self) -> dict[str, Any]:
        """The days and hours that were given, on the clocks of the person's zone. Of a valid form."""
        given = self.cleaned_data
        slot = given["slot"]
        if isinstance(slot, Span):
            days, start, end = slots.window(slot, ZoneInfo(given["time_zone"]))
            return {"window_days": days, "window_from": start, "window_until": end}
        start, end = given["window_from"], given["window_until"]
        if not (start or end):
            return {"window_days": given["window_days"], "window_from": None, "window_until": None}
        return {  # with one end given, the other is that of the day
            "window_days": given["window_days"],
            "window_from": datetime.time.fromisoformat(start or "00:00"),
            "window_until": datetime.time.fromisoformat(end or "23:59"),
        }

    def rows(self) -> list[Row]:
        given, names = self.cleaned_data, ["time_zone"]
        when = "As soon as you can"
        if isinstance(given["slot"], Span):
            when = slots.in_words(given["slot"])
        elif self.window["window_from"] is not None or self.window["window_days"] != Days.ANY:
            names, when = ["window_days", "window_from", "window_until", "time_zone"], ""
        found = [Row(str(self.fields["slot"].label), when, is_typed=False)] if when else []
        answered = [(self[name].label, self.shown(name, given[name])) for name in names]
        return [*found, *(Row(str(label), words, is_typed=False) for label, words in answered if words)]


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
