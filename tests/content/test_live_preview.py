"""The preview beside the form: its writer sees what is typed, and nothing of it is kept."""

from __future__ import annotations

import pytest
from django.urls import reverse

from alter_site.content.models import Edition
from alter_site.staff.groups import CLINICAL_REVIEWER
from tests.factories import StaffFactory, TherapyFactory
from tests.support.forms import typed
from tests.support.screens import saved, screen
from tests.support.sign_in import StaffClient
from therapies.models import Therapy

pytestmark = pytest.mark.django_db

NEW = "admin:therapies_therapy_typed"


@pytest.fixture
def therapy():
    return saved(TherapyFactory(title="Reading aloud", slug="reading-aloud"))


@pytest.fixture
def ask(visit_admin, client):
    """Post a form as it stands in the browser, with some values typed over; return the answer."""

    def asking(page=None, **values):
        form = typed(visit_admin(screen(page) if page else reverse("admin:therapies_therapy_add")), **values)
        answer = client.post(screen(page, "typed") if page else reverse(NEW), form)
        return answer, answer.json()

    return asking


def test_the_page_is_shown_as_it_is_typed_and_stays_as_it_was_saved(ask, therapy):
    answer, found = ask(therapy, title="Reading together", summary="")
    assert "Reading together" in found["html"]
    assert "Preview of what is typed" in found["html"]
    assert found["errors"] == {}
    assert "no-store" in answer["Cache-Control"]
    therapy.refresh_from_db()
    assert (therapy.title, therapy.revision) == ("Reading aloud", 1)
    assert not Edition.objects.exists()


def test_a_page_that_was_never_saved_is_shown_too_and_says_what_it_lacks(ask):
    _, found = ask(title="Singing", slug="")
    assert "Singing" in found["html"]
    assert list(found["errors"]) == ["slug"]
    assert not Therapy.objects.exists()


def test_a_number_that_no_column_holds_is_named(ask, therapy):
    answer, found = ask(therapy, position="9" * 30)
    assert answer.status_code == 200
    assert list(found["errors"]) == ["position"]


def test_whoever_may_not_change_a_page_gets_no_preview_of_a_form(therapy):
    client = StaffClient()
    client.force_login(StaffFactory(group=CLINICAL_REVIEWER))
    assert client.post(screen(therapy, "typed")).status_code == 403
    assert client.post(reverse(NEW)).status_code == 403
    assert "preview-pane" not in client.get(screen(therapy)).text


def test_a_preview_is_asked_for_by_sending_the_form(ask, therapy, marketer, client):
    client.force_login(marketer)
    assert client.get(screen(therapy, "typed")).status_code == 405
    assert client.post(screen(Therapy(), "typed")).status_code == 404


def test_the_form_of_a_page_brings_the_pane_and_one_bar_of_buttons(visit_admin, therapy):
    for page in (visit_admin(screen(therapy)), visit_admin(reverse("admin:therapies_therapy_add"))):
        frame = page.one("#preview-pane iframe").attributes
        assert frame["sandbox"] == "allow-same-origin"
        assert frame["srcdoc"].startswith("<!DOCTYPE html>")
        assert [button.attributes["name"] for button in page.all(".submit-row input")] == [
            "_save",
            "_preview",
            "_submit",
            "_publish",
        ]
