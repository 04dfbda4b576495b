"""The words of the demo content: what every page must keep to, and what the first page must have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from alter_site.content import page_files
from alter_site.content.lint.findings import findings_for
from alter_site.content.lint.reading import grade
from alter_site.content.models import Edition, Publication
from alter_site.content.objects import PageContent, RichText, walk
from alter_site.content.page_files import PageFile
from alter_site.content.views import decoded
from tests.support.demo import loaded_demo
from tests.support.document import Document
from tests.support.markup import check_public
from therapies.content import TherapyContent
from therapies.models import Condition, Therapy

# In one worker: every page is fetched once.
pytestmark = pytest.mark.xdist_group("demo-words")

FILES = page_files.find()
LIVE = [file for file in FILES if not file.is_draft]
FIRST = "/therapies/attachment-based-therapy/"

FIGURE = re.compile(r"\d ?%|per ?cent", re.IGNORECASE)


@pytest.fixture(scope="module", autouse=True)
def _demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with loaded_demo(django_db_blocker):
        yield


@pytest.fixture(scope="module")
def files(_demo: None, django_db_blocker: Any) -> dict[str, PageFile]:
    """The file that each live page comes from, by the page's address."""
    with django_db_blocker.unblock():
        paths = dict(Publication.objects.values_list("page_id", "path"))
    return {paths[file.id]: file for file in LIVE}


@pytest.fixture(scope="module")
def pages(files: dict[str, PageFile], django_db_blocker: Any) -> dict[str, Document]:
    with django_db_blocker.unblock():
        return {path: Document(Client().get(path)) for path in files}


@pytest.fixture(scope="module")
def contents(files: dict[str, PageFile], django_db_blocker: Any) -> dict[str, PageContent]:
    with django_db_blocker.unblock():
        return {path: content_of(file) for path, file in files.items()}


def problems_of(things: dict[str, Any], check: Any) -> dict[str, Any]:
    """Return what ``check`` finds, by path; empty when all is well."""
    return {path: wrong for path, thing in things.items() if (wrong := check(thing))}


def content_of(file: PageFile) -> PageContent:
    return decoded(Edition.objects.get(page_id=file.id))


def prose(content: PageContent) -> Iterator[str]:
    """Yield what is read as text: paragraphs, list items, sentences, but no headings and no sources."""
    for name, value in walk(content):
        if isinstance(value, RichText):
            for block in re.findall(r"<p>(.*?)</p>", value.html):
                yield re.sub(r"<[^>]+>", "", block)
        elif isinstance(value, str) and name != "label" and re.search(r"[.?!]”?\Z", value):
            yield value


def every_word(content: PageContent) -> str:
    texts = [value.html if isinstance(value, RichText) else value for _, value in walk(content)]
    return "\n".join(re.sub(r"<[^>]+>", " ", text) for text in texts if isinstance(text, str))


# --- every page ---------------------------------------------------------------------------------------


def test_each_page_keeps_the_rules_of_markup(pages, subtests):
    assert len(pages) == len(LIVE) >= 80
    for path, page in pages.items():
        with subtests.test(path=path):
            assert page.response.status_code == 200
            check_public(page)


def test_each_page_says_that_it_is_demo_text(pages):
    words = "Demo text, not yet reviewed by a clinician"
    assert [path for path, page in pages.items() if words not in page.text("main")] == []


def test_no_page_claims_a_review_beside_the_words_that_there_is_none(pages):
    assert problems_of(pages, lambda page: "Medically reviewed" in page.text("main")) == {}


def test_no_search_engine_lists_a_demo_page_and_each_says_so_in_a_band(pages):
    def wrong(page: Document) -> bool:
        robots = page.one('meta[name="robots"]').attributes["content"]
        return robots != "noindex, follow" or len(page.all('main aside[aria-label="Demo"]')) != 1

    assert problems_of(pages, wrong) == {}


def test_each_page_that_names_a_substance_shows_the_safety_card_once(pages, contents):
    cards = {path: len(page.all("#safety")) for path, page in pages.items()}
    assert cards == {path: int(content.needs_safety_card) for path, content in contents.items()}
    assert 20 <= sum(cards.values()) <= 50


def test_the_safety_card_says_what_the_toolkit_says(pages):
    (card,) = pages["/crisis/"].all("aside.section")
    text = " ".join(card.text().split())
    in_order = (
        "will not wake up",
        "pinpoint",
        "Look for the signs",
        "Call 911",
        "Give naloxone",
        "two to three minutes",
        "every five seconds",
        "onto their side",
        "wears off",
        "Fentanyl",
        "Good Samaritan",
        "Never stop alcohol or a benzodiazepine",
        "may kill you",
        "PEP23-03-00-001",
    )
    assert [text.find(words) for words in in_order] == sorted(text.index(words) for words in in_order)


