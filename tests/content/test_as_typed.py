"""What a page's form would say if it were saved as it stands in the browser."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import RequestFactory

from alter_site.content.admin.forms.as_typed import as_typed
from tests.factories import TherapyFactory
from tests.support.forms import typed
from tests.support.screens import saved
from therapies.models import Therapy

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(marketer):
    """Return what a form's data would say: of a page, or of a new one."""

    def read(data, page=None):
        request = RequestFactory().post("/", data)
        request.user = marketer
        return as_typed(admin.site._registry[Therapy], request, page and page.pk)

    return read


@pytest.fixture
def therapy():
    return saved(
        TherapyFactory(
            title="Reading aloud",
            slug="reading-aloud",
            techniques=[{"title": "Slowly", "text": "<p>Word by word.</p>"}],
        )
    )


def form_of(visit_admin, page=None):
    address = f"/admin/therapies/therapy/{page.pk}/change/" if page else "/admin/therapies/therapy/add/"
    return visit_admin(address)


def test_a_changed_title_and_row_are_read_and_not_kept(read, therapy, visit_admin):
    data = typed(form_of(visit_admin, therapy), title="Reading together", **{"techniques-0-title": "Softly"})
    found = read(data, therapy)
    assert (found.content.title, found.content.techniques[0].title) == ("Reading together", "Softly")
    assert found.errors == {}
    therapy.refresh_from_db()
    assert (therapy.title, therapy.techniques.get().title) == ("Reading aloud", "Slowly")


def test_a_new_page_is_read_before_it_is_saved(read, visit_admin):
    found = read(typed(form_of(visit_admin), title="Singing", slug="singing", summary="We sing."))
    assert (found.content.title, found.path) == ("Singing", "/therapies/singing/")
    assert not Therapy.objects.exists()


def test_a_field_that_cannot_be_read_is_named_and_the_rest_is_shown(read, therapy, visit_admin):
    data = typed(form_of(visit_admin, therapy), title="", summary="Two people read.")
    found = read(data, therapy)
    assert found.content.summary == "Two people read."
    assert list(found.errors) == ["title"]


def test_an_address_that_another_page_has_is_named(read, therapy, visit_admin):
    found = read(typed(form_of(visit_admin), title="Again", slug="reading-aloud"))
    assert list(found.errors) == ["slug"]
    assert found.content.title == "Again"


def test_a_row_without_its_name_is_named_and_the_other_rows_are_shown(read, therapy, visit_admin):
    data = typed(form_of(visit_admin, therapy), **{"techniques-0-title": ""})
    found = read(data, therapy)
    assert "techniques-0-title" in found.errors
    assert found.content.title == "Reading aloud"
