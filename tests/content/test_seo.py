"""What search engines and people who share a page are told."""

from __future__ import annotations

import json
from functools import partial

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from selectolax.lexbor import LexborHTMLParser

from alter_site.content import seo
from alter_site.content.models import Organization
from alter_site.delivery.media import BRAND_CARD
from tests.factories import (
    ArticleFactory,
    ConditionFactory,
    FacilityFactory,
    HomePageFactory,
    IndexPageFactory,
    LevelOfCareFactory,
    LicenseFactory,
    PictureFactory,
    SafetyCardFactory,
    StandardPageFactory,
    TeamPageFactory,
    TherapyFactory,
    changed,
    facts_saved,
    published,
)

pytestmark = pytest.mark.django_db

SITE = "https://site.example"


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = SITE
    settings.ALLOWED_HOSTS = ["site.example", "old.example", "testserver"]


def property_of(document, name):
    return document.one(f'meta[property="{name}"]').attributes["content"]


# --- title and description ----------------------------------------------------------------------------


def test_without_a_search_title_the_title_and_our_name_are_used(visit):
    therapy = published(TherapyFactory(title="Attachment-based therapy"))
    assert visit(therapy.path).title == "Attachment-based therapy | Alter"


def test_a_search_title_is_used_with_our_name_where_there_is_room(visit):
    therapy = published(TherapyFactory(title="EMDR", seo_title="EMDR for trauma in Dana Point"))
    assert visit(therapy.path).title == "EMDR for trauma in Dana Point | Alter"


def test_a_long_search_title_stands_alone(visit):
    words = "EMDR for trauma: what it is, how it helps and where we offer it"
    assert len(words) > seo.TITLE_LENGTH
    assert visit(published(TherapyFactory(title="EMDR", seo_title=words)).path).title == words


def description_of(document):
    return document.one('meta[name="description"]').attributes["content"]


def test_without_a_search_description_the_summary_is_used(visit):
    assert (
        description_of(visit(published(TherapyFactory(summary="In plain words.")).path)) == "In plain words."
    )


def test_a_search_description_is_used_as_it_is(visit):
    page = published(TherapyFactory(seo_description="For search.", summary="For lists."))
    assert description_of(visit(page.path)) == "For search."


@given(text=st.text(st.characters(categories=["L"], include_characters=" ,;:.", codec="utf-8"), max_size=400))
def test_a_long_summary_is_cut_at_a_word_and_stays_short(text):
    short = seo.shortened(text)
    assert len(short) <= seo.DESCRIPTION_LENGTH
    assert short == text if len(text) <= seo.DESCRIPTION_LENGTH else short.endswith("…")
    assert text.startswith(short.removesuffix("…"))


# --- canonical address --------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["site.example", "old.example"])
def test_the_canonical_address_is_on_our_origin_whatever_the_host(host, visit):
    document = visit(published(TherapyFactory(slug="emdr")).path, HTTP_HOST=host)
    assert document.hrefs('link[rel="canonical"]') == [f"{SITE}/therapies/emdr/"]
    assert property_of(document, "og:url") == f"{SITE}/therapies/emdr/"
    assert "old.example" not in document.html


def test_a_page_may_be_indexed_and_says_so_once(visit):
    document = visit(published(TherapyFactory()).path)
    assert document.one('meta[name="robots"]').attributes["content"].startswith("index, follow")


def test_a_page_marked_demo_asks_not_to_be_indexed_and_says_so_in_a_band(visit):
    document = visit(published(TherapyFactory(is_demo=True)).path)
    assert document.one('meta[name="robots"]').attributes["content"] == "noindex, follow"
    assert "This is a demo page" in document.text('main aside[aria-label="Demo"]')
    assert visit(published(TherapyFactory()).path).all('aside[aria-label="Demo"]') == []


# --- sharing ------------------------------------------------------------------------------------------


def test_a_shared_page_gives_nothing_away(visit):
    therapy = published(TherapyFactory(title="Therapy for grief"))
    document = visit(therapy.path)
    assert property_of(document, "og:title") == Organization().share_title
    assert property_of(document, "og:description") == Organization().share_description
    assert "grief" not in property_of(document, "og:image:alt")


def test_a_page_may_have_a_share_title_of_its_own(visit):
    page = published(TherapyFactory(share_title="For you"))
    assert property_of(visit(page.path), "og:title") == "For you"


def test_a_shared_page_with_a_title_of_its_own_is_described_as_neutrally(visit):
    page = published(TherapyFactory(share_title="For you", summary="A therapy for grief."))
    Organization.objects.update(share_description="Open it when you like.")
    facts_saved()
    assert property_of(visit(page.path), "og:description") == "Open it when you like."


def test_the_share_title_for_all_pages_is_a_fact(visit):
    page = published(TherapyFactory())
    Organization.objects.update(share_title="Thinking of you")
    facts_saved()
    assert property_of(visit(page.path), "og:title") == "Thinking of you"


