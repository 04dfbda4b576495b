"""What a marketer alone cannot put live, by whichever way they try: claims, inventions, empty pages."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.utils import timezone

from alter_site.content.editions import approvals, publishing, scheduled
from alter_site.content.kinds import page_models
from alter_site.content.lint.fact_texts import misleading
from alter_site.content.models import Insurer, MenuItem, Organization, Picture, Publication
from tests.factories import (
    FacilityFactory,
    OutcomesPageFactory,
    PictureFactory,
    TeamPageFactory,
    TherapyFactory,
    approved,
    committed,
)
from tests.support.document import Document
from tests.support.passes import crossed
from tests.support.screens import saved, screen
from therapies.models import Therapy

pytestmark = pytest.mark.django_db

REVIEWER = "Medically reviewed by Jane Roe, PsyD (license 98123)."
CLAIM = "Our program cures addiction."


def of_another_house(**values):
    here, there = FacilityFactory(), FacilityFactory()
    return TherapyFactory(featured_facility=here, featured_picture=PictureFactory(facility=there), **values)


# What is wrong with a page, and how the site says so.
FAULTS = {
    "reviewer": (lambda: TherapyFactory(introduction=f"<p>{REVIEWER}</p>"), "printed from their signature"),
    "byline": (lambda: TherapyFactory(author="Jane Roe, PsyD"), "printed from their signature"),
    "source": (lambda: with_source(REVIEWER), "printed from their signature"),
    "picture": (lambda: TherapyFactory(featured_picture=PictureFactory(alt=REVIEWER)), "their signature"),
    "description": (lambda: TherapyFactory(featured_picture=PictureFactory(alt=CLAIM)), "promises a cure"),
    "claim": (lambda: TherapyFactory(use_heading="How", use_text=f"<p>{CLAIM}</p>"), "promises a cure"),
    "title": (lambda: TherapyFactory(title="Empty", summary="", introduction="", use_text=""), "no summary"),
    "house": (of_another_house, "A picture of one place never stands for another"),
    "unsigned": (TherapyFactory, "No clinical reviewer has approved this very text"),
}


def with_source(label):
    page = TherapyFactory()
    page.sources.create(label=label, position=9)
    return page


def go(client, page):
    return client.post(screen(page, "publish"), follow=True)


def with_several(client, page):
    data = {"action": "publish_several", "_selected_action": [page.pk]}
    asked = Document(client.post("/admin/therapies/therapy/", data, follow=True))
    action = asked.one('form[action*="/several/"]').attributes["action"]
    sent = client.post(action, {"page": [page.pk]}, follow=True)
    assert not Publication.objects.exists()
    return asked if "keeps" in asked.text() or "Not" in asked.text() else sent


def by_the_clock(client, page):
    day = timezone.localdate() + datetime.timedelta(days=2)
    answer = client.post(
        screen(page, "schedule"),
        {"_form": "publish", "publish-day": day.isoformat(), "publish-time": "9:00 am"},
        follow=True,
    )
    with time_machine.travel(timezone.now() + datetime.timedelta(days=3)), committed():
        scheduled.perform_due()
    return answer


def made_live_again(client, page):
    pictured = list(Picture.objects.exclude(facility=None))
    Picture.objects.update(facility=None)
    kept = publishing.freeze(page, None)  # while nobody knew yet whose picture it is
    Picture.objects.bulk_update(pictured, ["facility"])
    return client.post(screen(page, "make_live", kept.number), follow=True)


def after_a_save_is_restored(client, page):
    page.refresh_from_db()
    client.post(screen(page, "restore", "save-1"), {"revision": str(page.revision)}, follow=True)
    return go(client, page)


def as_a_copy(client, page):
    client.post(screen(page, "duplicate"), follow=True)
    copy = Therapy.objects.exclude(pk=page.pk).latest("saved_at")
    assert copy.pk != page.pk
    is_signed = approvals.in_force(page.pk, publishing.working_hash(page))
    return go(client, approved(copy) if is_signed else copy)


WAYS = {
    "publish": go,
    "several": with_several,
    "schedule": by_the_clock,
    "again": made_live_again,
    "restored": after_a_save_is_restored,
    "copied": as_a_copy,
}


@pytest.mark.parametrize(("fault", "way"), crossed(list(FAULTS), list(WAYS)))
def test_a_misleading_text_does_not_go_live_and_the_marketer_is_told_why(client, marketer, fault, way):
    make, words = FAULTS[fault]
    page = saved(make())
    if fault != "unsigned":
        approved(page)
    client.force_login(marketer)
    with committed():
        answer = WAYS[way](client, page)
    assert not Publication.objects.filter(content_type__model="therapy").exists()
    said = answer.text() if isinstance(answer, Document) else Document(answer).text()
    assert words in said


@pytest.mark.parametrize("kind", page_models())
def test_a_page_of_any_kind_with_only_a_title_does_not_go_live(kind):
    lists = {"lists": "therapy"} if kind == "index" else {}
    page = page_models()[kind]._default_manager.create(title="Only a title", slug="only-a-title", **lists)
    with pytest.raises(publishing.CannotPublish):
        publishing.publish(approved(saved(page)), None)


@pytest.mark.parametrize(
    "make",
    [
        lambda: TeamPageFactory(people=[{"name": "Jo Example", "role": "Nurse", "credentials": CLAIM}]),
        lambda: TeamPageFactory(people=[{"name": "Jo Example", "role": REVIEWER}]),
        lambda: OutcomesPageFactory(title=REVIEWER),
    ],
    ids=["credentials", "role", "title"],
)
def test_names_and_titles_are_no_place_for_a_claim(make):
    with pytest.raises(publishing.CannotPublish):
        publishing.publish(approved(saved(make())), None)


@pytest.mark.parametrize(
    ("row", "name"),
    [
        (lambda: Organization(description=REVIEWER), "description"),
        (lambda: Organization(insurance_note=CLAIM), "insurance_note"),
        (lambda: MenuItem(menu="care", label="Medically reviewed"), "label"),
        (lambda: Insurer(name=REVIEWER), "name"),
    ],
)
def test_no_fact_and_no_line_of_a_menu_makes_a_misleading_claim(row, name):
    assert [column for column, _ in misleading(row())] == [name]
