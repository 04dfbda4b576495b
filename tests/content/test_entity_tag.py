"""A page's tag tells whether it is still the same page, without rendering it."""

from __future__ import annotations

import datetime

import pytest
import time_machine

from alter_site.content import views
from alter_site.content.facts import coverage
from tests.factories import (
    ArticleFactory,
    ConditionFactory,
    IndexPageFactory,
    InsurerFactory,
    LicenseFactory,
    TherapyFactory,
    changed,
    facts_saved,
    published,
)

pytestmark = pytest.mark.django_db

NOON = datetime.datetime(2027, 5, 3, 12, tzinfo=coverage.ZONE)
PER_PART = 12


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def condition():
    return published(ConditionFactory(title="Grief"))


@pytest.fixture
def therapy(condition):
    return published(TherapyFactory(indications=[{"text": "Grief", "condition": condition}]))


@pytest.fixture
def seen(client):
    """Return a page's tag and bytes."""

    def seen(path):
        response = client.get(path)
        assert response.status_code == 200
        return response.headers["ETag"], response.content

    return seen


def is_same(before, after):
    """Is it the same page? Tag and bytes must say the same."""
    assert (before[0] == after[0]) == (before[1] == after[1])
    return before == after


def test_whoever_has_the_page_is_told_so_and_until_when(client, therapy, seen):
    tag, _ = seen(therapy.path)
    answer = client.get(therapy.path, headers={"If-None-Match": tag})
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.next_change == client.get(therapy.path).next_change
    assert client.get(therapy.path, headers={"If-None-Match": 'W/"other"'}).status_code == 200


def test_a_page_stays_the_same_when_something_else_changes(therapy, seen):
    before = seen(therapy.path)
    published(ConditionFactory(title="Unrelated"))
    published(TherapyFactory(title="Unrelated too"))
    assert is_same(before, seen(therapy.path))


def test_another_edition_is_another_page(therapy, seen):
    before = seen(therapy.path)
    published(changed(therapy, summary="New words."))
    assert not is_same(before, seen(therapy.path))


def test_a_page_that_lists_another_changes_with_it(condition, therapy, seen):
    before = seen(condition.path)
    published(changed(therapy, title="Another name"))
    assert not is_same(before, seen(condition.path))


def test_a_page_that_links_to_another_changes_when_that_moves(condition, therapy, seen):
    before = seen(therapy.path)
    published(changed(condition, slug="elsewhere"))
    assert not is_same(before, seen(therapy.path))


@pytest.mark.parametrize(
    "make_fact",
    [lambda: LicenseFactory(number="X1"), lambda: InsurerFactory(name="Example Health")],
    ids=["license", "insurer"],
)
def test_facts_change_every_page(make_fact, therapy, seen):
    before = seen(therapy.path)[0]
    make_fact()
    facts_saved()
    assert seen(therapy.path)[0] != before


def test_a_list_changes_with_what_it_lists(seen):
    index = published(IndexPageFactory())
    before = seen(index.path)
    therapy = published(TherapyFactory())
    with_one = seen(index.path)
    assert not is_same(before, with_one)
    published(changed(therapy, summary="New words."))
    assert not is_same(with_one, seen(index.path))


def test_each_part_of_a_list_is_a_page_of_its_own(seen):
    index = published(IndexPageFactory(lists="article"))
    for _ in range(PER_PART + 1):
        published(ArticleFactory())
    assert seen(index.path)[0] != seen(f"{index.path}page/2/")[0]


def test_a_page_changes_with_the_day(therapy, seen, clock):
    before = seen(therapy.path)[0]
    clock.shift(datetime.timedelta(hours=1))
    assert seen(therapy.path)[0] == before
    clock.shift(datetime.timedelta(hours=12))
    assert seen(therapy.path)[0] != before


def test_another_release_may_render_everything_anew(therapy, seen, monkeypatch):
    before = seen(therapy.path)[0]
    monkeypatch.setattr(views, "release", lambda: "another")
    assert seen(therapy.path)[0] != before


def test_a_developer_always_sees_the_template_as_it_is(client, therapy, seen, settings):
    tag, _ = seen(therapy.path)
    settings.DEBUG = True
    answer = client.get(therapy.path, headers={"If-None-Match": tag})
    assert answer.status_code == 200
    assert "ETag" not in answer.headers