def shared_picture(document):
    """Return what a page's head says of the picture that a shared link shows."""
    names = ("og:image", "og:image:width", "og:image:height", "og:image:alt")
    return tuple(property_of(document, name) for name in names)


CARD = (f"{SITE}/static/{BRAND_CARD}", "1200", "630", seo.BRAND_CARD_ALT)


def own(picture):
    name = f"{picture.rendition_name}-share-{picture.focal_x}-{picture.focal_y}.jpg"
    return f"{SITE}/media/renditions/{name}", "1200", "630", picture.alt


@pytest.mark.parametrize(
    "make",
    [
        HomePageFactory,
        FacilityFactory,
        ArticleFactory,
        TeamPageFactory,
        partial(StandardPageFactory, slug="admissions"),
        partial(StandardPageFactory, slug="admissions/what-to-bring"),
    ],
)
def test_a_page_that_gives_nobody_away_is_shared_with_its_own_picture(visit, make):
    picture = PictureFactory(focal_x=30, focal_y=80)
    assert shared_picture(visit(published(make(share_picture=picture)).path)) == own(picture)


@pytest.mark.parametrize("make", [HomePageFactory, FacilityFactory, ArticleFactory, TeamPageFactory])
def test_a_page_without_a_picture_is_shared_with_the_brand_card(visit, make):
    assert shared_picture(visit(published(make()).path)) == CARD


def test_the_picture_beside_the_heading_is_shared_where_no_other_was_chosen(visit):
    picture = PictureFactory()
    assert shared_picture(visit(published(ArticleFactory(hero=picture)).path)) == own(picture)


@pytest.mark.parametrize(
    "make",
    [
        TherapyFactory,
        ConditionFactory,
        LevelOfCareFactory,
        IndexPageFactory,
        StandardPageFactory,
        partial(StandardPageFactory, slug="admissions-of-guilt"),
    ],
)
def test_every_other_page_is_shared_with_the_brand_card_even_with_a_picture(visit, make):
    assert shared_picture(visit(published(make(share_picture=PictureFactory())).path)) == CARD


@pytest.mark.parametrize(
    "make",
    [
        partial(ArticleFactory, title="Alcohol and sleep"),
        partial(StandardPageFactory, slug="admissions/safety", sections=[{"shows": "safety_card"}]),
    ],
)
def test_an_article_or_a_page_with_the_safety_card_is_shared_with_the_brand_card(visit, make):
    SafetyCardFactory()
    facts_saved()
    assert shared_picture(visit(published(make(share_picture=PictureFactory())).path)) == CARD


def test_the_brand_card_is_as_large_as_it_says():
    with Image.open(settings.BASE_DIR / "static" / BRAND_CARD) as card:
        assert (card.format, card.size) == ("JPEG", (1200, 630))


# --- the graph ----------------------------------------------------------------------------------------

MAKERS = {
    "home": HomePageFactory,
    "index": IndexPageFactory,
    "standard": StandardPageFactory,
    "therapy": TherapyFactory,
    "condition": ConditionFactory,
    "facility": FacilityFactory,
    "level_of_care": LevelOfCareFactory,
}


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_every_page_has_one_graph_of_nodes_with_ids_of_their_own(make, visit):
    document = visit(published(make()).path)
    graph = document.json_ld
    assert graph["@context"] == "https://schema.org"
    ids = [node["@id"] for node in graph["@graph"]]
    assert len(set(ids)) == len(ids)
    assert all(identity.startswith(f"{SITE}/") for identity in ids)
    assert {f"{SITE}/#organization", f"{SITE}/#website"} <= set(ids)


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_every_reference_inside_the_graph_leads_to_a_node_of_it(make, visit):
    nodes = visit(published(make()).path).json_ld["@graph"]
    ids = {node["@id"] for node in nodes}
    references = [
        value["@id"]
        for node in nodes
        for value in node.values()
        if isinstance(value, dict) and set(value) == {"@id"}
    ]
    assert set(references) <= ids


def test_ids_stay_when_a_page_is_published_again(visit):
    therapy = published(TherapyFactory())
    before = [node["@id"] for node in visit(therapy.path).json_ld["@graph"]]
    published(changed(therapy, title="Another name for this therapy"))
    assert [node["@id"] for node in visit(therapy.path).json_ld["@graph"]] == before


def test_a_condition_names_its_treatments_by_the_ids_their_own_pages_give_them(visit):
    condition = published(ConditionFactory(signs=["Sleeplessness"]))
    therapy = published(TherapyFactory(indications=[{"text": "Grief", "condition": condition}]))
    (node,) = visit(condition.path).nodes_of_type("MedicalCondition")
    (own,) = visit(therapy.path).nodes_of_type("MedicalTherapy")
    assert [treatment["@id"] for treatment in node["possibleTreatment"]] == [own["@id"]]
    assert [sign["name"] for sign in node["signOrSymptom"]] == ["Sleeplessness"]


