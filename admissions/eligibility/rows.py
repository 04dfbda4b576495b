"""A payer's answer as rows, whatever was sent: what is not built as the contract says is :class:`Unreadable`.

The contract is the clearinghouse's of 2026-06-01. Numbers are kept as the text they were written in, so that
none is rounded, too large or not a number.
"""

from __future__ import annotations

import datetime
import enum
import json
import re
import unicodedata
from dataclasses import dataclass
from typing import Any, NoReturn

LONGEST = 200  # characters of a text that is shown
MOST_CENTS = 10_000_000_00
NO_END = 2100  # payers write years such as 9999 for "no end"
AMOUNT = re.compile(r"(\d{1,9})(?:\.(\d{1,2})0*)?", re.ASCII)
SHARE = re.compile(r"([01])(?:\.(\d{1,4})0*)?", re.ASCII)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Unreadable(ValueError):
    """This is no answer that we can read."""


class Service(enum.Enum):
    """What a row is about, as far as the worksheet goes."""

    PLAN = "the plan"
    BEHAVIORAL = "behavioral health"
    OTHER = "something else"


WHOLE_PLAN = "30"
# Those of one setting only: they say nothing about a residential stay.
OF_ONE_SETTING = frozenset(["A6", "A7", "A8", "CE", "CF", "CG", "CH", "CI", "CJ"])
# Service types of X12 1365 that are about mental health or substance use.
BEHAVIORAL = frozenset({"MH", "AI", "AJ", "AK", "A4", "A5"}) | OF_ONE_SETTING


