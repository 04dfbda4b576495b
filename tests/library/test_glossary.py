"""Words: explained in the glossary, and reached from where they first appear on any page."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alter_site.content.editions import publishing
from alter_site.content.text.terms import Term, Terms
from tests.factories import (
    ArticleFactory,
    ConditionFactory,
    GlossaryPageFactory,
    GlossaryTermFactory,
    SafetyCardFactory,
    TherapyFactory,
    committed,
    facts_saved,
    published,
)

CRAVING = "/glossary/#term-craving"


@pytest.fixture
def glossary(db):
    GlossaryTermFactory(term="craving", spellings="cravings", short="A strong urge.")
    GlossaryTermFactory(term="ACT", short="A kind of therapy.")
    return published(GlossaryPageFactory())


def therapy_with(html: str, **values):
    return published(TherapyFactory(introduction=html, **values))


def explained(document) -> list[str]:
    return document.hrefs("main a.term")


# --- the glossary -------------------------------------------------------------------------------------


def test_the_glossary_explains_each_word_at_an_address_of_its_own(visit, glossary):
    document = visit("/glossary/")
    assert document.text("#term-craving") == "craving"
    assert "A strong urge." in document.text("main")


def test_the_glossary_lists_its_words_by_letter(visit, glossary):
    document = visit("/glossary/")
    assert document.texts("main h2")[:2] == ["A", "C"]
    assert document.hrefs('nav[aria-label="Words by letter"] a') == ["#letter-a", "#letter-c"]


def test_the_glossary_explains_no_word_to_itself(visit, glossary):
    GlossaryTermFactory(term="urge", longer="<p>A craving is one, and so is a craving for sleep.</p>")
    facts_saved()
    assert explained(visit("/glossary/")) == []


def test_search_engines_get_the_words(visit, glossary):
    (node,) = visit("/glossary/").nodes_of_type("DefinedTermSet")
    assert [term["name"] for term in node["hasDefinedTerm"]] == ["ACT", "craving"]


def test_a_demo_word_is_marked_where_the_page_itself_is_not(visit, glossary):
    GlossaryTermFactory(term="urge", is_demo=True)
    facts_saved()
    assert "urge (demo)" in visit("/glossary/").texts("main dt")


def test_an_empty_glossary_is_a_page_too(visit, db):
    assert visit(published(GlossaryPageFactory()).path).nodes_of_type("DefinedTermSet") == []


# --- where a word first appears -----------------------------------------------------------------------


@pytest.mark.parametrize("words", ["A craving passes.", "Cravings pass.", "CRAVING", "(craving)"])
def test_a_word_leads_to_the_glossary_however_it_is_written(words, visit, glossary):
    assert explained(visit(therapy_with(f"<p>{words}</p>").path)) == [CRAVING]


def test_a_word_is_explained_once_a_page_where_it_first_appears(visit, glossary):
    therapy = therapy_with(
        "<p>A craving. Another craving.</p>",
        techniques=[{"title": "One", "text": "<p>A craving.</p>"}],
        questions=[{"question": "What of a craving?", "answer": "<p>Cravings pass.</p>"}],
    )
    document = visit(therapy.path)
    assert explained(document) == [CRAVING]
    assert document.hrefs(".ledes a.term") == [CRAVING]


def test_every_kind_of_page_explains_words(visit, glossary):
    pages = [
        published(ConditionFactory(introduction="<p>A craving.</p>")),
        published(ArticleFactory(sections=[{"heading": "x", "text": "<p>A craving.</p>"}])),
    ]
    assert [explained(visit(page.path)) for page in pages] == [[CRAVING], [CRAVING]]


@pytest.mark.parametrize(
    "html",
    [
        '<p><a href="https://example.org/craving">about a craving</a></p>',
        "<p>Cravingly done, with microcravings.</p>",
        "<p>You act, and you can ACTUALLY rest.</p>",
        "<p>Call [phone].</p>",
    ],
)
def test_links_parts_of_words_and_other_words_are_left_alone(html, visit, glossary):
    assert explained(visit(therapy_with(html).path)) == []


def test_a_word_in_capitals_is_found_in_capitals_only(visit, glossary):
    assert explained(visit(therapy_with("<p>We act. ACT helps.</p>").path)) == ["/glossary/#term-act"]


def test_a_heading_explains_nothing(visit, glossary):
    therapy = therapy_with("<p>x</p>", questions=[{"question": "A craving?", "answer": "<p>Yes.</p>"}])
    assert explained(visit(therapy.path)) == []


def test_the_safety_card_sends_nobody_to_the_glossary(visit, glossary):
    SafetyCardFactory(text="<p>A craving is no emergency.</p>")
    facts_saved()
    condition = ConditionFactory(involves_substances=True, help_text="<p>A craving passes.</p>")
    document = visit(published(condition).path)
    assert document.all("aside[aria-labelledby=safety] a.term") == []
    assert explained(document) == [CRAVING]


def test_a_page_about_a_word_does_not_explain_it(visit, glossary):
    assert explained(visit(therapy_with("<p>A craving.</p>", title="Craving and you").path)) == []


def test_no_word_leads_to_a_glossary_that_is_not_live(visit, glossary):
    therapy = therapy_with("<p>A craving.</p>")
    with committed():
        publishing.unpublish(glossary, None)
    assert explained(visit(therapy.path)) == []


def test_explaining_words_costs_no_query(client, db):
    therapy = therapy_with("<p>A craving.</p>")
    client.get(therapy.path)
    with CaptureQueriesContext(connection) as without:
        client.get(therapy.path)
    GlossaryTermFactory(term="craving")
    published(GlossaryPageFactory())
    client.get(therapy.path)
    with CaptureQueriesContext(connection) as with_words:
        response = client.get(therapy.path)
    assert b'class="term"' in response.content
    assert len(with_words) == len(without)


# --- finding ------------------------------------------------------------------------------------------


def term(name: str, spellings: str = "") -> Term:
    return Term(name=name, path=f"/g/#{name}", short="", spellings=spellings)


def test_the_longest_spelling_is_found():
    terms = Terms([term("therapy"), term("group therapy")])
    assert terms.explain("<p>group therapy</p>", set()) == (
        '<p><a class="term" href="/g/#group therapy">group therapy</a></p>'
    )


def test_a_word_with_an_ampersand_is_found_as_it_is_stored():
    html = Terms([term("R&R", "r & r")]).explain("<p>R&amp;R</p>", set())
    assert html == '<p><a class="term" href="/g/#R&R">R&amp;R</a></p>'


def test_attributes_and_entities_are_not_words():
    html = '<p title="x">fish &amp; chips <strong>amp</strong></p>'
    assert Terms([term("title"), term("strong")]).explain(html, set()) == html
    explained = Terms([term("amp"), term("LT"), term("nbsp")]).explain(html, set())
    assert explained == html.replace(">amp<", '><a class="term" href="/g/#amp">amp</a><')


def test_a_letter_that_only_looks_alike_breaks_no_page():
    html = "<p>\N{LATIN SMALL LETTER LONG S}tress</p>"
    assert Terms([term("stress")]).explain(html, set()) == html


def test_without_words_nothing_changes():
    assert Terms([]).explain("<p>A craving.</p>", set()) == "<p>A craving.</p>"
    assert Terms([]).named_in("Craving") == set()
