"""The content home answers “what now?” with a panel for each kind of thing that waits."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.utils import timezone

from alter_site.content.editions import scheduled
from alter_site.content.models import Publication
from alter_site.staff.groups import CLINICAL_REVIEWER, COORDINATOR
from tests.factories import (
    ConditionFactory,
    StaffFactory,
    StandardPageFactory,
    StoryFactory,
    TherapyFactory,
    changed,
    published,
)
from tests.support.screens import saved, screen

pytestmark = pytest.mark.django_db


def panel(document, anchor):
    return document.texts(f"#{anchor} li") if document.all(f"#{anchor}") else []


def test_each_thing_that_waits_stands_in_its_panel_and_leads_to_its_form(visit_admin, marketer):
    draft = saved(ConditionFactory(title="Grief"), marketer)
    text = f'<p>See <a href="page:{draft.pk}">grief</a>.</p>'
    therapy = saved(published(saved(TherapyFactory(title="Attachment", introduction=text))), marketer)
    saved(changed(therapy, summary="Said anew."), marketer)
    document = visit_admin("/admin/home/")
    (change,) = panel(document, "changed-but-not-live")
    assert change.startswith("Attachment Therapy Saved on")
    assert str(marketer) in change
    assert document.hrefs("#changed-but-not-live a") == [screen(therapy)]
    assert panel(document, "links-to-nothing") == ["Attachment Therapy To “Grief”"]
    (waiting,) = panel(document, "drafts")
    assert waiting.startswith("Grief Condition Never published")
    published(draft)
    published(therapy)
    assert visit_admin("/admin/home/").text("#content-main") == "Nothing waits for you."


def test_what_ends_within_sixty_days_is_announced_and_nothing_later(visit_admin):
    with time_machine.travel("2026-11-20 12:00Z", tick=False):
        today = timezone.localdate()
        for title, days in (("Soon", 60), ("Later", 62)):
            expires = today + datetime.timedelta(days=days)
            published(StoryFactory(title=title, slug=title.lower(), expires=expires, signed_on=today))
        assert Publication.objects.count() == 2
        (soon,) = panel(visit_admin("/admin/home/"), "ends-soon")
    assert soon == "Soon Page Visitors see it through January 18, 2027"


def test_the_first_screen_names_what_waits(visit_admin):
    saved(ConditionFactory(title="Grief"))
    document = visit_admin("/admin/")
    assert document.texts(".start-waiting li") == ["Drafts 1"]
    assert document.hrefs(".start-waiting a") == ["/admin/home/#drafts"]


def test_a_reviewer_has_a_home_and_the_desk_has_none(visit_admin, client):
    saved(ConditionFactory(title="Grief"))
    assert panel(visit_admin("/admin/home/", by=StaffFactory(group=CLINICAL_REVIEWER)), "drafts")
    coordinator = StaffFactory(group=COORDINATOR)
    client.force_login(coordinator)
    assert client.get("/admin/home/").status_code == 403
    assert "What now?" not in client.get("/admin/").content.decode()


def test_the_home_costs_the_same_for_many_pages(visit_admin, marketer, django_assert_max_num_queries):
    def page(number):
        draft = saved(ConditionFactory(slug=f"grief-{number}"), marketer)
        text = f'<p>See <a href="page:{draft.pk}">grief</a>.</p>'
        therapy = published(saved(TherapyFactory(slug=f"t-{number}", introduction=text), marketer))
        saved(changed(therapy, summary="Anew."), marketer)

    page(0)
    with django_assert_max_num_queries(60) as few:
        visit_admin("/admin/home/")
    for number in range(1, 9):
        page(number)
    with django_assert_max_num_queries(len(few.captured_queries)):
        visit_admin("/admin/home/")


def test_what_is_scheduled_stands_in_the_calendar(visit_admin, marketer):
    page = saved(StandardPageFactory(title="For families"), marketer)
    with time_machine.travel("2026-12-01 12:00Z", tick=False):
        at = timezone.now() + datetime.timedelta(days=3)
        scheduled.schedule_publish(page, marketer, at)
        (entry,) = panel(visit_admin("/admin/home/"), "calendar")
    assert "For families" in entry
    assert "December 4" in entry
