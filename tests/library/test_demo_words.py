"""The demo's glossary: enough words, each explained in plain ones, none that only its own page knows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from alter_site.content.lint.reading import grade
from alter_site.content.lint.texts import unwanted
from alter_site.content.models import Publication
from alter_site.library.models import Article, Faq, FaqGroup, GlossaryTerm
from tests.support.demo import loaded_demo


@pytest.fixture(scope="module", autouse=True)
def _demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with loaded_demo(django_db_blocker):
        yield


@pytest.fixture
def terms(db) -> list[GlossaryTerm]:
    return list(GlossaryTerm.objects.all())


def test_there_are_forty_words_thirty_answers_eight_articles_and_ten_hard_questions(terms):
    assert len(terms) >= 40
    assert Faq.objects.filter(page__stands_alone=False).count() >= 30
    assert FaqGroup.objects.get(slug="afraid-to-ask").questions.count() >= 10
    assert Article.objects.count() >= 8


def test_each_word_is_explained_in_words_of_the_seventh_grade(terms):
    hard = {term.term: round(found, 1) for term in terms if (found := grade([term.short])) > 8}
    assert hard == {}
    assert grade(term.short for term in terms) <= 7


def test_no_explanation_blames_frightens_boasts_or_promises(terms):
    assert unwanted(term.short for term in terms) == []


def test_quotes_are_typographic(terms):
    assert [term.term for term in terms if re.search("[\"']", term.short)] == []


def test_no_spelling_belongs_to_two_words(terms):
    spellings = [
        spelling.strip().lower()
        for term in terms
        for spelling in (term.term, *filter(None, term.spellings.split(",")))
    ]
    assert sorted(spellings) == sorted(set(spellings))


def test_words_that_pages_use_lead_to_the_glossary(visit, db):
    glossary = visit("/glossary/")
    anchors = {f"/glossary/#{node.attributes['id']}" for node in glossary.all("dt[id]")}
    paths = Publication.objects.exclude(path="/glossary/").values_list("path", flat=True)
    used = [href for path in paths for href in visit(path).hrefs("main a.term")]
    assert len(set(used)) >= 30
    assert set(used) <= anchors
