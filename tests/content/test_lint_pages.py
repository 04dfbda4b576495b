"""The rules on whole pages, and the gate that keeps what misleads off the site."""

from __future__ import annotations

import pytest

from alter_site.content.editions import publishing
from alter_site.content.lint.findings import findings_for, unexcused
from alter_site.content.lint.registry import RULES, sentence_hash
from alter_site.content.models import LintException, LintWord, MenuItem, Publication
from tests.factories import (
    AdministratorFactory,
    ArticleFactory,
    ConditionFactory,
    FacilityFactory,
    FaqGroupFactory,
    GlossaryPageFactory,
    GlossaryTermFactory,
    HomePageFactory,
    IndexPageFactory,
    LevelOfCareFactory,
    MarketerFactory,
    MenuItemFactory,
    OutcomesPageFactory,
    PictureFactory,
    SafetyCardFactory,
    StandardPageFactory,
    StoryFactory,
    TeamPageFactory,
    TherapyFactory,
    TopicFactory,
    approved,
    changed,
    facts_saved,
    published,
)
from therapies.models import Therapy

pytestmark = pytest.mark.django_db

BAD = "Our program cures addiction."


def said(page, *, is_thorough=True):
    """Return the rules that a page breaks, each with the fields it breaks them in."""
    found: dict[str, set[str]] = {}
    for finding in findings_for(page, page.content(), is_thorough=is_thorough):
        found.setdefault(finding.rule.id, set()).add(finding.field)
    return found


def blocked(page):
    findings = unexcused(page, findings_for(page, page.content(), is_thorough=False))
    return {finding.rule.id for finding in findings}


def test_a_page_of_every_kind_with_what_a_page_needs_may_go_live():
    SafetyCardFactory()
    kinds = (
        ArticleFactory,
        ConditionFactory,
        FacilityFactory,
        FaqGroupFactory,
        GlossaryPageFactory,
        HomePageFactory,
        IndexPageFactory,
        LevelOfCareFactory,
        OutcomesPageFactory,
        StandardPageFactory,
        StoryFactory,
        TeamPageFactory,
        TherapyFactory,
        TopicFactory,
    )
    wrong = {kind.__name__: rules for kind in kinds if (rules := blocked(kind()))}
    assert wrong == {}


def test_a_page_with_only_a_title_is_refused_with_every_reason():
    page = TherapyFactory(summary="", introduction="", sources=[])
    assert blocked(page) == {"summary", "introduction", "sources"}
    with pytest.raises(publishing.CannotPublish) as refused:
        publishing.publish(page, None)
    for rule in ("summary", "introduction", "sources"):
        assert RULES[rule].reason in str(refused.value)


def test_an_introduction_of_spaces_is_none():
    assert "introduction" in blocked(StandardPageFactory(lede="  "))
    assert "introduction" not in blocked(
        StandardPageFactory(lede="", sections=[{"heading": "First", "text": "<p>It begins.</p>"}])
    )


def test_sources_are_asked_of_clinical_pages_alone():
    assert "sources" in blocked(ArticleFactory(sources=[]))
    assert "sources" not in blocked(StandardPageFactory())


def test_each_text_of_a_page_is_read_and_named_by_its_field_in_the_form():
    page = TherapyFactory(
        title="The best rehab in California",
        seo_description=BAD,
        use_heading="We guarantee recovery",
        benefits=["Rest", "Nobody will ever know"],
        techniques=[{"title": "One", "text": "<p>Only 3 beds left.</p>", "in_a_session": "Act now."}],
        questions=[{"question": "How?", "answer": "<p>Lorem ipsum.</p>"}],
        indications=[{"text": "We accept all insurance"}],
    )
    found = said(page)
    assert found["superlative"] >= {"title"}
    assert found["cure"] == {"seo_description"}
    assert found["guarantee"] == {"use_heading"}
    assert found["confidential"] == {"benefits-1-text"}
    assert found["scarcity"] == {"techniques-0-text"}
    assert found["urgency"] == {"techniques-0-in_a_session"}
    assert found["placeholder"] == {"questions-0-answer"}
    assert found["network"] == {"indications-0-text"}


