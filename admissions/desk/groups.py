"""The sealed values of a request in three groups, each opened by its button and logged.

A group knows its rows and columns. Contact details of a person whom we may not contact are left out here, for
every role.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from .. import birth_dates, reach, safety
from ..choices import (
    Answer,
    AttemptResult,
    CareWanted,
    Channel,
    Concern,
    HeldBy,
    HowSoon,
    Outcome,
    Relationship,
)
from ..contact_plan import ContactPlan
from ..custody.access import Look
from ..models import SafetyScreen, Submission
from ..phi.field import SealedModel
from ..services import DeadEnds
from ..time_words import clock
from .fields import day_as_typed

CONTACT, INSURANCE, NOTE = "contact", "insurance", "note"
NAMES = (CONTACT, INSURANCE, NOTE)

# What is kept as codes; what was received before it was, and what is told on the phone, is in words.
CODES = {
    "concerns": Concern,
    "level_of_care": CareWanted,
    "how_soon": HowSoon,
    "holder_relation": HeldBy,
    "substance": safety.Substance,
    "last_use": safety.LastUse,
    "seizures": Answer,
    "suicide": Answer,
}

# Kept as typed; shown without spaces and dashes as well.
IDS = frozenset({"member_id", "group_number"})

# What was opened, by the row's key and the column's name.
Opened = Mapping[tuple[UUID, str], str]

# The person's own ways to be reached; for a loved one they are the relative's, who asked.
OWN_WAYS = ("phone", "email")

WORDS: dict[str, dict[str, str]] = {
    "way": {"phone": "Number", "email": "E-mail", "professional_contact": "Professional’s contact"},
    "about": {
        "preferred_name": "Ask for",
        "caller_name": "Say you are",
        "warning": "Warning",
        "relationship": "They are the person’s",
        "professional_name": "Professional",
        "professional_role": "Role",
        "professional_organization": "Organization",
        "language": "Language",
        "access_need": "Needs",
    },
    "person": {
        "first_name": "First name on the card",
        "last_name": "Last name on the card",
        "birth_date": "Birth date",
        "state": "State",
        "zip_code": "ZIP code",
    },
    "policy": {
        "payer": "Insurer, as typed",
        "member_id": "Member ID",
        "group_number": "Group",
        "plan_name": "Plan",
        "payer_phone": "Number on the back",
        "holder_relation": "Policyholder",
        "holder_first_name": "Holder’s first name",
        "holder_last_name": "Holder’s last name",
        "holder_birth_date": "Holder’s birth date",
    },
    "payer_call": {
        "number": "Number called",
        "representative": "Who answered",
        "reference": "Reference of the call",
        "note": "What they said",
    },
    "help": {
        "concerns": "What would help with",
        "level_of_care": "Level of care",
        "how_soon": "How soon",
        "note": "In their words",
    },
    "screen": safety.ASKED,
}


@dataclass(frozen=True)
class Link:
    """A way to reach out with one press, planned or with a reason on record."""

    href: str
    words: str


@dataclass(frozen=True)
class Value:
    """A sealed column on the screen: not given, hidden, or opened."""

    label: str
    is_given: bool
    is_open: bool
    text: str = ""
    links: tuple[Link, ...] = ()
    closed: str = ""  # why nothing here is a link, whatever the plan says
    bare: str = ""  # an ID as payers’ systems want it, where it was typed otherwise


def hidden_ways(submission: Submission) -> frozenset[str]:
    """Return the columns that nobody may open, because they lead to a person who must not be contacted."""
    is_theirs = submission.relation != Relationship.LOVED_ONE
    return frozenset(OWN_WAYS if is_theirs and not submission.may_contact_person else ())


def ways(submission: Submission) -> list[str]:
    """Return the columns that say how to reach somebody, without those that nobody may open."""
    return [name for name in WORDS["way"] if name not in hidden_ways(submission)]


def looks(submission: Submission, group: str) -> list[Look]:
    """Return every row and column that a group opens."""
    if group == CONTACT:
        names = [*WORDS["about"], "message_words", *ways(submission)]
        named = [Look(consent, ["detail"]) for consent in submission.consents.all() if consent.detail]
        return [Look(submission, _given(submission, names)), *named]
    if group == INSURANCE:
        policies = [Look(policy, _given(policy, WORDS["policy"])) for policy in submission.policies.all()]
        calls = [Look(call, _given(call, WORDS["payer_call"])) for call in submission.payer_calls.all()]
        return [Look(submission, _given(submission, WORDS["person"])), *policies, *calls]
    notes = [Look(note, ["text"]) for note in submission.notes.all()]
    attempts = [Look(attempt, ["note"]) for attempt in submission.attempts.all() if attempt.note]
    screens = [Look(screen, _given(screen, WORDS["screen"])) for screen in submission.safety_screens.all()]
    told = [Look(row, ["reason"]) for row in submission.disclosures.all() if row.reason]
    return [Look(submission, _given(submission, WORDS["help"])), *notes, *attempts, *screens, *told]


def _given(row: SealedModel, names: Iterable[str]) -> list[str]:
    return [name for name in names if getattr(row, name) is not None]


def opened(made: Iterable[Look], texts: Iterable[Mapping[str, str]]) -> Opened:
    """Return what :func:`admissions.custody.access.reveal` gave for these looks, by row and column."""
    return {
        (look.row.pk, name): text
        for look, found in zip(made, texts, strict=True)
        for name, text in found.items()
    }


def value(row: SealedModel, name: str, label: str, texts: Opened, links: tuple[Link, ...] = ()) -> Value:
    """Return one column for the screen, opened if it is among ``texts``."""
    text = texts.get((row.pk, name))
    is_given = getattr(row, name) is not None and text != ""
    return Value(
        label, is_given, text is not None, as_read(name, text or ""), links, bare=bare_id(name, text or "")
    )


def bare_id(name: str, text: str) -> str:
    """Return an ID without spaces and dashes, in capitals; nothing where it was typed like that."""
    bare = "".join(character for character in text if character.isalnum()).upper()
    return bare if name in IDS and bare != text else ""


def as_read(name: str, text: str) -> str:
    """Return what a column holds as the desk reads it: a birth date is 2/28/1990, as payers ask for it."""
    is_day = name.endswith("birth_date") and birth_dates.read(text)
    return day_as_typed(text) if is_day else in_words(name, text)


def in_words(name: str, text: str) -> str:
    """Return what a column holds as people say it."""
    words = dict(CODES[name].choices) if name in CODES else {}
    return "\n".join(str(words.get(line, line)) for line in text.split("\n"))


def values(row: SealedModel, part: str, texts: Opened, *, gaps: bool = True) -> list[Value]:
    """Return the columns of a part; without ``gaps``, only those that were given."""
    found = [value(row, name, label, texts) for name, label in WORDS[part].items()]
    return [item for item in found if gaps or item.is_given]


def safety_screens(
    submission: Submission, texts: Opened
) -> list[tuple[SafetyScreen, str, list[Value], list[str]]]:
    """Return what was asked about safety in each call, when, and what the answers take once they are open."""
    found = []
    for row in submission.safety_screens.select_related("by"):
        said = {name: texts.get((row.pk, name), "") for name in safety.ASKED}
        words = [safety.ESCALATIONS[reason] for reason in safety.escalations(said)]
        found.append((row, clock(row.at), values(row, "screen", texts, gaps=False), words))
    return found


# Why a way is closed, by the result that closed it.
CLOSED = {
    AttemptResult.WRONG_NUMBER: "Recorded as wrong, so it is no link until a new one is set.",
    AttemptResult.DECLINED: "They declined, so nothing here is a link until a new one is set.",
}
TAKEN_BACK = "They took their request back, so nothing here is a link."


def contact_ways(
    submission: Submission,
    texts: Opened,
    plan: ContactPlan,
    now: datetime.datetime,
    closed: DeadEnds,
    *,
    departs: bool,
) -> list[Value]:
    """Return how they can be reached: a link where the plan welcomes it now, or for a logged reason.

    A way that was found to be wrong, or that they declined, is a link for no reason at all; of a request that
    they took back none is.
    """
    found = []
    is_taken_back = submission.outcome == Outcome.WITHDRAWN
    for name in ways(submission):
        text = texts.get((submission.pk, name), "")
        links = tuple(
            link
            for channel, link in _links(name, text)
            if not closed.result(name, channel) and (departs or not plan.objections(channel, now))
        )
        item = value(submission, name, WORDS["way"][name], texts, () if is_taken_back else links)
        if item.is_given or name in OWN_WAYS:
            result = closed.of_way(name)
            why = CLOSED[AttemptResult(result)] if result else TAKEN_BACK if is_taken_back else ""
            found.append(replace(item, closed=why if item.is_given else ""))
    return found


def _links(name: str, text: str) -> list[tuple[str, Link]]:
    if "@" in text:
        written = reach.link_of_email(text)
        return [(Channel.EMAIL, Link(written, "Write an e-mail"))] if written else []
    dialed = reach.links_of_phone(text)
    if dialed is None:
        return []
    called, texted = Link(dialed[0], "Call"), Link(dialed[1], "Text")
    goes_to_them = not reach.what_is_wrong_with_texting(text)
    return [(Channel.PHONE, called), *([(Channel.TEXT, texted)] if goes_to_them else [])]


def group_of(label: str) -> str:
    """Return the group that a logged column belongs to, for the timeline."""
    model, _, name = label.partition(".")
    of_insurance = {"policy", "card_image", "worksheet", "payer_call", "eligibility_check", "estimate"}
    if model in of_insurance or name in WORDS["person"]:
        return INSURANCE
    of_notes = {"note", "contact_attempt", "safety_screen", "disclosure"}
    return NOTE if model in of_notes or name in WORDS["help"] else CONTACT


def names_opened(look: Any) -> list[str]:
    """Return the groups that one line of the log of looks opened."""
    return sorted({group_of(label) for label in look.fields.split()})