def test_no_heading_stands_above_nothing(pages):
    def empty(page: Document) -> list[str]:
        return [
            section.css_first("h2").text()
            for section in page.all("main section, main aside")
            if section.css_first("h2")
            and section.text(strip=True) == section.css_first("h2").text(strip=True)
        ]

    assert problems_of(pages, empty) == {}


@pytest.mark.parametrize(
    ("words", "path"),
    [
        ("take-back site", "/articles/what-a-family-can-do-this-week/"),
        ("licensed gun dealer", "/articles/what-a-family-can-do-this-week/"),
        ("never start again at the old dose", "/therapies/psychiatry-medication-management/"),
        ("SB 43", "/for-families/"),
        ("CARE Court", "/for-families/"),
        ("mobile crisis team", "/for-families/"),
        ("prolonged exposure", "/conditions/ptsd/"),
        ("MBT", "/conditions/borderline-personality-disorder/"),
        ("behavioral activation", "/conditions/depression/"),
        ("buprenorphine and methadone", "/conditions/substance-use-disorder/"),
        ("how medical information about you may be used and disclosed", "/notice-of-privacy-practices/"),
        ("Effective date:", "/notice-of-privacy-practices/"),
    ],
)
def test_what_a_clinician_and_a_lawyer_put_right_is_there(words, path, pages):
    assert words in " ".join(pages[path].text("main").split())


@pytest.mark.parametrize(
    "words",
    [
        "give away old pills",
        "rare emergencies",
        "A nurse asks",
        "Private bedrooms",
        "Private rooms",
        "Places to stay",
        "checked by people",
        "such as lithium, it matters",
    ],
)
def test_what_was_wrong_or_contradicted_another_page_is_gone(words, pages):
    assert problems_of(pages, lambda page: words in page.text("main")) == {}


def test_links_lead_to_pages_that_are_live(pages, client, db):
    found = {href.partition("#")[0] for page in pages.values() for href in page.hrefs()}
    own = {href for href in found if href.startswith("/")}
    assert own >= set(pages), "each page can be reached from another"
    assert [href for href in own - set(pages) if client.get(href).status_code != 200] == []


def test_no_link_in_a_text_leads_to_a_draft(contents):
    drafts = {str(other.id) for other in FILES if other.is_draft}

    def drafts_linked(content: PageContent) -> set[str]:
        return drafts & set(re.findall(r"page:([0-9a-f-]{36})", str(content)))

    assert problems_of(contents, drafts_linked) == {}


def test_a_seventh_grader_can_read_each_page(contents):
    grades = {path: grade(prose(content)) for path, content in contents.items()}
    assert {path: found for path, found in grades.items() if not found <= 7} == {}


WORTH_A_LOOK = {"abbreviation", "long-sentence"}


def test_the_linter_finds_nothing_that_blocks_blames_frightens_or_is_hard(files, contents):
    """What it says of long sentences and abbreviations is a matter of the single case."""
    wrong = {
        path: [(finding.rule.id, finding.sentence) for finding in findings]
        for path, file in files.items()
        if (
            findings := [
                finding
                for finding in findings_for(file.model._default_manager.get(pk=file.id), contents[path])
                if finding.rule.id not in WORTH_A_LOOK
            ]
        )
    }
    assert wrong == {}


def test_nothing_claims_a_percentage(contents):
    assert problems_of(contents, lambda content: FIGURE.findall(every_word(content))) == {}


def test_quotes_are_typographic(contents):
    assert problems_of(contents, lambda content: re.findall(r".*[\"'].*", every_word(content))) == {}


def test_nobody_is_named_as_the_reviewer_of_a_page(contents, pages):
    assert [path for path, page in contents.items() if not page.is_demo] == []
    assert [path for path, page in pages.items() if "Medically reviewed" in page.html] == []


def test_lists_and_search_engines_get_a_summary_that_fits(contents):
    lengths = {path: (len(page.summary), len(page.seo_title)) for path, page in contents.items()}
    assert {
        path: (summary, title)
        for path, (summary, title) in lengths.items()
        if not 20 <= summary <= 155 or title > 60
    } == {}


@pytest.mark.parametrize("slug", ["san-diego-rolando", "san-diego-residential"])
def test_places_nobody_has_confirmed_stay_drafts(slug, client, db):
    assert client.get(f"/facilities/{slug}/").status_code == 404


@pytest.mark.parametrize("slug", ["dana-point", "laguna-beach", "irvine", "example-home"])
def test_a_gallery_shows_only_pictures_of_its_own_place(slug, db):
    from facilities.models import Facility

    facility = Facility.objects.get(slug=slug)
    photos = facility.photos.select_related("picture")
    assert {photo.picture.facility_id for photo in photos if photo.picture} == {facility.pk}
    assert all(facility.title in photo.caption for photo in photos)


