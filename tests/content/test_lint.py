"""The rules that read a page: how hard its sections are, and words that have no place in it."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from alter_site.content.lint.reading import grade, syllables
from alter_site.content.lint.sections import HARDEST, SHORTEST, GradedSection, measured, sections
from alter_site.content.lint.texts import unwanted
from tests.factories import StandardPageFactory, TherapyFactory, changed, published

PAGE = """<html><body><header><p>Menu</p></header><main><nav><ol><li>Home</li></ol></nav>
<h1>A long road</h1><p>We walk it <em>with</em> you.<br>Slowly.</p><p hidden>Unseen.</p>
<section><h2>Who comes</h2><ul><li>People</li><li>Their <a href="/">families</a></li></ul>
<svg><text>Drawn</text></svg><p>Sit <span class="visually-hidden">aside</span>down.</p></section>
<aside><h2 id="sources">Sources</h2>
<ul><li>Institutionalization of psychotherapeutic methodology</li></ul></aside>
<section><h2>Call</h2><p>Anytime.</p></section></main><footer><p>Small print</p></footer></body></html>"""

HARD = "Institutional organizations continually operationalize interdisciplinary considerations. " * 15
EASY = "We sit with you. You can talk. You can rest. Tell us what you need. " * 6


def test_a_section_is_what_a_reader_sees_from_heading_to_heading():
    assert [(section.heading, section.passages) for section in sections(PAGE)] == [
        ("", ["Home"]),
        ("A long road", ["A long road", "We walk it with you. Slowly."]),
        ("Who comes", ["Who comes", "People", "Their families", "Sit down."]),
        ("Sources", ["Sources", "Institutionalization of psychotherapeutic methodology"]),
        ("Call", ["Call", "Anytime."]),
    ]


def test_small_headings_cells_quotes_and_inner_items_are_passages_of_their_section():
    text = (
        "<h3>Part</h3><blockquote><p>Said.</p></blockquote>"
        "<ul><li><p>One</p><ul><li><p>inner</p></li></ul></li></ul>"
        "<table><thead><tr><th>Day</th></tr></thead><tr><td>First</td></tr></table>"
    )
    (section,) = sections(f"<main><h2>A</h2>{text}</main>")
    assert section.passages == ["A", "Part", "Said.", "One", "inner", "Day", "First"]


def test_words_that_are_not_ours_are_exempt():
    assert [section.heading for section in sections(PAGE) if section.is_exempt] == ["Sources"]


@pytest.mark.parametrize(
    ("word", "number"),
    [("care", 1), ("people", 2), ("therapy", 3), ("anxiety", 4), ("OCD", 3), ("walked", 1)],
)
def test_syllables_are_counted_as_they_are_spoken(word, number):
    assert syllables(word) == number


def test_long_words_in_long_sentences_are_harder():
    assert grade(["The dog sat down."]) < 2 < 8 < grade([HARD])


def test_a_therapy_name_counts_as_two_syllables():
    text = "Psychoeducation helps. We like psychoeducation a lot."
    named = GradedSection(passages=[text]).grade(["Psychoeducation"])
    assert named == GradedSection(passages=["Alter helps. We like Alter a lot."]).grade()
    assert named < GradedSection(passages=[text]).grade()


def page_with(opening: str, text: str) -> str:
    return f"<main><h1>Title</h1><p>{opening}</p><h2>Heading</h2><p>{text}</p></main>"


def test_short_sections_are_not_measured():
    short = "word " * (SHORTEST - 2)
    assert list(measured(page_with(short, short), is_law=False)) == []
    assert len(list(measured(page_with(EASY, EASY), is_law=False))) == 2


def test_a_law_page_is_exempt_but_its_summary_is_not_however_short():
    found = {
        section.heading: is_exempt for section, is_exempt in measured(page_with("Hello.", HARD), is_law=True)
    }
    assert found == {"Title": False, "Heading": True}


# --- the command --------------------------------------------------------------------------------------


def printed() -> str:
    out = StringIO()
    call_command("reading_grade", stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_the_command_prints_the_hardest_sections_and_where_they_are():
    published(TherapyFactory(slug="easy", use_heading="An easy part", use_text=f"<p>{EASY}</p>"))
    published(TherapyFactory(slug="hard", use_heading="A hard part", use_text=f"<p>{HARD}</p>"))
    lines = printed().splitlines()
    assert f"1 above grade {HARDEST:g}" in lines[0]
    assert "/therapies/hard/  A hard part" in lines[1]
    assert any("An easy part" in line for line in lines[2:])


@pytest.mark.django_db
def test_the_command_prints_what_is_exempt_apart():
    page = StandardPageFactory(slug="law", sections=[{"heading": "The law", "text": f"<p>{HARD}</p>"}])
    published(changed(page, is_for_counsel=True))
    graded, exempt = printed().split("Exempt")
    assert "The law" in exempt
    assert "The law" not in graded
    assert "/law/" in graded  # its opening


@pytest.mark.django_db
def test_what_stands_on_many_pages_is_printed_once():
    for _ in range(3):
        published(TherapyFactory(use_heading="The same", use_text=f"<p>{HARD}</p>"))
    assert printed().count("The same") == 1


# --- words --------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_command_prints_each_word_we_do_not_use_with_the_page_and_the_reason():
    page = published(TherapyFactory(introduction="<p>An addict lives here.</p>"))
    (line,) = [line for line in printed().splitlines() if line.startswith(f"{page.path}: “addict” in “")]
    assert "An addict lives here." in line
    assert "blames them for it. Kinder: “a person with a substance use disorder”." in line


HARMFUL = [
    "She is an addict.",
    "He committed suicide.",
    "when you get clean",
    "people suffering from anxiety",
    "This is crazy.",
    "Our best program",
    "a world-class team",
    "We guarantee it",
    "It cures depression",
    "100% confidential",
    "completely confidential",
    "HIPAA-certified",
    "before it’s too late",
    "only three beds left",
    "We answer 24/7",
    "She is bipolar",
]
FINE = [
    "A person with a substance use disorder",
    "Bring clean clothes.",
    "Nobody can guarantee a result.",
    "We cannot promise or cure anything.",
    "Alcoholics Anonymous meets here.",
    "He died by suicide.",
    "bipolar disorder",
    "It is securely stored.",
    "limited to adults",
]


def test_words_that_blame_frighten_boast_promise_or_mislead_are_found():
    assert [words for words in HARMFUL if not unwanted([words])] == []


def test_words_that_are_fine_are_left_alone():
    assert {words: wrong for words in FINE if (wrong := unwanted([words]))} == {}
