"""An action of the desk is one row of the table, its form and its service: nothing else has to know of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from admissions import services
from admissions.desk.action import Action
from admissions.desk.actions import ACTIONS
from admissions.desk.fields import one_of
from admissions.desk.forms import ActionForm
from admissions.models import Event, Submission
from admissions.services.states import record
from alter_site.staff.groups import BENEFITS_VERIFIER
from tests.factories import StaffFactory
from tests.support.document import Document
from tests.support.forms import after
from tests.support.requests import received

pytestmark = pytest.mark.django_db


class FlagForm(ActionForm):
    """Asks for a color."""

    color = one_of("Color", [("red", "Red"), ("blue", "Blue")], "Choose")


def flag(submission: Submission, actor: Any, *, version: int | None = None, color: str) -> Event:
    return record(submission, "flag", actor, detail=color)


@pytest.fixture
def mine(monkeypatch, coordinator) -> Submission:
    """A request of the coordinator's, at a desk with one action more."""
    row = Action(
        "flag",
        "Flag it",
        "It is flagged.",
        flag,
        {"flag": "Flagged"},
        FlagForm,
        "set a new way",
        is_folded=True,
    )
    monkeypatch.setitem(ACTIONS, row.slug, row)
    return services.claim(received(), coordinator)


def sent(client: Client, submission: Submission, by: Any, **data: str) -> Document:
    client.force_login(by)
    return Document(after(client.post(f"/admin/desk/{submission.reference}/flag/", data)))


def test_a_row_in_the_table_is_a_button_an_address_a_message_and_a_line_of_the_timeline(
    client, mine, coordinator, visit_admin
):
    page = visit_admin(reverse("desk:detail", args=[mine.reference]), by=coordinator)
    assert page.one("#flag-color")
    assert "Flag it" in page.texts("form.step button")
    assert "Choose one." in sent(client, mine, coordinator).text("#flag-color_error")
    answer = sent(client, mine, coordinator, color="red")
    assert answer.response.status_code == 302
    page = visit_admin(reverse("desk:detail", args=[mine.reference]), by=coordinator)
    assert f"{mine.reference}: It is flagged." in page.text("main")
    assert "Flagged: red" in page.text(".log")


def test_whoever_lacks_the_permission_of_a_row_has_no_button_and_is_refused(client, mine, visit_admin):
    verifier = StaffFactory(group=BENEFITS_VERIFIER)
    page = visit_admin(reverse("desk:detail", args=[mine.reference]), by=verifier)
    assert "Flag it" not in page.texts("form.step button")
    assert sent(client, mine, verifier, color="red").response.status_code == 403
    assert not Event.objects.filter(move="flag").exists()


def test_an_action_that_is_not_in_the_table_has_no_address(client, mine, coordinator):
    client.force_login(coordinator)
    assert client.post(f"/admin/desk/{mine.reference}/no-such-action/").status_code == 404
