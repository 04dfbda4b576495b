"""Rows of a page: moved, added and deleted in the form, in an order that is kept."""

from __future__ import annotations

import itertools

import pytest
from django.forms.models import inlineformset_factory
from hypothesis import given
from hypothesis import strategies as st

from alter_site.content.admin.forms.rows import PartFormSet
from tests.factories import TherapyFactory
from tests.support.forms import typed
from tests.support.screens import saved, screen
from therapies.models import Technique, Therapy

pytestmark = pytest.mark.django_db

TECHNIQUES = [{"title": title, "text": f"<p>{title}.</p>"} for title in ("First", "Second", "Third")]


@pytest.fixture
def therapy():
    return saved(TherapyFactory(techniques=TECHNIQUES))


@pytest.fixture
def save(visit_admin, client, therapy):
    """Save the form with these values typed over what it held; return the rows' titles in order."""

    def saving(**values):
        data = typed(visit_admin(screen(therapy)), **{f"techniques-{name}": v for name, v in values.items()})
        response = client.post(screen(therapy), data)
        assert response.status_code == 302, response.content.decode()
        return titles(therapy)

    return saving


def titles(therapy):
    return [technique.title for technique in therapy.techniques.all()]


def test_the_form_shows_each_row_with_its_place(visit_admin, therapy):
    document = visit_admin(screen(therapy))
    places = [node.attributes["value"] for node in document.all("#techniques-group .row-place")]
    assert places == ["1", "2", "3"]
    assert document.texts("#techniques-group [data-title]") == ["First", "Second", "Third"]


@pytest.mark.parametrize("places", list(itertools.permutations((1, 2, 3))))
def test_rows_are_saved_in_the_order_of_their_places(save, places):
    by_place = dict(zip(places, ("First", "Second", "Third"), strict=True))
    assert save(**{f"{index}-ORDER": str(place) for index, place in enumerate(places)}) == [
        by_place[place] for place in (1, 2, 3)
    ]


def test_without_script_giving_a_row_the_place_of_an_earlier_one_moves_it_before(save):
    assert save(**{"1-ORDER": "1"}) == ["Second", "First", "Third"]


def test_without_script_giving_a_row_the_place_of_a_later_one_moves_it_behind(save):
    assert save(**{"0-ORDER": "2"}) == ["Second", "First", "Third"]


def test_a_row_without_a_place_goes_last(save):
    assert save(**{"0-ORDER": ""}) == ["Second", "Third", "First"]


def test_places_are_counted_without_gaps_after_a_save(save, therapy):
    save(**{"0-DELETE": "on", "2-ORDER": "9"})
    assert [technique.position for technique in therapy.techniques.all()] == [0, 1]


def test_rows_that_never_had_a_place_keep_the_order_they_were_shown_in(save, therapy):
    therapy.techniques.update(position=0)
    assert save() == ["First", "Second", "Third"]


def test_a_new_row_is_saved_where_it_was_put(save):
    new = {"3-title": "New", "3-text": "<p>New.</p>", "TOTAL_FORMS": "4"}
    assert save(**new, **{"3-ORDER": "1"}) == ["New", "First", "Second", "Third"]


def test_a_new_row_without_a_place_goes_last(save):
    new = {"3-title": "New", "3-text": "<p>New.</p>", "TOTAL_FORMS": "4"}
    assert save(**new) == ["First", "Second", "Third", "New"]


def test_a_new_row_that_was_left_empty_is_not_saved(save):
    assert save(**{"3-title": "", "3-text": "", "3-ORDER": "4", "TOTAL_FORMS": "4"}) == [
        "First",
        "Second",
        "Third",
    ]


def test_a_deleted_row_is_gone(save):
    assert save(**{"1-DELETE": "on"}) == ["First", "Third"]


def test_moving_a_row_changes_the_page(save, therapy):
    before = therapy.working_hash
    save(**{"1-ORDER": "1"})
    therapy.refresh_from_db()
    assert therapy.working_hash != before


def test_rows_of_another_page_are_never_touched(save):
    other = TherapyFactory(techniques=TECHNIQUES)
    stranger = other.techniques.first()
    assert save(**{"0-id": str(stranger.pk), "0-title": "Taken"}) != []
    assert titles(other) == ["First", "Second", "Third"]


@given(st.lists(st.sampled_from(["", "1", "2", "3", "4", "9999"]), min_size=3, max_size=3))
def test_whatever_places_are_typed_every_row_is_kept_once(places):
    therapy = TherapyFactory(techniques=TECHNIQUES)
    rows = list(therapy.techniques.all())
    formset = inlineformset_factory(
        Therapy, Technique, formset=PartFormSet, fields=["title"], can_order=True, fk_name="page"
    )
    data = {"techniques-TOTAL_FORMS": "3", "techniques-INITIAL_FORMS": "3"}
    for index, (row, place) in enumerate(zip(rows, places, strict=True)):
        data |= {
            f"techniques-{index}-id": str(row.pk),
            f"techniques-{index}-title": row.title,
            f"techniques-{index}-ORDER": place,
        }
    bound = formset(data, instance=therapy)
    assert bound.is_valid(), bound.errors
    bound.save()
    assert sorted(titles(therapy)) == ["First", "Second", "Third"]
    assert [row.position for row in therapy.techniques.all()] == [0, 1, 2]
