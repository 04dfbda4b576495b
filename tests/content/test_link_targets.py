"""What the link picker offers: pages by words of their titles, and the parts a page really has."""

from __future__ import annotations

import pytest

from alter_site.content.admin.alike import alike
from alter_site.content.models.identities import to_identity
from alter_site.staff.groups import COORDINATOR
from tests.factories import ConditionFactory, StaffFactory, TherapyFactory, published
from tests.support.sign_in import StaffClient

pytestmark = pytest.mark.django_db

TARGETS = "/admin/link-targets/"


@pytest.fixture
def ask(client, visit_admin):
    visit_admin("/admin/")
    return lambda **query: client.get(TARGETS, query).json()["targets"]


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("atachment", "Attachment-Based Therapy"),
        ("therapy attach", "Attachment-Based Therapy"),
        ("DEPRESION", "Depression"),
        ("cafe", "Café hours"),
        ("ptsd", "Complex PTSD"),
    ],
)
def test_a_title_is_found_by_its_words_in_any_order_and_with_a_letter_wrong(typed, title):
    assert alike(typed, title) > 0


@pytest.mark.parametrize("typed", ["", "  ", "!?", "insurance", "xyz"])
def test_other_words_find_nothing(typed):
    assert alike(typed, "Attachment-Based Therapy") == 0


def test_pages_are_offered_best_first_with_what_they_are(ask):
    published(TherapyFactory(title="Family Therapy", slug="family"))
    TherapyFactory(title="Art Therapy with the Family", slug="art")
    found = ask(q="famly")
    assert [target["title"] for target in found] == ["Family Therapy", "Art Therapy with the Family"]
    assert found[0]["note"] == "Therapy · /therapies/family/"
    assert found[1]["note"].endswith("not live")
    assert found[0]["href"] == "/therapies/family/"


def test_each_address_that_is_offered_leads_to_its_page_also_where_forms_gave_them_others(ask):
    moved = published(TherapyFactory(title="Family Therapy", slug="family"))
    type(moved).objects.filter(pk=moved.pk).update(slug="families")
    draft = TherapyFactory(title="Family Therapy, new", slug="family")
    offered = {target["page"]: target["href"] for target in ask(q="family")}
    assert offered[str(moved.pk)] == "/therapies/family/"
    for page in (moved, draft):
        hrefs = [offered[str(page.pk)], *(part["href"] for part in ask(page=page.pk))]
        assert {to_identity(href).partition("#")[0] for href in hrefs} == {f"page:{page.pk}"}


def test_a_typed_path_finds_what_stands_there(ask):
    ConditionFactory(title="Grief", slug="grief")
    assert [target["title"] for target in ask(q="/conditions/gr")] == ["Grief"]


def test_a_typed_path_finds_the_page_that_readers_find_there_as_well_as_the_one_whose_form_names_it(ask):
    moved = published(ConditionFactory(title="Grief", slug="loss"))
    type(moved).objects.filter(pk=moved.pk).update(slug="mourning")
    assert [target["title"] for target in ask(q="/conditions/lo")] == ["Grief"]
    assert [target["title"] for target in ask(q="/conditions/mou")] == ["Grief"]
    assert ask(q="/conditions/%") == []


def test_the_parts_are_those_that_the_page_has(ask):
    therapy = TherapyFactory(
        techniques=[{"title": "Breathing", "text": "<p>Slowly.</p>"}],
        questions=[{"question": "Does it hurt?", "answer": "<p>No.</p>"}],
    )
    parts = {target["title"]: target["href"] for target in ask(page=str(therapy.pk))}
    assert parts["The whole page"] == therapy.path
    assert parts["Techniques and their uses"] == f"{therapy.path}#part-techniques"
    assert parts["Does it hurt?"].startswith(f"{therapy.path}#question-")
    assert not any("part-benefits" in href for href in parts.values())


@pytest.mark.parametrize("page", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_a_page_that_is_none_has_no_parts(ask, page):
    assert ask(page=page) == []


def test_where_a_link_leads_that_shows_no_address_is_said_in_words(ask, client):
    published(TherapyFactory(title="Family Therapy", slug="family"))
    draft = TherapyFactory(title="Family Therapy, new", slug="other")
    type(draft).objects.filter(pk=draft.pk).update(language="xx", slug="family")
    (said,) = [target for target in ask(q="family") if target["page"] == str(draft.pk)]
    assert said["note"] == "Therapy · no address of its own yet · not live"
    told = client.get(TARGETS, {"page": draft.pk}).json()
    assert told["page"] == "“Family Therapy, new”, which has no address of its own yet"
    assert told["targets"][0]["note"] == told["page"]
    type(draft).objects.filter(pk=draft.pk).delete()
    assert client.get(TARGETS, {"page": draft.pk}).json() == {"targets": [], "page": "a page that is gone"}


def test_whoever_works_at_the_desk_only_searches_no_pages():
    client = StaffClient()
    client.force_login(StaffFactory(group=COORDINATOR))
    assert client.get(TARGETS, {"q": "a"}).status_code == 403


def test_a_visitor_is_asked_to_sign_in(client):
    assert client.get(TARGETS, {"q": "a"}).status_code == 302
