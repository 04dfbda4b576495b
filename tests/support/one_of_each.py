"""A site with something in every list of the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils import timezone

from alter_site.content.facts import waiting
from alter_site.content.models import (
    CoverageException,
    CoverageHours,
    CrisisLine,
    LintException,
    LintWord,
    Page,
    Redirect,
)
from alter_site.staff.models import AccountEvent
from facilities.models import NetworkStatus
from tests.factories import (
    AccreditationFactory,
    ArticleFactory,
    ConditionFactory,
    FacilityFactory,
    FaqGroupFactory,
    GlossaryPageFactory,
    GlossaryTermFactory,
    HomePageFactory,
    IndexPageFactory,
    InsurerFactory,
    LevelOfCareFactory,
    LicenseFactory,
    MenuItemFactory,
    OutcomesPageFactory,
    PictureFactory,
    SafetyCardFactory,
    StandardPageFactory,
    StoryFactory,
    TeamPageFactory,
    TherapyFactory,
    TopicFactory,
    UserFactory,
    facts_saved,
    published,
)
from tests.support.screens import saved

RICH = '<p>Words with a <strong>weight</strong>, a <a href="/contact/">way</a> and [phone].</p>'


def make() -> dict[type[Any], Any]:
    """Make a row of every registered model but the task queue's; pages are live and hold rich text."""
    contact = StandardPageFactory(slug="contact", sections=[{"heading": "Who we are", "text": "<p>We.</p>"}])
    picture = PictureFactory()
    SafetyCardFactory(text=RICH)
    facility = FacilityFactory(introduction=RICH, gallery=[picture], amenities=["A garden"])
    figure = {"figure": "1 of 2", "measures": "x", "n": 2, "period": "x", "method": "x", "source": "x"}
    therapy = TherapyFactory(
        introduction=RICH,
        featured_picture=picture,
        techniques=[{"title": "Breathing", "text": RICH}],
        questions=[{"question": "How long?", "answer": RICH}],
    )
    pages: list[Page] = [
        therapy,
        facility,
        HomePageFactory(families_text=RICH),
        IndexPageFactory(introduction=RICH),
        contact,
        ArticleFactory(introduction=RICH, sections=[{"heading": "Words", "text": RICH}]),
        TopicFactory(introduction=RICH),
        FaqGroupFactory(questions=[{"question": "How long?", "answer": RICH}]),
        GlossaryPageFactory(introduction=RICH),
        TeamPageFactory(people=[{"name": "Ana", "role": "Therapist", "permission": "Signed"}]),
        OutcomesPageFactory(outcomes=[figure]),
        StoryFactory(text=RICH),
        ConditionFactory(introduction=RICH, signs=["Sleeplessness"]),
        LevelOfCareFactory(introduction=RICH, week=[{"what": "Therapy", "how_much": "2 sessions"}]),
    ]
    for page in pages:
        published(saved(page))
    LicenseFactory(facility=facility)
    AccreditationFactory()
    NetworkStatus.objects.create(facility=facility, insurer=InsurerFactory())
    MenuItemFactory(page=therapy)
    GlossaryTermFactory(term="craving", longer=RICH)
    make_what_is_no_page(therapy)
    facts_saved()
    return rows()


def rows() -> dict[type[Any], Any]:
    """Return the first row of every registered model that has one."""
    found = {model: model._default_manager.order_by("pk").first() for model in admin.site._registry}
    return {model: row for model, row in found.items() if row is not None}


def make_what_is_no_page(therapy: Page) -> None:
    """Make a row of what editors and the clock leave behind, beside pages and what is printed on them."""
    CoverageHours.objects.create(weekday=0, opens="09:00", closes="17:00")
    CoverageException.objects.create(day=timezone.localdate())
    Redirect.objects.create(old_path="/old/", new_path="/contact/")
    person = UserFactory()
    LintWord.objects.create(rule="cure", phrase="rejuvenat*")
    LintException.objects.create(
        page_id=therapy.pk,
        page_title=therapy.title,
        rule="cure",
        sentence="It cures.",
        sentence_hash="0",
        reason="The title of a film.",
        asked_by=person,
    )
    AccountEvent.objects.create(by=person, account=person, what="made")
    line = CrisisLine.objects.earliest("position")
    waiting.propose(line, {"call": line.call}, {"call": "211"}, person)