@pytest.mark.parametrize(
    ("kind", "least"),
    [("therapy", 12), ("condition", 10), ("level_of_care", 5), ("facility", 4), ("article", 8)],
)
def test_there_are_enough_live_pages_of_each_kind(kind, least, db):
    ids = [file.id for file in FILES if kind == file.model.CONTENT.KIND]
    assert Publication.objects.filter(page_id__in=ids).count() >= least


def test_each_therapy_page_shows_how_it_works_and_answers_questions(files, contents, subtests):
    for path in [path for path, file in files.items() if file.model is Therapy]:
        with subtests.test(path=path):
            content = contents[path]
            assert isinstance(content, TherapyContent)
            assert 3 <= len(content.techniques) <= 4
            assert all(technique.in_a_session for technique in content.techniques)
            assert all(technique.text.html.count("<p>") == 2 for technique in content.techniques)
            assert 6 <= len(content.questions) <= 10
            assert content.sources


def test_each_condition_leads_to_therapies_and_levels_of_care(files, pages, subtests):
    for path in [path for path, file in files.items() if file.model is Condition]:
        with subtests.test(path=path):
            found = pages[path].hrefs()
            assert len({href for href in found if re.match("/therapies/.", href)}) >= 3
            assert len({href for href in found if re.match("/levels-of-care/.", href)}) >= 3


def test_no_page_but_the_lists_of_homes_names_the_invented_one(pages):
    naming = {path for path, page in pages.items() if "Example Home" in page.text("main")}
    assert naming <= {"/facilities/", "/facilities/example-home/", "/contact/", "/about/"}


# --- the first page -----------------------------------------------------------------------------------


@pytest.fixture
def first(pages):
    return pages[FIRST]


def test_the_first_page_has_its_sections_in_order(first):
    assert first.texts("h1, main h2") == [
        "Attachment-Based Therapy for Mental Health and Addiction Treatment",
        "How does Alter use attachment-based therapy?",
        "Benefits of attachment-based therapy",
        "Useful for",
        "Techniques and their uses",
        "Frequently asked questions",
        "In an overdose, and before you stop",
        "Sources",
        "Call now for program availability",
        "We accept most insurance",
        "Licensed & accredited",
    ]


def test_the_first_page_shows_dana_point(first):
    caption = first.text("main figcaption")
    assert "Dana Point" in caption
    assert "Main room with the staircase" in caption


def test_the_first_page_numbers_its_techniques(first):
    assert first.texts("main h3") == [
        "Technique #1 - Emotional Regulation",
        "Technique #2 - Mindfulness Practices",
        "Technique #3 - Relational Repair",
    ]


def test_each_technique_has_two_paragraphs_and_an_example(db):
    techniques = _first_content().techniques
    assert [len(re.findall("<p>", technique.text.html)) for technique in techniques] == [2, 2, 2]
    assert all(technique.in_a_session for technique in techniques)


@pytest.mark.parametrize("style", ["Anxious", "Avoidant", "Disorganized"])
def test_how_we_use_it_explains_the_attachment_styles(style, db):
    assert f"<strong>{style}.</strong>" in _first_content().use_text.html


def test_the_first_page_answers_ten_questions(first):
    assert len(first.all("main .questions:not(.close) details")) == 10


def test_eleven_things_say_who_benefits(first):
    benefits = next(node for node in first.all("details") if "Who can benefit" in node.text())
    assert len(benefits.css("li")) == 11


def test_finding_a_therapist_gives_the_number_and_the_free_consultation(first):
    finding = next(node for node in first.all("details") if "find" in node.css_first("summary").text())
    assert finding.css_first('a[href^="tel:+1866"]') is not None
    assert "first consultation is free" in finding.text()


def test_the_four_styles_are_a_list(first):
    styles = next(node for node in first.all("details") if "four attachment styles" in node.text())
    names = [node.text().rstrip(":") for node in styles.css("li strong")]
    assert names == ["Secure", "Anxious", "Avoidant", "Disorganized"]


def test_useful_for_links_the_conditions_that_have_a_page(db):
    rows = _first_content().indications
    assert (len(rows), len([row for row in rows if row.condition])) == (13, 6)


def test_the_first_page_is_long_enough_to_be_real(db):
    words = sum(len(passage.split()) for passage in prose(_first_content()))
    assert 1400 <= words <= 1900


def _first_content() -> TherapyContent:
    content = content_of(next(file for file in FILES if file.slug == "attachment-based-therapy"))
    assert isinstance(content, TherapyContent)
    return content
