"""Who we are: nobody without their word, no figure without what makes it one, no story past its day."""

from __future__ import annotations

import datetime

import pytest
import time_machine

from alter_site.content.editions import publishing
from alter_site.content.models import Edition, Publication
from tests.factories import (
    IndexPageFactory,
    MenuItemFactory,
    OutcomesPageFactory,
    StoryFactory,
    TeamPageFactory,
    changed,
    committed,
    facts_saved,
    published,
)
from tests.support.forms import typed
from tests.support.screens import saved, screen

pytestmark = pytest.mark.django_db

NOON = datetime.datetime(2026, 11, 23, 20, tzinfo=datetime.UTC)  # in California
TODAY = datetime.date(2026, 11, 23)
DAY = datetime.timedelta(days=1)

PERSON = {"name": "Ana Real", "role": "Therapist", "credentials": "LMFT", "text": "Talks and listens."}
OUTCOME = {
    "figure": "12 of 20 people",
    "measures": "They slept better.",
    "n": 20,
    "period": "2025",
    "method": "Everyone was asked twice.",
    "source": "Our records",
}


# --- the team -----------------------------------------------------------------------------------------


def test_a_person_is_shown_with_role_and_credentials(visit):
    document = visit(published(TeamPageFactory(people=[{**PERSON, "permission": "Signed 2026"}])).path)
    assert document.texts("main dt") == ["Ana Real"]
    assert "Therapist, LMFT" in document.text("main dd")
    assert "Signed 2026" not in document.html
    assert [node["name"] for node in document.nodes_of_type("Person")] == ["Ana Real"]


def test_nobody_is_shown_who_has_not_agreed():
    with pytest.raises(publishing.CannotPublish, match="Ana Real has not agreed to be shown"):
        publishing.publish(TeamPageFactory(people=[PERSON]), None)


def test_an_invented_person_is_marked_and_makes_the_page_demo(visit):
    document = visit(published(TeamPageFactory(people=[{**PERSON, "is_demo": True}])).path)
    assert document.texts("main dt") == ["Ana Real (demo)"]
    assert Edition.objects.get().is_demo
    assert document.nodes_of_type("Person") == []


# --- outcomes -----------------------------------------------------------------------------------------


def test_a_figure_stands_with_what_makes_it_a_fact(visit):
    document = visit(published(OutcomesPageFactory(outcomes=[OUTCOME])).path)
    assert document.texts("main h2")[0] == "12 of 20 people"
    assert document.texts("main dt") == ["People asked", "Period", "Method", "Source"]
    assert document.texts("main dd") == ["20", "2025", "Everyone was asked twice.", "Our records"]


@pytest.mark.parametrize("missing", [{"n": None}, {"n": 0}, {"period": ""}, {"method": ""}], ids=str)
def test_a_figure_without_people_period_or_method_is_not_shown(missing, visit):
    text = visit(published(OutcomesPageFactory(outcomes=[OUTCOME | missing])).path).text("main")
    assert "12 of 20" not in text
    assert "We publish no figures at the moment" in text


def test_an_invented_figure_is_marked_and_makes_the_page_demo(visit):
    document = visit(published(OutcomesPageFactory(outcomes=[OUTCOME, OUTCOME | {"is_demo": True}])).path)
    assert document.texts("main h2")[:2] == ["12 of 20 people", "12 of 20 people (demo)"]
    assert Edition.objects.get().is_demo


# --- stories ------------------------------------------------------------------------------------------


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as moved:
        yield moved


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"authorization": ""}, "no signed authorization on file"),
        ({"signed_on": None}, "no signed authorization on file"),
        ({"signed_on": TODAY + DAY}, "no signed authorization on file"),
        ({"expires": None}, "Enter the day on which the authorization expires"),
        ({"expires": TODAY}, "The authorization has expired"),
        ({"expires": TODAY - DAY}, "The authorization has expired"),
    ],
    ids=str,
)
def test_a_story_without_a_valid_authorization_is_refused_in_words(values, words, clock):
    with pytest.raises(publishing.CannotPublish, match=words):
        publishing.publish(StoryFactory(**values), None)
    assert not Edition.objects.exists()


