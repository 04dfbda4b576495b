"""Facts are public as soon as they are saved: what misleads is refused before, wherever they are changed."""

from __future__ import annotations

import datetime

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from alter_site.content.editions import scheduled
from alter_site.content.lint.fact_texts import misleading
from alter_site.content.models import CrisisLine, FactChange, FactsEdition, Insurer, MenuItem, Organization
from tests.factories import GlossaryTermFactory, SafetyCardFactory, TherapyFactory, facts_saved
from tests.support.document import Document
from tests.support.forms import typed
from tests.support.screens import screen

pytestmark = pytest.mark.django_db

BAD = "Our program cures addiction."


def a_word():
    return GlossaryTermFactory(term="craving")


@pytest.mark.parametrize(
    ("make", "name", "words"),
    [
        (Organization.objects.get, "description", BAD),
        (Organization.objects.get, "insurance_note", "We accept all insurance."),
        (a_word, "longer", "<p>We are the <strong>best</strong> rehab.</p>"),
        (a_word, "short", "Call (866) 989-3395 <now>."),
        (SafetyCardFactory, "text", '<p>Read <a href="#more">what to do first</a>.</p>'),
    ],
)
def test_a_fact_that_misleads_is_refused_where_it_was_typed(visit_admin, client, make, name, words):
    row = make()
    facts_saved()
    editions, address = FactsEdition.objects.count(), screen(row)
    document = visit_admin(address)
    again = Document(client.post(address, typed(document, **{name: words})))
    said = again.text(".errorlist")
    assert "lets the words pass under Words of the linter" in said or "A link leads nowhere" in said
    assert typed(again)[name] == [words]
    row.refresh_from_db()
    assert getattr(row, name) != words
    assert FactsEdition.objects.count() == editions


def test_what_was_said_before_keeps_nobody_from_changing_something_else(visit_admin, client):
    Organization.objects.update(description=BAD)
    facts_saved()
    row = Organization.objects.get()
    answer = client.post(screen(row), typed(visit_admin(screen(row)), share_title="A page for you"))
    assert Document(answer).text("h1") == "Check what changes"


def test_names_that_others_chose_pass_the_linter():
    assert not [*misleading(Insurer(name="Best Care Health Plan"))]
    assert not [*misleading(CrisisLine.objects.get(name__startswith="988"))]
    assert [*misleading(CrisisLine(name="A line", note="It cures addiction."))]


def test_a_line_of_a_menu_leads_to_a_part_that_is_there():
    page = TherapyFactory(techniques=[{"title": "Breathing", "text": "<p>Slowly.</p>"}])
    there = MenuItem(menu="care", label="Breathing", destination=f"page:{page.pk}#technique-breathing")
    nowhere = MenuItem(menu="care", label="Breathing", destination=f"page:{page.pk}#technique-singing")
    assert [name for row in (there, nowhere) for name, _ in misleading(row)] == ["destination"]
    assert not [*misleading(nowhere, {"label"})]


def test_a_change_that_has_waited_is_judged_on_its_day(administrator, mailoutbox):
    row = Organization.objects.get()
    change = FactChange.objects.create(
        content_type=ContentType.objects.get_for_model(row),
        object_id=str(row.pk),
        name="The line in the footer",
        before={"description": row.description},
        after={"description": BAD},
        at=timezone.now() - datetime.timedelta(minutes=1),
        made_by=administrator,
    )
    scheduled.perform_due()
    change.refresh_from_db()
    assert change.failed_at is not None
    assert "cure" in change.reason
    assert Organization.objects.get().description == row.description
