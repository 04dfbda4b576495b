"""What is said after a fact is saved is true: what has ended, is hidden or invented is not "read now"."""

from __future__ import annotations

import datetime

import pytest
import time_machine

from alter_site.content.models import CoverageException, MenuItem
from facilities.models import NetworkStatus
from tests.factories import (
    AccreditationFactory,
    FacilityFactory,
    GlossaryPageFactory,
    GlossaryTermFactory,
    InsurerFactory,
    LicenseFactory,
    MenuItemFactory,
    TherapyFactory,
    facts_saved,
    published,
)
from tests.support.document import Document
from tests.support.forms import typed
from tests.support.screens import screen

pytestmark = pytest.mark.django_db

NOON = datetime.datetime(2026, 11, 23, 20, tzinfo=datetime.UTC)  # in Dana Point


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def save(client, marketer, django_capture_on_commit_callbacks):
    """Save a row's form, agreeing to what is asked; return what was asked and what is said then."""
    client.force_login(marketer)

    def saving(address, **values):
        with django_capture_on_commit_callbacks(execute=True):
            document = Document(
                client.post(address, typed(Document(client.get(address)), **values), follow=True)
            )
            asked = ""
            if buttons := document.all("button[name=_confirmed]"):
                asked = document.text(".changes")
                agreed = typed(document, _confirmed=buttons[0].attributes["value"])
                document = Document(client.post(address, agreed, follow=True))
        return asked, document.text(".messagelist")

    return saving


@pytest.mark.parametrize(
    ("factory", "kind"), [(LicenseFactory, "License"), (AccreditationFactory, "Accreditation")]
)
def test_a_credential_that_ended_yesterday_is_said_to_have_left_the_site(save, visit, factory, kind):
    row = factory(number="300123AP")
    facts_saved()
    asked, said = save(screen(row), expires="2026-11-22")
    assert "300123AP" in asked
    assert "2026" not in asked.split("nothing")[-1]  # nothing of it is listed as read afterwards
    assert f"{kind} is no longer shown to visitors. It expired on November 22, 2026." in said
    assert "read it now" not in said
    assert "300123AP" not in visit(published(TherapyFactory()).path).text()


def test_a_license_that_ends_today_is_still_read(save):
    row = LicenseFactory()
    facts_saved()
    _, said = save(screen(row), expires="2026-11-23")
    assert "Visitors read it now." in said


def test_a_new_license_that_has_ended_changes_nothing_and_says_why(save):
    asked, said = save(
        "/admin/facilities/license/add/",
        body="State",
        short_name="DHCS",
        expires="2026-11-01",
        register_url="https://example.gov/",
        last_checked="2026-11-01",
    )
    assert asked == ""
    assert "Nothing changes for visitors. It is not shown. It expired on November 1, 2026." in said


def test_a_license_that_is_renewed_is_read_again(save):
    row = LicenseFactory(expires=datetime.date(2026, 11, 1))
    facts_saved()
    asked, said = save(screen(row), expires="2027-11-01")
    assert "November 1, 2027" in asked
    assert "Visitors read it now." in said


def test_deleting_a_license_that_has_ended_changes_nothing(visit_admin):
    row = LicenseFactory(expires=datetime.date(2026, 11, 1))
    facts_saved()
    assert "Nothing changes for visitors." in visit_admin(screen(row, "delete")).text("#content-main")


def test_an_insurer_that_is_no_longer_confirmed_is_not_shown(save):
    row = InsurerFactory(name="Harbor Health")
    facts_saved()
    _, said = save(screen(row), confirmed_on="")
    assert "Insurer is no longer shown to visitors." in said
    _, said = save(screen(row), position="7")
    assert "Nothing changes for visitors. It is not shown. Only insurers with the day" in said


def test_a_menu_line_to_a_page_that_is_not_live_is_not_shown(save):
    TherapyFactory(slug="draft")
    _, said = save(
        "/admin/content/menuitem/add/", menu="main", label="Later", destination="/therapies/draft/"
    )
    assert "Nothing changes for visitors. It is not shown. Its page is not live, or leaves by itself." in said


def test_a_menu_line_that_is_led_to_a_draft_leaves_the_menu(save):
    row = MenuItemFactory(page=published(TherapyFactory()))
    TherapyFactory(slug="draft")
    facts_saved()
    _, said = save(screen(row), destination="/therapies/draft/")
    assert "Menu item is no longer shown to visitors. Its page is not live, or leaves by itself." in said
    assert MenuItem.objects.exists()


def test_a_day_that_is_over_is_not_read_now(save):
    _, said = save("/admin/content/coverageexception/add/", day="2026-11-20")
    assert "It is not shown. That day is over." in said
    row = CoverageException.objects.create(day=datetime.date(2026, 12, 24))
    facts_saved()
    _, said = save(screen(row), day="2026-11-01")
    assert "is no longer shown to visitors. That day is over." in said


def test_a_word_is_not_read_while_the_glossary_is_not_live(save):
    row = GlossaryTermFactory(term="craving")
    _, said = save(screen(row), short="Another.")
    assert "It is not shown. The glossary is not live." in said
    published(GlossaryPageFactory())
    _, said = save(screen(row), short="A third.")
    assert "Visitors read it now." in said


def test_an_answer_about_a_home_that_is_not_live_is_not_read(save):
    home = FacilityFactory(title="Dana Point")
    row = NetworkStatus.objects.create(facility=home, insurer=InsurerFactory())
    _, said = save(screen(row), answer="in", checked_on="2026-11-01")
    assert "Visitors do not see it. The page of Dana Point is not live." in said
    published(home)
    _, said = save(screen(row), answer="out")
    assert "Visitors read it now." in said
