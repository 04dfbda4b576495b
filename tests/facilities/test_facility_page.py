"""The facility page: what the place is, what is not treated there, and what allows it to work."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from alter_site.content.models import Organization
from facilities.models import NetworkStatus
from tests.factories import (
    AccreditationFactory,
    FacilityFactory,
    InsurerFactory,
    LevelOfCareFactory,
    LicenseFactory,
    PictureFactory,
    SafetyCardFactory,
    TherapyFactory,
    approved,
    facts_saved,
    overdue,
    published,
)
from tests.support.document import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def complete():
    """A facility page with every section in it."""
    SafetyCardFactory()
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
        "What we know, and since when",
        "Before you stop, and in an emergency",
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
    assert "Last checked" in document.text("main")


def test_a_network_status_of_another_home_is_not_shown_here(complete, visit):
    another = published(FacilityFactory())
    assert "Insurance at this home" not in visit(another.path).texts("h2")
    assert "Insurance at this home" in visit(complete.path).texts("h2")


# --- the trust receipt --------------------------------------------------------------------------------


@pytest.fixture
def receipt(visit):
    """Return the receipt of a home: what each row is about, and the cells beside it."""

    def read(facility):
        table = next(node for node in visit(facility.path).all("table") if "receipt" in node.text())
        rows = [[words(cell) for cell in row.css("th, td")] for row in table.css("tbody tr")]
        return {about: (known, checked) for about, known, checked in rows}

    return read


def test_a_receipt_says_what_nobody_knows_yet(receipt):
    rows = receipt(published(FacilityFactory()))
    assert list(rows) == [
        "License",
        "Trouble with a license",
        "Accreditation",
        "Beds",
        "Insurance networks",
        "These words",
    ]
    assert {checked for _, checked in rows.values()} == {"Not yet"}
    assert rows["License"][0].startswith("We do not know yet")


def test_a_receipt_gives_number_expiry_register_and_the_day_of_the_last_check(receipt):
    facility = FacilityFactory(beds=6)
    day = timezone.localdate()
    LicenseFactory(facility=facility, number="300123AP", expires=datetime.date(2031, 5, 1), last_checked=day)
    NetworkStatus.objects.create(facility=facility, insurer=InsurerFactory(), answer="in", checked_on=day)
    facts_saved()
    rows = receipt(published(facility))
    assert "Number 300123AP" in rows["License"][0]
    assert "valid to May 1, 2031" in rows["License"][0]
    assert rows["License"][1] == rows["Insurance networks"][1] == f"{day:%B} {day.day}, {day.year}"
    assert rows["Beds"] == ("6, as licensed", "With the license")


def test_receipt_and_footer_lead_to_the_states_list_of_licenses_in_trouble(receipt, visit):
    """Cal. H&S 11831.5: anybody may look, and each of our pages says where."""
    address = "https://www.dhcs.ca.gov/the-list"
    Organization.objects.update(license_list_url=address, license_list_checked=datetime.date(2026, 11, 20))
    facts_saved()
    facility = published(FacilityFactory())
    said, checked = receipt(facility)["Trouble with a license"]
    assert "on probation, suspended or revoked" in said
    assert "notice of operation in violation of law" in said
    assert checked == "November 20, 2026"
    assert address in visit(facility.path).hrefs("main table a")
    assert address in visit(facility.path).hrefs("footer a")
    assert "we last checked this link on November 20, 2026" in " ".join(
        visit(published(TherapyFactory()).path).text("footer").split()
    )


def test_an_expired_license_leaves_the_receipt_by_itself(receipt):
    facility = published(FacilityFactory())
    LicenseFactory(facility=facility, number="300123AP", expires=datetime.date(2020, 5, 1))
    facts_saved()
    assert receipt(facility)["License"][0].startswith("We do not know yet")


def test_a_receipt_names_the_reviewer_only_while_the_review_is_in_date(receipt):
    current = published(approved(FacilityFactory()))
    assert receipt(current)["These words"][0].startswith("Read by Rhea Reader, LMFT (license DEMO-0000)")
    overdue()
    assert receipt(current)["These words"] == ("No clinician has read them", "Not yet")
