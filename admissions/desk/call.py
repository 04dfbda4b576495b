"""A call, written down while somebody is on the phone: everything the visitor's form asks, on one page."""

from __future__ import annotations

import uuid
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from alter_site.content.time_of_day import TimeOfDayField

from .. import birth_dates, consents, services
from ..choices import (
    Answer,
    CareWanted,
    Channel,
    Days,
    HowSoon,
    InsuranceRoute,
    PlanType,
    Rank,
    Relation,
    Source,
    SourcePage,
    Voicemail,
)
from ..contact_plan import ZONES
from ..models import Consent
from ..verification.fields import Email, Phone, Story, Text, Way, Zip
from ..verification.places import PLACES
from .fields import BirthDateField, DeskForm, one_of
from .groups import WORDS

LONGEST = 200
LONGEST_NOTE = 1000
UNDER_AGE = "under_age"  # the code of a mistake
ON_THE_PHONE = (
    (InsuranceRoute.TYPED, "Read from the card"),
    (InsuranceRoute.CALL, "Not sure, or later"),
    (InsuranceRoute.NONE, InsuranceRoute.NONE.label),
)
SECOND = "second_"
PLAIN = (
    *("relation", "person_knows", "consent_on_file", "interpreter", "insurance_route", "plan_type"),
    *("channel", "voicemail", "window_days", "window_from", "window_until", "time_zone"),
)


def _line(label: str, **options: Any) -> Text:
    return Text(label, **{"at_most": LONGEST, **options})


def _time(label: str) -> forms.TimeField:
    return TimeOfDayField(
        label=label,
        required=False,
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
    )


class CallForm(DeskForm):
    """The order of the questions is the order of the call: how to ring back comes first."""

    draft_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    phone = Phone("Number to ring back")
    preferred_name = _line("What should we call you?")
    relation = one_of("Who is it for?", Relation.choices, "Choose")
    channel = one_of("How should we reach you?", Channel.choices)
    email = Email("E-mail")
    voicemail = one_of("May we leave a message?", Voicemail.choices)
    message_words = _line("If only certain words: which?")
    caller_name = _line("What should we call ourselves?", hint="If somebody else picks up")
    warning = _line("Anything to be careful about?")
    window_days = one_of("On which days?", Days.choices)
    window_from = _time("Not before")
    window_until = _time("Not after")
    time_zone = one_of("In which time zone?", [(key, f"{name} time") for key, name in ZONES.items()])

    relationship = _line("Relationship to the person", hint="Mother, partner, friend …")
    person_knows = one_of("Does the person know of this call?", Answer.choices, "Not asked", required=False)
    may_contact_person = forms.BooleanField(label="We may contact the person themselves", required=False)
    professional_name = _line("Professional’s name")
    professional_organization = _line("Organization")
    professional_role = _line("Role")
    professional_contact = Way("Work phone or e-mail", at_most=254)
    consent_on_file = one_of(
        "Is there a written consent on file?", Answer.choices, "Not asked", required=False
    )

    language = _line("Language, if not English")
    interpreter = forms.BooleanField(label="An interpreter is wanted", required=False)
    access_need = _line("Hearing or other need")

    first_name = _line("First name, as on the card")
    last_name = _line("Last name, as on the card")
    birth_date = BirthDateField("Birth date")
    state = one_of("State", PLACES, "Not asked", required=False)
    zip_code = Zip("ZIP code")

    insurance_route = one_of("Insurance", ON_THE_PHONE)
    plan_type = one_of("Plan type", PlanType.choices, "Not asked", required=False)

    concerns = _line("What would help with?")
    level_of_care = one_of("What kind of care?", CareWanted.choices, "Not asked", required=False)
    how_soon = one_of("How soon?", HowSoon.choices, "Not asked", required=False)
    note = Story("In their words", at_most=LONGEST_NOTE, rows=4)

    may_contact = forms.BooleanField(
        label="They said yes",
        help_text=f"Read aloud: “{consents.CONTACT.text}”",
        error_messages={"required": "Without this yes nothing may be kept. Read it aloud and ask."},
    )
    may_use_details = forms.BooleanField(
        label="They said yes to this as well",
        required=False,
        help_text=f"Read aloud: “{consents.USE_DETAILS.text}”",
    )

    HEADINGS = (
        ("To ring back", "phone", "time_zone"),
        ("If it is for somebody else", "relationship", "consent_on_file"),
        ("Language and needs", "language", "access_need"),
        ("The person", "first_name", "zip_code"),
        ("Insurance", "insurance_route", "holder_birth_date"),
        ("A second plan, if there is one", f"{SECOND}payer", f"{SECOND}holder_birth_date"),
        ("What would help", "concerns", "note"),
        ("Permissions", "may_contact", "may_use_details"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plans = {f"{prefix}{name}": _plan_field(name) for prefix in ("", SECOND) for name in WORDS["policy"]}
        for field in plans.values():
            field.widget.attrs |= self.ATTRS
        order = list(self.fields)
        after = order.index("plan_type") + 1
        self.fields.update(plans)
        self.order_fields([*order[:after], *plans, *order[after:]])

    def sections(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the questions under their headings."""
        names = list(self.fields)
        return [
            (heading, [self[name] for name in names[names.index(first) : names.index(last) + 1]])
            for heading, first, last in self.HEADINGS
        ]

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
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
        begins, ends = found.get("window_from"), found.get("window_until")
        if bool(begins) != bool(ends) or (begins and ends and begins >= ends):
            self.add_error("window_until", "Give both times, the later one here, or neither.")
        return found

    def intake(self) -> services.Intake:
        """Return what was said, ready to be received."""
        found = self.cleaned_data
        names = [field for part in ("way", "about", "person", "help") for field in WORDS[part]]
        # For somebody who asks for themselves there is nobody else to spare.
        is_their_own = found["relation"] in {Relation.SELF, Relation.UNSAID}
        agreed = [Consent.Kind.CONTACT, *([Consent.Kind.USE_DETAILS] if found["may_use_details"] else [])]
        return services.Intake(
            plain={name: found[name] for name in PLAIN}
            | {
                "source": Source.PHONE,
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


def _plan_field(name: str) -> forms.Field:
    label = WORDS["policy"][name]
    if name == "holder_birth_date":
        return BirthDateField(label)
    if name == "payer_phone":
        return Phone(label)
    return _line("Insurer" if name == "payer" else label)
