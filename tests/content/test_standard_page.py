"""Standard pages: pages under pages, and sections that show facts and live pages of the moment."""

from __future__ import annotations

import datetime

import pytest
from django.conf import settings

from alter_site.content import facts
from alter_site.content.blocks import BLOCKS, template_of
from alter_site.content.editions import publishing
from alter_site.content.models import CoverageException, CoverageHours, CrisisLine
from facilities.models import NetworkStatus
from tests.factories import (
    AccreditationFactory,
    FacilityFactory,
    IndexPageFactory,
    InsurerFactory,
    LevelOfCareFactory,
    LicenseFactory,
    PictureFactory,
    SafetyCardFactory,
    StandardPageFactory,
    changed,
    committed,
    facts_saved,
    published,
)
from tests.support.forms import typed
from tests.support.screens import saved, screen

pytestmark = pytest.mark.django_db


def showing(block: str):
    """Publish a page with one section that shows a block."""
    return published(StandardPageFactory(sections=[{"heading": "Look", "text": "<p>x</p>", "shows": block}]))


# --- pages under pages --------------------------------------------------------------------------------


def test_a_page_under_another_leads_back_to_it(visit):
    above = published(StandardPageFactory(slug="insurance", title="Insurance"))
    below = published(StandardPageFactory(slug="insurance/costs", title="Costs"))
    document = visit(below.path)
    assert document.texts(".crumbs li") == ["Home", "Insurance", "Costs"]
    assert document.hrefs(".crumbs a") == ["/", above.path]


def test_a_page_may_stand_under_the_index_of_a_kind(visit):
    published(IndexPageFactory(lists="level_of_care", title="Levels of care"))
    below = published(StandardPageFactory(slug="levels-of-care/compare", title="Compared"))
    assert visit(below.path).texts(".crumbs li") == ["Home", "Levels of care", "Compared"]


def test_the_way_back_leaves_out_a_page_that_is_not_live(visit):
    StandardPageFactory(slug="insurance", title="Insurance")
    below = published(StandardPageFactory(slug="insurance/costs", title="Costs"))
    assert visit(below.path).texts(".crumbs li") == ["Home", "Costs"]


def test_a_page_can_list_what_is_live_under_it(visit):
    above = StandardPageFactory(slug="insurance", sections=[{"heading": "More", "shows": "pages_below"}])
    published(StandardPageFactory(slug="insurance/costs", title="Costs"))
    StandardPageFactory(slug="insurance/draft", title="Draft")
    assert visit(published(above).path).texts(".rows dt") == ["Costs"]


# --- what a section shows -----------------------------------------------------------------------------


def test_every_template_of_a_block_belongs_to_one_and_every_block_has_its_template():
    folder = settings.BASE_DIR / "templates"
    templates = {str(path.relative_to(folder)) for path in (folder / "blocks").iterdir()}
    assert templates == set(map(template_of, BLOCKS))


# The safety card is no page without its words: publishing refuses it (test_substances.py).
@pytest.mark.parametrize("block", [block for block in BLOCKS if block != "safety_card"])
def test_every_block_is_a_whole_page_when_nothing_is_known(block, visit):
    CrisisLine.objects.all().delete()
    NetworkStatus.objects.create(
        facility=FacilityFactory(), insurer=InsurerFactory(confirmed_on=None), answer="in"
    )
    facts_saved()
    page = published(StandardPageFactory(sections=[{"heading": "Look", "shows": block}]))
    under = visit(page.path).all("main .ledger .flow")[0]
    assert under.text().strip()
    assert under.css("table") == []


@pytest.mark.parametrize("block", BLOCKS)
def test_every_table_in_a_block_has_a_caption_and_headings_for_rows_and_columns(block, visit):
    home = FacilityFactory(county="Orange")
    published(LevelOfCareFactory(hours_a_day="6 hours", days_a_week="7 days"))
    LicenseFactory(facility=home)
    AccreditationFactory()
    SafetyCardFactory()
    NetworkStatus.objects.create(facility=home, insurer=InsurerFactory(), answer="out")
    CoverageHours.objects.create(weekday=0, opens=datetime.time(8), closes=datetime.time(20))
    published(home)
    facts_saved()
    for table in visit(showing(block).path).all("table"):
        assert table.css_first("caption").text().strip()
        assert {head.attributes["scope"] for head in table.css("thead th")} == {"col"}
        assert {head.attributes["scope"] for head in table.css("tbody th")} == {"row"}
        assert len(table.css("tbody tr")) == len(table.css("tbody th")) > 0


def test_levels_are_compared_as_they_are_live_and_in_their_order(visit):
    published(LevelOfCareFactory(title="Outpatient", position=2, stay="60 days", days_a_week="3 days"))
    stay = {"hours_a_day": "6 hours", "days_a_week": "7 days", "stay": "30 days", "lives_here": True}
    level = published(LevelOfCareFactory(title="Residential", position=1, abbreviation="RTC", **stay))
    LevelOfCareFactory(title="Draft")
    page = showing("levels_compared")
    assert visit(page.path).texts("tbody th") == ["Residential (RTC)", "Outpatient"]
    assert visit(page.path).texts("tbody td")[:3] == [
        "6 hours a day, 7 days a week",
        "In one of our homes",
        "30 days",
    ]
    changed(level, stay="45 days")
    assert "45 days" not in visit(page.path).text("table")
    published(level)
    assert "45 days" in visit(page.path).text("table")
    with committed():
        publishing.unpublish(level, None)
    assert visit(page.path).texts("tbody th") == ["Outpatient"]


