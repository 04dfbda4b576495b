"""Which pages name a substance, and that none of them goes live without the safety card."""

from __future__ import annotations

import pytest

from alter_site.content.editions import publishing
from alter_site.content.editions.publishing import CannotPublish
from alter_site.content.objects.substances import named_by, named_in
from tests.factories import (
    FacilityFactory,
    SafetyCardFactory,
    StandardPageFactory,
    TherapyFactory,
    changed,
    editions_of,
    facts_saved,
    overdue,
    published,
)


@pytest.mark.parametrize(
    "text",
    [
        "It helps with alcohol.",
        "After a break from opioids",
        "Fentanyl may be in it.",
        "BENZODIAZEPINES such as Xanax",
        "Signs of an overdose",
        "if you drink every day",
        "urges to drink or use",
        "You drink again.",
        "Cocaine, meth or cannabis",
        "Withdrawal that needs a hospital",
    ],
)
def test_what_somebody_takes_and_what_it_does_is_named(text):
    assert named_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "Drink some water, and breathe.",
        "Clean drinking water",
        "The substance of the talk",
        "We treat substance use disorder.",
        "Ask at the drugstore.",
        "a wash that has no alcohol in it, or is alcohol-free",
        "the withdrawal of your consent",
        "social withdrawal",
        "A method that works; a metal cup",
        "a generic drug plan covers",
        "something to drink, and where you want to sit",
    ],
)
def test_words_that_mean_something_else_name_nothing(text):
    assert named_in(text) == []


@pytest.mark.django_db
def test_only_what_a_reader_sees_counts():
    page = TherapyFactory(seo_description="Alcohol", share_title="Alcohol")
    assert named_by(page.content()) == []
    assert named_by(changed(page, introduction="<p>About <strong>alcohol</strong>.</p>").content()) == [
        "alcohol"
    ]


@pytest.mark.django_db
def test_a_word_at_the_end_of_an_item_is_a_word():
    page = TherapyFactory(introduction="<ul><li><p>trauma and drinking</p></li><li><p>rest</p></li></ul>")
    assert named_by(page.content()) == ["drinking"]


@pytest.mark.django_db
@pytest.mark.parametrize("make", [TherapyFactory, FacilityFactory])
def test_any_page_that_names_a_substance_waits_for_the_card_and_says_which_words(make):
    page = make(introduction="<p>Fentanyl, and fentanyl with alcohol.</p>")
    with pytest.raises(CannotPublish) as refusal:
        published(page)
    assert "there is none yet" in str(refusal.value)
    assert "The page names “fentanyl”, “alcohol”." in str(refusal.value)
    assert not editions_of(page)
    SafetyCardFactory()
    assert editions_of(published(page))


@pytest.mark.django_db
def test_an_edition_that_names_a_substance_is_not_made_live_again_without_the_card():
    SafetyCardFactory()
    page = published(TherapyFactory(introduction="<p>About alcohol.</p>"))
    (named,) = editions_of(page)
    published(changed(page, introduction="<p>About rest.</p>"))
    overdue()
    with pytest.raises(CannotPublish, match="review is overdue"):
        publishing.make_live(named, None)


@pytest.mark.django_db
def test_the_card_stands_on_the_page_once_and_where_an_editor_put_it(visit):
    SafetyCardFactory()
    facts_saved()
    assert (
        len(visit(published(TherapyFactory(introduction="<p>About alcohol.</p>")).path).all("#safety")) == 1
    )
    assert visit(published(TherapyFactory()).path).all("#safety") == []
    sections = [
        {"heading": "Alcohol", "text": "", "shows": "safety_card"},
        {"heading": "Then", "text": "<p>Rest.</p>"},
    ]
    document = visit(published(StandardPageFactory(sections=sections)).path)
    assert len(document.all("#safety")) == 1
    assert document.texts("main h2")[1] == "Then"
    assert "Alcohol" not in document.texts("main h2"), "no heading stands above nothing"
