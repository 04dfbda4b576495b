"""What a page costs: at most three queries cold, four with a list, however much the site holds.

A content page asks for its edition and publication, for its links, and once a generation for the facts;
an index asks for the pages it lists besides. The count for two rows is the count for two thousand.
"""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alter_site.content import facts
from alter_site.content.addresses.sitemaps import PER_FILE
from alter_site.content.kinds import with_index
from tests.factories import (
    ArticleFactory,
    ConditionFactory,
    FacilityFactory,
    FaqGroupFactory,
    GlossaryPageFactory,
    GlossaryTermFactory,
    HomePageFactory,
    IndexPageFactory,
    LevelOfCareFactory,
    LicenseFactory,
    MenuItemFactory,
    OutcomesPageFactory,
    PictureFactory,
    StandardPageFactory,
    StoryFactory,
    TeamPageFactory,
    TherapyFactory,
    TopicFactory,
    facts_saved,
    published,
)
from tests.support.crowd import crowd

pytestmark = pytest.mark.django_db

CONTENT_PAGE, INDEX_PAGE, SITEMAP, FEED = 3, 4, 2, 2
# Facts, what there is, what of it is not live, and once in a process the content types.
SITEMAP_INDEX = 4


@pytest.fixture
def cost(client):
    """Fetch a path as the first visitor of a generation; return how many queries that took."""

    def fetch(path, *, status=200, warm=False):
        if not warm:
            facts._cached = None
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = client.get(path)
        assert response.status_code == status
        return len(queries)

    return fetch


def everything():
    """Publish one page of each kind, linked every way, and facts about all of them."""
    picture = PictureFactory()
    level = LevelOfCareFactory(hero=picture)
    condition = ConditionFactory(hero=picture)
    condition.levels_of_care.add(level)
    therapy = TherapyFactory(
        introduction=f'<p>See <a href="{condition.path}">how it goes</a>.</p>',
        indications=[{"text": "Grief", "condition": condition}],
        questions=[{"question": "How long?", "answer": "<p>Call [phone].</p>"}],
    )
    facility = FacilityFactory(gallery=[picture], levels=[level], offered=[therapy])
    therapy.featured_facility = facility
    therapy.save()
    home = HomePageFactory(hero=picture)
    home.therapies.add(therapy)
    standard = StandardPageFactory(sections=[{"heading": "Who", "text": f'<a href="{therapy.path}">x</a>'}])
    topic = TopicFactory()
    answer = f'<p>A craving: <a href="{therapy.path}">x</a>.</p>'
    LicenseFactory(facility=facility)
    MenuItemFactory(page=therapy)
    GlossaryTermFactory(term="craving")
    return {
        name: published(page)
        for name, page in {
            "level": level,
            "condition": condition,
            "therapy": therapy,
            "facility": facility,
            "home": home,
            "standard": standard,
            "topic": topic,
            "article": ArticleFactory(topic=topic, sections=[{"heading": "x", "text": answer}]),
            "faq_group": FaqGroupFactory(questions=[{"question": "How long?", "answer": answer}]),
            "glossary": GlossaryPageFactory(),
            "team": TeamPageFactory(
                people=[{"name": name, "role": "x", "picture": picture, "is_demo": True} for name in "ab"]
            ),
            "outcomes": OutcomesPageFactory(),
            "story": StoryFactory(),
        }.items()
    }


def test_a_cold_content_page_takes_at_most_three_queries(cost):
    pages = everything()
    facts_saved()
    assert {name: cost(page.path) for name, page in pages.items()} == dict.fromkeys(pages, CONTENT_PAGE)


def test_a_warm_content_page_does_not_ask_for_the_facts_again(cost):
    pages = everything()
    cost(pages["therapy"].path)
    assert cost(pages["therapy"].path, warm=True) == CONTENT_PAGE - 1


def test_a_cold_index_takes_at_most_four_queries(cost):
    everything()
    kinds = [model.CONTENT.KIND for model in with_index()]
    paths = {kind: published(IndexPageFactory(lists=kind)).path for kind in kinds}
    assert {kind: cost(path) for kind, path in paths.items()} == dict.fromkeys(kinds, INDEX_PAGE)


@pytest.mark.parametrize("number", [2, 2_000])
def test_a_list_costs_the_same_for_two_pages_as_for_two_thousand(number, cost):
    crowd(TherapyFactory(featured_picture=PictureFactory()), number)
    index = published(IndexPageFactory())
    assert cost(index.path) == INDEX_PAGE


@pytest.mark.parametrize("number", [20, 2_000])
def test_a_part_of_a_list_costs_the_same_for_twenty_pages_as_for_two_thousand(number, cost):
    crowd(ArticleFactory(), number)
    index = published(IndexPageFactory(lists="article"))
    assert [cost(index.path), cost(f"{index.path}page/2/")] == [INDEX_PAGE, INDEX_PAGE]
    assert cost("/articles/feed/") <= FEED


@pytest.mark.parametrize("number", [2, 200])
def test_all_questions_cost_the_same_for_two_groups_as_for_two_hundred(number, cost):
    crowd(FaqGroupFactory(questions=[{"question": "How long?", "answer": "<p>x</p>"}]), number)
    assert cost(published(IndexPageFactory(lists="faq_group")).path) == INDEX_PAGE


@pytest.mark.parametrize("number", [2, 2_000])
def test_a_page_costs_the_same_however_many_pages_link_to_it(number, cost, client):
    condition = published(ConditionFactory())
    crowd(TherapyFactory(), number, linked_to=[("condition", condition)])
    assert cost(condition.path) == CONTENT_PAGE
    assert client.get(condition.path).content.decode().count('href="/therapies/') >= number


@pytest.mark.parametrize("number", [2, 2_000])
def test_a_page_costs_the_same_however_many_pages_it_links_to(number, cost):
    conditions = crowd(ConditionFactory(), number)
    therapy = TherapyFactory()
    links = "".join(f'<a href="page:{edition.page_id}">x</a> ' for edition in conditions)
    type(therapy).objects.update(use_text=f"<p>{links}</p>")
    published(therapy)
    assert cost(therapy.path) == CONTENT_PAGE


@pytest.mark.parametrize("number", [2, 2_000])
def test_sitemaps_cost_the_same_however_much_they_list(number, cost, client):
    crowd(TherapyFactory(), number)
    assert cost("/sitemap.xml") <= SITEMAP_INDEX
    assert cost("/sitemap-therapy.xml") <= SITEMAP
    assert client.get("/sitemap-therapy.xml").content.count(b"<loc>") == min(number, PER_FILE)


@pytest.mark.parametrize("number", [2, 200])
def test_a_page_costs_the_same_however_many_facts_there_are(number, cost):
    facility = published(FacilityFactory())
    LicenseFactory.create_batch(number, facility=facility)
    facts_saved()
    assert cost(facility.path) == CONTENT_PAGE


def test_a_missing_page_takes_two_queries_and_robots_txt_or_a_deep_address_none(cost):
    assert cost("/therapies/never-was/", status=404) == 2
    assert cost("/robots.txt") == 0
    assert cost("/nothing/h%20re/", status=404) == 1
    assert cost("/nothing/of/ours/here", status=404) == 0
