"""The library's screens: what editors see there that other pages do not have."""

from __future__ import annotations

import pytest

from tests.factories import ArticleFactory, FaqGroupFactory, StoryFactory, TeamPageFactory
from tests.support.forms import typed
from tests.support.screens import saved, screen

pytestmark = pytest.mark.django_db


def test_an_article_takes_its_place_from_its_date_and_asks_for_no_other(visit_admin, client):
    article = saved(ArticleFactory())
    document = visit_admin(screen(article))
    assert document.all("[name=published_on]")
    assert document.all("[name=position]") == []
    newer = client.post(screen(article), typed(document, published_on="2030-01-01"))
    assert newer.status_code == 302
    before = article.position
    article.refresh_from_db()
    assert article.position < before


def test_rows_stand_in_the_form_of_their_page(visit_admin):
    team = saved(TeamPageFactory(people=[{"name": "Ana", "role": "Therapist", "permission": "Signed"}]))
    assert visit_admin(screen(team)).one("[name=people-0-permission]").attributes["value"] == "Signed"
    group = saved(FaqGroupFactory(questions=[{"question": "How long?", "answer": "<p>x</p>"}]))
    assert visit_admin(screen(group)).one("[name=questions-0-question]").attributes["value"] == "How long?"


def test_a_story_without_authorization_is_saved_and_not_published_and_says_why(visit_admin, client):
    story = saved(StoryFactory(authorization=""))
    values = typed(visit_admin(screen(story)), _publish="1")
    client.post(screen(story), values)
    assert "There is no signed authorization on file" in visit_admin(screen(story)).text()
    assert client.get(story.path).status_code == 404
