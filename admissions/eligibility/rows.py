"""The rows of benefits of a payer's answer, by their plans."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .values import Unreadable, clean, object_of, objects_of, text_of, texts_of


class Service(enum.Enum):
    """What a row is about, as far as the worksheet goes."""

    PLAN = "the plan"
    BEHAVIORAL = "behavioral health"
    OTHER = "something else"


WHOLE_PLAN = "30"
IN_FORCE = frozenset(
    {
        "ACTIVE_COVERAGE",
        "ACTIVE_FULL_RISK_CAPITATION",
        "ACTIVE_SERVICES_CAPITATED",
        "ACTIVE_SERVICES_CAPITATED_TO_PRIMARY_CARE_PROVIDER",
    }
)
ENDED = "INACTIVE"
# Those of one setting only: they say nothing about a residential stay.
OF_ONE_SETTING = frozenset(["A6", "A7", "A8", "CE", "CF", "CG", "CH", "CI", "CJ"])
# Service types of X12 1365 that are about mental health or substance use.
BEHAVIORAL = frozenset({"MH", "AI", "AJ", "AK", "A4", "A5"}) | OF_ONE_SETTING


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
    limited_to: str  # ages, places, diagnoses or a number, where it holds for those only

    @property
    def said(self) -> str:
        """What the payer says in words."""
        return " ".join(self.messages).upper()

    @property
    def detail(self) -> str:
        """What tells this row from another one, for whoever chooses between them."""
        parts = [self.words, self.level.lower(), self.network, self.period, self.limited_to]
        words = ", ".join(part.replace("_", " ").lower() if "_" in part else part for part in parts if part)
        said = "; ".join(self.messages)
        return clean(f"{words}: “{said}”" if said else words)


RESIDENTIAL_PLACES = frozenset({"55", "56"})


def _limited_to(kind: str, found: dict[str, Any]) -> str:
    """Return for whom or where a row holds, if not for everybody in a residential stay."""
    places = [text_of(place, "code") for place in objects_of(found, "placesOfService")]
    limits = objects_of(found, "serviceLimits")
    parts = {
        "at some ages": any({"ageMaximum", "ageMinimum"} & limit.keys() for limit in limits),
        "at some places": places and RESIDENTIAL_PLACES.isdisjoint(places),
        "with some diagnoses": found.get("diagnosis"),
        "in units": kind in {"deductible", "outOfPocket"} and found.get("quantity"),
    }
    return ", ".join(words for words, holds in parts.items() if holds)


def _row(kind: str, found: dict[str, Any]) -> Row:
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
        limited_to=_limited_to(kind, found),
    )


# Lists of the benefits that are read.
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


# Those of which only the words are shown.
SAID = {
    "preExistingCondition": "Pre-existing conditions",
    "notDeemedMedicalNecessity": "Not deemed necessary",
    "servicesRestrictedToFollowingProvider": "Only with a certain provider",
    "secondSurgicalOpinionRequired": "A second opinion is required",
    "spendDown": "A share that the person pays first",
    "costContainment": "Cost containment",
    "coverageBasis": "Basis of coverage",
    "reserve": "Reserve",
    "unlimited": "Unlimited",
    "cannotProcess": "Not processed by the payer",
    "otherSourceOfData": "Another source",
    "healthCareFacility": "Facility",
    "cardReportedStolen": "The card is reported stolen",
    "priorYearsHistory": "Earlier years",
    "benefitDisclaimer": "Disclaimer",
}


@dataclass(frozen=True, eq=False)
class Plan:
    """One plan of an answer."""

    name: str
    rows: tuple[Row, ...]
    said: tuple[Row, ...] = ()  # of which only the words are shown

    def of(self, *kinds: str) -> list[Row]:
        """Return its rows of these lists."""
        return [row for row in self.rows if row.kind in kinds]


def plans_of(answer: dict[str, Any]) -> list[Plan]:
    """Return the plans of an answer. Raises Unreadable."""
    found = []
    for number, plan in enumerate(objects_of(answer, "plans"), 1):
        name, benefits = text_of(plan, "name") or f"Plan {number}", object_of(plan, "benefits")
        rows = tuple(_row(kind, row) for kind in KINDS for row in objects_of(benefits, kind))
        found.append(Plan(name, rows, tuple(_said(benefits))))
    return found


def _said(benefits: dict[str, Any]) -> Iterator[Row]:
    """Return the rows whose words are shown. One that cannot be read is no reason to read nothing."""
    for kind in SAID:
        try:
            yield from [_row(kind, row) for row in objects_of(benefits, kind)]
        except Unreadable:
            continue
