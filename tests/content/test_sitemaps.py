"""Sitemaps list what is live, on our origin, with the moment its text was frozen."""

from __future__ import annotations

import datetime
from xml.etree import ElementTree

import pytest
import time_machine

from alter_site.content.addresses.sitemaps import PER_FILE
from alter_site.content.editions import publishing
from tests.factories import (
    ConditionFactory,
    HomePageFactory,
    IndexPageFactory,
    TherapyFactory,
    changed,
    committed,
    published,
)
from tests.support.crowd import crowd

pytestmark = pytest.mark.django_db

SITE = "https://site.example"
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
NOON = datetime.datetime(2026, 11, 23, 20, tzinfo=datetime.UTC)


@pytest.fixture
def sitemap(client, settings):
    """Fetch a sitemap; return its addresses with what it says of each."""
    settings.SITE_URL = SITE
    settings.ALLOWED_HOSTS = ["old.example"]

    def fetch(path):
        response = client.get(path, HTTP_HOST="old.example")
        assert response.status_code == 200
        assert response.headers["Content-Type"] == "application/xml; charset=utf-8"
        root = ElementTree.fromstring(response.content)  # noqa: S314 (our own)
        return {
            entry.findtext("s:loc", namespaces=NAMES): entry.findtext("s:lastmod", namespaces=NAMES)
            for entry in root
        }

    return fetch


def test_the_index_lists_a_sitemap_for_each_kind_that_has_a_live_page(sitemap):
    published(TherapyFactory())
    published(ConditionFactory())
    IndexPageFactory()
    assert set(sitemap("/sitemap.xml")) == {f"{SITE}/sitemap-therapy.xml", f"{SITE}/sitemap-condition.xml"}


def test_every_sitemap_of_the_index_is_there(sitemap):
    for make in (TherapyFactory, ConditionFactory, HomePageFactory, IndexPageFactory):
        published(make())
    for address in sitemap("/sitemap.xml"):
        assert sitemap(address.removeprefix(SITE))


def test_a_sitemap_lists_what_is_live_and_nothing_else(sitemap):
    live = published(TherapyFactory(slug="live"))
    TherapyFactory(slug="saved")
    taken_back = published(TherapyFactory(slug="taken-back"))
    with committed():
        publishing.unpublish(taken_back, None)
    published(changed(live, slug="moved"))
    assert set(sitemap("/sitemap-therapy.xml")) == {f"{SITE}/therapies/moved/"}


def test_the_real_site_offers_no_demo_page_and_a_demo_site_lists_all_of_its_pages(sitemap, settings):
    published(TherapyFactory(slug="real"))
    published(TherapyFactory(slug="demo", is_demo=True))
    both = {f"{SITE}/therapies/real/", f"{SITE}/therapies/demo/"}
    assert set(sitemap("/sitemap-therapy.xml")) == both
    settings.SITE_ENV = "production"
    assert set(sitemap("/sitemap-therapy.xml")) == both - {f"{SITE}/therapies/demo/"}


def test_the_date_is_the_moment_the_text_was_frozen_and_not_when_it_was_saved(sitemap):
    with time_machine.travel(NOON, tick=False) as clock:
        therapy = published(TherapyFactory(slug="emdr"))
        clock.shift(datetime.timedelta(days=3))
        changed(therapy, summary="Another sentence.")
        assert sitemap("/sitemap-therapy.xml") == {f"{SITE}/therapies/emdr/": "2026-11-23"}
        published(therapy)
        assert sitemap("/sitemap-therapy.xml") == {f"{SITE}/therapies/emdr/": "2026-11-26"}


def test_publishing_the_same_text_again_does_not_change_the_date(sitemap):
    with time_machine.travel(NOON, tick=False) as clock:
        therapy = published(TherapyFactory())
        clock.shift(datetime.timedelta(days=3))
        published(therapy)
        assert set(sitemap("/sitemap-therapy.xml").values()) == {"2026-11-23"}


def test_many_pages_are_listed_in_several_files_each_once(sitemap, client):
    editions = crowd(TherapyFactory(), 2 * PER_FILE + 1)
    files = [f"{SITE}/sitemap-therapy{number}.xml" for number in ("", "-2", "-3")]
    assert list(sitemap("/sitemap.xml")) == files
    listed = [set(sitemap(address.removeprefix(SITE))) for address in files]
    assert [len(addresses) for addresses in listed] == [PER_FILE, PER_FILE, 1]
    assert set.union(*listed) == {f"{SITE}{edition.path}" for edition in editions}
    for number in ("0", "1", "4", "01", "99999999999999999999999"):
        path = f"/sitemap-therapy-{number}.xml"
        assert client.get(path, HTTP_HOST="old.example").status_code == 404


def test_a_kind_without_live_pages_has_an_empty_sitemap_and_no_kind_has_none(sitemap, client):
    assert sitemap("/sitemap-therapy.xml") == {}
    assert client.get("/sitemap-weather.xml", HTTP_HOST="old.example").status_code == 404


def test_robots_are_led_to_the_sitemap_on_our_origin(client, settings):
    settings.SITE_URL = SITE
    text = client.get("/robots.txt").content.decode()
    assert text.splitlines() == ["User-agent: *", "Allow: /", "", f"Sitemap: {SITE}/sitemap.xml"]


# --- llms.txt -----------------------------------------------------------------------------------------


@pytest.fixture
def llms_txt(client, settings):
    settings.SITE_URL = SITE
    settings.ALLOWED_HOSTS = ["old.example"]
    return lambda: client.get("/llms.txt", HTTP_HOST="old.example").content.decode()


def test_language_models_are_told_of_live_pages_on_our_origin_and_of_no_other(llms_txt):
    published(TherapyFactory(slug="live", title="Live", summary="In a sentence."))
    published(HomePageFactory())
    TherapyFactory(slug="saved")
    taken_back = published(TherapyFactory(slug="taken-back"))
    with committed():
        publishing.unpublish(taken_back, None)
    text = llms_txt()
    assert text.startswith("# Alter\n\n> ")
    assert f"\n## Therapies\n\n- [Live]({SITE}/therapies/live/): In a sentence.\n" in text
    assert text.count("](") == 2


def test_language_models_are_told_whom_to_call(llms_txt):
    assert "(866)\xa0989-3395" in llms_txt()
    assert "988" in llms_txt()


@pytest.mark.parametrize("number", [2, 500])
def test_llms_txt_costs_the_same_however_much_it_lists(number, llms_txt, django_assert_num_queries):
    crowd(TherapyFactory(), number)
    with django_assert_num_queries(2):
        assert llms_txt().count("](") == number
