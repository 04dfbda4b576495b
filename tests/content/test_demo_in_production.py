"""On the real site nothing marked demo goes live, by no way, and nothing invented is told as a fact."""

from __future__ import annotations

import pytest
from django.utils import timezone

from alter_site.content import facts
from alter_site.content.editions import publishing
from alter_site.content.editions.publishing import CannotPublish
from alter_site.content.models import CoverageHours, Publication
from facilities.models import License
from tests.factories import (
    ConditionFactory,
    InsurerFactory,
    LicenseFactory,
    SafetyCardFactory,
    TeamPageFactory,
    TherapyFactory,
    approved,
    changed,
    editions_of,
    facts_saved,
    published,
)
from tests.support.document import Document
from tests.support.forms import typed
from tests.support.screens import saved, screen

pytestmark = pytest.mark.django_db

WHY = "It is marked as demo text"


@pytest.fixture
def _in_production(settings):
    settings.SITE_ENV = "production"


@pytest.mark.usefixtures("_in_production")
def test_a_demo_page_is_published_by_nobody():
    page = approved(TherapyFactory(is_demo=True))
    for publish in (publishing.publish, lambda page, author: publishing.publish_all([page], author)):
        with pytest.raises(CannotPublish, match=WHY):
            publish(page, None)
    assert not Publication.objects.exists()
    assert editions_of(page) == []


@pytest.mark.usefixtures("_in_production")
def test_a_page_with_one_invented_person_is_demo_too():
    page = TeamPageFactory(people=[{"name": "Ana", "role": "x", "permission": "x", "is_demo": True}])
    with pytest.raises(CannotPublish, match=WHY):
        publishing.publish(page, None)


def test_a_demo_edition_is_not_made_live_again(settings):
    page = published(TherapyFactory(is_demo=True))
    published(changed(page, is_demo=False))
    settings.SITE_ENV = "production"
    with pytest.raises(CannotPublish, match=WHY):
        publishing.make_live(editions_of(page)[0], None)
    assert Publication.objects.get().edition.number == 2


@pytest.mark.usefixtures("_in_production")
@pytest.mark.parametrize("press", ["history", "form"])
def test_the_form_says_why_demo_text_is_not_published(visit_admin, client, press):
    page = approved(saved(TherapyFactory(is_demo=True)))
    form = visit_admin(screen(page))
    if press == "history":
        answer = client.post(screen(page, "publish"), follow=True)
    else:
        answer = client.post(screen(page), typed(form, _publish="1"), follow=True)
    assert f"Not published. {WHY}" in Document(answer).text(".messagelist")
    assert not Publication.objects.exists()


@pytest.mark.usefixtures("_in_production")
def test_a_page_that_is_not_demo_is_published_as_ever():
    published(TherapyFactory())
    assert Publication.objects.exists()


@pytest.mark.usefixtures("_in_production")
def test_a_fact_marked_demo_is_refused_in_words(visit_admin, client):
    license_ = LicenseFactory()
    values = typed(visit_admin(screen(license_)), is_demo="on")
    said = Document(client.post(screen(license_), values)).text(".error-summary")
    assert "Demo: The real site shows nothing invented." in said
    assert not License.objects.filter(is_demo=True).exists()


def test_facts_marked_demo_are_told_to_nobody(settings):
    LicenseFactory(is_demo=True)
    InsurerFactory(is_demo=True)
    true = InsurerFactory(name="Harbor Health")
    CoverageHours.objects.create(weekday=0, opens="08:00", closes="20:00", is_demo=True)
    facts_saved()
    assert facts.current(timezone.now()).licenses
    settings.SITE_ENV = "production"
    for _ in ("as they were frozen", "frozen anew"):
        facts._cached = None
        known = facts.current(timezone.now())
        assert (known.licenses, known.coverage_hours) == ((), ())
        assert [insurer.name for insurer in known.insurers] == [true.name]
        assert facts.from_file().licenses == ()
        facts_saved()


@pytest.mark.usefixtures("_in_production")
def test_a_page_about_substances_waits_for_a_safety_card_that_is_not_demo():
    SafetyCardFactory(is_demo=True)
    with pytest.raises(CannotPublish, match="The safety card is demo text"):
        publishing.publish(approved(ConditionFactory(involves_substances=True)), None)


def test_outside_production_a_demo_page_may_be_published():
    published(TherapyFactory(is_demo=True))
    assert Publication.objects.exists()
