"""Content objects of facilities and levels of care."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from alter_site.content.kinds import content_of
from alter_site.content.objects import EMPTY, PageContent, PageRef, PictureRef, RichText
from alter_site.content.seo import Site

from .models import Facility, LevelOfCare


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture of the place and the words that name what it shows; without one, the place kept for it."""

    picture: PictureRef | None
    caption: str


@content_of(Facility)
@dataclass(frozen=True, kw_only=True)
class FacilityContent(PageContent):
    """A facility page."""

    KIND: ClassVar = "facility"
    TEMPLATE: ClassVar = "facilities/facility_detail.html"
    SHARES_PICTURE_BELOW: ClassVar = "/"
    INDEX_LABEL: ClassVar = "Our homes"
    INDEX_URL_NAME: ClassVar = "facilities:index"
    LIST_TEMPLATE: ClassVar = "facilities/homes.html"
    SCHEMA_PAGE_TYPE: ClassVar = "MedicalWebPage"
    SCHEMA_ABOUT: ClassVar = "clinic"

    identity: str  # the page's own id: licenses and network statuses in the facts name it
    city: str
    county: str = ""
    state: str = "CA"
    lede: str = ""
    introduction: RichText = EMPTY
    photos: tuple[Photo, ...] = ()
    beds: int | None = None
    setting: str = ""
    rooms: str = ""
    visits: str = ""
    phones: str = ""
    day: RichText = EMPTY
    getting_here: RichText = EMPTY
    is_example: bool = False
    amenities: tuple[str, ...] = ()
    suits_heading: str = ""
    suits_text: RichText = EMPTY
    not_treated_heading: str = ""
    not_treated: tuple[str, ...] = ()
    not_treated_note: RichText = EMPTY
    levels_of_care: tuple[PageRef, ...] = ()
    therapies: tuple[PageRef, ...] = ()

    @property
    def picture(self) -> PictureRef | None:
        return self.share_picture or next((photo.picture for photo in self.photos if photo.picture), None)

    @classmethod
    def freeze_identity(cls, page: Facility) -> str:
        return str(page.pk)

    @property
    def place(self) -> str:
        return f"{self.city}, California" if self.state == "CA" else f"{self.city}, {self.state}"

    def schema(self, site: Site) -> list[dict[str, Any]]:
        node = self.about(
            site,
            "MedicalClinic",
            name=f"{site.facts.organization} {self.title}",
            telephone=site.facts.phone.href.removeprefix("tel:"),
            parentOrganization={"@id": site.organization_id},
            # The city only: a street address would lead anybody to people who live there.
            address={
                "@type": "PostalAddress",
                "addressLocality": self.city,
                "addressRegion": self.state,
                "addressCountry": "US",
            },
        )
        credentials = [
            {
                "@type": "EducationalOccupationalCredential",
                "credentialCategory": row.kind,
                "identifier": row.number,
                "expires": row.expires.isoformat(),
                "recognizedBy": {"@type": "Organization", "name": row.body},
            }
            for row in (*site.facts.licenses, *site.facts.accreditations)
            if row.facility == self.identity and not row.is_demo and row.expires
        ]
        if credentials:
            node["hasCredential"] = credentials
        services = [page for ref in self.therapies if (page := site.linked(ref))]
        if services:
            node["availableService"] = [
                {"@type": "MedicalTherapy", "@id": site.page_id(page.path, "therapy"), "name": page.title}
                for page in services
            ]
        return [node]


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One thing a week holds and how much of it."""

    what: str
    how_much: str
    note: str = ""


@content_of(LevelOfCare)
@dataclass(frozen=True, kw_only=True)
class LevelOfCareContent(PageContent):
    """A page about a level of care."""

    KIND: ClassVar = "level_of_care"
    IS_CLINICAL: ClassVar = True
    TEMPLATE: ClassVar = "facilities/level_of_care_detail.html"
    INDEX_LABEL: ClassVar = "Levels of care"
    INDEX_URL_NAME: ClassVar = "facilities:level_index"
    LIST_HEADING: ClassVar = "From the most support to the least"
    SCHEMA_PAGE_TYPE: ClassVar = "MedicalWebPage"
    SCHEMA_ABOUT: ClassVar = "level"

    abbreviation: str = ""
    lede: str = ""
    introduction: RichText = EMPTY
    hero: PictureRef | None = None
    hero_caption: str = ""
    stay: str = ""
    hours_a_day: str = ""
    days_a_week: str = ""
    lives_here: bool = False
    suits_heading: str = ""
    suits_text: RichText = EMPTY
    week_heading: str = ""
    week_caption: str = ""
    week: tuple[WeekRow, ...] = ()
    path_heading: str = ""
    step_up: PageRef | None = None
    step_down: PageRef | None = None

    def schema(self, site: Site) -> list[dict[str, Any]]:
        names = {"alternateName": self.abbreviation} if self.abbreviation else {}
        return [self.about(site, "MedicalTherapy", **names)]
