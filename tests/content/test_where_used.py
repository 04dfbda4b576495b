"""Where a page, a picture or a word is used: in forms, and in what visitors read."""

from __future__ import annotations

import pytest

from alter_site.content.models import Redirect
from alter_site.staff.groups import SITE_ADMIN
from tests.factories import (
    ConditionFactory,
    GlossaryTermFactory,
    MenuItemFactory,
    PictureFactory,
    StaffFactory,
    StandardPageFactory,
    TherapyFactory,
    changed,
    published,
)
from tests.support.screens import saved, screen

pytestmark = pytest.mark.django_db


@pytest.fixture
def condition():
    return saved(published(ConditionFactory(title="Grief", slug="grief")))


def rows(document):
    cells = document.texts("tbody th, tbody td")
    return [cells[start : start + 5] for start in range(0, len(cells), 5)]


def linking(condition, **more):
    text = f'<p>Read <a href="page:{condition.pk}">about grief</a>.</p>'
    return saved(TherapyFactory(title="Attachment", introduction=text, **more))


def test_the_form_leads_to_the_pages_that_link_here(visit_admin, condition):
    therapy = linking(condition)
    assert screen(condition, "used") in visit_admin(screen(condition)).hrefs(".page-panel a")
    document = visit_admin(screen(condition, "used"))
    assert rows(document) == [["Attachment", "Therapy", "In a text", "yes", "no"]]
    assert document.hrefs("tbody a") == [screen(therapy)]


def test_a_link_taken_out_of_the_form_is_still_where_visitors_read_it(visit_admin, condition):
    therapy = published(linking(condition))
    saved(changed(therapy, introduction="<p>No link.</p>"))
    assert rows(visit_admin(screen(condition, "used"))) == [
        ["Attachment", "Therapy", "In a text", "no", "yes"]
    ]
    published(therapy)
    assert visit_admin(screen(condition, "used")).text("#content-main") == "No page uses it."


def test_menus_and_old_addresses_that_lead_here_are_named(visit_admin, condition):
    MenuItemFactory(label="On grief", destination=f"page:{condition.pk}")
    Redirect.objects.create(old_path="/loss/", new_path=condition.path)
    text = visit_admin(screen(condition, "used")).text("#content-main")
    assert "On grief" in text
    assert "/loss/" in text


def test_a_picture_is_used_by_pages_that_show_it_by_night_as_well(visit_admin):
    night = PictureFactory(title="Night", is_night=True)
    day = PictureFactory(title="Day", night=night)
    saved(StandardPageFactory(title="About", hero=day))
    assert screen(night, "used") in visit_admin(screen(night)).hrefs()
    for picture in (day, night):
        assert rows(visit_admin(screen(picture, "used"))) == [["About", "Standard page", "Hero", "yes", "no"]]


def test_a_word_of_the_glossary_is_used_by_texts_that_have_one_of_its_spellings(visit_admin):
    term = GlossaryTermFactory(term="craving", spellings="to crave")
    act = GlossaryTermFactory(term="ACT")
    saved(StandardPageFactory(title="One", slug="one", summary="They learn to crave less, and act on it."))
    saved(
        published(
            StandardPageFactory(title="Two", slug="two", summary="Cravings: what ACT says of a craving.")
        )
    )
    assert screen(term, "used") in visit_admin(screen(term)).hrefs()
    assert [row[0] for row in rows(visit_admin(screen(term, "used")))] == ["One", "Two"]
    assert rows(visit_admin(screen(act, "used"))) == [["Two", "Standard page", "In a text", "yes", "yes"]]


def test_only_whoever_may_open_the_row_is_told(visit_admin, condition):
    visit_admin(screen(condition, "used"), by=StaffFactory(group=SITE_ADMIN), status=403)
    visit_admin("/admin/therapies/condition/00000000-0000-0000-0000-000000000000/used/", status=404)


def test_where_used_costs_the_same_for_many_pages(visit_admin, condition, django_assert_max_num_queries):
    linking(condition)
    with django_assert_max_num_queries(40) as few:
        visit_admin(screen(condition, "used"))
    for number in range(8):
        linking(condition, slug=f"more-{number}")
    with django_assert_max_num_queries(len(few.captured_queries)):
        visit_admin(screen(condition, "used"))