def test_a_page_that_names_a_substance_needs_the_card():
    page = TherapyFactory(introduction="<p>What to know about alcohol.</p>")
    assert "safety-card" in blocked(page)
    SafetyCardFactory()
    assert "safety-card" not in blocked(page)


@pytest.mark.parametrize("alt", ["Picture", "IMG_2041.jpg", "image 3", " . "])
def test_a_description_that_says_nothing_is_none(alt):
    assert "alt-text" in blocked(ConditionFactory(hero=PictureFactory(alt=alt)))


def test_a_described_and_a_decorative_picture_pass():
    assert "alt-text" not in blocked(ConditionFactory(hero=PictureFactory()))
    assert "alt-text" not in blocked(ConditionFactory(hero=PictureFactory(alt="", is_decorative=True)))


def test_a_picture_of_another_home_is_refused_and_one_of_its_own_passes():
    here, there = FacilityFactory(), FacilityFactory()
    own, other = PictureFactory(facility=here), PictureFactory(facility=there)
    assert "other-place" not in blocked(FacilityFactory(gallery=[PictureFactory()]))
    assert "other-place" not in blocked(TherapyFactory(featured_facility=here, featured_picture=own))
    assert "other-place" in blocked(TherapyFactory(featured_facility=here, featured_picture=other))
    assert "other-place" in blocked(
        TherapyFactory(featured_facility=here, featured_picture=PictureFactory(night=other))
    )


def test_a_link_to_nothing_is_refused_and_one_to_a_draft_passes():
    draft = StandardPageFactory()
    text = '<p>Read <a href="{}">how it goes</a>.</p>'
    assert "dead-link" not in blocked(TherapyFactory(introduction=text.format(draft.path)))
    page = TherapyFactory(introduction=text.format(draft.path))
    draft.delete()
    assert "dead-link" in blocked(page)
    assert "dead-link" in blocked(TherapyFactory(introduction=text.format("https://localhost/x")))
    Therapy.objects.filter(pk=page.pk).update(introduction=text.format(f"page:{'-' * 36}"))
    page.refresh_from_db()
    assert "dead-link" in blocked(page)


# --- warnings -------------------------------------------------------------------------------------------


def test_hard_sections_long_sentences_and_abbreviations_are_warned_of():
    hard = "Institutional organizations continually operationalize interdisciplinary considerations. " * 15
    long = "We sit and we talk and we walk " * 5
    page = TherapyFactory(use_text=f"<p>{hard}</p><p>{long}.</p><p>The PHP is next.</p>")
    found = said(page)
    assert {"reading-grade", "long-sentence", "abbreviation"} <= found.keys()
    assert blocked(page) == set()


def test_an_abbreviation_that_is_explained_linked_or_in_the_glossary_passes():
    published(GlossaryPageFactory())
    GlossaryTermFactory(term="IOP")
    facts_saved()
    page = TherapyFactory(
        introduction="<p>A partial hospitalization program (PHP) comes first. PHP ends. Then the IOP.</p>"
    )
    assert "abbreviation" not in said(page)


def test_what_the_law_prescribes_may_be_hard():
    long = "<p>" + "Whereas the aforementioned organization institutes considerations " * 12 + ".</p>"
    page = StandardPageFactory(is_for_counsel=True, sections=[{"heading": "Law", "text": long}])
    assert not {"reading-grade", "long-sentence"} & said(page).keys()


def test_titles_and_descriptions_that_search_engines_cut_are_warned_of():
    page = TherapyFactory(title="A" * 61, summary="Too short.")
    assert said(page)["title-length"] == {"title"}
    assert said(page)["description-length"] == {"summary"}
    page = TherapyFactory(seo_title="Good enough", seo_description="B" * 156)
    assert said(page)["description-length"] == {"seo_description"}


def test_a_page_that_begins_like_another_is_warned_of_but_not_while_typing():
    words = " ".join(f"word{number}" for number in range(40))
    StandardPageFactory(lede=f"{words} here")
    page = StandardPageFactory(lede=f"{words} there")
    assert "near-duplicate" in said(page)
    assert "near-duplicate" not in said(page, is_thorough=False)
    assert "near-duplicate" not in said(StandardPageFactory(lede="Another text altogether. " * 10))


