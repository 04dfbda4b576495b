"""The facts this app owns: licenses, accreditations and network status."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from alter_site.content import facts as site_facts

from .models import Accreditation, Credential, License, NetworkStatus


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


def _credential(row: Credential, kind: str) -> CredentialFact:
    return CredentialFact(
        kind=kind,
        facility=str(row.facility_id) if row.facility_id else "",
        body=row.body,
        short_name=row.short_name,
        number=row.number,
        expires=row.expires,
        register_url=row.register_url,
        last_checked=row.last_checked,
        is_demo=row.is_demo,
    )


def load_licenses(now: datetime.datetime) -> tuple[CredentialFact, ...]:
    """Read all licenses; expired ones are dropped when a page reads them."""
    return tuple(_credential(row, "license") for row in License.objects.all())


def load_accreditations(now: datetime.datetime) -> tuple[CredentialFact, ...]:
    """Read all accreditations; expired ones are dropped when a page reads them."""
    return tuple(_credential(row, "accreditation") for row in Accreditation.objects.all())


def load_network_statuses(now: datetime.datetime) -> tuple[NetworkStatusFact, ...]:
    """Read what staff know of each facility and insurer."""
    return tuple(
        NetworkStatusFact(
            facility=str(row.facility_id),
            insurer=row.insurer.name,
            answer=row.answer,
            checked_on=row.checked_on,
            is_demo=row.insurer.is_demo,
        )
        for row in NetworkStatus.objects.select_related("insurer")
    )


def register() -> None:
    """Register this app's facts."""
    site_facts.register("licenses", tuple[CredentialFact, ...], load_licenses)
    site_facts.register("accreditations", tuple[CredentialFact, ...], load_accreditations)
    site_facts.register("network_statuses", tuple[NetworkStatusFact, ...], load_network_statuses)
