"""The facts this app owns: licenses, accreditations, network status, and its live pages in short."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from alter_site.content import facts
from alter_site.content.models import Edition
from alter_site.content.objects import Undecodable, decode_page, frozen

from .content import FacilityContent, LevelOfCareContent
from .credentials import Accreditation, Credential, License, NetworkStatus

AnyContent = TypeVar("AnyContent", FacilityContent, LevelOfCareContent)


@dataclass(frozen=True, slots=True)
class CredentialFact:
    """A license or accreditation as pages print it; it leaves them after ``expires``."""

    kind: str
    facility: str  # the facility's identity, or empty for the whole organization
    body: str
    short_name: str
    number: str
    expires: datetime.date
    register_url: str
    last_checked: datetime.date
    is_demo: bool


@dataclass(frozen=True, slots=True)
class NetworkStatusFact:
    """Whether a facility is in an insurer's network, and when somebody last asked."""

    facility: str
    insurer: str
    answer: str
    checked_on: datetime.date | None
    is_demo: bool


@dataclass(frozen=True, slots=True)
class LevelFact:
    """A live level of care, as a table of all of them prints it."""

    path: str
    title: str
    abbreviation: str
    summary: str
    stay: str
    hours_a_day: str
    days_a_week: str
    lives_here: bool


@dataclass(frozen=True, slots=True)
class HomeFact:
    """A live facility, as far as a map or a table of all of them needs to know."""

    facility: str
    path: str
    title: str
    city: str
    county: str
    is_example: bool = False


def load_credentials(kind: type[Credential]) -> tuple[CredentialFact, ...]:
    """Read all licenses or all accreditations; expired ones are dropped when a page reads them."""
    name = kind._meta.model_name
    return tuple(
        frozen(CredentialFact, row, kind=name, facility=str(row.facility_id or ""))
        for row in kind._default_manager.all()
    )


def load_network_statuses(now: datetime.datetime) -> tuple[NetworkStatusFact, ...]:
    """Read what staff know of each facility and insurer."""
    return tuple(
        frozen(
            NetworkStatusFact,
            row,
            facility=str(row.facility_id),
            insurer=row.insurer.name,
            is_demo=row.insurer.is_demo,
        )
        for row in NetworkStatus.objects.select_related("insurer")
    )


def load_levels_of_care(now: datetime.datetime) -> tuple[LevelFact, ...]:
    """Read the live levels of care, so that a page can compare all of them without a query for each."""
    return tuple(frozen(LevelFact, level, path=path) for path, level in _live(LevelOfCareContent, now))


def load_homes(now: datetime.datetime) -> tuple[HomeFact, ...]:
    """Read the live facilities."""
    return tuple(
        frozen(HomeFact, home, facility=home.identity, path=path)
        for path, home in _live(FacilityContent, now)
    )


def _live(kind: type[AnyContent], now: datetime.datetime) -> Iterator[tuple[str, AnyContent]]:
    """Yield address and content of each live page of one kind, in the order of lists. One query."""
    editions = Edition.objects.live(now).filter(kind=kind.KIND).order_by("position", "title")
    for path, body, version in editions.values_list("publication__path", "body", "schema_version"):
        # A body that this release cannot read is left out here; its own page shows an earlier one.
        with contextlib.suppress(Undecodable):
            yield path, decode_page(kind, body, version)


def register() -> None:
    """Register this app's facts."""
    facts.register("licenses", tuple[CredentialFact, ...], lambda now: load_credentials(License))
    facts.register("accreditations", tuple[CredentialFact, ...], lambda now: load_credentials(Accreditation))
    facts.register("levels_of_care", tuple[LevelFact, ...], load_levels_of_care)
    facts.register("homes", tuple[HomeFact, ...], load_homes)
    facts.register("network_statuses", tuple[NetworkStatusFact, ...], load_network_statuses)
