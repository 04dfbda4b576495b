"""The therapy page: every section where it belongs, and none that has nothing to say."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from tests.factories import (
    ConditionFactory,
    FacilityFactory,
    InsurerFactory,
    LicenseFactory,
    PictureFactory,
    StandardPageFactory,
    TherapyFactory,
    facts_saved,
    published,
)
from therapies.content import in_a_sentence
from therapies.models import Therapy

pytestmark = pytest.mark.django_db


@pytest.fixture
def complete():
    """A therapy page with every section in it."""
    facility = published(FacilityFactory(title="Dana Point"))
    condition = published(ConditionFactory(title="Grief"))
    published(StandardPageFactory(slug="verify-insurance", title="Verify your insurance"))
    InsurerFactory(name="Pacific Example Health")
    LicenseFactory()
    therapy = TherapyFactory(
        title="Attachment-based therapy",
        introduction="<p>One.</p><p>Two.</p>",
        featured_facility=facility,
        featured_picture=PictureFactory(),
        featured_caption="Main room with the staircase",
        use_subtitle="One line about styles.",
        use_text="<p>Anxious, avoidant, disorganized.</p>",
        benefits=["Rest", "Trust"],
        indications=[{"text": "Grief", "condition": condition}, {"text": "Loneliness"}],
        techniques=[
            {"title": "Emotional Regulation", "text": "<p>a</p><p>b</p>"},
            {"title": "Mindfulness Practices", "text": "<p>a</p><p>b</p>", "in_a_session": "Breathing out."},
            {"title": "Relational Repair", "text": "<p>a</p><p>b</p>"},
        ],
        questions=[
            {"question": "What is it?", "answer": "<p>Words.</p>"},
            {"question": "Whom do I ask?", "answer": "<ul><li><p>Us.</p></li></ul><p>Call [phone].</p>"},
        ],
    )
    facts_saved()
    return published(therapy)


def test_the_page_has_its_sections_in_their_order(complete, visit):
    document = visit(complete.path)
    assert document.text("h1") == "Attachment-based therapy for Mental Health and Addiction Treatment"
    assert [heading for heading in document.texts("main h2") if heading] == [
        "How does Alter use attachment-based therapy?",
        "Benefits of attachment-based therapy",
        "Useful for",
        "Techniques and their uses",
        "Frequently asked questions",
        "Sources",
        "Call now for program availability",
        "We accept most insurance",
        "Licensed",
    ]


def test_the_call_banner_comes_before_everything_else(complete, visit):
    document = visit(complete.path)
    assert "Questions? Call for help now (866) 989-3395" in document.text("body > aside:first-of-type")


def test_techniques_are_numbered_by_their_place(complete, visit):
    assert visit(complete.path).texts("main h3") == [
        "Technique #1 - Emotional Regulation",
        "Technique #2 - Mindfulness Practices",
        "Technique #3 - Relational Repair",
    ]


def test_techniques_and_questions_have_addresses_that_say_what_they_are(complete, visit):
    document = visit(complete.path)
    assert document.all("main h3")[0].attributes["id"] == ("technique-emotional-regulation")
    assert document.all(".questions:not(.close) details")[0].attributes["id"] == "question-what-is-it"


def test_the_featured_facility_is_named_and_linked_under_its_picture(complete, visit):
    document = visit(complete.path)
    assert "Featured facility: Dana Point" in document.text("figure figcaption")
    assert document.hrefs("figure figcaption a") == [complete.featured_facility.path]
    assert "Main room with the staircase" in document.text("figure figcaption")


def test_a_use_with_a_page_is_a_link_and_one_without_is_words(complete, visit):
    document = visit(complete.path)
    assert document.hrefs("ul.chips a") == [Therapy.objects.get().indications.first().condition.path]
    assert document.texts("ul.chips li") == ["Grief", "Loneliness"]


def test_answers_are_in_the_page_and_closed(complete, visit):
    document = visit(complete.path)
    assert document.texts(".questions:not(.close) details > summary") == ["What is it?", "Whom do I ask?"]
    assert "open" not in document.all(".questions:not(.close) details")[0].attributes
    assert "Call (866) 989-3395" in document.texts(".questions:not(.close) details")[1]


def test_calling_and_checking_insurance_are_one_step_away(complete, visit):
    hrefs = visit(complete.path).hrefs("main a")
    assert "tel:+18669893395" in hrefs
    assert "/verify-insurance/" in hrefs


def test_a_section_with_nothing_in_it_is_not_there(visit):
    document = visit(published(TherapyFactory()).path)
    for words in ("How does", "Benefits", "Useful for", "Techniques", "Frequently"):
        assert not [heading for heading in document.texts("main h2") if words in heading]
    assert document.all("main .questions:not(.close) details") == []
    assert document.all("main figure img") == []
    assert document.all("main nav.jump") == []
    pictured = visit(published(TherapyFactory(featured_picture=PictureFactory())).path)
    assert pictured.all("main figure img")
    assert pictured.all("main figcaption") == []


def test_the_links_to_the_parts_lead_to_parts_that_are_there(visit):
    # visit() itself checks that every fragment leads somewhere.
    document = visit(published(TherapyFactory(benefits=["Rest"])).path)
    assert document.hrefs('nav[aria-label="On this page"] a') == ["#part-benefits"]


def test_two_questions_that_begin_alike_have_addresses_of_their_own(visit):
    start = "What does a usual week in this therapy look like for somebody who "
    rows = [{"question": f"{start}{who}?", "answer": "<p>x</p>"} for who in ("works", "studies", "rests")]
    document = visit(published(TherapyFactory(questions=rows)).path)
    ids = [node.attributes["id"] for node in document.all(".questions:not(.close) details")]
    assert len(set(ids)) == 3


@pytest.mark.parametrize("title", ["Main", "Menu", "Crisis", "Logo", "Insurance", "Part use", "!", "呼吸"])
def test_a_technique_or_question_may_be_called_anything(title, visit):
    visit(
        published(
            TherapyFactory(
                use_text="<p>We talk.</p>",
                techniques=[{"title": title, "text": "<p>x</p>"}] * 2,
                questions=[{"question": title, "answer": "<p>x</p>"}],
            )
        ).path
    )


# --- headings -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ("Attachment-Based Therapy", "attachment-based therapy"),
        ("EMDR", "EMDR"),
        ("DBT skills", "DBT skills"),
        ("Dialectical Behavior Therapy (DBT)", "dialectical behavior therapy (DBT)"),
        ("Trauma-Informed Care for PTSD", "trauma-informed care for PTSD"),
        ("A therapy", "a therapy"),
        ("", ""),
    ],
)
def test_a_name_reads_well_inside_a_sentence(name, inside):
    assert in_a_sentence(name) == inside


@pytest.mark.parametrize(
    "pattern", ["{} for everyone", "{title} for you", "{name", "name}", "{{name}}", "{name!r}"]
)
@pytest.mark.parametrize("field", ["heading_pattern", "use_heading", "benefits_heading"])
def test_a_heading_with_other_braces_is_refused_in_words(field, pattern):
    with pytest.raises(ValidationError) as refusal:
        Therapy(title="EMDR", slug="emdr", **{field: pattern}).full_clean()
    assert refusal.value.message_dict[field] == [
        "Write {name} where the therapy’s name goes, and no other braces."
    ]


def test_a_heading_need_not_have_the_name_in_it(visit):
    therapy = published(TherapyFactory(title="EMDR", heading_pattern="EMDR, in plain words"))
    assert visit(therapy.path).text("h1") == "EMDR, in plain words"


def test_two_therapies_cannot_share_an_address():
    TherapyFactory(slug="emdr")
    with pytest.raises(ValidationError, match="Another page of this kind already has this address"):
        Therapy(title="EMDR", slug="emdr").full_clean()
