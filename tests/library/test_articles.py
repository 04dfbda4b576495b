"""Articles: the page, its topic, the list in parts by path, and the feed."""

from __future__ import annotations

import datetime
from xml.etree import ElementTree

import pytest
import time_machine
from django.core.exceptions import ValidationError

from alter_site.content.editions import publishing
from alter_site.content.models import Edition
from alter_site.library.models import Article
from tests.factories import (
    ArticleFactory,
    IndexPageFactory,
    PictureFactory,
    SafetyCardFactory,
    TopicFactory,
    approved,
    changed,
    committed,
    facts_saved,
    published,
)
from tests.support.crowd import crowd

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 11, 23)
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def dated(days_ago: int, **values) -> Article:
    return published(ArticleFactory(published_on=DAY - datetime.timedelta(days=days_ago), **values))


@pytest.fixture
def index():
    return published(IndexPageFactory(lists="article"))


# --- the page -----------------------------------------------------------------------------------------


def test_the_page_has_its_sections_in_their_order(visit):
    topic = published(TopicFactory(title="Getting help"))
    article = ArticleFactory(
        title="The first call",
        topic=topic,
        published_on=DAY,
        lede="Short.",
        introduction="<p>An opening.</p>",
        hero=PictureFactory(),
        sections=[
            {"heading": "Before", "text": "<p>Sit down.</p>"},
            {"heading": "After", "text": "<p>Rest.</p>"},
        ],
    )
    document = visit(published(article).path)
    assert document.text("h1") == "The first call"
    assert document.texts("main h2")[:2] == ["Before", "After"]
    assert "November 23, 2026, in Getting help" in document.text("main")
    assert topic.path in document.hrefs("main a")


def test_who_wrote_it_and_who_reviewed_it_stand_under_the_heading(visit):
    text = visit(dated(0, author="Our editors").path).text("main")
    assert "Written by: Our editors." in text
    assert "Medically reviewed: by Rhea Reader, LMFT" in text


def test_an_article_that_nobody_has_signed_says_so_under_its_heading(visit):
    article = dated(0)
    Edition.objects.update(approval=None, reviewer=None)
    text = visit(article.path).text("main")
    assert "Not yet reviewed by a clinician" in text
    assert "Medically reviewed" not in text


def test_an_article_without_a_topic_stands_alone(visit):
    assert "More about" not in visit(dated(0).path).text("main")


def test_an_article_about_substances_shows_the_safety_card_and_waits_for_its_review(visit):
    article = ArticleFactory(involves_substances=True)
    with pytest.raises(publishing.CannotPublish, match="safety card"):
        publishing.publish(approved(article), None)
    SafetyCardFactory(heading="Please read this first")
    facts_saved()
    assert "Please read this first" in visit(published(article).path).texts("main h2")


def test_search_engines_learn_when_it_was_written_and_about_what(visit):
    topic = published(TopicFactory(title="Getting help"))
    (node,) = visit(dated(0, topic=topic, author="Our editors").path).nodes_of_type("Article")
    assert (node["datePublished"], node["articleSection"]) == ("2026-11-23", "Getting help")
    assert node["author"]["name"] == "Our editors"


def test_the_feed_keeps_its_address():
    with pytest.raises(ValidationError) as refusal:
        Article(title="Feed", slug="feed").full_clean()
    assert refusal.value.message_dict["slug"] == ["The feed has this address. Choose another one."]


# --- the lists ----------------------------------------------------------------------------------------


def test_the_newest_article_stands_first_in_every_list(visit, index):
    topic = published(TopicFactory())
    old, new, middle = (dated(days, topic=topic).path for days in (30, 1, 7))
    for path in (index.path, topic.path):
        assert visit(path).hrefs("main dt a") == [new, middle, old]


@pytest.mark.parametrize("day", [datetime.date(1990, 1, 1), datetime.date(2100, 1, 1)])
def test_a_day_far_off_still_has_a_place(day):
    article = ArticleFactory(published_on=day)
    article.refresh_from_db()
    assert 0 <= article.position <= 32_767


def test_a_topic_lists_an_article_once_that_is_published(visit):
    topic = published(TopicFactory())
    article = ArticleFactory(topic=topic)
    assert article.path not in visit(topic.path).hrefs("main a")
    published(article)
    assert article.path in visit(topic.path).hrefs("main a")