def load(text: str | bytes) -> dict[str, Any]:
    """Parse the text of an answer. Raises Unreadable."""
    try:
        if isinstance(text, bytes):
            text = text.decode("utf-8-sig")
        found = json.loads(text, parse_int=str, parse_float=str, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise Unreadable(type(error).__name__) from None
    if not isinstance(found, dict):
        raise Unreadable("It is no object.")
    return found


def _refuse(name: str) -> NoReturn:
    raise Unreadable(f"{name} is no number.")


def clean(text: str) -> str:
    """Return a text as a screen may show it: in one line, without what is not drawn, and not too long."""
    shown = "".join(
        " " if unicodedata.category(letter) in {"Cc", "Zl", "Zp"} else letter
        for letter in text
        if unicodedata.category(letter) not in {"Cf", "Cs", "Co", "Cn"}
    )
    shown = " ".join(shown.split())
    return shown if len(shown) <= LONGEST else f"{shown[: LONGEST - 1]}…"


def text_of(found: dict[str, Any], name: str) -> str:
    """Return a text, empty where there is none. Raises Unreadable for anything else."""
    value = found.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Unreadable(f"{name} is no text.")
    return clean(value)


def object_of(found: dict[str, Any], name: str) -> dict[str, Any]:
    """Return an object, empty where there is none. Raises Unreadable."""
    value = found.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Unreadable(f"{name} is no object.")
    return value


def objects_of(found: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Return a list of objects, empty where there is none. Raises Unreadable."""
    value = found.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise Unreadable(f"{name} is no list of objects.")
    return value


def texts_of(found: dict[str, Any], name: str) -> list[str]:
    """Return a list of texts, empty where there is none. Raises Unreadable."""
    value = found.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise Unreadable(f"{name} is no list of texts.")
    return [shown for item in value if (shown := clean(item))]


def cents(text: str) -> int | None:
    """Return an amount in cents; None for what is no plain amount, such as one below nothing."""
    found = AMOUNT.fullmatch(text)
    if found is None:
        return None
    amount = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
    return amount if amount <= MOST_CENTS else None


def share(text: str) -> int | None:
    """Return a share in hundredths of a percent: "0.2" is 2,000. None above the whole: then it is unclear."""
    found = SHARE.fullmatch(text)
    if found is None:
        return None
    hundredths = int(found[1]) * 10_000 + int((found[2] or "").ljust(4, "0"))
    return hundredths if hundredths <= 10_000 else None


def day_of(found: dict[str, Any], name: str) -> datetime.date | None:
    """Return one end of a span of days; None where there is none, or one without end."""
    text = text_of(found, name)
    if not DAY.fullmatch(text):
        return None
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1900 <= day.year < NO_END else None


def span_of(found: dict[str, Any], name: str) -> tuple[datetime.date | None, datetime.date | None]:
    """Return when a span of days begins and ends."""
    span = object_of(found, name)
    return day_of(span, "start"), day_of(span, "end")


@dataclass(frozen=True)
class Entity:
    """Somebody else whom a row names: an administrator, a medical group, another payer."""

    kind: str
    name: str
    phones: tuple[str, ...]


def _entity(found: dict[str, Any]) -> Entity:
    name = object_of(found, "name")
    person = object_of(name, "person")
    words = text_of(name, "organization") or " ".join(
        part for part in (text_of(person, "firstName"), text_of(person, "lastName")) if part
    )
    phones = [
        number for contact in objects_of(found, "contacts") for number in texts_of(contact, "phoneNumbers")
    ]
    return Entity(text_of(found, "type"), words, tuple(phones))


@dataclass(frozen=True, eq=False)
class Row:
    """One row of benefits."""

    kind: str  # the list it stands in
    plan: str  # the name of its plan
    level: str
    network: str
    code: str
    service: Service
    words: str  # what it is about, as the payer says it
    period: str
    insurance: str
    authorization: str
    amount: str
    percent: str
    status: str
    days: str
    messages: tuple[str, ...]
    entities: tuple[Entity, ...]
    dates: dict[str, Any]

    @property
    def detail(self) -> str:
        """What tells this row from another one, for whoever chooses between them."""
        parts = [self.words, self.level.lower(), self.network, self.period]
        words = ", ".join(part.replace("_", " ").lower() if "_" in part else part for part in parts if part)
        said = "; ".join(self.messages)
        return clean(f"{words}: “{said}”" if said else words)


def _row(kind: str, plan: str, found: dict[str, Any]) -> Row:
    service = object_of(found, "service")
    code, system = text_of(service, "value").upper(), text_of(service, "system")
    if not service:
        about = Service.PLAN
    elif service.get("range") or system not in {"", "STC"}:
        about = Service.OTHER
    elif code == WHOLE_PLAN:
        about = Service.PLAN
    else:
        about = Service.BEHAVIORAL if code in BEHAVIORAL else Service.OTHER
    quantity = object_of(found, "quantity")
    return Row(
        kind=kind,
        plan=plan,
        level=text_of(found, "coverageLevel"),
        network=text_of(object_of(found, "network"), "indicator"),
        code=code,
        service=about,
        words=text_of(service, "definition") or code,
        period=text_of(found, "timePeriod"),
        insurance=text_of(found, "insuranceType"),
        authorization=text_of(found, "priorAuthIndicator"),
        amount=text_of(found, "amount"),
        percent=text_of(found, "percent"),
        status=text_of(found, "status"),
        days=text_of(quantity, "value") if text_of(quantity, "qualifier") == "DAYS" else "",
        messages=tuple(texts_of(found, "messages")),
        entities=tuple(_entity(one) for one in objects_of(found, "relatedEntities")),
        dates=object_of(found, "dates"),
    )


# Lists of the benefits that are read; what else is there is left to the raw text.
KINDS = (
    "statuses",
    "deductible",
    "outOfPocket",
    "coInsurance",
    "coPayment",
    "limitations",
    "exclusions",
    "nonCovered",
    "benefitDescription",
    "contactFollowingEntityForInformation",
    "managedCareCoordinator",
    "primaryCareProvider",
    "otherOrAdditionalPayer",
)


@dataclass(frozen=True, eq=False)
class Plan:
    """One plan of an answer."""

    name: str
    rows: tuple[Row, ...]

    def of(self, *kinds: str) -> list[Row]:
        """Return its rows of these lists."""
        return [row for row in self.rows if row.kind in kinds]


def plans_of(answer: dict[str, Any]) -> list[Plan]:
    """Return the plans of an answer. Raises Unreadable."""
    found = []
    for number, plan in enumerate(objects_of(answer, "plans"), 1):
        name, benefits = text_of(plan, "name") or f"Plan {number}", object_of(plan, "benefits")
        rows = tuple(_row(kind, name, row) for kind in KINDS for row in objects_of(benefits, kind))
        found.append(Plan(name, rows))
    return found
