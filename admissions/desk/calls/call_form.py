"""A call, written down while somebody is on the phone: everything the visitor's form asks, on one page."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from ... import birth_dates, consents, safety, services
from ...choices import (
    Answer,
    CareWanted,
    Channel,
    Days,
    HowSoon,
    InsuranceRoute,
    PlanType,
    Rank,
    Relationship,
    SourcePage,
    Voicemail,
    WayIn,
)
from ...contact_plan import ZONES
from ...verification.fields import Email, Phone, Story, Text, Way, Zip
from ...verification.places import PLACES
from ..fields import BirthDateField, DeskForm, one_of, safety_questions, time_of
from ..groups import WORDS

LONGEST, LONGEST_NOTE = 200, 1000
UNDER_AGE = "under_age"  # the code of a mistake
ON_THE_PHONE = (
    (InsuranceRoute.TYPED, "Read from the card"),
    (InsuranceRoute.CALL, "Not sure, or later"),
    (InsuranceRoute.NONE, InsuranceRoute.NONE.label),
)
SECOND = "second_"
# What stands in the lists before anybody has chosen.
PRESET = {
    "channel": Channel.PHONE,
    "voicemail": Voicemail.NO,
    "window_days": Days.ANY,
    "time_zone": "America/Los_Angeles",
    "insurance_route": InsuranceRoute.CALL,
}
# Enough to ring back, when the line drops before anybody could be asked for anything else.
BARE = frozenset({"phone", "email", "preferred_name", "safe_to_call", "how_soon"})
PLAIN = (
    *("relation", "person_knows", "consent_on_file", "interpreter", "insurance_route", "plan_type"),
    "safe_to_call",
    *("channel", "voicemail", "window_days", "window_from", "window_until", "time_zone"),
)


@dataclass(frozen=True)
class Section:
    """Questions under a heading."""

    heading: str
    fields: list[forms.BoundField]
    is_folded: bool
    is_filled: bool  # with answers, or mistakes: then it is not folded away
    is_screen: bool  # about safety, with the words that some answers take


def line_of(label: str, **options: Any) -> Text:
    """Return a line of text."""
    return Text(label, **{"at_most": LONGEST, **options})


def plan_field(name: str) -> forms.Field:
    """Return the question for one column of an insurance plan."""
    label = WORDS["policy"][name]
    if name == "holder_birth_date":
        return BirthDateField(label)
    if name == "payer_phone":
        return Phone(label)
    return line_of("Insurer" if name == "payer" else label)


class CallForm(DeskForm):
    """The order of the questions is the order of the call: what a dropped line would cost comes first.

    The number alone can be saved. Everything else takes a yes to being contacted, read aloud, or that the
    call ended before they could be asked.
    """

    draft_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)

    phone = Phone("Number to ring back")
    preferred_name = line_of("What should we call you?")
    safe_to_call = one_of(
        "Is it safe for you if we ring this number?", Answer.choices, "Not asked", required=False
    )
    concerns = line_of("What is going on? What would help?")
    how_soon = one_of("How soon?", HowSoon.choices, "Not asked", required=False)
    relation = one_of("Who is it for?", Relationship.choices, "Choose", required=False)

    may_contact = forms.BooleanField(
        label="They said yes", required=False, help_text=f"Read aloud: “{consents.CONTACT.text}”"
    )
    line_dropped = forms.BooleanField(
        label="The call ended before they could be asked",
        required=False,
        help_text="It is asked when somebody rings back, and nothing is asked of an insurer until then.",
    )

    substance, last_use, seizures, suicide = safety_questions()

    channel = one_of("How should we reach you?", Channel.choices, required=False)
    email = Email("E-mail")
    voicemail = one_of("May we leave a message?", Voicemail.choices, required=False)
    message_words = line_of("If only certain words: which?")
    caller_name = line_of("What should we call ourselves?", hint="If somebody else picks up")
    warning = line_of("Anything to be careful about?")
    window_days = one_of("On which days?", Days.choices, required=False)
    window_from = time_of("Not before")
    window_until = time_of("Not after")
    time_zone = one_of(
        "In which time zone?", [(key, f"{name} time") for key, name in ZONES.items()], required=False
    )

    relationship = line_of("Relationship to the person", hint="Mother, partner, friend …")
    person_knows = one_of("Does the person know of this call?", Answer.choices, "Not asked", required=False)
    may_contact_person = forms.BooleanField(label="We may contact the person themselves", required=False)
    professional_name = line_of("Professional’s name")
    professional_organization = line_of("Organization")
    professional_role = line_of("Role")
    professional_contact = Way("Work phone or e-mail", at_most=254)
    consent_on_file = one_of(
        "Is there a written consent on file?", Answer.choices, "Not asked", required=False
    )

    language = line_of("Language, if not English")
    interpreter = forms.BooleanField(label="An interpreter is wanted", required=False)
    access_need = line_of("Hearing or other need")

    first_name = line_of("First name, as on the card")
    last_name = line_of("Last name, as on the card")
    birth_date = BirthDateField("Birth date")
    state = one_of("State", PLACES, "Not asked", required=False)
    zip_code = Zip("ZIP code")

    insurance_route = one_of("Insurance", ON_THE_PHONE, required=False)
    plan_type = one_of("Plan type", PlanType.choices, "Not asked", required=False)

    level_of_care = one_of("What kind of care?", CareWanted.choices, "Not asked", required=False)
    note = Story("In their words", at_most=LONGEST_NOTE, rows=4)

    may_use_details = forms.BooleanField(
        label="They said yes to this as well",
        required=False,
        help_text=f"Read aloud: “{consents.USE_DETAILS.text}”",
    )

    # Heading, first and last question; the first two stand open.
    HEADINGS = (
        ("First", "phone", "relation"),
        ("Permission", "may_contact", "line_dropped"),
        ("Detox and safety", "substance", "suicide"),
        ("To ring back", "channel", "time_zone"),
        ("If it is for somebody else", "relationship", "consent_on_file"),
        ("Language and needs", "language", "access_need"),
        ("The person", "first_name", "zip_code"),
        ("Insurance", "insurance_route", "holder_birth_date"),
        ("A second plan, if there is one", f"{SECOND}payer", f"{SECOND}holder_birth_date"),
        ("What would help", "level_of_care", "may_use_details"),
    )
    OPEN = 2

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plans = {f"{prefix}{name}": plan_field(name) for prefix in ("", SECOND) for name in WORDS["policy"]}
        for field in plans.values():
            field.widget.attrs |= self.ATTRS
        order = list(self.fields)
        after = order.index("plan_type") + 1
        self.fields.update(plans)
        self.order_fields([*order[:after], *plans, *order[after:]])

    def sections(self) -> list[Section]:
        """Return the questions under their headings; folded is what a call does not begin with."""
        names = list(self.fields)
        found = []
        for number, (heading, first, last) in enumerate(self.HEADINGS):
            fields = [self[name] for name in names[names.index(first) : names.index(last) + 1]]
            is_filled = any(field.errors or self._is_answered(field) for field in fields)
            found.append(Section(heading, fields, number >= self.OPEN, is_filled, first == "substance"))
        return found

    def _is_answered(self, field: forms.BoundField) -> bool:
        value = field.value()
        return bool(value) and str(value) != PRESET.get(field.name)

    def holds_something(self) -> bool:
        """Was anything typed at all? Nothing else is worth keeping."""
        names = [name for name in self.fields if name not in {*PRESET, "draft_id"}]
        return any(self[name].value() for name in names)

    def is_about_a_child(self) -> bool:
        """Does the birth date say that nothing of this call may be kept?"""
        return self.has_error("birth_date", UNDER_AGE)

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        for name, preset in PRESET.items():
            found[name] = found.get(name) or preset
        if "draft_id" in found:
            found["draft_id"] = found["draft_id"] or uuid.uuid4()
        self._ask_for_consent(found)
        way = "email" if found.get("channel") == Channel.EMAIL else "phone"
        if not found.get(way) and way not in self.errors:
            self.add_error(way, "This is how they want to be reached. Ask for it.")
        if found.get("voicemail") == Voicemail.LIMITED and not found.get("message_words"):
            self.add_error("message_words", "Write the words they gave.")
        born_on = birth_dates.read(found.get("birth_date", ""))
        zone = ZoneInfo(found.get("time_zone") or "America/Los_Angeles")
        if born_on and birth_dates.is_child(born_on, zone):
            words = (
                "The person is under 18: we cannot take this, and nothing is kept. "
                "Give them the crisis line, 988, and help for young people."
            )
            self.add_error("birth_date", forms.ValidationError(words, code=UNDER_AGE))
        if found.get("person_knows") == Answer.NO and found.get("may_contact_person"):
            self.add_error(
                "may_contact_person", "They do not know of this call: it would come as news to them."
            )
        if (
            found.get("relation") == Relationship.LOVED_ONE
            and found.get("person_knows") == Answer.NO
            and found.get("may_use_details")
        ):
            self.add_error(
                "may_use_details", "They do not know of this call, so nothing goes to their insurer."
            )
        begins, ends = found.get("window_from"), found.get("window_until")
        if bool(begins) != bool(ends) or (begins and ends and begins >= ends):
            self.add_error("window_until", "Give both times, the later one here, or neither.")
        return found

    def _ask_for_consent(self, found: dict[str, Any]) -> None:
        is_bare = not any(found.get(name) for name in self.fields if name not in {*BARE, *PRESET, "draft_id"})
        has_presets = all(found[name] == preset for name, preset in PRESET.items())
        if (is_bare and has_presets) or found.get("line_dropped"):
            return
        if not found.get("relation") and "relation" not in self.errors:
            self.add_error("relation", "Choose one. If they did not say, choose that.")
        if not found.get("may_contact"):
            words = (
                "Without this yes nothing may be kept but a name and a number. Read it aloud and ask, or "
                "tick that the call ended before."
            )
            self.add_error("may_contact", words)

    def screen(self) -> dict[str, str]:
        """Return what was said about substances and safety, as it is kept."""
        found = self.cleaned_data
        return {name: found[name] for name in safety.ASKED} | {"substance": "\n".join(found["substance"])}

    def intake(self) -> services.Intake:
        """Return what was said, ready to be received."""
        found = self.cleaned_data
        names = [field for part in ("way", "about", "person", "help") for field in WORDS[part]]
        # For somebody who asks for themselves there is nobody else to spare.
        relation = found["relation"] or Relationship.UNSAID
        is_their_own = relation in {Relationship.SELF, Relationship.UNSAID}
        agreed = [kind for kind, name in services.ASKED_ALOUD.items() if found[name]]
        return services.Intake(
            plain={name: found[name] for name in PLAIN}
            | {
                "relation": relation,
                "source": WayIn.PHONE,
                "source_page": SourcePage.PHONE,
                "may_contact_person": is_their_own or found["may_contact_person"],
            },
            personal={name: found[name] for name in [*names, "message_words"]},
            plans=(self._plan("", Rank.PRIMARY), self._plan(SECOND, Rank.SECONDARY)),
            consents=tuple(agreed),
            draft_id=found["draft_id"],
        )

    def _plan(self, prefix: str, rank: Rank) -> services.Plan:
        return services.Plan({name: self.cleaned_data[f"{prefix}{name}"] for name in WORDS["policy"]}, rank)