def test_a_facility_names_its_city_its_license_and_its_therapies_and_no_street(visit):
    therapy = published(TherapyFactory())
    facility = published(FacilityFactory(city="Dana Point", offered=[therapy]))
    LicenseFactory(facility=facility, number="300123AP")
    LicenseFactory(number="of the whole organization")
    facts_saved()
    (node,) = visit(facility.path).nodes_of_type("MedicalClinic")
    assert set(node["address"]) == {"@type", "addressLocality", "addressRegion", "addressCountry"}
    assert [credential["identifier"] for credential in node["hasCredential"]] == ["300123AP"]
    assert [service["@id"] for service in node["availableService"]] == [f"{SITE}{therapy.path}#therapy"]
    assert node["parentOrganization"] == {"@id": f"{SITE}/#organization"}


def test_the_breadcrumbs_on_the_page_are_the_breadcrumbs_in_the_graph(visit):
    published(IndexPageFactory())
    document = visit(published(TherapyFactory(title="EMDR")).path)
    (node,) = document.nodes_of_type("BreadcrumbList")
    assert [item["name"] for item in node["itemListElement"]] == ["Home", "Therapies", "EMDR"]
    assert [item["position"] for item in node["itemListElement"]] == [1, 2, 3]
    assert document.texts("nav.crumbs li") == ["Home", "Therapies", "EMDR"]


def test_the_home_page_has_no_breadcrumbs(visit):
    document = visit(published(HomePageFactory()).path)
    assert document.nodes_of_type("BreadcrumbList") == []
    assert document.all("nav.crumbs") == []


def test_questions_in_the_graph_are_the_questions_on_the_page(visit):
    questions = [{"question": f"Question {n}?", "answer": f"<p>Answer {n}.</p>"} for n in range(3)]
    document = visit(published(TherapyFactory(questions=questions)).path)
    (node,) = document.nodes_of_type("FAQPage")
    assert [row["name"] for row in node["mainEntity"]] == document.texts(
        ".questions:not(.close) details > summary"
    )


def test_a_page_without_questions_has_no_such_node(visit):
    assert visit(published(TherapyFactory()).path).nodes_of_type("FAQPage") == []


def test_an_answer_in_the_graph_begins_as_it_does_on_the_page(visit):
    answer = "<p>Yes &amp; no. Call [phone].</p><ul><li><p>First</p></li><li><p>Second</p></li></ul>"
    document = visit(published(TherapyFactory(questions=[{"question": "Well?", "answer": answer}])).path)
    text = document.nodes_of_type("FAQPage")[0]["mainEntity"][0]["acceptedAnswer"]["text"]
    assert text == "Yes & no. Call (866)\xa0989-3395."


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("<h3>In short</h3><p>Yes.</p><p>More.</p>", "Yes."),
        ("<ul><li>First<ul><li>inner</li></ul></li></ul>", "First"),
        ("<blockquote><p>Said.</p></blockquote>", "Said."),
        ("<table><tr><th>Day</th><th>Time</th></tr><tr><td>One</td><td>Two</td></tr></table>", "Day Time"),
    ],
)
def test_an_answer_begins_with_its_first_words_whatever_they_stand_in(visit, answer, words):
    therapy = published(TherapyFactory(questions=[{"question": "Why?", "answer": answer}]))
    (question,) = visit(therapy.path).nodes_of_type("FAQPage")[0]["mainEntity"]
    assert question["acceptedAnswer"]["text"] == words


# --- hostile words ------------------------------------------------------------------------------------

HOSTILE = '</script><script>alert(1)</script><!-- & "quoted" \u2028'


def test_no_word_ends_the_script_element_or_an_attribute(client):
    therapy = published(
        TherapyFactory(
            title=HOSTILE[:160],
            summary=HOSTILE,
            seo_title=HOSTILE[:70],
            seo_description=HOSTILE,
            share_title=HOSTILE[:70],
            benefits=[HOSTILE],
            questions=[{"question": HOSTILE, "answer": "<p>x</p>"}],
        )
    )
    tree = LexborHTMLParser(client.get(therapy.path, HTTP_HOST="site.example").content.decode())
    assert sorted(str(script.attributes.get("type")) for script in tree.css("script")) == [
        "application/ld+json",
        "module",
    ]
    graph = json.loads(tree.css('script[type="application/ld+json"]')[0].text())
    assert HOSTILE in [node.get("name") for node in graph["@graph"]]


@given(words=st.text(max_size=60))
def test_whatever_is_written_the_graph_is_json_that_cannot_leave_its_element(words):
    text = seo._script_safe({"name": words, "@graph": [words]})
    assert json.loads(text) == {"name": words, "@graph": [words]}
    assert "<" not in text
    assert ">" not in text