def test_a_story_says_who_tells_it_and_what_they_were_given(visit, clock):
    text = visit(published(StoryFactory(incentive="a gift card for 20 dollars")).path).text("main")
    assert "Told by: a guest of last year" in text
    assert "For telling it they were given a gift card for 20 dollars." in text
    assert "They were given nothing for telling it." in visit(published(StoryFactory()).path).text("main")


def test_where_the_paper_is_kept_is_never_public(visit, clock):
    assert "Folder 3" not in visit(published(StoryFactory()).path).html


def test_on_the_day_it_expires_a_story_leaves_every_page_by_itself(client, clock):
    story = published(StoryFactory(expires=TODAY + DAY))
    index = published(IndexPageFactory(lists="story"))
    midnight = datetime.datetime(2026, 11, 24, 8, tzinfo=datetime.UTC)

    def is_named(path: str) -> bool:
        return story.path in client.get(path).content.decode()

    everywhere = (index.path, "/sitemap-story.xml")
    clock.move_to(midnight - datetime.timedelta(seconds=1))
    assert client.get(story.path).status_code == 200
    assert [is_named(path) for path in everywhere] == [True, True]
    clock.move_to(midnight)
    assert client.get(story.path).status_code == 404
    assert [is_named(path) for path in everywhere] == [False, False]


def test_no_menu_names_a_story_which_ends_without_anybody_acting(visit, visit_admin, client, clock):
    published(IndexPageFactory(lists="story"))
    story = published(StoryFactory(title="I slept again", expires=TODAY + DAY))
    add = "/admin/content/menuitem/add/"
    refused = client.post(add, typed(visit_admin(add), label="A story", destination=story.path))
    assert b"Choose a page that stays" in refused.content
    MenuItemFactory(page=story)  # it was chosen before it was published
    facts_saved()
    assert "I slept again" not in visit("/about/stories/").text("header")
    assert "leaves by itself" in visit_admin("/admin/content/menuitem/").text()


def test_a_story_that_has_left_by_itself_can_be_led_elsewhere_and_deleted(client, visit_admin, clock):
    page = saved(published(StoryFactory(expires=TODAY + DAY)))
    clock.move_to(NOON + 2 * DAY)
    add = "/admin/content/redirect/add/"
    sent = typed(visit_admin(add), old_path=page.path, is_gone=True)
    with committed():
        assert client.post(add, sent).status_code == 302
    assert client.get(page.path).status_code == 410
    with committed():
        asked = client.post(screen(page, "delete"), {"post": "yes"})
    assert asked.url == "/admin/library/story/"
    assert not Publication.objects.exists()


def test_a_new_authorization_brings_a_story_back(client, clock):
    story = published(StoryFactory(expires=TODAY + DAY))
    clock.shift(2 * DAY)
    published(changed(story, expires=TODAY + 9 * DAY))
    assert client.get(story.path).status_code == 200


def test_an_older_edition_comes_back_only_while_the_authorization_holds(clock):
    story = published(StoryFactory(expires=TODAY + 9 * DAY))
    (edition,) = Edition.objects.all()
    with committed():
        publishing.unpublish(story, None)
    changed(story, authorization="")
    with pytest.raises(publishing.CannotPublish, match="no signed authorization"):
        publishing.make_live(edition, None)


def test_an_edition_whose_own_authorization_has_passed_stays_off(clock):
    story = published(StoryFactory(expires=TODAY + DAY))
    (edition,) = Edition.objects.all()
    clock.shift(2 * DAY)
    changed(story, expires=TODAY + 9 * DAY)
    with pytest.raises(publishing.CannotPublish, match="has expired"):
        publishing.make_live(edition, None)
