"""Admin screens of facilities, levels of care and what allows us to work."""

from typing import Any

from django.contrib import admin
from django.utils import timezone

from alter_site.content import printed_time
from alter_site.content.admin.facts import ending
from alter_site.content.admin.facts.fact_admin import FactAdmin
from alter_site.content.admin.forms.rows import part_inline
from alter_site.content.admin.pages import PageAdmin
from alter_site.content.editions import publishing

from .credentials import Credential
from .models import (
    Accreditation,
    Amenity,
    Facility,
    FacilityPhoto,
    LevelOfCare,
    License,
    NetworkStatus,
    NotTreated,
    WeekRow,
)


@admin.register(Facility)
class FacilityAdmin(PageAdmin):
    """Our homes: pictures, beds, who does well there and who does not."""

    section_place = 20
    columns = ("city", "beds")
    parts = (
        part_inline(FacilityPhoto, after="Opening"),
        part_inline(Amenity, after="The house"),
        part_inline(NotTreated, after="What is not treated here"),
    )
    content = {
        "Opening": ("lede", "introduction", "city", "county", "state", "is_example"),
        "The house": ("beds", "setting", "rooms", "visits", "phones"),
        "A day, and the way": ("day", "getting_here"),
        "Who it is for": ("suits_heading", "suits_text"),
        "What is not treated here": ("not_treated_heading", "not_treated_note"),
        "Offered here": ("levels_of_care", "therapies"),
    }


@admin.register(LevelOfCare)
class LevelOfCareAdmin(PageAdmin):
    """How much help a day holds, from living here to a few evenings a week."""

    section_place = 20
    columns = ("abbreviation", "stay")
    parts = (part_inline(WeekRow, after="What a week holds"),)
    content = {
        "Opening": ("abbreviation", "lede", "introduction", "hero", "hero_caption"),
        "Facts": ("stay", "hours_a_day", "days_a_week", "lives_here"),
        "Who it is for": ("suits_heading", "suits_text"),
        "What a week holds": ("week_heading", "week_caption"),
        "The way through": ("path_heading", "step_up", "step_down"),
    }


class CredentialAdmin(FactAdmin):
    """What licenses and accreditations have in common."""

    section_place = 61
    list_display = ("__str__", "facility", "expires", "seen", "last_checked", "is_demo")
    list_select_related = ("facility",)

    @admin.display(description="visitors", ordering="expires")
    def seen(self, row: Credential) -> str:
        """Say in words whether visitors still read it."""
        if row.expires < timezone.localdate():
            return f"Visitors no longer see this {self.opts.verbose_name}"
        return f"See it through {printed_time.day(row.expires)}"

    def why_hidden(self, row: Credential) -> str:
        """Say when it ended."""
        if row.expires >= timezone.localdate():
            return ""
        return f"It expired on {printed_time.day(row.expires)}."


def _where(entry: dict[str, Any]) -> str:
    """Say where pages print a license or an accreditation."""
    facility = Facility.objects.filter(pk=entry["facility"]).first() if entry["facility"] else None
    home = f", and in what is known about {facility}" if facility else ""
    return f"It stands at the foot of every page{home}"


ending.entries_end("licenses", License, _where)
ending.entries_end("accreditations", Accreditation, _where)


@admin.register(License)
class LicenseAdmin(CredentialAdmin):
    """State licenses. An expired one leaves the site by itself."""


@admin.register(Accreditation)
class AccreditationAdmin(CredentialAdmin):
    """Accreditations by independent bodies. An expired one leaves the site by itself."""


@admin.register(NetworkStatus)
class NetworkStatusAdmin(FactAdmin):
    """Whether an insurer has a place in its network, and when somebody last asked."""

    section_place = 60
    list_display = ("facility", "insurer", "answer", "checked_on")
    list_display_links = ("facility", "insurer")
    list_select_related = ("facility", "insurer")
    list_filter = ("answer", "facility")

    def why_hidden(self, row: NetworkStatus) -> str:
        """Say that an answer stands on its facility's page."""
        return "" if publishing.live_edition(row.facility) else f"The page of {row.facility} is not live."