@pytest.mark.parametrize("number", [2, 30])
def test_a_block_costs_no_query_of_its_own(number, client, django_assert_num_queries):
    for _ in range(number):
        published(LevelOfCareFactory())
    page = showing("levels_compared")
    facts._cached = None
    with django_assert_num_queries(3):
        assert client.get(page.path).content.count(b'<th scope="row">') == number


def test_insurers_and_networks_carry_their_dates(visit):
    day = datetime.date(2026, 11, 2)
    home = published(FacilityFactory(title="Dana Point"))
    insurer = InsurerFactory(name="Example Plan", confirmed_on=day)
    NetworkStatus.objects.create(facility=home, insurer=insurer, answer="in", checked_on=day)
    NetworkStatus.objects.create(facility=FacilityFactory(), insurer=insurer, answer="out")
    facts_saved()
    assert visit(showing("insurers_dated").path).texts("tbody td") == ["November 2, 2026"]
    rows = visit(showing("networks_by_home").path).texts("tbody tr")
    assert rows == ["Dana Point Example Plan In network November 2, 2026"], (
        "no row of a home that is not live"
    )


def test_a_license_leaves_the_site_with_the_facility_that_is_deleted(client, visit_admin, visit):
    home = saved(FacilityFactory())
    LicenseFactory(facility=home, number="300777AP")
    facts_saved()
    page = showing("credentials")
    assert "300777AP" in visit(page.path).html
    sent = typed(visit_admin(screen(home, "delete")))
    with committed():
        client.post(screen(home, "delete"), sent)
    assert "300777AP" not in visit(page.path).html


def test_hours_are_told_day_by_day_with_the_days_that_differ(visit):
    CoverageHours.objects.create(weekday=0, opens=datetime.time(8), closes=datetime.time(20, 30))
    CoverageException.objects.create(day=datetime.date(2199, 12, 25))
    facts_saved()
    document = visit(showing("coverage_hours").path)
    assert document.texts("tbody tr")[:2] == ["Monday 8:00 am to 8:30 pm", "Tuesday Nobody"]
    assert "Wednesday, December 25, 2199: nobody answers." in document.text("main")


def test_crisis_lines_say_when_somebody_checked_them(visit):
    facts_saved()
    document = visit(showing("crisis_lines").path)
    assert "tel:988" in document.hrefs("main .rows a")
    assert document.text("main").count("Number checked on") == CrisisLine.objects.count() > 1


def test_the_map_lights_the_towns_that_have_a_home(visit):
    page = showing("map")
    assert "light in" not in (visit(page.path).one("#map").attributes["aria-label"] or "")
    published(FacilityFactory(title="The house", city="Dana Point", county="Orange"))
    label = visit(page.path).one("#map").attributes["aria-label"] or ""
    assert label.endswith("with a light in Dana Point.")
    assert "The house, Orange County" in visit(page.path).texts("main li")


def test_the_list_of_homes_shows_the_map_without_a_second_list(visit):
    published(FacilityFactory(title="The house", slug="the-house", city="Irvine"))
    document = visit(published(IndexPageFactory(lists="facility")).path)
    assert "a light in Irvine" in (document.one("#map").attributes["aria-label"] or "")
    assert document.hrefs("main a").count("/facilities/the-house/") == 1


def test_a_section_shows_its_picture_with_the_words_that_name_it(visit):
    section = {"heading": "At two", "picture": PictureFactory(), "caption": "The hall, Dana Point"}
    page = published(StandardPageFactory(sections=[section]))
    assert visit(page.path).texts("figure figcaption") == ["The hall, Dana Point"]


# --- law pages and pages for people in danger ---------------------------------------------------------


def test_a_plain_page_asks_nobody_to_call_us(visit):
    document = visit(published(StandardPageFactory(is_plain=True)).path)
    assert document.all(".call-now") == []
    assert document.all("main .button") == []
    assert "insurance" not in document.text("main").lower()


def test_a_draft_for_counsel_says_so(visit):
    assert "Draft for counsel." in visit(published(StandardPageFactory(is_for_counsel=True)).path).text(
        "main"
    )
    assert "counsel" not in visit(published(StandardPageFactory()).path).text("main")


def test_the_page_for_a_crisis_opens_with_911_and_988_and_our_number_stands_far_below(visit):
    facts_saved()
    sections = [{"heading": "To talk", "text": "", "shows": "crisis_lines"}]
    document = visit(published(StandardPageFactory(is_plain=True, sections=sections)).path)
    assert document.hrefs("main .button") == ["tel:911", "tel:988"]
    assert [href for href in document.hrefs("main a") if href.startswith(("tel:", "sms:"))][:3] == [
        "tel:911",
        "tel:988",
        "sms:988",
    ]
    ours = "tel:+18669893395"
    assert ours in document.hrefs("footer a")
    assert ours not in document.hrefs("main a, body > aside a")


def test_no_heading_stands_over_a_safety_card_that_has_one_of_its_own(visit):
    SafetyCardFactory()
    sections = [{"heading": "About drugs", "text": "", "shows": "safety_card"}]
    document = visit(published(StandardPageFactory(sections=sections)).path)
    assert "About drugs" not in document.texts("h2")
