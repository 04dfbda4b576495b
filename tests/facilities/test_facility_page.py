"""The facility page: what the place is, what is not treated there, and what allows it to work."""

from __future__ import annotations

import pytest

from facilities.models import NetworkStatus
from tests.factories import (
    AccreditationFactory,
    FacilityFactory,
    InsurerFactory,
    LevelOfCareFactory,
    LicenseFactory,
    PictureFactory,
    TherapyFactory,
    facts_saved,
    published,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def complete():
    """A facility page with every section in it."""
    facility = FacilityFactory(
        title="Dana Point",
        county="Orange",
        introduction="<p>By the sea.</p>",
        beds=6,
        gallery=[PictureFactory(title="Main room"), PictureFactory(title="Garden")],
        levels=[published(LevelOfCareFactory(title="Residential"))],
        offered=[published(TherapyFactory(title="EMDR"))],
        amenities=["A garden"],
        suits_text="<p>People who need quiet.</p>",
    )
    facility.not_treated.create(text="Acute withdrawal")
    NetworkStatus.objects.create(facility=facility, insurer=InsurerFactory(), answer="unknown")
    LicenseFactory(facility=facility, number="300123AP")
    AccreditationFactory(number="")
    facts_saved()
    return published(facility)


def test_the_page_has_its_sections_in_their_order(complete, visit):
    document = visit(complete.path)
    assert document.text("h1") == "Dana Point"
    assert [heading for heading in document.texts("main h2") if "surance" not in heading] == [
        "About this home",
        "What you will find here",
        "Who it is for",
        "What is not treated here",
        "Therapies offered here",
        "Call now for program availability",
        "Licensed & accredited",
    ]


def test_the_place_is_named_by_its_city_and_no_closer(complete, visit):
    facts = dict(zip(*(visit(complete.path).texts(f"dl.facts {tag}") for tag in ("dt", "dd")), strict=True))
    assert facts["Where"] == "Dana Point, California (Orange County)"
    assert facts["Beds"] == "6, as licensed"
    assert facts["Care"] == "Residential"


def test_beds_that_nobody_confirmed_are_not_shown(visit):
    assert "Beds" not in visit(published(FacilityFactory()).path).texts("dt")


def test_every_picture_has_words_that_name_it(complete, visit):
    assert visit(complete.path).texts("figure figcaption") == ["Main room", "Garden"]


def test_a_facility_shows_its_own_license_and_not_that_of_another_home(complete, visit):
    another = published(FacilityFactory())
    LicenseFactory(facility=another, number="300999AP")
    facts_saved()
    text = visit(complete.path).text("main")
    assert "300123AP" in text
    assert "300999AP" not in text
    assert "300123AP" not in visit(another.path).text("main")


def test_what_covers_the_whole_organization_is_shown_at_every_home(complete, visit):
    another = published(FacilityFactory())
    assert "Accredited by An Accrediting Commission" in visit(another.path).text("main")


def test_a_license_says_where_to_look_it_up_and_when_staff_last_did(complete, visit):
    document = visit(complete.path)
    assert "https://example.gov/licensed-facilities" in document.hrefs("main a")
    assert "last checked" in document.text("main")


def test_a_network_status_of_another_home_is_not_shown_here(complete, visit):
    another = published(FacilityFactory())
    assert visit(another.path).all("tbody tr") == []
    assert len(visit(complete.path).all("tbody tr")) == 1