def test_a_page_that_nothing_leads_to_is_warned_of():
    page = published(StandardPageFactory())
    assert "orphan" in said(page)
    MenuItemFactory(page=page)
    assert MenuItem.objects.exists()
    assert "orphan" not in said(page)
    linked = published(StandardPageFactory())
    published(TherapyFactory(introduction=f'<p>Read <a href="{linked.path}">how it goes</a>.</p>'))
    assert "orphan" not in said(linked)
    assert "orphan" not in said(TherapyFactory())  # the index of therapies lists it


# --- the gate -------------------------------------------------------------------------------------------


def test_no_way_to_go_live_leads_past_the_linter():
    page = published(TherapyFactory())
    before = Publication.objects.get().edition
    changed(page, introduction=f"<p>{BAD}</p>")
    kept = publishing.freeze(approved(page), None)
    for way in (
        lambda: publishing.publish(page, None),
        lambda: publishing.publish_all([page], None),
        lambda: publishing.make_live(kept, None),
    ):
        with pytest.raises(publishing.CannotPublish, match=f"“{BAD}” It promises a cure"):
            way()
    assert Publication.objects.get().edition == before


def test_a_refusal_says_the_first_few_and_how_many_more():
    page = TherapyFactory(benefits=[f"{BAD[:-1]} number {number}." for number in range(9)])
    with pytest.raises(publishing.CannotPublish, match="And 3 more"):
        publishing.publish(page, None)


def agreed(page, sentence, rule="cure"):
    return LintException.objects.create(
        page_id=page.pk,
        page_title=page.title,
        rule=rule,
        sentence=sentence,
        sentence_hash=sentence_hash(rule, sentence),
        reason="It quotes the name of a band.",
        asked_by=MarketerFactory(),
        answer=LintException.Answer.AGREED,
        answered_by=AdministratorFactory(),
    )


def test_an_exception_holds_for_one_page_one_rule_and_exactly_one_sentence():
    page = TherapyFactory(introduction=f"<p>{BAD}</p>")
    agreed(page, BAD)
    published(page)
    with pytest.raises(publishing.CannotPublish, match="It promises a cure"):
        publishing.publish(changed(page, introduction="<p>Our program cures all addiction.</p>"), None)
    with pytest.raises(publishing.CannotPublish, match="It promises a cure"):
        publishing.publish(TherapyFactory(introduction=f"<p>{BAD}</p>"), None)
    both = "Our program cures addiction and is the best rehab."
    agreed(page, both)
    with pytest.raises(publishing.CannotPublish, match="better than others"):
        publishing.publish(changed(page, introduction=f"<p>{both}</p>"), None)


def test_an_exception_that_waits_or_was_declined_lets_nothing_pass():
    page = TherapyFactory(introduction=f"<p>{BAD}</p>")
    row = agreed(page, BAD)
    for answer, by in ((LintException.Answer.NONE, None), (LintException.Answer.DECLINED, row.answered_by)):
        LintException.objects.update(answer=answer, answered_by=by)
        with pytest.raises(publishing.CannotPublish):
            publishing.publish(page, None)


def test_words_of_an_administrator_are_in_force_at_once():
    page = TherapyFactory(
        introduction="<p>A rejuvenating stay. Our best room has a view of world-class waves.</p>"
    )
    assert blocked(page) == {"superlative"}
    LintWord.objects.create(rule="superlative", phrase="world-class waves", passes=True)
    assert blocked(page) == set()
    LintWord.objects.create(rule="cure", phrase="rejuvenat*")
    assert blocked(page) == {"cure"}


def test_a_long_page_asks_the_database_no_more_than_a_short_one(django_assert_max_num_queries):
    link = StandardPageFactory()
    text = f'<p>Read <a href="{link.path}">how it goes</a> with us.</p>' * 50
    page = TherapyFactory(introduction=text, benefits=["Rest"] * 30)
    content = page.content()
    with django_assert_max_num_queries(18):
        findings_for(page, content, is_thorough=False)