def test_a_long_list_is_shown_in_parts_that_lead_to_each_other(visit, index):
    crowd(ArticleFactory(), Article.PER_PAGE * 2 + 1)
    first, second, third = (visit(path) for path in ("/articles/", "/articles/page/2/", "/articles/page/3/"))
    counts = [len(document.all("main dt a")) for document in (first, second, third)]
    assert counts == [Article.PER_PAGE, Article.PER_PAGE, 1]
    ways = [document.hrefs('nav[aria-label="More of this list"] a') for document in (first, second, third)]
    assert ways == [
        ["/articles/page/2/"],
        ["/articles/", "/articles/page/3/"],
        ["/articles/page/2/"],
    ]
    every = [href for document in (first, second, third) for href in document.hrefs("main dt a")]
    assert len(set(every)) == Article.PER_PAGE * 2 + 1


def test_a_list_that_fits_has_one_part(visit, index):
    crowd(ArticleFactory(), Article.PER_PAGE)
    assert visit("/articles/").all('nav[aria-label="More of this list"]') == []


def test_a_part_says_which_it_is_and_is_found_at_its_own_address(visit, index):
    crowd(ArticleFactory(), Article.PER_PAGE + 1)
    document = visit("/articles/page/2/")
    assert document.text("h1") == "Articles, page 2"
    assert document.one("link[rel=canonical]").attributes["href"].endswith("/articles/page/2/")
    assert document.texts("nav[aria-label=Breadcrumb] li") == ["Home", "Articles", "Articles, page 2"]


@pytest.mark.parametrize("number", ["0", "1", "02", "3", "999999999999999999999"])
def test_a_part_beyond_the_list_is_not_found(number, client, index):
    crowd(ArticleFactory(), Article.PER_PAGE + 1)
    assert client.get("/articles/page/2/").status_code == 200
    assert client.get(f"/articles/page/{number}/").status_code == 404


# --- the feed -----------------------------------------------------------------------------------------


def feed(client) -> ElementTree.Element:
    response = client.get("/articles/feed/")
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)  # noqa: S314 (our own)


def test_the_list_leads_programs_to_the_feed(visit, index):
    dated(0)
    link = visit(index.path).one('link[type="application/atom+xml"]')
    assert link.attributes["href"] == "/articles/feed/"


def test_the_feed_holds_what_is_live_newest_first(client, settings):
    settings.SITE_URL = "https://site.example"
    dated(7, title="Older", summary="About one thing.")
    dated(1, title="Newer")
    ArticleFactory(title="Only saved")
    with committed():
        publishing.unpublish(dated(2, title="Taken back"), None)
    entries = feed(client).findall("a:entry", ATOM)
    assert [entry.findtext("a:title", namespaces=ATOM) for entry in entries] == ["Newer", "Older"]
    assert entries[1].findtext("a:summary", namespaces=ATOM) == "About one thing."
    addresses = [link.attrib["href"] for link in feed(client).iter(f"{{{ATOM['a']}}}link")]
    assert addresses
    assert all(address.startswith("https://site.example/") for address in addresses)


def test_the_feed_leads_home_while_the_list_is_not_live_and_stays_the_same_feed(client, index):
    dated(1)

    def identity_and_link():
        whole = feed(client)
        link = whole.find("a:link[@rel='alternate']", ATOM)
        return whole.findtext("a:id", namespaces=ATOM), link.get("href")

    identity, link = identity_and_link()
    assert link.endswith("/articles/")
    with committed():
        publishing.unpublish(index, None)
    assert identity_and_link() == (identity, link.removesuffix("articles/"))


def test_an_entry_keeps_its_identity_and_says_when_its_text_changed(client):
    with time_machine.travel(datetime.datetime(2026, 11, 23, 20, tzinfo=datetime.UTC), tick=False) as clock:
        article = dated(1, title="Before")
        (entry,) = feed(client).findall("a:entry", ATOM)
        identity = entry.findtext("a:id", namespaces=ATOM)
        clock.shift(datetime.timedelta(days=3))
        published(changed(article, title="After", slug="after"))
        (entry,) = feed(client).findall("a:entry", ATOM)
    assert entry.findtext("a:id", namespaces=ATOM) == identity == f"urn:uuid:{article.pk}"
    assert entry.findtext("a:updated", namespaces=ATOM).startswith("2026-11-26")


def test_there_is_no_feed_without_an_article(client):
    assert client.get("/articles/feed/").status_code == 404
