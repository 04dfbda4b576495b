"""The packet for the record system (EHR): what leaves with somebody who is admitted, and in which form.

``docs/handoff.schema.json`` describes it; :data:`VERSION` changes with it. It holds what admission needs and
no more (45 CFR 164.502(b)): no staff notes, no attempts, no photos.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from .benefits.plain_words import dollars
from .benefits.questions import QUESTIONS, Kind, Question
from .benefits.worksheet import Answers
from .redisclosure import NOTICE

VERSION = "1.0"
COLUMNS = ("section", "item", "value")
UNKNOWN = "asked, unknown"
# What a row of a list is called by, in the table.
NAMES_A_ROW = ("rank", "number")

# Sealed columns of a request, by the section of the packet. A row names none twice.
PERSON = (
    "preferred_name",
    "first_name",
    "last_name",
    "birth_date",
    "state",
    "zip_code",
    "language",
    "access_need",
)
CONTACT = ("phone", "email", "message_words", "caller_name", "warning")
ASKED_BY = (
    "relationship",
    "professional_name",
    "professional_organization",
    "professional_role",
    "professional_contact",
)
CARE = ("concerns", "level_of_care", "how_soon", "note")
PLAN = (
    "payer",
    "member_id",
    "group_number",
    "plan_name",
    "payer_phone",
    "holder_relation",
    "holder_first_name",
    "holder_last_name",
    "holder_birth_date",
)


def given(texts: Mapping[str, str], names: tuple[str, ...]) -> dict[str, str | None]:
    """Return the columns of a section; what was not given is null."""
    return {name: texts.get(name) or None for name in names}


def benefits(answers: Answers, signed_on: datetime.date) -> dict[str, Any]:
    """Return a signed worksheet. An answer that is null was asked and is not known; others were not asked."""
    return {
        "signed_on": signed_on.isoformat(),
        "levels_of_care": list(answers.levels),
        "answers": [
            {
                "name": name,
                "question": QUESTIONS[name].words,
                "value": one.value,
                "words": in_words(QUESTIONS[name], one.value),
                "source": str(one.source),
            }
            for name, one in answers.given.items()
        ],
    }


def in_words(question: Question, value: str | int | None) -> str:
    """Return an answer as it is read out: "$1,500", "20%", "In network"."""
    if value is None:
        return UNKNOWN
    if question.kind is Kind.AMOUNT:
        return dollars(int(value))
    if question.kind is Kind.SHARE:
        return f"{int(value) / 100:g}%"
    return dict(question.choices).get(str(value), str(value))


def packet(*, made_at: datetime.datetime, **sections: Any) -> dict[str, Any]:
    """Return the packet as JSON knows it, the notice on passing it on first."""
    return {
        "schema_version": VERSION,
        "notice": NOTICE,
        "made_at": made_at.astimezone(datetime.UTC).isoformat(timespec="seconds"),
        **sections,
    }


def rows(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, str, Any]]:
    """Yield a packet as rows of a table: its section, the way to a value in it, and the value.

    What was not given is left out; an answer that is not known is not, and says so.
    """
    if isinstance(value, dict) and "question" in value:
        yield path[0], f"{path[1]} {value['question']}", value["words"]
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name not in NAMES_A_ROW:
                yield from rows(inner, (*path, name))
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for inner in value:
            name = next((str(inner[name]) for name in NAMES_A_ROW if name in inner), "")
            yield from rows(inner, (*path, name))
    elif value not in (None, [], ""):
        text = "; ".join(map(str, value)) if isinstance(value, list) else value
        text = {True: "yes", False: "no"}[text] if isinstance(text, bool) else text
        yield path[0], " ".join(path[1:]), text
